using Rialto.Runtime.Cryptography;
using Xunit;

namespace Rialto.Unit.Runtime;

/// <summary>Signatures of RFC 8032, section 7.1, and what is near them.</summary>
public sealed class Ed25519Tests
{
    private const string Key2 = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature2 = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    public static TheoryData<string, string, string> Vectors => new()
    {
        {
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", string.Empty,
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        { Key2, "72", Signature2 },
        {
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Signatures_of_the_standard_verify(string key, string message, string signature)
    {
        Assert.SkipUnless(Ed25519.IsAvailable, "OpenSSL 3 is not installed.");
        Assert.True(Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(message), Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_signature_does_not_verify_once_any_bit_is_another()
    {
        Assert.SkipUnless(Ed25519.IsAvailable, "OpenSSL 3 is not installed.");
        var key = Convert.FromHexString(Key2);
        var signature = Convert.FromHexString(Signature2);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Ed25519.Verify(key, "r"u8, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(Ed25519.Verify(key, "s"u8, signature));
        Assert.True(Ed25519.Verify(key, "r"u8, signature));
    }

    [Fact]
    public void Lengths_that_cannot_be_are_wrong()
    {
        Assert.False(Ed25519.Verify(new byte[31], "r"u8, new byte[64]));
        Assert.False(Ed25519.Verify(new byte[32], "r"u8, new byte[63]));
        Assert.False(Ed25519.Verify([], [], []));
    }
}
