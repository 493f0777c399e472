using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;

namespace Rialto.Load.Feeds;

/// <summary>The events of one frame; the next frame writes over them.</summary>
internal sealed class FrameEvents
{
    private FeedEvent[] _events = new FeedEvent[1 << 10];

    public int Count { get; private set; }

    public ReadOnlySpan<FeedEvent> Events => _events.AsSpan(0, Count);

    public ref FeedEvent Claim()
    {
        if (Count == _events.Length)
            Array.Resize(ref _events, Count * 2);
        return ref _events[Count++];
    }

    public Span<FeedEvent> Claim(int most)
    {
        if (Count + most > _events.Length)
            Array.Resize(ref _events, (Count + most) * 2);
        Count += most;
        return _events.AsSpan(Count - most, most);
    }

    public bool TryEnd()
    {
        if (Count == 0)
            return false;
        _events[Count - 1].Flags |= FeedEventFlags.LastOfFrame;
        return true;
    }

    public void Clear() => Count = 0;
}

/// <summary>Events that nobody reads.</summary>
internal readonly struct UnreadSink(FrameEvents events) : IFeedSink
{
    public ref FeedEvent Claim() => ref events.Claim();

    public Span<FeedEvent> Claim(int most) => events.Claim(most);

    public void EndFrame()
    {
        events.TryEnd();
        events.Clear();
    }
}

/// <summary>Events that go into books and best prices, frame by frame.</summary>
internal readonly struct ConsolidationSink(FrameEvents events, Consolidation<NbboCount> consolidation) : IFeedSink
{
    public ref FeedEvent Claim() => ref events.Claim();

    public Span<FeedEvent> Claim(int most) => events.Claim(most);

    public void EndFrame()
    {
        if (!events.TryEnd())
            return;
        consolidation.Apply(events.Events);
        events.Clear();
    }
}

/// <summary>Counts changes of best prices.</summary>
internal readonly struct NbboCount(long[] counts) : INbboSink
{
    public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime) => counts[0]++;

    public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) => counts[1]++;
}
