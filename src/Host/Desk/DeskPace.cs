using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>Holds a recorded market to its pace. One thread.</summary>
/// <param name="speed">How many times as fast as it was; zero for no pace.</param>
/// <param name="meanwhile">Called some times a second while it waits.</param>
internal sealed class DeskPace(double speed, Action meanwhile)
{
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(50);
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
        while (due - TimeProvider.System.GetElapsedTime(_began) is var wait && wait > TimeSpan.Zero)
        {
            if (stop.WaitHandle.WaitOne(wait < _slice ? wait : _slice))
                stop.ThrowIfCancellationRequested();
            meanwhile();
        }
    }
}
