using System.Buffers;
using System.Buffers.Binary;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Venue.Snapshots;

/// <summary>Gathers a section's fields and writes it with its length. Cold.</summary>
internal sealed class StateWriter(IBufferWriter<byte> target)
{
    private byte[] _section = new byte[1 << 12];
    private int _length;

    public void Head(ulong stateHash)
    {
        StateFormat.WriteHead(target.GetSpan(StateFormat.HeadBytes)[..StateFormat.HeadBytes], stateHash);
        target.Advance(StateFormat.HeadBytes);
    }

    /// <summary>Writes what was gathered.</summary>
    public void EndSection(StateSection section)
    {
        StateFormat.WriteSectionHead(target.GetSpan(StateFormat.SectionHeadBytes)[..StateFormat.SectionHeadBytes], section, _length);
        target.Advance(StateFormat.SectionHeadBytes);
        target.Write(_section.AsSpan(0, _length));
        _length = 0;
    }

    public void Add(byte value) => Take(1)[0] = value;

    public void Add(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void Add(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Add(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Add(in Text36 text) => Blittable.ReadOnlyBytes(in text).CopyTo(Take(Text36.LengthMax));

    private Span<byte> Take(int bytes)
    {
        if (_section.Length - _length < bytes)
            Array.Resize(ref _section, _section.Length * 2);
        _length += bytes;
        return _section.AsSpan(_length - bytes, bytes);
    }
}
