namespace Rialto.Gateways.Streams;

/// <summary>
/// Messages for one connection, first in first out, in two arrays that change places: the fan-out fills one, the sender empties the other.
/// Guarded by the connection's gate.
/// </summary>
internal sealed class Outbox
{
    private OutboxItem[] _filling = new OutboxItem[16];
    private OutboxItem[] _emptying = [];

    public int Count { get; private set; }

    /// <summary>The next free place; its content is whatever was there before.</summary>
    public ref OutboxItem Add()
    {
        if (Count == _filling.Length)
            Array.Resize(ref _filling, Count * 2);
        return ref _filling[Count++];
    }

    /// <summary>Everything gathered so far; valid until the next call. The caller clears it when done.</summary>
    public Span<OutboxItem> TakeAll()
    {
        var count = Count;
        (_filling, _emptying) = (_emptying.Length > 0 ? _emptying : new OutboxItem[16], _filling);
        Count = 0;
        return _emptying.AsSpan(0, count);
    }

    /// <summary>One message of those taken, for a sender that cannot hold a span across an await.</summary>
    public ref OutboxItem Taken(int index) => ref _emptying[index];
}
