using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live;

/// <summary>The outlets that one venue's links write to, with what those that are finished had counted. The hub's thread changes it, any thread reads the sums.</summary>
internal sealed class VenueOutlets(FeedVenue venue)
{
    private volatile FeedOutlet[] _open = [];
    private long _conflatedBefore;
    private long _droppedBefore;

    /// <summary>Whose.</summary>
    public FeedVenue Venue { get; } = venue;

    /// <summary>Those that may still tell something.</summary>
    public FeedOutlet[] Open => _open;

    /// <summary>Events that wait for the hub.</summary>
    public long Depth => _open.Sum(outlet => outlet.Depth);

    /// <summary>Events that newer ones took the place of.</summary>
    public long Conflated => Volatile.Read(ref _conflatedBefore) + _open.Sum(outlet => outlet.Conflated);

    /// <summary>Trades that had no room.</summary>
    public long TradesDropped => Volatile.Read(ref _droppedBefore) + _open.Sum(outlet => outlet.TradesDropped);

    /// <summary>One more. The hub's thread.</summary>
    public void Add(FeedOutlet outlet) => _open = [.. _open, outlet];

    /// <summary>Lets go of those that have told all and will tell nothing more. The hub's thread.</summary>
    public void Prune()
    {
        if (!Array.Exists(_open, outlet => outlet.IsFinished))
            return;
        foreach (var outlet in _open.Where(outlet => outlet.IsFinished))
        {
            Volatile.Write(ref _conflatedBefore, _conflatedBefore + outlet.Conflated);
            Volatile.Write(ref _droppedBefore, _droppedBefore + outlet.TradesDropped);
        }

        _open = [.. _open.Where(outlet => !outlet.IsFinished)];
    }
}
