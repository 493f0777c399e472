using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// Levels of one book that changed since the last message of a diff stream. However much happens between two messages, there is one entry a level. Owned by the fan-out thread.
/// </summary>
/// <remarks>
/// Invariant: every command that changed a level and has a sequence above <see cref="LastUpdate"/> is in it. So the next message covers all sequences from that one plus 1
/// to the one it ends with, which is what Binance's <c>U</c> and <c>u</c> say, and a snapshot of any sequence between falls into exactly one message.
/// </remarks>
internal sealed class DepthFeed
{
    private readonly Dictionary<long, long> _changes = [];
    private readonly List<long> _ordered = [];

    /// <summary>Sequence that the last message ended with.</summary>
    public long LastUpdate { get; private set; }

    /// <summary>Nothing has changed.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>Begins with the book as it stands.</summary>
    public void Begin(long sequence)
    {
        _changes.Clear();
        LastUpdate = sequence;
    }

    /// <summary>Takes in what a command changed.</summary>
    public void Merge(List<LevelChange> changes)
    {
        foreach (var change in changes)
            _changes[(change.Price.Units << 1) | (long)change.Side] = change.Quantity.Units;
    }

    /// <summary>The prices of a side that changed, the best first; valid until the next call.</summary>
    public List<long> Prices(Side side)
    {
        _ordered.Clear();
        foreach (var key in _changes.Keys)
        {
            if ((Side)(key & 1) == side)
                _ordered.Add(key >> 1);
        }

        _ordered.Sort();
        if (side == Side.Buy)
            _ordered.Reverse();
        return _ordered;
    }

    /// <summary>What a price of <see cref="Prices"/> shows now.</summary>
    public Quantity QuantityAt(Side side, long price) => new(_changes[(price << 1) | (long)side]);

    /// <summary>A message was made that ends with a sequence.</summary>
    public void End(long sequence)
    {
        _changes.Clear();
        LastUpdate = sequence;
    }
}
