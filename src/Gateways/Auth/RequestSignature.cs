using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Rialto.Gateways.Auth;

/// <summary>
/// Signature of a request: HMAC-SHA256 over timestamp, method, path with query, and body, a newline between each. Clients and the exchange use
/// this same code. No state; any thread.
/// </summary>
public static class RequestSignature
{
    /// <summary>Bytes of a signature.</summary>
    public const int SizeBytes = 32;

    /// <summary>Header with the key's id.</summary>
    public const string KeyHeader = "X-Rialto-Key";

    /// <summary>Header with the time.</summary>
    public const string TimestampHeader = "X-Rialto-Timestamp";

    /// <summary>Header with the signature in lowercase hex.</summary>
    public const string SignatureHeader = "X-Rialto-Signature";

    /// <summary>Header with the SHA-256 of a long body, in lowercase hex. With it that is signed instead of the body, and the signature can be checked before the body is there.</summary>
    public const string DigestHeader = "X-Rialto-Content-Sha256";

    private const int StackBytes = 1_024;

    /// <summary>What is signed in the place of a body of this SHA-256.</summary>
    public static byte[] InsteadOfBody(string digest) => Encoding.UTF8.GetBytes("sha256:" + digest);

    /// <summary>Signs; <paramref name="signature"/> holds <see cref="SizeBytes"/>.</summary>
    public static void Compute(
        ReadOnlySpan<byte> secret, ReadOnlySpan<char> timestamp, ReadOnlySpan<char> method, ReadOnlySpan<char> pathAndQuery, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        var longest = (timestamp.Length + method.Length + pathAndQuery.Length) * 3 + 3 + body.Length;
        byte[]? rented = null;
        var text = longest <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(longest);
        var length = 0;
        Append(timestamp, text, ref length);
        Append(method, text, ref length);
        Append(pathAndQuery, text, ref length);
        body.CopyTo(text[length..]);
        HMACSHA256.HashData(secret, text[..(length + body.Length)], signature);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>As <see cref="Compute"/>, in lowercase hex.</summary>
    public static string ComputeHex(string secret, string timestamp, string method, string pathAndQuery, ReadOnlySpan<byte> body)
    {
        Span<byte> signature = stackalloc byte[SizeBytes];
        Compute(Encoding.UTF8.GetBytes(secret), timestamp, method, pathAndQuery, body, signature);
        return Convert.ToHexStringLower(signature);
    }

    private static void Append(ReadOnlySpan<char> part, Span<byte> text, ref int length)
    {
        length += Encoding.UTF8.GetBytes(part, text[length..]);
        text[length++] = (byte)'\n';
    }
}
