namespace Rialto.Unit.Wire.Fuzz;

/// <summary>
/// Makes hostile inputs from good ones: bytes flipped, replaced, dropped, doubled, cut off, and pieces of other samples set in; now and then plain noise.
/// The same seed gives the same inputs. Allocates nothing after its construction.
/// </summary>
internal sealed class Mutator(ulong seed, byte[][] samples, byte[] interesting)
{
    private const int MaxBytes = 2_048;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 33) % (uint)limit);
    }

    /// <summary>The next input; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var kind = Below(32);
        if (kind == 0)
            return Noise();
        var sample = samples[Below(samples.Length)];
        var length = Math.Min(sample.Length, MaxBytes);
        sample.AsSpan(0, length).CopyTo(_buffer);
        for (var changes = kind == 1 ? 0 : 1 + Below(4); changes > 0 && length > 0; changes--)
            length = Change(length);
        return _buffer.AsSpan(0, length);
    }

    private ReadOnlySpan<byte> Noise()
    {
        var length = Below(160);
        for (var i = 0; i < length; i++)
            _buffer[i] = Below(2) == 0 ? interesting[Below(interesting.Length)] : (byte)Below(256);
        return _buffer.AsSpan(0, length);
    }

    private int Change(int length)
    {
        var at = Below(length);
        switch (Below(8))
        {
            case 0:
                _buffer[at] ^= (byte)(1 << Below(8));
                return length;
            case 1:
                _buffer[at] = (byte)Below(256);
                return length;
            case 2 or 3:
                _buffer[at] = interesting[Below(interesting.Length)];
                return length;
            case 4:
                return at;
            case 5:
            {
                var count = Math.Min(1 + Below(8), length - at);
                _buffer.AsSpan(at + count, length - at - count).CopyTo(_buffer.AsSpan(at));
                return length - count;
            }

            case 6:
                return Insert(length, at, _buffer.AsSpan(at, Math.Min(1 + Below(24), length - at)).ToArray());
            default:
            {
                var other = samples[Below(samples.Length)];
                var from = Below(other.Length);
                return Insert(length, at, other.AsSpan(from, Math.Min(1 + Below(24), other.Length - from)));
            }
        }
    }

    private int Insert(int length, int at, ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > MaxBytes)
            return length;
        _buffer.AsSpan(at, length - at).CopyTo(_buffer.AsSpan(at + piece.Length));
        piece.CopyTo(_buffer.AsSpan(at));
        return length + piece.Length;
    }
}
