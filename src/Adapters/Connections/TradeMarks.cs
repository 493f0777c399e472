using System.Runtime.InteropServices;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>The last trade told of each listing, kept while another link overlaps: what that one has of the same trades is not told twice.</summary>
internal sealed class TradeMarks
{
    private readonly Dictionary<int, FeedEvent> _last = [];
    private volatile bool _isOn;

    /// <summary>Whether they are kept.</summary>
    public bool IsOn => _isOn;

    /// <summary>Keeps them from now on. Any thread.</summary>
    public void Start() => _isOn = true;

    /// <summary>Keeps a trade. The thread that tells it.</summary>
    public void Take(in FeedEvent told)
    {
        if (told.Kind == FeedEventKind.Trade)
            CollectionsMarshal.GetValueRefOrAddDefault(_last, told.Listing.Value, out _) = told;
    }

    /// <summary>
    /// Whether a trade was told, or came before one that was: by its number; where the venue has none, by its time, and where that is the same too, only if it is alike.
    /// Once nothing more is taken.
    /// </summary>
    public bool Has(in FeedEvent told)
    {
        if (!_last.TryGetValue(told.Listing.Value, out var last))
            return false;
        if (told.TradeId != 0 && last.TradeId != 0)
            return told.TradeId <= last.TradeId;
        if (told.EventTime != last.EventTime)
            return told.EventTime < last.EventTime;
        return told.Price == last.Price && told.Quantity == last.Quantity && told.Side == last.Side;
    }
}
