using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>What became of an update.</summary>
internal enum UpdateOutcome : byte
{
    /// <summary>It is in the book; tell it.</summary>
    Applied = 0,

    /// <summary>It is held until the snapshot comes.</summary>
    Held = 1,

    /// <summary>It came twice, or a snapshot has it already; nothing to tell.</summary>
    Old = 2,

    /// <summary>There is no book to apply it to yet.</summary>
    Unwanted = 3,

    /// <summary>The book is wrong or not to be proven right: see the reason.</summary>
    Wrong = 4,
}

/// <summary>
/// One listing's book as its venue has it, and the proof that it is: applies snapshots and updates by the venue's <see cref="BookRules"/> and says so as soon as one does not fit.
/// It decides and keeps; the session tells and asks. Pure: time comes with the calls.
/// <code>
/// no base --snapshot--> base --update fits--> base, linked
///    ^  updates are held      |
///    +------- Begin ----------+  a gap, a number that goes back, a wrong checksum, a crossed book ...
/// </code>
/// A snapshot by REST and the stream are two sources: the base is linked, and the book to be believed, once an update has shown where in the stream the snapshot lies.
/// </summary>
internal sealed class BookSync(Listing listing, BookRules rules, BookChecksum checksum)
{
    // So many whole books older than the last in a row: then it is the last one's time that was wrong.
    private const int OldInRowMax = 3;

    private readonly ProofBook _book = ProofBook.For(rules);
    private readonly WaitingUpdates _waiting = new(rules.WaitingLevelsMax);
    private LevelChange[] _cut = [];
    private int _cutCount;
    private long _last;
    private bool _hasBase;
    private int _oldInRow;

    // The first update after a REST snapshot is judged by another rule than the others.
    private bool _awaitsFirst;

    // Beyond these the best prices have used up three quarters of what the snapshot had.
    private long _bidNear = long.MinValue;
    private long _askNear = long.MaxValue;

    public Listing Listing { get; set; } = listing;

    public BookTrust State { get; set; }

    /// <summary>When the next attempt to repair is due, how many were made, and since when the book has been trusted: the session's bookkeeping.</summary>
    public Timestamp NextTry { get; set; }

    public int Attempts { get; set; }

    public Timestamp TrustedSince { get; set; }

    /// <summary>When its last part came in, and when its last snapshot did.</summary>
    public Timestamp HeardAt { get; set; }

    public Timestamp SnapshotAt { get; set; }

    /// <summary>Why it is <see cref="BookTrust.Stale"/>, and since when.</summary>
    public BookReason Doubt { get; set; }

    public Timestamp DoubtedSince { get; set; }

    /// <summary>A snapshot was asked for, and neither it nor that it failed has been told yet.</summary>
    public bool IsAsked { get; set; }

    /// <summary>When it may be asked for again should the answer be of no use.</summary>
    public Timestamp RetryAt { get; set; }

    /// <summary>The subscription was refused or has ended: the next time the book is asked for, it is too.</summary>
    public bool MustSubscribe { get; set; }

    /// <summary>A snapshot is on its way to a book that goes on meanwhile: updates are applied, and copies wait for it.</summary>
    public bool IsRenewing { get; private set; }

    /// <summary>There is a base, and the stream was seen to go on from it.</summary>
    public bool IsLinked => _hasBase && !_awaitsFirst;

    /// <summary>There is a base, of a REST snapshot, and no update has met it yet.</summary>
    public bool AwaitsLink => _hasBase && _awaitsFirst;

    /// <summary>The best prices have come near the end of what the snapshot had: what lies behind is not known.</summary>
    public bool IsNearEdge => rules.SnapshotDepth > 0 && IsLinked && (_book.BestBid < _bidNear || (_askNear != long.MaxValue && (_book.BestAsk > _askNear || _book.BestAsk == 0)));

    public long ChecksumsPassed { get; private set; }

    /// <summary>The last number applied.</summary>
    public long LastSequence => _last;

    public int WaitingCount => _waiting.Count;

    /// <summary>The last update was applied: not old, held or unwanted.</summary>
    public bool WasApplied { get; private set; }

    /// <summary>It also showed that none before it is missing: by its number, or by what the book must be after it. One without number, checksum and best prices shows nothing.</summary>
    public bool WasProven { get; private set; }

    /// <summary>Levels that fell out of the venue's depth by the last update, as removals.</summary>
    public ReadOnlySpan<LevelChange> Cut => _cut.AsSpan(0, _cutCount);

    /// <summary>Forgets the base: the next snapshot starts the book anew.</summary>
    public void Begin()
    {
        _hasBase = false;
        IsRenewing = false;
        _oldInRow = 0;
        _waiting.Clear();
    }

    /// <summary>A new snapshot is asked for while the book goes on.</summary>
    public void Renew()
    {
        IsRenewing = true;
        _waiting.Clear();
    }

    /// <summary>The new snapshot does not come.</summary>
    public void EndRenewing()
    {
        if (IsRenewing)
            _waiting.Clear();
        IsRenewing = false;
    }

    public ref readonly FramePart WaitingAt(int index) => ref _waiting[index];

    public Span<LevelChange> WaitingLevelsAt(int index) => _waiting.LevelsOf(index);

    public void ForgetWaiting() => _waiting.Clear();

    /// <summary>Takes the snapshot as the base.</summary>
    public UpdateOutcome Snapshot(in FramePart part, ReadOnlySpan<LevelChange> levels, out BookReason reason)
    {
        reason = BookReason.None;
        _cutCount = 0;
        if (_hasBase && rules.Continuity == Continuity.Time && part.LastSequence < _last && ++_oldInRow < OldInRowMax)
            return UpdateOutcome.Old;
        _oldInRow = 0;
        reason = _book.Load(levels);
        if (reason != BookReason.None)
            return Wrong(reason, out reason);

        // The very number that the book has: nothing has happened since, and the link is the one it had.
        var isSame = IsLinked && part.LastSequence == _last;
        _last = part.LastSequence;
        _hasBase = true;
        _awaitsFirst = rules.Snapshot == SnapshotSource.Rest && !isSame;
        IsRenewing = false;
        NoteEdges(levels);
        return Proven(in part, out reason) ? UpdateOutcome.Applied : Wrong(reason, out reason);
    }

    /// <summary>Applies an update, or says why not. Signed changes become absolute in place.</summary>
    public UpdateOutcome Update(in FramePart part, Span<LevelChange> levels, out BookReason reason)
    {
        reason = BookReason.None;
        _cutCount = 0;
        WasApplied = false;
        if (!_hasBase)
        {
            if (rules.Snapshot == SnapshotSource.Stream)
                return UpdateOutcome.Unwanted;
            return IsHeldAlready(in part) ? UpdateOutcome.Old : TryHold(in part, levels) ? UpdateOutcome.Held : Wrong(BookReason.TooManyWaiting, out reason);
        }

        if (IsRenewing && !IsHeldAlready(in part) && !TryHold(in part, levels))
            EndRenewing();
        var outcome = Judge(in part, out reason);
        if (outcome != UpdateOutcome.Applied)
        {
            if (outcome == UpdateOutcome.Wrong)
                _hasBase = false;
            return outcome;
        }

        _last = part.LastSequence;
        _awaitsFirst = false;
        reason = rules.Meaning == UpdateMeaning.Signed ? _book.Change(levels) : _book.Set(levels);
        if (reason != BookReason.None)
            return Wrong(reason, out reason);
        if (rules.Depth > 0)
        {
            CutTo(Side.Buy);
            CutTo(Side.Sell);
        }

        if (!Proven(in part, out reason))
            return Wrong(reason, out reason);
        WasApplied = true;
        WasProven = (rules.Continuity is Continuity.Contiguous or Continuity.Linked && !part.HasNoSequence) || (part.HasChecksum && rules.Checksum != ChecksumKind.None) || part.HasTouch;
        return UpdateOutcome.Applied;
    }

    private UpdateOutcome Judge(in FramePart part, out BookReason reason)
    {
        reason = BookReason.None;
        if (part.HasNoSequence)
            return UpdateOutcome.Applied;
        switch (rules.Continuity)
        {
            case Continuity.Contiguous:
                if (part.LastSequence <= _last)
                    return Behind(in part, out reason);
                if (part.FirstSequence - 1 <= _last)
                    return UpdateOutcome.Applied;
                return Wrong(_awaitsFirst ? BookReason.SnapshotTooOld : BookReason.Gap, out reason);

            case Continuity.Linked:
                if (part.PreviousSequence == _last)
                    return UpdateOutcome.Applied;
                if (_awaitsFirst && rules.FirstSpansSnapshot)
                {
                    if (part.LastSequence < _last)
                        return UpdateOutcome.Old;
                    return part.FirstSequence <= _last ? UpdateOutcome.Applied : Wrong(BookReason.SnapshotTooOld, out reason);
                }

                return part.LastSequence <= _last ? Behind(in part, out reason) : Wrong(BookReason.Gap, out reason);

            case Continuity.Time:
                return part.LastSequence < _last ? UpdateOutcome.Old : UpdateOutcome.Applied;

            default:
                return UpdateOutcome.Applied;
        }
    }

    /// <summary>
    /// An update that does not lie after what the book has. The same number as the last one is the last one again, and shows that a new snapshot lies there. Before a snapshot that was
    /// not met yet, any number is an old one. Otherwise the venue has begun its numbers anew, or one before was wrong: to wait for larger ones would be to wait for ever.
    /// </summary>
    private UpdateOutcome Behind(in FramePart part, out BookReason reason)
    {
        reason = BookReason.None;
        if (part.LastSequence == _last)
            _awaitsFirst = false;
        else if (!_awaitsFirst)
            return Wrong(BookReason.OutOfOrder, out reason);
        return UpdateOutcome.Old;
    }

    private bool IsHeldAlready(in FramePart part) =>
        _waiting.Count > 0 && !part.HasNoSequence && _waiting[_waiting.Count - 1].LastSequence == part.LastSequence && _waiting[_waiting.Count - 1].FirstSequence == part.FirstSequence;

    /// <summary>Holds an update for the snapshot. Only a chain is worth holding: where one does not follow the one before, the snapshot will have to lie after the break.</summary>
    private bool TryHold(in FramePart part, ReadOnlySpan<LevelChange> levels)
    {
        if (_waiting.Count > 0 && !part.HasNoSequence && !Follows(in _waiting[_waiting.Count - 1], in part))
            _waiting.Clear();
        return _waiting.TryAdd(in part, levels);
    }

    private bool Follows(in FramePart before, in FramePart part) => rules.Continuity switch
    {
        Continuity.Contiguous => part.FirstSequence - 1 <= before.LastSequence && part.LastSequence > before.LastSequence,
        Continuity.Linked => part.PreviousSequence == before.LastSequence,
        _ => true,
    };

    /// <summary>Where a side of the snapshot had as many levels as the venue gives, its book goes on behind them, unknown.</summary>
    private void NoteEdges(ReadOnlySpan<LevelChange> levels)
    {
        (_bidNear, _askNear) = (long.MinValue, long.MaxValue);
        if (rules.SnapshotDepth == 0)
            return;
        var (bids, asks, lowest, highest) = (0, 0, long.MaxValue, long.MinValue);
        foreach (ref readonly var level in levels)
        {
            if (level.Side == Side.Buy)
                (bids, lowest) = (bids + 1, Math.Min(lowest, level.Price));
            else
                (asks, highest) = (asks + 1, Math.Max(highest, level.Price));
        }

        if (bids >= rules.SnapshotDepth)
            _bidNear = lowest + (_book.BestBid - lowest) / 4;
        if (asks >= rules.SnapshotDepth)
            _askNear = highest - (highest - _book.BestAsk) / 4;
    }

    private bool Proven(in FramePart part, out BookReason reason)
    {
        reason = BookReason.None;
        if (part.HasChecksum && rules.Checksum != ChecksumKind.None)
        {
            if (_book.ChecksumBy(checksum, rules.Checksum, Listing) != part.Checksum)
                reason = BookReason.Checksum;
            else
                ChecksumsPassed++;
        }

        if (reason == BookReason.None && part.HasTouch && (part.TouchBid != _book.BestBid || part.TouchAsk != _book.BestAsk))
            reason = BookReason.TouchDiffers;
        if (reason == BookReason.None && rules.CrossedIsWrong && _book.IsCrossed)
            reason = BookReason.Crossed;
        return reason == BookReason.None;
    }

    private UpdateOutcome Wrong(BookReason why, out BookReason reason)
    {
        reason = why;
        _hasBase = false;
        return UpdateOutcome.Wrong;
    }

    private void CutTo(Side side)
    {
        while (_book.TryCut(side, rules.Depth, out var worst))
        {
            if (_cutCount == _cut.Length)
                Array.Resize(ref _cut, Math.Max(16, _cutCount * 2));
            worst.Quantity = 0;
            _cut[_cutCount++] = worst;
        }
    }
}
