using System.Diagnostics;
using System.Globalization;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Tools.Doctor;

/// <summary>The clocks that stamp commands and measure latencies.</summary>
internal static class ClockChecks
{
    private const string SourceFile = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    private const double SlowReadNs = 200;

    public static IEnumerable<Finding> All()
    {
        var cost = ReadCostNs();
        var text = string.Create(CultureInfo.InvariantCulture, $"a reading costs {cost:0} ns{(File.Exists(SourceFile) ? $", source {File.ReadAllText(SourceFile).Trim()}" : "")}");
        yield return cost > SlowReadNs
            ? Finding.Warning("clock", text, "Every command is stamped. A source of 'tsc' (or the hypervisor's own) is read without a system call; see /sys/devices/system/clocksource.")
            : Finding.Ok("clock", text);
        yield return ClockSynchronization.State() switch
        {
            (true, var error) => Finding.Ok("time", string.Create(CultureInfo.InvariantCulture, $"kept in step, at most {error / 1000.0:0.###} ms off by its own account")),
            (false, _) => Finding.Warning("time", "the system does not say that its clock is kept in step", "Run chrony or systemd-timesyncd: signed requests are refused where clocks differ by more than Auth:WindowMs, and audits show these times."),
            _ => Finding.Skipped("time", "this system does not tell whether its clock is kept in step"),
        };
    }

    private static double ReadCostNs()
    {
        const int Reads = 20_000;
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Reads; i++)
                Stopwatch.GetTimestamp();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Reads);
        }

        return best;
    }
}
