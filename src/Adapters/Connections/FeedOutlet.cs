using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;

namespace Rialto.Adapters.Connections;

/// <summary>
/// The way of one link's events to whoever reads them: a bounded ring of whole frames. Where the reader is too slow nothing waits for it: what does not fit is conflated, the newest of each level
/// kept, and told as one frame as soon as the reader has caught up. One writing thread, one reading thread. Allocates nothing while the ring has room.
/// <code>
/// writer → ring (frames) ──────────────→ reader
///        ↘ waiting (newest of all) ───↗   only when the ring is full, and until the reader has taken all of both
/// </code>
/// After conflation the reader's books equal the writer's at the end of every frame read. Trades wait in their order; what has no room is dropped, counted, and told as
/// <see cref="DriftKind.TradesDropped"/>. A book whose levels have no room is given up: it is told as Resyncing, and nothing more of it until the next <see cref="FeedEventKind.BookCleared"/>.
/// </summary>
public sealed class FeedOutlet
{
    /// <summary>Events that a ring holds unless it is told otherwise.</summary>
    public const int DefaultCapacity = 16_384;

    private const long OverlapNs = 10_000_000_000;
    private const int StagedKept = 256;

    private readonly FrameRing _ring;
    private readonly WakeList _readers = new();
    private readonly Lock _gate = new();
    private readonly HashSet<int> _lost = [];
    private readonly TradeMarks _marks = new();

    // The writer's own.
    private FeedEvent[] _staged = new FeedEvent[StagedKept];
    private int _stagedCount;
    private bool _isStaging;
    private bool _mustStage;

    // Guarded by the gate; the flag beside it may be read without. The writer does not touch the ring while the flag stands: what is in the ring is older than what waits.
    private FeedConflation _waiting;
    private TradeMarks? _told;
    private long _toldUntilNs;
    private volatile bool _hasWaiting;
    private volatile bool _isHeld;
    private volatile bool _isComplete;
    private FeedOutlet? _predecessor;

    // Written under the gate, read by any thread.
    private long _conflated;
    private long _overlapped;
    private long _tradesDropped;
    private long _booksLost;
    private int _waitingCount;

    // The reader's own: what it has taken over and not yet told.
    private FeedConflation _taken;
    private bool _isTelling;

    // What was held back during a rotation was all books at once: that much memory is not needed again.
    private bool _mustTrim;

    /// <summary>Makes an empty outlet.</summary>
    /// <param name="capacity">Events that the ring holds, a power of two; 64 bytes each.</param>
    /// <param name="levelsMax">Levels that may wait beside it, over all listings: at least two sides of every book, or a rotation finds no room. Memory is taken when needed.</param>
    /// <param name="tradesMax">Trades that may wait.</param>
    public FeedOutlet(int capacity = DefaultCapacity, int levelsMax = 262_144, int tradesMax = 65_536)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levelsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tradesMax, 1);
        _ring = new FrameRing(capacity);
        (_waiting, _taken) = (new FeedConflation(levelsMax, tradesMax, _lost), new FeedConflation(levelsMax, tradesMax, _lost));
    }

    /// <summary>The writer's side. Its calls are for one thread at a time.</summary>
    public FeedOutletWriter Writer => new(this);

    /// <summary>Events that the reader has not taken; a moment's view. Any thread.</summary>
    public long Depth => _ring.Depth + Volatile.Read(ref _waitingCount);

    /// <summary>Events that the reader might have taken and has not; those held back for a rotation are not. Any thread.</summary>
    public long Behind => _isHeld ? 0 : Depth;

    /// <summary>Events that a newer one has taken the place of because the reader was slow, since the start; what waited for a rotation does not count. Any thread.</summary>
    public long Conflated => Volatile.Read(ref _conflated);

    /// <summary>Trades that had no room, since the start. Any thread.</summary>
    public long TradesDropped => Volatile.Read(ref _tradesDropped);

    /// <summary>Books given up because their levels had no room, since the start. Any thread.</summary>
    public long BooksLost => Volatile.Read(ref _booksLost);

    /// <summary>True where nothing more will come and all has been read. The reader.</summary>
    public bool IsFinished => _isComplete && !_hasWaiting && !_isTelling && _ring.IsEmpty;

    /// <summary>Registers a signal that is raised when something is there to read while its owner is parked. Before the outlet is used.</summary>
    public void WakeOnPublish(WakeSignal signal) => _readers.Add(signal);

    /// <summary>
    /// Takes what is there. A frame may be cut by the end of the span; its rest is there at once: read on until <see cref="FeedEventFlags.LastOfFrame"/> before another outlet is read.
    /// </summary>
    /// <returns>How many events; 0 where there is nothing.</returns>
    public int Read(Span<FeedEvent> into)
    {
        if (_isTelling)
            return Tell(into);
        if (_isHeld || (_predecessor is { } before && !before.IsFinished))
            return 0;
        _predecessor = null;

        // The flag before the ring: once it stands nothing is added there, so that empty means empty.
        var hasWaiting = _hasWaiting;
        var count = _ring.Read(into);
        if (count > 0 || !hasWaiting)
            return count;
        lock (_gate)
        {
            (_taken, _waiting) = (_waiting, _taken);
            _isTelling = true;
            _hasWaiting = false;
            Volatile.Write(ref _waitingCount, 0);
        }

        return Tell(into);
    }

    /// <summary>Tells nothing for now: events wait, conflated. Before the outlet is used.</summary>
    /// <param name="predecessor">Whose listings it will tell of: this outlet tells nothing before that one is finished.</param>
    internal void HoldBehind(FeedOutlet predecessor)
    {
        _predecessor = predecessor;
        predecessor._marks.Start();
        (_isHeld, _mustStage) = (true, true);
    }

    /// <summary>Lets the reader have it, once the predecessor is complete. Trades that it has told are not told again, nor those of them that come within the next ten seconds.</summary>
    internal void Release(FeedOutlet predecessor)
    {
        lock (_gate)
        {
            _told = predecessor._marks;
            _waiting.ForgetTrades(_told);
            Count();
            (_mustTrim, _isHeld) = (true, false);
        }

        _readers.WakeParked();
    }

    /// <summary>Says that nothing more will come. The writer.</summary>
    internal void Complete()
    {
        _isComplete = true;
        _readers.WakeParked();
    }

    /// <summary>Forgets what it has held back. The writer.</summary>
    internal void Abandon()
    {
        lock (_gate)
        {
            _waiting.Clear();
            Count();
        }
    }

    /// <summary>Levels and trades for which there is memory beside the ring.</summary>
    internal int Capacity
    {
        get
        {
            lock (_gate)
                return _waiting.Capacity + _taken.Capacity;
        }
    }

    internal ref FeedEvent Claim()
    {
        if (!_isStaging && !_mustStage && !_hasWaiting && _ring.TryClaim(out var position))
            return ref _ring[position];
        return ref Stage();
    }

    internal Span<FeedEvent> Claim(int most) =>
        !_isStaging && !_mustStage && !_hasWaiting && _ring.TryClaim(most, out var slots) ? slots : new Span<FeedEvent>(ref Stage());

    internal void EndFrame()
    {
        if (_marks.IsOn)
            MarkTrades();
        if (_isStaging)
        {
            EndStaged();
            return;
        }

        if (_ring.Claimed == 0)
            return;
        _ring[_ring.LastClaimed].Flags |= FeedEventFlags.LastOfFrame;
        _ring.Publish();
        _readers.WakeParked();
    }

    /// <summary>A frame that has no room in the ring is gathered beside it, with what of it stood there already.</summary>
    private ref FeedEvent Stage()
    {
        if (!_isStaging)
        {
            _isStaging = true;
            var claimed = _ring.Claimed;
            if (claimed > _staged.Length)
                Array.Resize(ref _staged, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)claimed));
            _ring.Withdraw(_staged);
            _stagedCount = claimed;
        }

        if (_stagedCount == _staged.Length)
            Array.Resize(ref _staged, _staged.Length * 2);
        return ref _staged[_stagedCount++];
    }

    private void EndStaged()
    {
        lock (_gate)
        {
            var (before, isOverlap) = (_waiting.Conflated, _isHeld || _told is not null);
            foreach (ref readonly var told in _staged.AsSpan(0, _stagedCount))
            {
                if (!WasTold(in told))
                    _waiting.Add(in told, _taken.TradesDropped);
            }

            if (isOverlap)
                _overlapped += _waiting.Conflated - before;
            Count();
            _mustStage = _isHeld || _told is not null || _lost.Count > 0;
        }

        if (!_mustStage && _staged.Length > StagedKept)
            _staged = new FeedEvent[StagedKept];

        (_isStaging, _stagedCount) = (false, 0);
        if (!_isHeld)
            _readers.WakeParked();
    }

    /// <summary>Whether a trade was told by the link before this one; asked for so long as its trades may still be on their way.</summary>
    private bool WasTold(in FeedEvent told)
    {
        if (_isHeld || _told is null)
            return false;
        if (_toldUntilNs == 0)
            _toldUntilNs = told.ReceiveTime.Nanoseconds + OverlapNs;
        if (told.ReceiveTime.Nanoseconds > _toldUntilNs)
            _told = null;
        return _told is not null && told.Kind == FeedEventKind.Trade && _told.Has(in told);
    }

    private void MarkTrades()
    {
        if (_isStaging)
        {
            foreach (ref readonly var told in _staged.AsSpan(0, _stagedCount))
                _marks.Take(in told);
            return;
        }

        for (var position = _ring.LastClaimed - _ring.Claimed + 1; position <= _ring.LastClaimed; position++)
            _marks.Take(in _ring[position]);
    }

    private void Count()
    {
        _hasWaiting = _waiting.Count > 0;
        Volatile.Write(ref _waitingCount, _waiting.Count);
        Volatile.Write(ref _conflated, _waiting.Conflated + _taken.Conflated - _overlapped);
        Volatile.Write(ref _tradesDropped, _waiting.TradesDropped + _taken.TradesDropped);
        Volatile.Write(ref _booksLost, _waiting.BooksLost + _taken.BooksLost);
    }

    private int Tell(Span<FeedEvent> into)
    {
        var count = _taken.Tell(into);
        if (!_taken.IsTold)
            return count;
        lock (_gate)
        {
            _taken.Clear();
            if (_mustTrim)
                _taken.Trim();
            (_mustTrim, _isTelling) = (false, false);
        }

        return count;
    }
}
