using System.Globalization;
using Rialto.Host.Config;

namespace Rialto.Host.Tools.Doctor;

/// <summary>What the system allows a process (ulimit), against what the configuration asks for.</summary>
internal static class LimitChecks
{
    private const string LimitsFile = "/proc/self/limits";
    private const long OwnFiles = 200;

    public static IEnumerable<Finding> All(HostSettings settings)
    {
        if (!File.Exists(LimitsFile))
        {
            yield return Finding.Skipped("limits", "this system has no /proc/self/limits");
            yield break;
        }

        var limits = File.ReadAllLines(LimitsFile);
        var files = SoftLimit(limits, "Max open files");
        var gateways = settings.Gateways;
        var wanted = gateways.Http.MaxConnections + (long)gateways.Streams.MaxConnections + (gateways.Native.Enabled ? gateways.Native.MaxConnections : 0) + OwnFiles;
        yield return files < wanted
            ? Finding.Warning("open files", $"{Text(files)} (ulimit -n); all connections the configuration allows would need {wanted}", $"Raise it (ulimit -n {wanted}, LimitNOFILE= of a systemd unit), or lower the MaxConnections settings.")
            : Finding.Ok("open files", $"{Text(files)} (ulimit -n), {wanted} may be needed");

        var locked = SoftLimit(limits, "Max locked memory");
        var swap = SwapBytes();
        yield return swap > 0
            ? Finding.Warning("swap", $"{MachineChecks.Size(swap)} of swap space; locked memory {(locked == long.MaxValue ? "unlimited" : MachineChecks.Size(locked))} (ulimit -l)", "A page that was swapped out costs milliseconds when an order needs it. Switch swap off (swapoff -a) on a machine that trades.")
            : Finding.Ok("swap", $"none; locked memory {(locked == long.MaxValue ? "unlimited" : MachineChecks.Size(locked))} (ulimit -l)");
    }

    /// <summary>Files and sockets a process may have open; null where the system does not tell.</summary>
    public static long? OpenFiles() => File.Exists(LimitsFile) ? SoftLimit(File.ReadAllLines(LimitsFile), "Max open files") : null;

    private static long SoftLimit(string[] limits, string name)
    {
        var line = limits.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
    }

    /// <summary>A limit for people.</summary>
    public static string Text(long limit) => limit == long.MaxValue ? "unlimited" : limit.ToString(CultureInfo.InvariantCulture);

    private static long SwapBytes()
    {
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("SwapTotal:", StringComparison.Ordinal));
        return long.TryParse(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var kib) ? kib << 10 : 0;
    }
}
