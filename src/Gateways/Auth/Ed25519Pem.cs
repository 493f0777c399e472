using System.Security.Cryptography;

namespace Rialto.Gateways.Auth;

/// <summary>Ed25519 public keys as OpenSSL writes them (<c>openssl pkey -pubout</c>): SubjectPublicKeyInfo in PEM, RFC 8410. No state.</summary>
public static class Ed25519Pem
{
    /// <summary>What is wrong with a text that holds no such key.</summary>
    public const string Rule = "It is not an Ed25519 public key in PEM (openssl genpkey -algorithm ed25519 -out private.pem; openssl pkey -in private.pem -pubout -out public.pem).";

    // SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING, no unused bits, 32 bytes }
    private static ReadOnlySpan<byte> Prefix => [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The 32 bytes of the key; false where the text holds none. A private key is none: it has no business here.</summary>
    public static bool TryRead(ReadOnlySpan<char> pem, out byte[] publicKey)
    {
        publicKey = [];
        if (!PemEncoding.TryFind(pem, out var fields) || !pem[fields.Label].SequenceEqual("PUBLIC KEY"))
            return false;
        var content = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(pem[fields.Base64Data], content, out var length) || length != Prefix.Length + Runtime.Cryptography.Ed25519.PublicKeyBytes || !content.AsSpan().StartsWith(Prefix))
            return false;
        publicKey = content[Prefix.Length..];
        return true;
    }
}
