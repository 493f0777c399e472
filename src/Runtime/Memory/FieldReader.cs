using System.Buffers;

namespace Rialto.Runtime.Memory;

/// <summary>Reads what a <see cref="FieldWriter"/> wrote. Past the end it gives zeros and remembers that it did: look at <see cref="IsWhole"/> after the last field. One thread; cold.</summary>
public sealed class FieldReader
{
    private ReadOnlySequence<byte> _rest;
    private ReadOnlyMemory<byte> _piece;

    /// <param name="source">What was written.</param>
    public FieldReader(ReadOnlySequence<byte> source)
    {
        _rest = source;
        Next();
    }

    /// <summary>True once something was asked for that was not there.</summary>
    public bool IsShort { get; private set; }

    /// <summary>True where every field was there and nothing is left.</summary>
    public bool IsWhole => !IsShort && LeftBytes == 0;

    /// <summary>True where fields are left and none was missing.</summary>
    public bool HasMore => !IsShort && LeftBytes > 0;

    /// <summary>Bytes not read yet; a count that was read cannot be larger.</summary>
    public long LeftBytes => _rest.Length + _piece.Length;

    /// <summary>Reads a value.</summary>
    public T Read<T>() where T : unmanaged
    {
        var value = default(T);
        ReadTo(Blittable.Bytes(ref value));
        return value;
    }

    /// <summary>Reads bytes as they are.</summary>
    public void ReadTo(Span<byte> target)
    {
        if (_piece.Length >= target.Length)
        {
            _piece.Span[..target.Length].CopyTo(target);
            _piece = _piece[target.Length..];
        }
        else
        {
            ReadAcross(target);
        }
    }

    /// <summary>What lies in more than one piece, or is not there.</summary>
    private void ReadAcross(Span<byte> target)
    {
        if (LeftBytes < target.Length)
        {
            IsShort = true;
            (_rest, _piece) = (default, default);
            target.Clear();
            return;
        }

        while (!target.IsEmpty)
        {
            if (_piece.IsEmpty)
                Next();
            var taken = Math.Min(_piece.Length, target.Length);
            _piece.Span[..taken].CopyTo(target);
            _piece = _piece[taken..];
            target = target[taken..];
        }
    }

    private void Next()
    {
        while (_piece.IsEmpty && !_rest.IsEmpty)
        {
            _piece = _rest.First;
            _rest = _rest.Slice(_piece.Length);
        }
    }
}
