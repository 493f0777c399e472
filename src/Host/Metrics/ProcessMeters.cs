using System.Diagnostics;
using System.Globalization;
using Rialto.Gateways;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Metrics;

/// <summary>
/// What the process and its machine take, under the mission's names: memory and processors of this process, what it reads and writes on disks, and what the machine's network interfaces carry (the
/// system does not count that by process). Rates are over about the time between two scrapes, at least a second; what the system does not tell has no metric (all but memory and processors need
/// Linux). Any thread.
/// </summary>
internal sealed class ProcessMeters : IMetricsSource
{
    private const string DiskCounts = "/proc/self/io";
    private const string NetworkCounts = "/proc/net/dev";

    private readonly Lock _gate = new();
    private readonly Func<long> _time;
    private Sample _before;
    private Rates _rates;

    /// <summary>Begins to count.</summary>
    /// <param name="time">Clock of this machine in ns, never stepping back; null for its own.</param>
    public ProcessMeters(Func<long>? time = null)
    {
        _time = time ?? (static () => Clock.MonotonicNanoseconds);
        _before = Take();
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Single("memory_usage_mb", "gauge", "Memory of this process, MiB.", process.WorkingSet64 / 1_048_576.0);
        text.Single("process_cpu_seconds_total", "counter", "Time that this process has spent on processors.", process.TotalProcessorTime.TotalSeconds);
        var rates = Now();
        Rate(text, "cpu_usage_pct", "Processors that this process takes, in percent of all of the machine.", rates.CpuPct);
        Rate(text, "network_rx_bytes_per_sec", "What the machine's network interfaces received, loopback left out.", rates.Received);
        Rate(text, "network_tx_bytes_per_sec", "What the machine's network interfaces sent, loopback left out.", rates.Sent);
        Rate(text, "disk_read_bytes_per_sec", "What this process made the disks read.", rates.Read);
        Rate(text, "disk_write_bytes_per_sec", "What this process made the disks write.", rates.Written);
    }

    /// <summary>Bytes of a line of <c>/proc/self/io</c>; null where it is not there.</summary>
    internal static long? DiskCount(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':')
                return long.TryParse(line[(name.Length + 1)..].Trim(), CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        }

        return null;
    }

    /// <summary>Bytes received and sent by all interfaces but loopback, from <c>/proc/net/dev</c>; null where none is told.</summary>
    internal static (long Received, long Sent)? NetworkCount(string text)
    {
        // Received: bytes, packets, errs, drop, fifo, frame, compressed, multicast; then sent: bytes, ...
        const int sentAt = 8, fields = 16;
        (long Received, long Sent)? sum = null;
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Trim() == "lo")
                continue;
            var counts = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (counts.Length < fields || !long.TryParse(counts[0], CultureInfo.InvariantCulture, out var received) || !long.TryParse(counts[sentAt], CultureInfo.InvariantCulture, out var sent))
                continue;
            sum = ((sum?.Received ?? 0) + received, (sum?.Sent ?? 0) + sent);
        }

        return sum;
    }

    private Rates Now()
    {
        lock (_gate)
        {
            var now = Take();
            var seconds = (now.TimeNs - _before.TimeNs) / 1e9;
            if (seconds < 1 && _rates.CpuPct is not null)
                return _rates;

            // The first answer must not wait for a second: it is over the time since the start.
            seconds = Math.Max(seconds, 1e-3);
            _rates = new Rates(
                Math.Max(0, 100 * (now.Cpu - _before.Cpu).TotalSeconds / seconds / Environment.ProcessorCount), Over(now.Network?.Received, _before.Network?.Received), Over(now.Network?.Sent, _before.Network?.Sent),
                Over(now.Read, _before.Read), Over(now.Written, _before.Written));
            _before = now;
            return _rates;

            double? Over(long? later, long? earlier) => (later - earlier) is { } bytes ? Math.Max(0, bytes) / seconds : null;
        }
    }

    private Sample Take()
    {
        var disk = Text(DiskCounts);
        return new Sample(_time(), Environment.CpuUsage.TotalTime, disk is null ? null : DiskCount(disk, "read_bytes"), disk is null ? null : DiskCount(disk, "write_bytes"), Text(NetworkCounts) is { } network ? NetworkCount(network) : null);
    }

    private static string? Text(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(path) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Rate(PrometheusText text, string name, string help, double? value)
    {
        if (value is { } told)
            text.Single(name, "gauge", help, told);
    }

    private readonly record struct Sample(long TimeNs, TimeSpan Cpu, long? Read, long? Written, (long Received, long Sent)? Network);

    private readonly record struct Rates(double? CpuPct, double? Received, double? Sent, double? Read, double? Written);
}
