using System.Buffers.Binary;
using System.Text;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Dbn;

/// <summary>
/// What stands before the records of a DBN file (versions 1 to 3).
/// <code>
/// "DBN" version 1, then the length 4 of what follows:
/// 0 dataset 16   16 schema 2   18 start 8   26 end 8   34 limit 8
/// v1: 42 record count 8   50 stype in 1   51 stype out 1   52 ts out 1   53 reserved 47
/// v2, v3: 42 stype in 1   43 stype out 1   44 ts out 1   45 symbol length 2   47 reserved 53
/// 100 length of a schema definition 4 (0 so far), then lists of symbols, each 4 count and count x symbol length (22 in v1)
/// </code>
/// </summary>
/// <param name="Version">1 to 3.</param>
/// <param name="Dataset">For example <c>GLBX.MDP3</c>.</param>
/// <param name="Schema">The schema's number: 0 is MBO; 65,535 is mixed.</param>
/// <param name="Start">Begin of what was asked for.</param>
/// <param name="End">Its end; none if open.</param>
/// <param name="HasSendTime">Each record ends with 8 more bytes, the time the gateway sent it.</param>
/// <param name="Symbols">What was asked for.</param>
public sealed record DbnMetadata(byte Version, string Dataset, ushort Schema, Timestamp Start, Timestamp End, bool HasSendTime, IReadOnlyList<string> Symbols)
{
    /// <summary>Bytes before the metadata itself.</summary>
    public const int PreludeBytes = 8;

    /// <summary>Longest metadata that is read.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Newest version this code reads.</summary>
    public const byte MaxVersion = 3;

    private const int FixedBytes = 100;
    private const int SymbolBytesV1 = 22;

    /// <summary>Reads the version and the length of the metadata off the first <see cref="PreludeBytes"/>.</summary>
    public static bool TryDecodePrelude(ReadOnlySpan<byte> prelude, out byte version, out int lengthBytes)
    {
        version = 0;
        lengthBytes = 0;
        if (prelude.Length < PreludeBytes || !prelude.StartsWith("DBN"u8) || prelude[3] is 0 or > MaxVersion)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prelude[4..]);
        if (length is < FixedBytes + 4 or > MaxBytes)
            return false;
        version = prelude[3];
        lengthBytes = (int)length;
        return true;
    }

    /// <summary>Decodes metadata; null where the bytes are not metadata of that version. Never throws.</summary>
    public static DbnMetadata? TryDecode(byte version, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes + 4)
            return null;
        var isFirst = version == 1;
        var symbolBytes = isFirst ? SymbolBytesV1 : BinaryPrimitives.ReadUInt16LittleEndian(bytes[45..]);
        var definitionBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FixedBytes..]);
        var rest = bytes[(FixedBytes + 4)..];
        if (definitionBytes > rest.Length || symbolBytes == 0)
            return null;
        rest = rest[(int)definitionBytes..];
        if (rest.Length < 4)
            return null;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[4..];
        if (count > rest.Length / symbolBytes)
            return null;
        var symbols = new string[count];
        for (var i = 0; i < symbols.Length; i++)
            symbols[i] = Text(rest.Slice(i * symbolBytes, symbolBytes));
        return new DbnMetadata(
            version,
            Text(bytes[..16]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]),
            Time(BinaryPrimitives.ReadUInt64LittleEndian(bytes[18..])),
            Time(BinaryPrimitives.ReadUInt64LittleEndian(bytes[26..])),
            bytes[isFirst ? 52 : 44] != 0,
            symbols);
    }

    private static Timestamp Time(ulong nanoseconds) => nanoseconds > long.MaxValue ? Timestamp.None : new Timestamp((long)nanoseconds);

    private static string Text(ReadOnlySpan<byte> padded)
    {
        var end = padded.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? padded : padded[..end]);
    }
}
