using System.Buffers.Text;
using System.Security.Cryptography;

namespace Rialto.Adapters.Orders;

/// <summary>Keyed hashes as venues write them. No state.</summary>
internal static class Signatures
{
    /// <summary>HMAC-SHA256 in lower-case hexadecimal.</summary>
    public static string HexSha256(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, data, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>HMAC-SHA256 in base64.</summary>
    public static string Base64Sha256(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, data, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>HMAC-SHA512 in base64.</summary>
    public static string Base64Sha512(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        HMACSHA512.HashData(secret, data, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>
    /// A JSON web token (RFC 7519): header and payload in base64url, a point between, signed by what the header names.
    /// </summary>
    public static string Jwt(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Func<byte[], byte[]> sign)
    {
        var signed = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        return signed + "." + Base64Url.EncodeToString(sign(System.Text.Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>SHA-512 in lower-case hexadecimal.</summary>
    public static string HexOfSha512(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(data, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>A secret that venues give in base64, of either alphabet; overwrite it after use.</summary>
    /// <exception cref="CryptographicException">It is none; the message names no part of it.</exception>
    public static byte[] SecretOfBase64(ReadOnlySpan<byte> text)
    {
        var plain = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
            plain[i] = text[i] switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', var other => other };
        try
        {
            if (Base64.DecodeFromUtf8InPlace(plain, out var length) != System.Buffers.OperationStatus.Done)
                throw new CryptographicException("The venue's secret is not base64.");
            return plain[..length];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
