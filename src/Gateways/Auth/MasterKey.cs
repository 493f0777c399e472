using System.Security.Cryptography;
using System.Text;

namespace Rialto.Gateways.Auth;

/// <summary>
/// The key that encrypts secrets at rest: from the environment variable <see cref="Variable"/> (base64, 32 bytes) or from a file only its owner
/// may read, made on first use. Any thread: a cipher is for one at a time, so they take turns.
/// </summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Environment variable that holds the key; it wins over the file.</summary>
    public const string Variable = "RIALTO_MASTER_KEY";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lock _gate = new();
    private readonly AesGcm _cipher;
    private readonly byte[] _key;

    private MasterKey(byte[] key) => (_key, _cipher) = (key, new AesGcm(key, TagBytes));

    /// <summary>Opens the key of a key folder.</summary>
    /// <exception cref="InvalidDataException">The variable or file does not hold 32 bytes of base64, or others may read the file.</exception>
    public static MasterKey Open(string folder)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
            return Parse(text, $"environment variable {Variable}");
        var path = Path.Combine(folder, "master.key");
        if (!File.Exists(path))
            Create(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new InvalidDataException($"{path} must be readable by its owner only (chmod 600).");
        return Parse(File.ReadAllText(path), path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    /// <summary>A key of 32 bytes for a purpose of its own, from which neither this nor any other can be told (HKDF, RFC 5869).</summary>
    internal byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Encrypts a secret, bound to the id of its key.</summary>
    internal string Seal(string secret, string keyId) => Convert.ToBase64String(SealBytes(Encoding.UTF8.GetBytes(secret), keyId));

    /// <summary>Encrypts bytes, bound to the name they are kept under.</summary>
    internal byte[] SealBytes(ReadOnlySpan<byte> plain, string name)
    {
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        lock (_gate)
            _cipher.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <summary>Decrypts what <see cref="SealBytes"/> made for this name.</summary>
    /// <exception cref="InvalidDataException">Another master key, another name, or broken bytes.</exception>
    internal byte[] UnsealBytes(ReadOnlySpan<byte> box, string name)
    {
        if (box.Length < NonceBytes + TagBytes)
            throw new InvalidDataException($"{name} is too short to have been encrypted.");
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        try
        {
            lock (_gate)
                _cipher.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(name));
            return plain;
        }
        catch (CryptographicException problem)
        {
            throw new InvalidDataException($"{name} does not decrypt with this master key.", problem);
        }
    }

    /// <summary>Decrypts what <see cref="Seal"/> made for this key id.</summary>
    /// <exception cref="InvalidDataException">Another master key, another key id, or broken bytes.</exception>
    internal string Unseal(string sealedSecret, string keyId)
    {
        try
        {
            return Encoding.UTF8.GetString(UnsealBytes(Convert.FromBase64String(sealedSecret), keyId));
        }
        catch (Exception problem) when (problem is InvalidDataException or FormatException)
        {
            throw new InvalidDataException($"The secret of key {keyId} does not decrypt with this master key.", problem);
        }
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static MasterKey Parse(string text, string origin)
    {
        var key = new byte[KeyBytes];
        if (!Convert.TryFromBase64String(text.Trim(), key, out var length) || length != KeyBytes)
            throw new InvalidDataException($"The {origin} must hold {KeyBytes} bytes in base64.");
        return new MasterKey(key);
    }
}
