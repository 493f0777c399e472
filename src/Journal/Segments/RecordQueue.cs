using System.Numerics;
using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Journal.Segments;

/// <summary>
/// Encoded records on their way from the sequencer to the journal thread: a ring of bytes, one writer, one reader. A record never wraps: where fewer than
/// 128 bytes are left to the end, 8 zero bytes say "go on at the start".
/// Invariant: freed &lt;= published &lt;= tail &lt;= freed + capacity; all are multiples of 8.
/// </summary>
internal sealed class RecordQueue
{
    private readonly byte[] _bytes;
    private readonly long _mask;
    private Cursor _tail;      // sequencer: end of what is appended
    private Cursor _freedSeen; // sequencer: what it last saw of the reader
    private Cursor _published;
    private Cursor _freed;

    public RecordQueue(int capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityBytes, 4 * RecordCodec.SizeBytesMax);
        if (!BitOperations.IsPow2(capacityBytes))
            throw new ArgumentOutOfRangeException(nameof(capacityBytes), capacityBytes, "must be a power of two");
        _bytes = GC.AllocateArray<byte>(capacityBytes, pinned: true);
        _mask = capacityBytes - 1;
    }

    /// <summary>Bytes appended and not yet taken; a moment's view. Any thread.</summary>
    public long DepthBytes
    {
        get
        {
            var freed = _freed.Acquire();
            return _published.Acquire() - freed;
        }
    }

    /// <summary>Encodes a command at the end; not visible to the reader until <see cref="Publish"/>. The sequencer.</summary>
    /// <returns>False where it is full.</returns>
    public bool TryAppend(in Command command)
    {
        var tail = _tail.Plain;
        var index = (int)(tail & _mask);
        var toEnd = _bytes.Length - index;
        var start = toEnd < RecordCodec.SizeBytesMax ? tail + toEnd : tail;
        var limit = start + RecordCodec.SizeBytesMax - _bytes.Length;
        if (_freedSeen.Plain < limit)
        {
            _freedSeen.Plain = _freed.Acquire();
            if (_freedSeen.Plain < limit)
                return false;
        }
        if (start != tail)
        {
            _bytes.AsSpan(index, RecordCodec.HeaderBytes).Clear();
            index = 0;
        }
        _tail.Plain = start + RecordCodec.Encode(in command, _bytes.AsSpan(index, RecordCodec.SizeBytesMax));
        return true;
    }

    /// <summary>Shows what is appended to the reader. The sequencer.</summary>
    public void Publish() => _published.Release(_tail.Plain);

    /// <summary>Moves as many whole records as fit into the target. The journal thread.</summary>
    /// <returns>How many bytes; <paramref name="count"/> says how many records.</returns>
    public int Take(Span<byte> target, out int count)
    {
        var freed = _freed.Plain;
        var published = _published.Acquire();
        var taken = 0;
        count = 0;
        while (freed < published)
        {
            var index = (int)(freed & _mask);
            var record = _bytes.AsSpan(index);
            if (record[4] == 0)
            {
                freed += record.Length;
                continue;
            }
            var length = RecordCodec.LengthOf(record);
            if (length > target.Length - taken)
                break;
            record[..length].CopyTo(target[taken..]);
            taken += length;
            freed += length;
            count++;
        }
        if (count > 0)
            _freed.Release(freed);
        return taken;
    }
}
