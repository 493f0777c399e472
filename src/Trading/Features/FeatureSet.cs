using System.Diagnostics.CodeAnalysis;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;

namespace Rialto.Trading.Features;

/// <summary>
/// The features of one listing that somebody declared by name: feed events in, numbers by index out. Numbers change when a frame is done and at no other time; a function of the events, the same bits on
/// every machine. While the book may not be believed nothing is ready and everything begins anew afterwards, except what was learned or does not go by time (microprice's counts, VPIN's buckets).
/// Times are those of receiving; a time that goes back counts as no time passed. Single-threaded; allocates nothing after its construction.
/// <code>
/// consolidation.Apply(in told);      // first the books
/// if (features.Apply(in told))       // true at the end of a frame that concerned them
///     use(features.Values, features.AreAllReady);
/// </code>
/// </summary>
public sealed class FeatureSet
{
    private readonly DepthBook _book;
    private readonly DepthBook? _leader;
    private readonly FeatureFrame _frame;
    private readonly FeatureName[] _names;
    private readonly Feature[] _features;
    private readonly Feature[] _tradeReaders;
    private readonly LeadLagEstimator[] _estimators;
    private readonly double[] _values;
    private readonly bool[] _areReady;
    private bool _isUsable;
    private bool _isBookTouched;
    private bool _isTouched;

    private FeatureSet(FeatureSources sources, FeatureName[] names)
    {
        (Sources, _book, _names) = (sources, sources.Book, names);
        _leader = (Needs & FeatureNeeds.Leader) != 0 ? sources.Leader : null;
        var parts = new FeatureParts(_book.Listing);
        _features = [.. names.Select(name => name.Kind.Make(name, parts))];
        _tradeReaders = [.. _features.Where(feature => feature.WantsTrades)];
        _estimators = [.. parts.Estimators];
        _frame = new FeatureFrame(_book.Listing, names.Select(name => name.Levels).DefaultIfEmpty(1).Max());
        _values = new double[names.Length];
        _areReady = new bool[names.Length];
    }

    /// <summary>What it looks at.</summary>
    public FeatureSources Sources { get; }

    /// <summary>The listing whose features they are.</summary>
    public ListingId Listing => _book.Listing.Id;

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>What each is called, in the order declared.</summary>
    public IReadOnlyList<FeatureName> Names => _names;

    /// <summary>What they need, together.</summary>
    public FeatureNeeds Needs => _names.Aggregate(FeatureNeeds.None, (needs, name) => needs | name.Kind.Needs);

    /// <summary>All numbers, by index: always finite. One that is not ready is what it was last, or zero: look at <see cref="IsReady"/> before you act on it.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Every one is ready.</summary>
    public bool AreAllReady { get; private set; }

    /// <summary>When they last changed; none before the first frame.</summary>
    public Timestamp Time => new(_frame.Time);

    /// <summary>How often they have changed.</summary>
    public long Updates { get; private set; }

    /// <summary>Whether a number says what it promises: warmed up, and its sources to be believed.</summary>
    public bool IsReady(int index) => _areReady[index];

    /// <summary>Index of a feature by its name, as declared or with its defaults written out; -1 where it is not in the set.</summary>
    public int IndexOf(string name) => FeatureRegistry.TryParse(name, out var parsed, out _) ? Array.FindIndex(_names, some => some.Text == parsed.Text) : -1;

    /// <summary>Makes a set.</summary>
    /// <param name="sources">What it looks at.</param>
    /// <param name="names">Its features, as <see cref="FeatureRegistry.TryParse"/> reads them; twice the same is the same number twice.</param>
    /// <param name="set">The set.</param>
    /// <param name="error">Which name is wrong, and why.</param>
    public static bool TryMake(FeatureSources sources, IEnumerable<string> names, [NotNullWhen(true)] out FeatureSet? set, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(names);
        (set, error) = (null, null);
        var parsed = new List<FeatureName>();
        foreach (var text in names)
        {
            if (!FeatureRegistry.TryParse(text, out var name, out error))
                return false;
            if ((name.Kind.Needs & FeatureNeeds.Leader) != 0 && sources.Leader is null)
            {
                error = $"{text} needs another listing to compare with, and none is named.";
                return false;
            }

            parsed.Add(name);
        }

        set = new FeatureSet(sources, [.. parsed]);
        return true;
    }

    /// <summary>Takes an event after the books have: of the listings it follows, and the last of any frame.</summary>
    /// <returns>True where the frame is done and the numbers have been looked at anew.</returns>
    public bool Apply(in FeedEvent told)
    {
        Note(in told);
        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0 || !_isTouched)
            return false;
        Advance(told.ReceiveTime);
        return true;
    }

    /// <summary>The best prices over all venues have changed; they are looked at when the frame is done.</summary>
    /// <param name="best">Now.</param>
    /// <param name="priceScale">Scale of its prices.</param>
    public void OnNbbo(in Nbbo best, int priceScale)
    {
        var unit = (double)DecimalText.PowerOfTen(priceScale);
        _frame.HasNbbo = best.State != TouchState.OneSided && best.BidPrice.Units > 0 && best.AskPrice.Units > 0;
        (_frame.NbboBid, _frame.NbboAsk) = (best.BidPrice.Units / unit, best.AskPrice.Units / unit);
        _isTouched = true;
    }

    /// <summary>Time has passed: windows move on. Between frames.</summary>
    public void Advance(Timestamp now)
    {
        _frame.Time = Math.Max(_frame.Time, now.Nanoseconds);
        Updates++;
        if (_book.State != BookTrust.Trusted)
        {
            if (_isUsable)
                Break();
            EndFrame();
            return;
        }

        if (!_isUsable)
        {
            _isUsable = _isBookTouched = true;
            _frame.Begin();
        }

        if (_isBookTouched)
            _frame.ReadBook(_book);
        else
            _frame.KeepBook();
        if (_leader is not null)
            _frame.ReadLeader(_leader);
        foreach (var estimator in _estimators)
            estimator.Update(_frame);
        var all = true;
        for (var i = 0; i < _features.Length; i++)
        {
            var feature = _features[i];
            feature.Update(_frame);
            _values[i] = feature.Value;
            _areReady[i] = feature.IsReady;
            all &= feature.IsReady;
        }

        AreAllReady = all;
        EndFrame();
    }

    /// <summary>The other listing it follows; none where no feature needs it.</summary>
    internal ListingId Leader => _leader?.Listing.Id ?? ListingId.None;

    /// <summary>Its place among others of a <see cref="FeatureSets"/>.</summary>
    internal int Place { get; set; }

    /// <summary>Takes an event without looking at the numbers.</summary>
    /// <returns>True where the frame concerns this set.</returns>
    internal bool Note(in FeedEvent told)
    {
        var isOfBook = told.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged;
        if (told.Listing == _book.Listing.Id)
        {
            if (isOfBook)
            {
                _isTouched = _isBookTouched = true;
            }
            else if (told.Kind == FeedEventKind.Trade)
            {
                _isTouched = true;
                _frame.Add(in told);
                foreach (var reader in _tradeReaders)
                    reader.OnTrade(in told);
            }
        }
        else if (isOfBook && told.Listing == _leader?.Listing.Id)
        {
            _isTouched = true;
        }

        return _isTouched;
    }

    private void EndFrame()
    {
        _frame.End();
        _isTouched = _isBookTouched = false;
    }

    private void Break()
    {
        _isUsable = AreAllReady = false;
        foreach (var estimator in _estimators)
            estimator.Break();
        foreach (var feature in _features)
            feature.Break();
        Array.Clear(_areReady);
    }

    /// <summary>Saves or loads its numbers and all that they are made of, between frames; a set that loads was made of the same sources and names.</summary>
    internal void Keep(FieldArchive state)
    {
        _frame.Keep(state);
        foreach (var estimator in _estimators)
            estimator.Keep(state);
        foreach (var feature in _features)
            feature.Keep(state);
        state.Keep(_values.AsSpan());
        for (var i = 0; i < _areReady.Length; i++)
            _areReady[i] = state.Keep(_areReady[i]);
        _isUsable = state.Keep(_isUsable);
        _isBookTouched = state.Keep(_isBookTouched);
        _isTouched = state.Keep(_isTouched);
        AreAllReady = state.Keep(AreAllReady);
        Updates = state.Keep(Updates);
    }
}
