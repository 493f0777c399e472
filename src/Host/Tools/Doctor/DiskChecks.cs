using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Journal;
using Rialto.Runtime.Files;

namespace Rialto.Host.Tools.Doctor;

/// <summary>How long the disk takes to promise that something is on it: what every answer waits for under the policy fsync.</summary>
internal static class DiskChecks
{
    private const int Rounds = 64;
    private const int BlockBytes = 4_096;
    private const double SlowMs = 10;
    private const double TooGoodMs = 0.02;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static IEnumerable<Finding> All(HostSettings settings)
    {
        var folder = settings.DataFolder;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        double[] milliseconds;
        string? refusal = null;
        try
        {
            milliseconds = Measure(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            (milliseconds, refusal) = ([], problem.Message);
        }

        if (refusal is not null)
        {
            yield return Finding.Problem("disk flush", refusal, "The journal needs a disk that takes writes and flushes; see docs/runbooks/disk-failure.md.");
            yield break;
        }

        var median = milliseconds[milliseconds.Length / 2];
        var text = string.Create(CultureInfo.InvariantCulture, $"4 KiB written and flushed in {median:0.###} ms (median of {milliseconds.Length}), {milliseconds[^1]:0.###} ms at worst");
        if (settings.Journal.Durability != Durability.Fsync)
            yield return Finding.Warning("disk flush", $"{text}; Journal:Durability is {settings.Journal.Durability.ToString().ToLowerInvariant()}", "Answers do not wait for the disk: a power cut may take acknowledged orders back. Use fsync where that matters.");
        else if (median > SlowMs)
            yield return Finding.Warning("disk flush", text, "Every answer waits at least so long. An NVMe disk takes well under a millisecond, one with a protected cache a tenth of that.");
        else if (median < TooGoodMs)
            yield return Finding.Warning("disk flush", text, "No disk is that fast: a cache without protection answers for it, or it is memory. A power cut may take acknowledged orders back.");
        else
            yield return Finding.Ok("disk flush", text);
    }

    private static double[] Measure(string folder)
    {
        var path = Path.Combine(folder, $".rialto-doctor-{Environment.ProcessId}.flush");
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        DurableFile.Preallocate(file, Rounds * BlockBytes);
        DurableFile.Flush(file);
        var block = new byte[BlockBytes];
        var times = new List<double>(Rounds);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds && (round < 3 || Stopwatch.GetElapsedTime(started) < Patience); round++)
        {
            block[0] = (byte)round;
            var begun = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, round * BlockBytes);
            DurableFile.Flush(file);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        return [.. times];
    }
}
