using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Utilities;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Rialto.Adapters.Polymarket.Signing;

/// <summary>
/// A wallet's private key on secp256k1. Signatures are those of Ethereum: the nonce follows from key and message (RFC 6979), s is the smaller of its two values (EIP-2), and a last byte, 27 or 28, says which
/// of the two points with that r was meant, so that the signer can be recovered. Immutable, any thread.
/// </summary>
internal sealed class WalletKey
{
    /// <summary>Bytes of a signature: r, s, and 27 or 28.</summary>
    public const int SignatureBytes = 65;

    private const int KeyBytes = 32;
    private const int RecoveryBase = 27;

    private static readonly ECDomainParameters Curve = ECDomainParameters.FromX9ECParameters(CustomNamedCurves.GetByName("secp256k1"));
    private static readonly BigInteger HalfOrder = Curve.N.ShiftRight(1);

    private readonly ECPrivateKeyParameters _key;
    private readonly ECPoint _public;

    /// <summary>Takes a key of 64 hexadecimal digits, with <c>0x</c> before it or without.</summary>
    /// <exception cref="CryptographicException">It is none; the message names no part of it.</exception>
    public WalletKey(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("0x"u8))
            text = text[2..];
        Span<byte> bytes = stackalloc byte[KeyBytes];
        try
        {
            if (text.Length != 2 * KeyBytes || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
                throw new CryptographicException("The wallet's key is not 64 hexadecimal digits.");
            var number = new BigInteger(1, bytes);
            if (number.SignValue == 0 || number.CompareTo(Curve.N) >= 0)
                throw new CryptographicException("The wallet's key is no number of the curve.");
            _key = new ECPrivateKeyParameters(number, Curve);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }

        _public = new FixedPointCombMultiplier().Multiply(Curve.G, _key.D).Normalize();
        Address = new byte[WalletAddress.Bytes];
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        Keccak.Hash(_public.GetEncoded(compressed: false).AsSpan(1), hash);
        hash[^WalletAddress.Bytes..].CopyTo(Address);
        AddressText = WalletAddress.ToText(Address);
    }

    /// <summary>Of the key's own account.</summary>
    public byte[] Address { get; }

    /// <summary>With the capitals of its checksum.</summary>
    public string AddressText { get; }

    /// <summary>Signs a hash of 32 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(forSigning: true, _key);
        var pair = signer.GenerateSignature(hash.ToArray());
        var (r, s) = (pair[0], pair[1]);
        if (s.CompareTo(HalfOrder) > 0)
            s = Curve.N.Subtract(s);
        var signature = new byte[SignatureBytes];
        BigIntegers.AsUnsignedByteArray(r, signature.AsSpan(0, KeyBytes));
        BigIntegers.AsUnsignedByteArray(s, signature.AsSpan(KeyBytes, KeyBytes));
        signature[^1] = (byte)(RecoveryBase + Recovery(new BigInteger(1, hash), r, s));
        return signature;
    }

    /// <summary>Which of the two points with this r gives our key back (SEC 1, section 4.1.6). Public numbers only.</summary>
    private int Recovery(BigInteger hash, BigInteger r, BigInteger s)
    {
        var inverse = r.ModInverse(Curve.N);
        var ofBase = inverse.Multiply(hash.Negate()).Mod(Curve.N);
        var ofPoint = inverse.Multiply(s).Mod(Curve.N);
        var encoded = new byte[1 + KeyBytes];
        BigIntegers.AsUnsignedByteArray(r, encoded.AsSpan(1));
        for (var odd = 0; odd < 2; odd++)
        {
            // A point is written as the sign of its y and its x (SEC 1, section 2.3.3).
            encoded[0] = (byte)(2 + odd);
            if (ECAlgorithms.SumOfTwoMultiplies(Curve.G, ofBase, Curve.Curve.DecodePoint(encoded), ofPoint).Normalize().Equals(_public))
                return odd;
        }

        throw new CryptographicException("A signature gives no key back.");
    }
}
