using System.Buffers.Binary;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>
/// Writes binary frames one after the other: a byte of kind, four bytes of length (little endian), then the fields. Whole numbers are varints: seven bits a byte,
/// the lowest first, the top bit says that more follow. One thread at a time; its buffer is used again and again.
/// </summary>
internal sealed class FrameWriter
{
    private const int HeaderBytes = 5;
    private const int KeptBytes = 1 << 20;

    private byte[] _bytes = new byte[4_096];
    private int _length;
    private int _begin;

    /// <summary>True where no frame was written.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>All frames written so far, as bytes of their own; begins anew.</summary>
    public byte[] Take()
    {
        var frames = _bytes.AsSpan(0, _length).ToArray();
        _length = 0;
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[4_096];
        return frames;
    }

    public void Begin(FrameKind kind)
    {
        _begin = _length;
        Room(HeaderBytes);
        _bytes[_length] = (byte)kind;
        _length += HeaderBytes;
    }

    public void End() => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_begin + 1), _length - _begin - HeaderBytes);

    public void Byte(int value)
    {
        Room(1);
        _bytes[_length++] = (byte)value;
    }

    /// <summary>A number that is never negative.</summary>
    public void Number(long value)
    {
        Room(10);
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
            _bytes[_length++] = (byte)(rest | 0x80);
        _bytes[_length++] = (byte)rest;
    }

    /// <summary>One that may need more than 63 bits, such as a day's volume.</summary>
    public void Wide(UInt128 value)
    {
        Room(19);
        for (; value >= 0x80; value >>= 7)
            _bytes[_length++] = (byte)((byte)value | 0x80);
        _bytes[_length++] = (byte)value;
    }

    /// <summary>A number of either sign: 0, -1, 1, -2, 2 … are written as 0, 1, 2, 3, 4 …</summary>
    public void Signed(long value) => Number((value << 1) ^ (value >> 63));

    /// <summary>A byte of length and that many characters.</summary>
    public void Text(Text36 text)
    {
        Room(1 + Text36.LengthMax);
        var length = text.CopyTo(_bytes.AsSpan(_length + 1, Text36.LengthMax));
        _bytes[_length] = (byte)length;
        _length += 1 + length;
    }

    private void Room(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }
}
