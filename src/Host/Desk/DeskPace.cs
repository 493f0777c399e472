using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>Holds a recorded market to its pace. One thread.</summary>
/// <param name="speed">How many times as fast as it was; zero for no pace.</param>
internal sealed class DeskPace(double speed)
{
    private long _from;
    private long _began;

    /// <summary>Waits until a moment of the recording is due.</summary>
    public void WaitFor(Timestamp time, CancellationToken stop)
    {
        if (speed == 0)
            return;
        if (_from == 0)
            (_from, _began) = (time.Nanoseconds, TimeProvider.System.GetTimestamp());
        var due = TimeSpan.FromTicks((long)((time.Nanoseconds - _from) / 100 / speed));
        var wait = due - TimeProvider.System.GetElapsedTime(_began);
        if (wait > TimeSpan.Zero && stop.WaitHandle.WaitOne(wait))
            stop.ThrowIfCancellationRequested();
    }
}
