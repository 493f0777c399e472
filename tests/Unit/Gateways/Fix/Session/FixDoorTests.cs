using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Session;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

public sealed class FixDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;
    private readonly ManualTime _time = new();
    private readonly KeyStore _keys;
    private readonly CreatedKey _key;
    private readonly FixDoor _door;

    /// <summary>A door with one key.</summary>
    public FixDoorTests()
    {
        _keys = KeyStore.Open(_folder, _time);
        _key = _keys.Create("alice", Permissions.Trade);
        _door = new FixDoor(_keys, new Authenticator(_keys, new AuthOptions(), _time));
        _time.Step(TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_password_opens_where_nobody_reads_along()
    {
        Assert.Null(Check($"554={_key.Secret}").Refusal);
        Assert.Null(Check($"553=alice|554={_key.Secret}").Refusal);
        Assert.NotNull(Check($"553=bob|554={_key.Secret}").Refusal);
        Assert.NotNull(Check($"554={_key.Secret}x").Refusal);
        Assert.NotNull(Check("554=").Refusal);
        Assert.NotNull(Check("98=0").Refusal);
        Assert.Contains("TLS", Check($"554={_key.Secret}", isConfidential: false).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_refused_in_the_words_of_a_wrong_password()
    {
        var unknown = Check("554=secret", sender: "rk-nobody");
        Assert.Null(unknown.Key);
        Assert.Equal(Check("554=wrong").Refusal, unknown.Refusal);
    }

    [Fact]
    public void A_signature_opens_once()
    {
        var signed = Signed(0);
        Assert.Null(Check(signed, isConfidential: false).Refusal);
        Assert.NotNull(Check(signed, isConfidential: false).Refusal);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public void A_signature_of_another_time_does_not_open(int seconds) => Assert.NotNull(Check(Signed(seconds), seconds: seconds).Refusal);

    [Fact]
    public void A_signature_that_is_wrong_or_of_another_message_does_not_open()
    {
        Assert.NotNull(Check("95=64|96=" + new string('0', 64)).Refusal);
        Assert.NotNull(Check("95=3|96=abc").Refusal);
        Assert.NotNull(Check("95=64|96=" + new string('z', 64)).Refusal);
        Assert.NotNull(Check(Signed(0), seqNum: 2).Refusal);
    }

    [Fact]
    public void A_revoked_key_does_not_open()
    {
        _keys.Revoke(_key.Key.Id);
        Assert.NotNull(Check($"554={_key.Secret}").Refusal);
        Assert.NotNull(Check(Signed(0)).Refusal);
    }

    private string Signed(int seconds)
    {
        var time = _time.GetUtcNow().AddSeconds(seconds).ToString("yyyyMMdd-HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.Secret), Encoding.ASCII.GetBytes($"{time}\u00011\u0001{_key.Key.Id}\u0001RIALTO"));
        return $"95=64|96={Convert.ToHexStringLower(signature)}";
    }

    private FixAdmission Check(string proof, bool isConfidential = true, string? sender = null, int seqNum = 1, int seconds = 0)
    {
        var message = new FixMessage();
        Assert.True(message.TryParse(FixScript.Write($"35=A|49={sender ?? _key.Key.Id}|52=+{seconds}|98=0|108=30|{proof}".Replace("+-", "-", StringComparison.Ordinal), seqNum, _time.GetUtcNow()), out _));
        return _door.Check(message, isConfidential);
    }
}
