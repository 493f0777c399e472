using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Export;

/// <summary>Takes a feed's events a frame at a time and hands them on. Single-threaded.</summary>
/// <param name="take">Gets the events of each frame that had any; it may change them.</param>
internal sealed class EventSpool(Action<Span<FeedEvent>> take)
{
    private FeedEvent[] _events = new FeedEvent[1_024];
    private int _count;

    /// <summary>Where a session writes.</summary>
    public Sink Writer => new(this);

    private ref FeedEvent Claim()
    {
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        return ref _events[_count++];
    }

    private Span<FeedEvent> Claim(int most)
    {
        if (_count + most > _events.Length)
            Array.Resize(ref _events, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_count + most)));
        _count += most;
        return _events.AsSpan(_count - most, most);
    }

    private void EndFrame()
    {
        if (_count == 0)
            return;
        take(_events.AsSpan(0, _count));
        _count = 0;
    }

    /// <summary>See <see cref="Writer"/>.</summary>
    internal readonly struct Sink(EventSpool spool) : IFeedSink
    {
        /// <inheritdoc/>
        public ref FeedEvent Claim() => ref spool.Claim();

        /// <inheritdoc/>
        public Span<FeedEvent> Claim(int most) => spool.Claim(most);

        /// <inheritdoc/>
        public void EndFrame() => spool.EndFrame();
    }
}
