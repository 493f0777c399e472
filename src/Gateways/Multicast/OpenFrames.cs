using Rialto.Model.Feeds;

namespace Rialto.Gateways.Multicast;

/// <summary>Which connections are in the middle of a frame: events of several may come in turns. One thread, one for each channel; allocates nothing.</summary>
internal sealed class OpenFrames
{
    // Two connections whose numbers are so far apart share a place; the worst of it is a snapshot inside a frame, whose rest follows it.
    private const int Places = 4_096;

    private readonly bool[] _isOpen = new bool[Places];
    private int _count;

    /// <summary>True where a frame has begun and not ended.</summary>
    public bool Any => _count > 0;

    /// <summary>Takes note of an event. A connection that went down ends no frame any more.</summary>
    public void Note(in FeedEvent told)
    {
        ref var isOpen = ref _isOpen[told.Connection & (Places - 1)];
        var isOpenNow = (told.Flags & FeedEventFlags.LastOfFrame) == 0 && told.Kind != FeedEventKind.ConnectionChanged;
        if (isOpen == isOpenNow)
            return;
        isOpen = isOpenNow;
        _count += isOpenNow ? 1 : -1;
    }
}
