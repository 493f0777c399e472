using System.Buffers.Binary;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Venue.Snapshots;

/// <summary>Reads a section's fields. Past the end it gives zeros and remembers that it did: look at <see cref="IsWhole"/> after the last field.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> section)
{
    private ReadOnlySpan<byte> _rest = section;
    private bool _isShort;

    /// <summary>True where every field was there and nothing is left.</summary>
    public readonly bool IsWhole => !_isShort && _rest.IsEmpty;

    /// <summary>True where fields are left and none was missing.</summary>
    public readonly bool HasMore => !_isShort && !_rest.IsEmpty;

    public byte Byte() => Take(1) is { IsEmpty: false } bytes ? bytes[0] : (byte)0;

    public ushort UInt16() => Take(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public int Int32() => Take(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long Int64() => Take(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    public Text36 Text()
    {
        var text = default(Text36);
        Take(Text36.LengthMax).CopyTo(Blittable.Bytes(ref text));
        return text;
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (_rest.Length < bytes)
        {
            _isShort = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
