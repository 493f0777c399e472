using System.Diagnostics;
using Rialto.Host.Tools.Flow;

namespace Rialto.Host.Tools.Load;

/// <summary>A thread that sends for some of the connections: all are due in turn, at even moments, and each thread takes those that fall on its own.</summary>
/// <param name="workers">All connections.</param>
/// <param name="index">Which of the threads it is.</param>
/// <param name="count">How many threads there are.</param>
/// <param name="profile">Rate and time.</param>
internal sealed class LoadSender(IReadOnlyList<LoadWorker> workers, int index, int count, LoadProfile profile)
{
    /// <summary>Sends for the profile's time, then waits for the answers that are due.</summary>
    /// <param name="start">When all connections begin.</param>
    /// <param name="stop">Ends early; what was sent is still awaited.</param>
    public void Run(long start, CancellationToken stop)
    {
        var mine = workers.Where((_, number) => number % count == index).ToList();
        var interval = (double)Stopwatch.Frequency / profile.Rate;
        var commands = (long)profile.Rate * profile.Seconds;
        // Command n is connection n's, and goes around; a thread's connections are not neighbours, so it has none to wait for before the next is due.
        for (var round = 0L; round * workers.Count < commands && !stop.IsCancellationRequested; round++)
        {
            for (var at = 0; at < mine.Count; at++)
            {
                var number = (round * workers.Count) + index + ((long)at * count);
                if (number >= commands)
                    break;
                var due = start + (long)(number * interval);
                if (due > Stopwatch.GetTimestamp())
                {
                    mine[(at == 0 ? mine.Count : at) - 1].Flush();
                    Pacer.WaitUntil(due);
                }

                mine[at].Send(due);
                if (mine.Count > 1)
                    mine[at].Flush();
            }
        }

        mine.ForEach(worker => worker.End());
    }
}
