using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// Compares what a venue says it has subscribed a connection to with what was asked for (Coinbase's <c>subscriptions</c>: after each request all that holds now). Requests are answered one by one, so
/// the last list counts, once none has followed for five seconds. What is missing is found again after 5, 10, 20, 40, 60 s until a list has it. One thread; allocates only where a list came.
/// </summary>
internal sealed class GrantCheck(IReadOnlyList<Listing> subscribed)
{
    private const long SettleNs = 5_000_000_000;
    private const long AgainMaxNs = 60_000_000_000;
    private const int DoublingsMax = 4;
    private const FeedChannels All = FeedChannels.Books | FeedChannels.Trades;

    private readonly Dictionary<ListingId, FeedChannels> _granted = [];
    private readonly List<(Listing Listing, FeedChannels Channels)> _missing = [];
    private Timestamp _since;
    private int _times;
    private bool _isOpen;

    /// <summary>A new connection: nothing was said yet.</summary>
    public void Clear() => (_isOpen, _times) = (false, 0);

    /// <summary>A list came.</summary>
    public void Take(FrameContent content, Timestamp now)
    {
        _granted.Clear();
        foreach (var (listing, channels) in content.Grants)
            _granted[listing] = _granted.GetValueOrDefault(listing) | channels;
        (_isOpen, _since) = (true, now);
    }

    /// <summary>What the last list lacks, if it is time to do something about it; valid until the next call.</summary>
    public IReadOnlyList<(Listing Listing, FeedChannels Channels)> Missing(Timestamp now)
    {
        _missing.Clear();
        if (!_isOpen)
            return _missing;
        if (now < _since)
            _since = now;
        if (now.Nanoseconds - _since.Nanoseconds < Math.Min(AgainMaxNs, SettleNs << Math.Min(_times, DoublingsMax)))
            return _missing;
        foreach (var listing in subscribed)
        {
            var lacks = All & ~_granted.GetValueOrDefault(listing.Id);
            if (lacks != FeedChannels.None)
                _missing.Add((listing, lacks));
        }

        _since = now;
        _times++;
        if (_missing.Count == 0)
            Clear();
        return _missing;
    }
}
