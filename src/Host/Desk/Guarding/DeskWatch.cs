namespace Rialto.Host.Desk.Guarding;

/// <summary>What a watchdog sees.</summary>
internal enum WatchVerdict
{
    /// <summary>No desk runs: none was started, or it has ended in good order.</summary>
    Idle,

    /// <summary>Its heart beats.</summary>
    Fine,

    /// <summary>Its process is gone, and did not end in good order.</summary>
    Died,

    /// <summary>Its process is there, and its loop has not turned for too long.</summary>
    Hangs,
}

/// <summary>How a desk does, by its heartbeat: a function of what is looked at and the time. One thread.</summary>
/// <param name="hang">A loop that does not turn for longer hangs.</param>
internal sealed class DeskWatch(TimeSpan hang)
{
    /// <summary>What to think of a heartbeat.</summary>
    /// <param name="view">It; null where there is none.</param>
    /// <param name="process">What its process does.</param>
    /// <param name="now">In ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    public WatchVerdict Judge(in HeartbeatView? view, ProcessState process, long now) =>
        view is not { IsRunning: true } beat ? WatchVerdict.Idle
        : process == ProcessState.Gone ? WatchVerdict.Died
        : beat.Age(now) > hang ? WatchVerdict.Hangs
        : WatchVerdict.Fine;
}
