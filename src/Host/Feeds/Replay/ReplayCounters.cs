namespace Rialto.Host.Feeds.Replay;

/// <summary>What a replay has done so far; any thread.</summary>
internal sealed class ReplayCounters
{
    private long _connected;
    private long _frames;
    private long _bytes;
    private long _answered;
    private long _unanswered;
    private long _streams;
    private long _ended;
    private long _left;
    private long _unknown;
    private long _cut;

    /// <summary>Sockets opened.</summary>
    public long Connected => Volatile.Read(ref _connected);

    /// <summary>Recorded frames sent.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Their bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>REST questions that the recording answers.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>REST questions that it does not.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Recorded connections begun to be played.</summary>
    public long Streams => Volatile.Read(ref _streams);

    /// <summary>Of these, played to their end.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>Of these, left by their clients before: unsubscribed, or gone.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Topics asked for whose symbol was not recorded.</summary>
    public long UnknownTopics => Volatile.Read(ref _unknown);

    /// <summary>Clients cut off because something is missing in the recording.</summary>
    public long Cut => Volatile.Read(ref _cut);

    internal void CountConnected() => Interlocked.Increment(ref _connected);

    internal void CountFrame(int bytes)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void CountRest(bool isFound) => Interlocked.Increment(ref isFound ? ref _answered : ref _unanswered);

    internal void CountStream() => Interlocked.Increment(ref _streams);

    internal void CountEnded() => Interlocked.Increment(ref _ended);

    internal void CountLeft() => Interlocked.Increment(ref _left);

    internal void CountCut() => Interlocked.Increment(ref _cut);

    internal void CountUnknown() => Interlocked.Increment(ref _unknown);
}
