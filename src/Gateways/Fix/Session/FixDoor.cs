using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// Finds out who sends a Logon. SenderCompID is a key's id; the proof is one of
/// <list type="bullet">
/// <item>Password (554): the key's secret, over TLS or from this machine only;</item>
/// <item>RawData (96): HMAC-SHA256, keyed with the secret, as 64 hexadecimal digits, of the values of SendingTime, MsgSeqNum, SenderCompID and TargetCompID as they were sent, with SOH between them.
/// It is good once and for the window that <see cref="AuthOptions"/> gives.</item>
/// </list>
/// Any thread.
/// </summary>
internal sealed class FixDoor(KeyStore keys, Authenticator authenticator)
{
    private const string NotAuthenticated = "The CompID is unknown, or Password or signature does not fit";
    private const int MaxSignedBytes = 256;
    private const byte Soh = 1;

    /// <summary>Checks the proof.</summary>
    /// <param name="logon">A Logon, whatever its fields are.</param>
    /// <param name="isConfidential">True where nobody reads along: TLS, or within this machine.</param>
    public FixAdmission Check(FixMessage logon, bool isConfidential)
    {
        if (!logon.TryGet(FixTag.SenderCompId, out var sender) || sender.Length is 0 or > FixHeader.MaxCompIdBytes)
            return new FixAdmission(null, NotAuthenticated);
        var id = Encoding.ASCII.GetString(sender);
        var key = keys.Find(id);
        if (logon.TryGet(FixTag.Username, out var user) && key is not null && !user.SequenceEqual(Encoding.ASCII.GetBytes(key.UserName)))
            return new FixAdmission(key, NotAuthenticated);
        if (logon.TryGet(FixTag.RawData, out var signature))
            return CheckSignature(logon, id, key, signature);
        if (!logon.TryGet(FixTag.Password, out var password))
            return new FixAdmission(key, "Password, or a signature in RawData, is needed");
        if (!isConfidential)
            return new FixAdmission(key, "A Password is taken over TLS only; sign the Logon in RawData instead");

        // An unknown key costs the same work as a known one.
        var fits = CryptographicOperations.FixedTimeEquals(password, key is null ? "no such key"u8 : key.Secret);
        return new FixAdmission(key, fits && key is not null ? null : NotAuthenticated);
    }

    private FixAdmission CheckSignature(FixMessage logon, string id, ApiKey? key, ReadOnlySpan<byte> hex)
    {
        Span<byte> signature = stackalloc byte[RequestSignature.SizeBytes];
        Span<byte> signed = stackalloc byte[MaxSignedBytes];
        if (hex.Length != 2 * RequestSignature.SizeBytes || Convert.FromHexString(hex, signature, out _, out _) != OperationStatus.Done)
            return new FixAdmission(key, "RawData is not a signature in 64 hexadecimal digits");
        if (!TryJoin(logon, signed, out var length) || !logon.TryUtcTimestamp(FixTag.SendingTime, out var sentAt))
            return new FixAdmission(key, NotAuthenticated);
        var result = authenticator.CheckBytes(id, Milliseconds(sentAt), signed[..length], signature);
        return new FixAdmission(key, result.Key is null ? result.Detail : null, result);
    }

    private static bool TryJoin(FixMessage logon, Span<byte> signed, out int length)
    {
        length = 0;
        foreach (var tag in (ReadOnlySpan<int>)[FixTag.SendingTime, FixTag.MsgSeqNum, FixTag.SenderCompId, FixTag.TargetCompId])
        {
            if (!logon.TryGet(tag, out var value) || length + value.Length + 1 > signed.Length)
                return false;
            if (length > 0)
                signed[length++] = Soh;
            value.CopyTo(signed[length..]);
            length += value.Length;
        }

        return true;
    }

    private static long Milliseconds(Timestamp time) => time.Nanoseconds / 1_000_000;
}
