using System.Runtime.InteropServices;

namespace Rialto.Runtime.Cryptography;

/// <summary>
/// Ed25519 signatures (RFC 8032), checked by OpenSSL's libcrypto, on which .NET's own cryptography stands where there is OpenSSL: .NET has no such class. Where the library is missing,
/// <see cref="IsAvailable"/> is false and nothing verifies. Any thread.
/// </summary>
public static partial class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private const string Library = "libcrypto.so.3";

    // NID_ED25519 of OpenSSL's obj_mac.h; numbers there are never changed.
    private const int KeyType = 1087;

    /// <summary>True where the library is there and has the algorithm.</summary>
    public static bool IsAvailable { get; } = Probe();

    /// <summary>True where the signature is that key's over the message. Lengths that cannot be right are simply wrong.</summary>
    /// <param name="publicKey"><see cref="PublicKeyBytes"/>.</param>
    /// <param name="message">What was signed; may be empty.</param>
    /// <param name="signature"><see cref="SignatureBytes"/>.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        IsAvailable && publicKey.Length == PublicKeyBytes && signature.Length == SignatureBytes && VerifyChecked(publicKey, message, signature);

    private static bool Probe()
    {
        try
        {
            // The key of RFC 8032, section 7.1, test 1.
            using var key = NewKey(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
            return !key.IsInvalid;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

    private static bool VerifyChecked(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = NewKey(publicKey);
        using var context = EVP_MD_CTX_new();
        if (key.IsInvalid || context.IsInvalid || EVP_DigestVerifyInit(context, 0, 0, 0, key) != 1)
        {
            ERR_clear_error();
            return false;
        }

        var isRight = EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        // A signature that does not fit leaves words in the thread's queue of errors, where .NET's own calls would find them.
        if (!isRight)
            ERR_clear_error();
        return isRight;
    }

    private static KeyHandle NewKey(ReadOnlySpan<byte> publicKey) => EVP_PKEY_new_raw_public_key(KeyType, 0, publicKey, (nuint)publicKey.Length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial KeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ContextHandle EVP_MD_CTX_new();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerify(ContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ERR_clear_error();

    private sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
