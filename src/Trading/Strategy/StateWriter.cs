using System.Buffers.Binary;

namespace Rialto.Trading.Strategy;

/// <summary>Writes what a strategy wants its successor to know: numbers, one behind the other, 8 bytes each. What does not fit is counted and not written: <see cref="Length"/> says it.</summary>
/// <param name="state">As <see cref="IStrategy.SaveState"/> gets it.</param>
public ref struct StateWriter(Span<byte> state)
{
    private readonly Span<byte> _state = state;
    private int _length;

    /// <summary>What <see cref="IStrategy.SaveState"/> returns: how many bytes were written, -1 where there was too little room.</summary>
    public readonly int Length => _length <= _state.Length ? _length : -1;

    /// <summary>Writes a number.</summary>
    public void Add(long value)
    {
        if (_length <= _state.Length - sizeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(_state[_length..], value);
        _length += sizeof(long);
    }

    /// <summary>Writes a wide number.</summary>
    public void Add(Int128 value)
    {
        Add((long)(value >> 64));
        Add(unchecked((long)value));
    }
}

/// <summary>Reads what a <see cref="StateWriter"/> wrote. Beyond the end all is zero, and <see cref="IsWhole"/> false.</summary>
/// <param name="state">As <see cref="IStrategy.LoadState"/> gets it.</param>
public ref struct StateReader(ReadOnlySpan<byte> state)
{
    private ReadOnlySpan<byte> _left = state;

    /// <summary>False once more was read than there is.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Left => _left;

    /// <summary>True where all was read.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    /// <summary>Reads a number.</summary>
    public long Long()
    {
        if (_left.Length < sizeof(long))
        {
            IsWhole = false;
            _left = default;
            return 0;
        }

        var value = BinaryPrimitives.ReadInt64LittleEndian(_left);
        _left = _left[sizeof(long)..];
        return value;
    }

    /// <summary>Reads a wide number.</summary>
    public Int128 Wide()
    {
        var high = Long();
        return new Int128((ulong)high, (ulong)Long());
    }
}
