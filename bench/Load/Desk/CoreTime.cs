using System.Diagnostics;
using System.Globalization;

namespace Rialto.Load.Desk;

/// <summary>
/// What a process ran on cores, and how long its threads were ready and waited for one, from its making to the last <see cref="Look"/>: the sums of /proc/PID/task/TID/schedstat (ran ns, waited ns, turns). Threads that
/// have ended since keep what they had at the last look; nothing where the system tells none.
/// </summary>
/// <param name="name">What to call it.</param>
/// <param name="process">Its number.</param>
internal sealed class CoreTime(string name, int process)
{
    private readonly Dictionary<string, (long Ran, long Waited, long Turns)> _first = Read(process);
    private readonly Dictionary<string, (long Ran, long Waited, long Turns)> _last = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private double _seconds;

    public string Name => name;

    public double RanSeconds => Sum(thread => thread.Ran) / 1e9;

    public double WaitedSeconds => Sum(thread => thread.Waited) / 1e9;

    public long Turns => Sum(thread => thread.Turns);

    public double MeanWaitUs => Turns == 0 ? 0 : WaitedSeconds * 1e6 / Turns;

    /// <summary>Of the time, on one core.</summary>
    public double Share => _seconds == 0 ? 0 : RanSeconds / _seconds;

    /// <summary>Looks again.</summary>
    public void Look()
    {
        var now = Read(process);
        if (now.Count == 0)
            return;
        foreach (var (thread, told) in now)
            _last[thread] = told;
        _seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
    }

    private long Sum(Func<(long Ran, long Waited, long Turns), long> of) => _last.Sum(thread => of(thread.Value) - (_first.TryGetValue(thread.Key, out var before) ? of(before) : 0));

    private static Dictionary<string, (long Ran, long Waited, long Turns)> Read(int process)
    {
        var threads = new Dictionary<string, (long, long, long)>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
            {
                if (File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ') is [var ran, var waited, var turns])
                    threads[thread] = (Long(ran), Long(waited), Long(turns));
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended, or a thread has while it was read.
        }

        return threads;
    }

    private static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
