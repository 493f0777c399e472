using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live;

/// <summary>The outlets that one venue's links write to, with what those that are finished had counted. The hub's thread changes it, any thread reads the sums.</summary>
internal sealed class VenueOutlets(FeedVenue venue)
{
    // One moment's truth: an outlet is among the open ones, or its counts are among those before, and never both or neither.
    private volatile Kept _kept = new([], 0, 0);

    /// <summary>Whose.</summary>
    public FeedVenue Venue { get; } = venue;

    /// <summary>Those that may still tell something.</summary>
    public FeedOutlet[] Open => _kept.Open;

    /// <summary>Events that wait for the hub.</summary>
    public long Behind => Open.Sum(outlet => outlet.Behind);

    /// <summary>Events that newer ones took the place of because the hub was behind.</summary>
    public long Conflated => _kept.ConflatedNow;

    /// <summary>Trades that had no room.</summary>
    public long TradesDropped => _kept.TradesDroppedNow;

    /// <summary>One more. The hub's thread.</summary>
    public void Add(FeedOutlet outlet) => _kept = _kept with { Open = [.. Open, outlet] };

    /// <summary>Lets go of those that have told all and will tell nothing more. The hub's thread.</summary>
    public void Prune()
    {
        if (!Array.Exists(Open, static outlet => outlet.IsFinished))
            return;
        var finished = Array.FindAll(Open, static outlet => outlet.IsFinished);
        _kept = new Kept([.. Open.Except(finished)], _kept.Conflated + finished.Sum(outlet => outlet.Conflated), _kept.TradesDropped + finished.Sum(outlet => outlet.TradesDropped));
    }

    private sealed record Kept(FeedOutlet[] Open, long Conflated, long TradesDropped)
    {
        public long ConflatedNow => Conflated + Open.Sum(outlet => outlet.Conflated);

        public long TradesDroppedNow => TradesDropped + Open.Sum(outlet => outlet.TradesDropped);
    }
}
