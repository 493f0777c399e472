using System.Buffers.Binary;
using System.Text;
using Rialto.Host.Desk.Keys;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>The encrypted file of venues' keys: what goes in comes out, and nothing else opens it.</summary>
public sealed class VenueKeyFileTests
{
    private const string Secret = "sEcReT-of-the-venue-8f2b";
    private static readonly byte[] Password = "correct horse battery"u8.ToArray();

    [Fact]
    public void What_was_put_in_comes_out()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("keys.enc");
        VenueKeyFile.Write(path, Password, [Key("binance", "abcdefghijkl", Secret), Key("okx", "second-key", "-----BEGIN\nPRIVATE KEY-----", "päss")]);
        var keys = VenueKeyFile.Read(path, Password);
        Assert.Equal(["binance", "okx"], keys.Select(key => key.Venue));
        Assert.Equal((Secret, ""), (keys[0].Secret.ToString(), keys[0].Passphrase.ToString()));
        Assert.Equal(("-----BEGIN\nPRIVATE KEY-----", "päss"), (keys[1].Secret.ToString(), keys[1].Passphrase.ToString()));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), keys[0].Added);
        Assert.Equal(("abcd…", "a key of binance"), (keys[0].Shown, keys[0].ToString()));
        keys[0].Dispose();
        Assert.True(keys[0].Secret.IndexOfAnyExcept('\0') < 0);

        // Nothing of it lies on the disk, and nobody but its owner may read it.
        var bytes = File.ReadAllBytes(path);
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0 && bytes.AsSpan().IndexOf("binance"u8) < 0);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Equal_keys_are_other_bytes_each_time() =>
        Assert.NotEqual(VenueKeyFile.Seal(Password, [Key("okx", "k", "s")]), VenueKeyFile.Seal(Password, [Key("okx", "k", "s")]));

    [Fact]
    public void Another_password_or_a_changed_byte_opens_nothing()
    {
        var sealedKeys = VenueKeyFile.Seal(Password, [Key("binance", "id", Secret)]);
        Refused(sealedKeys, "another password", "wrong password"u8);
        foreach (var at in new[] { 13, 20, 50, 62, 64, sealedKeys.Length - 17, sealedKeys.Length - 1 })
        {
            var changed = sealedKeys.ToArray();
            changed[at] ^= at == 13 ? (byte)0x40 : (byte)1; // rounds stay within their bounds
            Refused(changed, "another password, or the file was changed");
        }

        Refused(sealedKeys[..^1], "the file was changed");
        Refused(sealedKeys[..60], "is not a file of venues' keys");
        Refused([], "is not a file of venues' keys");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(599_999)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void Rounds_that_make_a_password_cheap_or_a_process_busy_are_refused_before_they_are_made(int rounds)
    {
        var changed = VenueKeyFile.Seal(Password, []);
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(12), rounds);
        Refused(changed, "rounds");
    }

    [Fact]
    public void Other_versions_are_named()
    {
        var changed = VenueKeyFile.Seal(Password, []);
        changed[8] = 2;
        Refused(changed, "format version 2");
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions are Unix's.");
        using var folder = new TemporaryFolder();
        var path = folder.File("keys.enc");
        VenueKeyFile.Write(path, Password, []);
        Permit(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<VenueKeyException>(() => VenueKeyFile.Read(path, Password)).Message, StringComparison.Ordinal);
        var password = folder.File("password");
        File.WriteAllText(password, "correct horse battery\n");
        Permit(password, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<VenueKeyException>(() => new KeyPassword(password, null).Read(isNew: false)).Message, StringComparison.Ordinal);
        Permit(password, UnixFileMode.UserRead);
        Assert.Equal(Password, new KeyPassword(password, null).Read(isNew: true));
    }

    [Fact]
    public void A_short_password_protects_no_new_file()
    {
        using var folder = new TemporaryFolder();
        var password = folder.File("password");
        PrivateFile.Replace(password, "short"u8);
        Assert.Contains("at least 12", Assert.Throws<VenueKeyException>(() => new KeyPassword(password, null).Read(isNew: true)).Message, StringComparison.Ordinal);
        Assert.Equal("short"u8.ToArray(), new KeyPassword(password, null).Read(isNew: false));
    }

    [Fact]
    public void Two_processes_do_not_change_one_file_at_once()
    {
        using var folder = new TemporaryFolder();
        using (PrivateFile.Lock(folder.File("keys.enc")))
            Assert.Contains("in use", Assert.Throws<VenueKeyException>(() => PrivateFile.Lock(folder.File("keys.enc"))).Message, StringComparison.Ordinal);
        PrivateFile.Lock(folder.File("keys.enc")).Dispose();
    }

    private static void Permit(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static VenueKey Key(string venue, string id, string secret, string passphrase = "") => new(venue, id, secret, passphrase, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));

    private static void Refused(byte[] file, string why, ReadOnlySpan<byte> password = default)
    {
        var given = password.IsEmpty ? Password : password.ToArray();
        var refused = Assert.Throws<VenueKeyException>(() => VenueKeyFile.Open(file, given, "keys.enc"));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }
}
