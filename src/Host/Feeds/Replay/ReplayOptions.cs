namespace Rialto.Host.Feeds.Replay;

/// <summary>How recordings are played.</summary>
/// <param name="Port">Where the server listens, on loopback; 0 takes a free one.</param>
/// <param name="Speed">So many times recorded time; zero is as fast as clients read.</param>
/// <param name="ClosesAtEnd">Connections are closed (1000) when all that are open have had their recordings. Otherwise they stay open and silent, as a venue would not leave either.</param>
internal sealed record ReplayOptions(int Port, double Speed, bool ClosesAtEnd)
{
    /// <summary>A REST answer waits for its instant no longer than this, and a stream no longer for a snapshot to be asked for.</summary>
    public TimeSpan SnapshotWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>With <see cref="ClosesAtEnd"/>: how long nothing may be left to play before connections are closed, and no connection be open before the replay is over.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>With <see cref="ClosesAtEnd"/>: a client that said goodbye before it had everything may come back within this.</summary>
    public TimeSpan LeaveWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same of one that was cut off, or broke off: whoever waits ever longer between attempts waits a minute at last.</summary>
    public TimeSpan ReturnWithin { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>With <see cref="ClosesAtEnd"/>: a client that has asked for nothing for so long is not waited for.</summary>
    public TimeSpan AskWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream begins so long after the last request: clients send several.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(50);
}
