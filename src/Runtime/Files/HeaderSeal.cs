using System.Buffers.Binary;
using System.Text;
using Rialto.Runtime.Memory;

namespace Rialto.Runtime.Files;

/// <summary>
/// What the headers of our files have in common: they say what they are, of which version and byte order, and end with a checksum of all before.
/// <code>  0 magic 8   8 version 4   12 byte order, 0x01020304 4   16 the file's own …   size - 8 CRC-32C of everything before 4   size - 4 end mark 4 </code>
/// </summary>
/// <param name="sizeBytes">Bytes of the header.</param>
/// <param name="magic">8 characters.</param>
/// <param name="end">4 characters.</param>
/// <param name="tooShort">What to say of fewer bytes.</param>
/// <param name="another">What to say where the magic is another's.</param>
/// <param name="changed">What to say where the checksum is wrong.</param>
public sealed class HeaderSeal(int sizeBytes, string magic, string end, string tooShort, string another, string changed)
{
    private const int MagicBytes = 8;
    private const int VersionOffset = 8;
    private const int ByteOrderOffset = 12;
    private const int EndBytes = 4;
    private const uint ByteOrder = 0x01020304;

    private readonly byte[] _magic = Encoding.ASCII.GetBytes(magic);
    private readonly byte[] _end = Encoding.ASCII.GetBytes(end);

    /// <summary>Bytes of the header.</summary>
    public int SizeBytes => sizeBytes;

    private int CrcOffset => sizeBytes - 2 * EndBytes;

    /// <summary>Writes all but the file's own fields, which must already be there: the checksum covers them.</summary>
    /// <param name="header">At least <see cref="SizeBytes"/>.</param>
    /// <param name="version">Of the format.</param>
    public void Put(Span<byte> header, int version)
    {
        header = header[..sizeBytes];
        _magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[VersionOffset..], version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ByteOrderOffset..], ByteOrder);
        BinaryPrimitives.WriteUInt32LittleEndian(header[CrcOffset..], Crc32C.Compute(header[..CrcOffset]));
        _end.CopyTo(header[^EndBytes..]);
    }

    /// <summary>Checks all but the version and the file's own fields. Never throws.</summary>
    /// <param name="source">Bytes of any kind.</param>
    /// <param name="version">What it says of its format; whether that is known is the caller's to say.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Check(ReadOnlySpan<byte> source, out int version)
    {
        version = 0;
        if (source.Length < sizeBytes)
            return tooShort;
        if (!source[..MagicBytes].SequenceEqual(_magic))
            return another;
        source = source[..sizeBytes];
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]) || !source[^EndBytes..].SequenceEqual(_end))
            return changed;
        version = BinaryPrimitives.ReadInt32LittleEndian(source[VersionOffset..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(source[ByteOrderOffset..]) == ByteOrder ? null : "byte order is not little endian";
    }
}
