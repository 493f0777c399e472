using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Consolidated;

namespace Rialto.Trading.Features;

/// <summary>Many sets of features: an event goes to those that follow its listing, and those alone are done when the frame is. In the order in which they were added. Single-threaded; allocates when one is added.</summary>
public sealed class FeatureSets
{
    private readonly List<FeatureSet> _sets = [];
    private FeatureSet[][] _ofListing = [];
    private FeatureSet[] _touched = [];
    private bool[] _isTouched = [];
    private int _touchedCount;
    private bool _isDone;

    /// <summary>All of them.</summary>
    public IReadOnlyList<FeatureSet> All => _sets;

    /// <summary>Those that the last frame has changed; until the next event.</summary>
    public ReadOnlySpan<FeatureSet> Changed => _touched.AsSpan(0, _isDone ? _touchedCount : 0);

    /// <summary>Adds a set, between frames.</summary>
    public void Add(FeatureSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        set.Place = _sets.Count;
        _sets.Add(set);
        Array.Resize(ref _touched, _sets.Count);
        Array.Resize(ref _isTouched, _sets.Count);
        Follow(set.Listing, set);
        if (!set.Leader.IsNone && set.Leader != set.Listing)
            Follow(set.Leader, set);
    }

    /// <summary>Takes an event after the books have.</summary>
    /// <returns>True where the frame is done and <see cref="Changed"/> tells whose numbers were looked at anew.</returns>
    public bool Apply(in FeedEvent told)
    {
        BeginFrame();
        if ((uint)told.Listing.Value < (uint)_ofListing.Length)
        {
            foreach (var set in _ofListing[told.Listing.Value])
            {
                if (set.Note(in told))
                    Touch(set);
            }
        }

        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
            return false;
        foreach (var set in _touched.AsSpan(0, _touchedCount))
        {
            _isTouched[set.Place] = false;
            set.Advance(told.ReceiveTime);
        }

        _isDone = _touchedCount > 0;
        return _isDone;
    }

    /// <summary>The best prices over all venues have changed for one of the sets: see <see cref="FeatureSet.OnNbbo"/>.</summary>
    public void OnNbbo(FeatureSet set, in Nbbo best, int priceScale)
    {
        ArgumentNullException.ThrowIfNull(set);
        BeginFrame();
        set.OnNbbo(in best, priceScale);
        Touch(set);
    }

    /// <summary>Time has passed: the windows of all sets move on. Between frames.</summary>
    public void Advance(Timestamp now)
    {
        foreach (var set in _sets)
            set.Advance(now);
    }

    private void BeginFrame()
    {
        if (_isDone)
            (_isDone, _touchedCount) = (false, 0);
    }

    private void Touch(FeatureSet set)
    {
        if (_isTouched[set.Place])
            return;
        _isTouched[set.Place] = true;
        _touched[_touchedCount++] = set;
    }

    private void Follow(ListingId listing, FeatureSet set)
    {
        if (listing.Value >= _ofListing.Length)
        {
            var before = _ofListing.Length;
            Array.Resize(ref _ofListing, listing.Value + 1);
            Array.Fill(_ofListing, [], before, _ofListing.Length - before);
        }

        _ofListing[listing.Value] = [.. _ofListing[listing.Value], set];
    }

    /// <summary>Saves or loads all sets, between frames.</summary>
    internal void Keep(FieldArchive state)
    {
        foreach (var set in _sets)
            set.Keep(state);
    }
}
