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

    /// <summary>It lies before what the book has; nothing to tell.</summary>
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
/// no base --snapshot--> base --update fits--> base
///    ^  updates are held      |
///    +------- Begin ----------+  a gap, a wrong checksum, a crossed book ...
/// </code>
/// </summary>
internal sealed class BookSync(Listing listing, BookRules rules, BookChecksum checksum)
{
    private readonly ProofBook _book = ProofBook.For(rules);
    private readonly WaitingUpdates _waiting = new(rules.WaitingLevelsMax);
    private LevelChange[] _cut = [];
    private int _cutCount;
    private long _last;
    private bool _hasBase;

    // The first update after a REST snapshot is judged by another rule than the others.
    private bool _awaitsFirst;

    public Listing Listing { get; set; } = listing;

    public BookTrust State { get; set; }

    /// <summary>When the next attempt to repair is due, how many were made, and since when the book has been trusted: the session's bookkeeping.</summary>
    public Timestamp NextTry { get; set; }

    public int Attempts { get; set; }

    public Timestamp TrustedSince { get; set; }

    public long ChecksumsPassed { get; private set; }

    /// <summary>The last number applied.</summary>
    public long LastSequence => _last;

    public int WaitingCount => _waiting.Count;

    /// <summary>Levels that fell out of the venue's depth by the last update, as removals.</summary>
    public ReadOnlySpan<LevelChange> Cut => _cut.AsSpan(0, _cutCount);

    /// <summary>Forgets the base: the next snapshot starts the book anew.</summary>
    public void Begin()
    {
        _hasBase = false;
        _waiting.Clear();
    }

    public ref readonly FramePart WaitingAt(int index) => ref _waiting[index];

    public Span<LevelChange> WaitingLevelsAt(int index) => _waiting.LevelsOf(index);

    public void ForgetWaiting() => _waiting.Clear();

    /// <summary>Takes the snapshot as the base.</summary>
    public UpdateOutcome Snapshot(in FramePart part, ReadOnlySpan<LevelChange> levels, out BookReason reason)
    {
        reason = BookReason.None;
        _cutCount = 0;
        if (_hasBase && rules.Continuity == Continuity.Time && part.LastSequence < _last)
            return UpdateOutcome.Old;
        reason = _book.Load(levels);
        if (reason != BookReason.None)
            return Wrong(reason, out reason);
        _last = part.LastSequence;
        _hasBase = true;
        _awaitsFirst = rules.Snapshot == SnapshotSource.Rest;
        return Proven(in part, out reason) ? UpdateOutcome.Applied : Wrong(reason, out reason);
    }

    /// <summary>Applies an update, or says why not. Signed changes become absolute in place.</summary>
    public UpdateOutcome Update(in FramePart part, Span<LevelChange> levels, out BookReason reason)
    {
        reason = BookReason.None;
        _cutCount = 0;
        if (!_hasBase)
        {
            if (rules.Snapshot == SnapshotSource.Stream)
                return UpdateOutcome.Unwanted;
            return _waiting.TryAdd(in part, levels) ? UpdateOutcome.Held : Wrong(BookReason.TooManyWaiting, out reason);
        }

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

        return Proven(in part, out reason) ? UpdateOutcome.Applied : Wrong(reason, out reason);
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
                    return UpdateOutcome.Old;
                if (part.FirstSequence <= _last + 1)
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

                return part.LastSequence <= _last ? UpdateOutcome.Old : Wrong(BookReason.Gap, out reason);

            case Continuity.Time:
                return part.LastSequence < _last ? UpdateOutcome.Old : UpdateOutcome.Applied;

            default:
                return UpdateOutcome.Applied;
        }
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
