using System.Security.Cryptography;
using System.Text;

namespace Rialto.Adapters.Orders;

/// <summary>
/// A customer's key at a venue. Secrets are kept in pinned memory that is overwritten on disposal, never leave this object but as signatures, and are in no log, message or exception:
/// <see cref="ToString"/> tells nothing of them. Any thread.
/// </summary>
public sealed class VenueCredentials : IDisposable
{
    private readonly byte[] _secret;
    private readonly byte[] _passphrase;
    private readonly Lock _gate = new();
    private ECDsa? _ecdsa;
    private RSA? _rsa;
    private object? _made;

    /// <summary>Takes a key.</summary>
    /// <param name="key">Its public name: API key, key id, app key, a wallet's address.</param>
    /// <param name="secret">Its secret as the venue gives it: text, base64, or a private key in PEM or hexadecimal.</param>
    /// <param name="passphrase">Where the venue has a third part; otherwise empty.</param>
    /// <exception cref="ArgumentException">No key or no secret, or characters that no header may have.</exception>
    public VenueCredentials(string key, ReadOnlySpan<char> secret, ReadOnlySpan<char> passphrase = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (key.AsSpan().Trim().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("A key has printable ASCII characters and no blanks.", nameof(key));
        secret = secret.Trim();
        passphrase = passphrase.Trim();
        if (secret.IsEmpty)
            throw new ArgumentException("There is no secret.", nameof(secret));
        Key = key.Trim();
        _secret = Pinned(secret);
        _passphrase = Pinned(passphrase);
    }

    /// <summary>The key's public name.</summary>
    public string Key { get; }

    /// <summary>The secret as it was given.</summary>
    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The third part; empty where there is none.</summary>
    internal ReadOnlySpan<byte> Passphrase => _passphrase;

    /// <summary>Nothing but that there is a key.</summary>
    public override string ToString() => "a venue's key";

    /// <summary>Overwrites the secrets.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            CryptographicOperations.ZeroMemory(_secret);
            CryptographicOperations.ZeroMemory(_passphrase);
            _ecdsa?.Dispose();
            _rsa?.Dispose();
        }
    }

    /// <summary>ECDSA with SHA-256 by a private key in PEM: r and s, 64 bytes (ES256).</summary>
    /// <exception cref="CryptographicException">The secret is no such key; the message names no part of it.</exception>
    internal byte[] SignEs256(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            _ecdsa ??= Import(ECDsa.Create());
            return _ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>RSA-PSS with SHA-256 by a private key in PEM.</summary>
    /// <exception cref="CryptographicException">The secret is no such key; the message names no part of it.</exception>
    internal byte[] SignRsaPss(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            _rsa ??= Import(RSA.Create());
            return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
    }

    /// <summary>What a venue's signer makes of the key, once.</summary>
    /// <exception cref="CryptographicException">The secret is no such key; the message names no part of it.</exception>
    internal T Made<T>(Func<VenueCredentials, T> make) where T : class
    {
        lock (_gate)
            return (T)(_made ??= make(this));
    }

    private T Import<T>(T key) where T : AsymmetricAlgorithm
    {
        var pem = new char[_secret.Length];
        try
        {
            // Environments hold a key in one line, with \n written out.
            var length = Encoding.UTF8.GetChars(_secret, pem);
            var text = pem.AsSpan(0, length);
            key.ImportFromPem(text.Contains("\\n", StringComparison.Ordinal) ? text.ToString().Replace("\\n", "\n", StringComparison.Ordinal) : text);
            return key;
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException("The venue's key holds no private key in PEM of the kind that this venue wants.");
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    private static byte[] Pinned(ReadOnlySpan<char> text)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
