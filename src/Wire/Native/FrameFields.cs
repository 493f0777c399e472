using System.Buffers.Binary;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>Fields at fixed offsets of a frame, little endian. Frames have been checked for length, so that offsets hold.</summary>
internal static class FrameFields
{
    public static void PutInt64(this Span<byte> frame, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(frame[offset..], value);

    public static void PutInt32(this Span<byte> frame, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(frame[offset..], value);

    public static void PutUInt16(this Span<byte> frame, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(frame[offset..], value);

    public static void PutText(this Span<byte> frame, int offset, in Text36 text)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame[offset..], text.Word0);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[(offset + 8)..], text.Word1);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[(offset + 16)..], text.Word2);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[(offset + 24)..], text.Word3);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(offset + 32)..], text.Word4);
    }

    public static long Int64(this ReadOnlySpan<byte> frame, int offset) => BinaryPrimitives.ReadInt64LittleEndian(frame[offset..]);

    public static int Int32(this ReadOnlySpan<byte> frame, int offset) => BinaryPrimitives.ReadInt32LittleEndian(frame[offset..]);

    public static ushort UInt16(this ReadOnlySpan<byte> frame, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(frame[offset..]);

    /// <summary>The text as it stands; what judges the order also judges its bytes.</summary>
    public static Text36 Text(this ReadOnlySpan<byte> frame, int offset) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(frame[offset..]),
        BinaryPrimitives.ReadUInt64LittleEndian(frame[(offset + 8)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(frame[(offset + 16)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(frame[(offset + 24)..]),
        BinaryPrimitives.ReadUInt32LittleEndian(frame[(offset + 32)..]));

    public static InstrumentId Instrument(this ReadOnlySpan<byte> frame, int offset) => new(frame.Int32(offset));

    public static bool IsZero(this ReadOnlySpan<byte> frame, int offset, int length) => !frame.Slice(offset, length).ContainsAnyExcept((byte)0);
}
