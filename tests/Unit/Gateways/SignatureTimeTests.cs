using System.Globalization;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>When a signature counts: not before the exchange started, not twice, and never before its own time, so that a restart cannot make it count again.</summary>
public sealed class SignatureTimeTests : IDisposable
{
    private const string Order = """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-keys-").FullName;
    private readonly ManualTime _time = new();
    private readonly AuthOptions _options = new();
    private readonly KeyStore _keys;
    private readonly CreatedKey _key;

    public SignatureTimeTests()
    {
        _keys = KeyStore.Open(_folder);
        _key = _keys.Create("alice", Permissions.Trade);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(-5_001, false, "behind")]
    [InlineData(-1, false, "before the exchange started")]
    [InlineData(0, true, "")]
    [InlineData(1_000, true, "")]
    [InlineData(1_001, false, "ahead")]
    public void A_timestamp_counts_from_the_start_until_a_little_ahead_of_the_clock(int offsetMs, bool isAccepted, string detail)
    {
        var answer = Check(new Authenticator(_keys, _options, _time), At(offsetMs));

        Assert.Equal(isAccepted, answer.Key is not null);
        Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_signed_ahead_of_the_clock_must_wait_until_its_time_and_is_worthless_after_a_restart()
    {
        var signed = At(700);
        var before = new Authenticator(_keys, _options, _time);
        var admitted = Check(before, signed);
        var repeated = Check(before, signed);
        _time.Step(TimeSpan.FromMilliseconds(admitted.WaitMs));
        var after = Check(new Authenticator(_keys, _options, _time), signed);

        Assert.Equal((_key.Key.Id, 701), (admitted.Key!.Id, admitted.WaitMs));
        Assert.Equal(RejectReason.SignatureUsed, repeated.Reason);
        Assert.Contains("before the exchange started", after.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_holds_for_a_protocol_that_signs_bytes()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var authenticator = new Authenticator(_keys, _options, _time);

        Assert.Equal(RejectReason.Unauthorized, CheckBytes(authenticator, now - 1).Reason);
        Assert.Equal(RejectReason.Unauthorized, CheckBytes(authenticator, now + 1_001).Reason);
        Assert.Equal(0, CheckBytes(authenticator, now).WaitMs);
        Assert.Equal(501, CheckBytes(authenticator, now + 500).WaitMs);
    }

    [Fact]
    public async Task An_order_signed_ahead_of_the_clock_is_entered_when_the_clock_gets_there()
    {
        await using var exchange = await RunningExchange.StartAsync(clock: _time);
        using var alice = exchange.Rest("alice");
        var timestamp = At(500);
        var signature = RequestSignature.ComputeHex(alice.Key.Secret, timestamp, "POST", "/api/v1/orders", Encoding.UTF8.GetBytes(Order));
        var answer = alice.SendAsync(HttpMethod.Post, "/api/v1/orders", Order, request =>
        {
            request.Headers.Remove(RequestSignature.TimestampHeader);
            request.Headers.Remove(RequestSignature.SignatureHeader);
            request.Headers.Add(RequestSignature.TimestampHeader, timestamp);
            request.Headers.Add(RequestSignature.SignatureHeader, signature);
        });
        while (_time.Waiting == 0)
            await Task.Delay(1);

        Assert.False(answer.IsCompleted);
        Assert.Equal(0, await exchange.OnEngineAsync(engine => engine.LiveOrders));

        _time.Step(TimeSpan.FromMilliseconds(501));
        Assert.Equal(201, (await answer).Status);
    }

    private string At(int offsetMs) => (_time.GetUtcNow().ToUnixTimeMilliseconds() + offsetMs).ToString(CultureInfo.InvariantCulture);

    private AuthResult Check(Authenticator authenticator, string timestamp) => authenticator.Check(
        _key.Key.Id, timestamp, RequestSignature.ComputeHex(_key.Secret, timestamp, "GET", "/x", default), "GET", "/x", default);

    private AuthResult CheckBytes(Authenticator authenticator, long sentMs)
    {
        var signed = BitConverter.GetBytes(sentMs);
        return authenticator.CheckBytes(_key.Key.Id, sentMs, signed, System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key.Secret), signed));
    }
}
