using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rialto.Host.Desk.Keys;

/// <summary>
/// Keys of venues in one encrypted file: AES-256-GCM under a key that PBKDF2 with HMAC-SHA-512 makes of a password (NIST SP 800-132, SP 800-38D). Salt and nonce are new at each writing; the header
/// is authenticated with the rest, so that nobody makes the password cheaper to guess.
/// <code>
/// header   0 "RIALTOVK"   8 version 4   12 rounds 4   16 salt 32   48 nonce 12   60 zero 4         64 encrypted   then 16 of tag
/// inside   0 count 2, and for each: 0 added 8 (ms since 1970)   8 bytes of venue 1, id 2, secret 2, passphrase 2   15 the four, UTF-8
/// </code>
/// </summary>
internal static class VenueKeyFile
{
    /// <summary>Rounds that this version writes.</summary>
    public const int Rounds = 600_000;

    /// <summary>Fewer were made by nobody of us, or by somebody who wants the password.</summary>
    private const int RoundsMin = 600_000;

    // A changed header must not keep a process busy for hours before it is found out.
    private const int RoundsMax = 20_000_000;
    private const int Version = 1;
    private const int HeaderBytes = 64;
    private const int SaltAt = 16;
    private const int SaltBytes = 32;
    private const int NonceAt = 48;
    private const int NonceBytes = 12;
    private const int KeyBytes = 32;
    private const int TagBytes = 16;
    private const int EntryBytes = 15;

    /// <summary>Longest part of a key, in bytes: a private key in PEM has up to 3,300.</summary>
    private const int PartBytesMax = 8_192;
    private const int KeysMax = 256;
    private const int FileBytesMax = HeaderBytes + TagBytes + 2 + KeysMax * (EntryBytes + 255 + 3 * PartBytesMax);

    private static ReadOnlySpan<byte> Magic => "RIALTOVK"u8;

    /// <summary>Reads a file; the caller disposes of the keys.</summary>
    /// <exception cref="VenueKeyException">Not there, not such a file, others may read it, or another password.</exception>
    public static List<VenueKey> Read(string path, ReadOnlySpan<byte> password)
    {
        if (!File.Exists(path))
            throw new VenueKeyException($"There is no key file {path}.");
        return Open(PrivateFile.Read(path, FileBytesMax), password, path);
    }

    /// <summary>Replaces a file in one step.</summary>
    /// <exception cref="VenueKeyException">A key that is too long, too many, or the disk refuses.</exception>
    public static void Write(string path, ReadOnlySpan<byte> password, IReadOnlyCollection<VenueKey> keys) => PrivateFile.Replace(path, Seal(password, keys));

    /// <summary>The bytes of a file.</summary>
    internal static byte[] Seal(ReadOnlySpan<byte> password, IReadOnlyCollection<VenueKey> keys)
    {
        var inside = Inside(keys);
        var file = new byte[HeaderBytes + inside.Length + TagBytes];
        var header = file.AsSpan(0, HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Rounds);
        RandomNumberGenerator.Fill(header.Slice(SaltAt, SaltBytes));
        RandomNumberGenerator.Fill(header.Slice(NonceAt, NonceBytes));
        try
        {
            using var cipher = Cipher(password, header);
            cipher.Encrypt(header.Slice(NonceAt, NonceBytes), inside, file.AsSpan(HeaderBytes, inside.Length), file.AsSpan(HeaderBytes + inside.Length), header);
            return file;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inside);
        }
    }

    /// <summary>The keys in the bytes of a file.</summary>
    /// <exception cref="VenueKeyException">See <see cref="Read"/>.</exception>
    internal static List<VenueKey> Open(ReadOnlySpan<byte> file, ReadOnlySpan<byte> password, string path)
    {
        if (file.Length < HeaderBytes + TagBytes || !file[..Magic.Length].SequenceEqual(Magic))
            throw new VenueKeyException($"{path} is not a file of venues' keys.");
        var header = file[..HeaderBytes];
        if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) is var version and not Version)
            throw new VenueKeyException($"{path} has format version {version}; this program reads {Version}.");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[12..]) is var rounds and (< RoundsMin or > RoundsMax))
            throw new VenueKeyException($"{path} wants {rounds} rounds; from {RoundsMin} to {RoundsMax} are taken.");
        var inside = GC.AllocateArray<byte>(file.Length - HeaderBytes - TagBytes, pinned: true);
        try
        {
            using var cipher = Cipher(password, header);
            cipher.Decrypt(header.Slice(NonceAt, NonceBytes), file[HeaderBytes..^TagBytes], file[^TagBytes..], inside, header);
            return Keys(inside, path);
        }
        catch (CryptographicException)
        {
            throw new VenueKeyException($"{path} does not open: another password, or the file was changed.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inside);
        }
    }

    private static AesGcm Cipher(ReadOnlySpan<byte> password, ReadOnlySpan<byte> header)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, header.Slice(SaltAt, SaltBytes), key, BinaryPrimitives.ReadInt32LittleEndian(header[12..]), HashAlgorithmName.SHA512);
            return new AesGcm(key, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Inside(IReadOnlyCollection<VenueKey> keys)
    {
        if (keys.Count > KeysMax)
            throw new VenueKeyException($"A key file holds {KeysMax} keys and no more.");
        var length = 2 + keys.Sum(key => EntryBytes + BytesOf(key, key.Venue, 255) + BytesOf(key, key.Id, PartBytesMax) + BytesOf(key, key.Secret, PartBytesMax) + BytesOf(key, key.Passphrase, PartBytesMax));
        var inside = GC.AllocateArray<byte>(length, pinned: true);
        BinaryPrimitives.WriteUInt16LittleEndian(inside, (ushort)keys.Count);
        var at = 2;
        foreach (var key in keys)
        {
            var entry = inside.AsSpan(at);
            at += EntryBytes;
            BinaryPrimitives.WriteInt64LittleEndian(entry, key.Added.ToUnixTimeMilliseconds());
            entry[8] = (byte)Put(key.Venue, inside, ref at);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[9..], (ushort)Put(key.Id, inside, ref at));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[11..], (ushort)Put(key.Secret, inside, ref at));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[13..], (ushort)Put(key.Passphrase, inside, ref at));
        }

        return inside;
    }

    private static int BytesOf(VenueKey key, ReadOnlySpan<char> part, int max) =>
        Encoding.UTF8.GetByteCount(part) is var bytes && bytes <= max ? bytes : throw new VenueKeyException($"The key of {key.Venue} is too long: {max} bytes a part.");

    private static int Put(ReadOnlySpan<char> part, byte[] inside, ref int at)
    {
        var bytes = Encoding.UTF8.GetBytes(part, inside.AsSpan(at));
        at += bytes;
        return bytes;
    }

    // What is authenticated was written by this program; it is checked all the same, so that a version that writes wrongly says so.
    private static List<VenueKey> Keys(ReadOnlySpan<byte> inside, string path)
    {
        var keys = new List<VenueKey>();
        var count = inside.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(inside);
        var at = 2;
        for (var i = 0; i < count; i++)
        {
            if (inside.Length - at < EntryBytes)
                throw new VenueKeyException($"{path} ends within a key.");
            var entry = inside[at..];
            var (venue, id) = ((int)entry[8], (int)BinaryPrimitives.ReadUInt16LittleEndian(entry[9..]));
            var (secret, passphrase) = ((int)BinaryPrimitives.ReadUInt16LittleEndian(entry[11..]), (int)BinaryPrimitives.ReadUInt16LittleEndian(entry[13..]));
            if (entry.Length < EntryBytes + venue + id + secret + passphrase)
                throw new VenueKeyException($"{path} ends within a key.");
            var parts = entry.Slice(EntryBytes, venue + id + secret + passphrase);
            var hidden = GC.AllocateArray<char>(secret + passphrase, pinned: true);
            var secretLength = Encoding.UTF8.GetChars(parts.Slice(venue + id, secret), hidden);
            var passphraseLength = Encoding.UTF8.GetChars(parts[^passphrase..], hidden.AsSpan(secretLength));
            keys.Add(new VenueKey(
                Encoding.UTF8.GetString(parts[..venue]), Encoding.UTF8.GetString(parts.Slice(venue, id)), hidden.AsSpan(0, secretLength), hidden.AsSpan(secretLength, passphraseLength),
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(entry))));
            Array.Clear(hidden);
            at += EntryBytes + parts.Length;
        }

        return keys;
    }
}
