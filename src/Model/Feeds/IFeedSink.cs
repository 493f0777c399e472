namespace Rialto.Model.Feeds;

/// <summary>Where a feed writes its events. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface IFeedSink
{
    /// <summary>The next slot. Its content is whatever was there before: write all of it. Valid until the next call.</summary>
    ref FeedEvent Claim();

    /// <summary>The next slots in a row, as <see cref="Claim()"/> would give them one by one: one at least, and no more than asked for. Valid until the next call.</summary>
    /// <param name="most">One or more.</param>
    Span<FeedEvent> Claim(int most);

    /// <summary>The frame is done: marks the last slot claimed since the call before <see cref="FeedEventFlags.LastOfFrame"/> and publishes. A frame may have had no event.</summary>
    void EndFrame();
}
