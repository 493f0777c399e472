namespace Rialto.Host.Feeds.Replay;

/// <summary>How recordings are played.</summary>
/// <param name="Port">Where the server listens, on loopback; 0 takes a free one.</param>
/// <param name="Speed">So many times recorded time; zero is as fast as clients read.</param>
/// <param name="ClosesAtEnd">A connection whose recording is over is closed (1000). Otherwise it stays open and silent, as a venue would not leave either.</param>
internal sealed record ReplayOptions(int Port, double Speed, bool ClosesAtEnd)
{
    /// <summary>A REST answer waits for its instant no longer than this, and a stream no longer for a snapshot to be asked for.</summary>
    public TimeSpan SnapshotWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A stream begins so long after the last request: clients send several.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(50);
}
