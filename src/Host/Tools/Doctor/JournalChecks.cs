using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Journal;

namespace Rialto.Host.Tools.Doctor;

/// <summary>Reads the journal and believes nothing: checksums, chain, sequences. Quick unless asked for all of it; the exchange may run meanwhile.</summary>
internal static class JournalChecks
{
    private const string Runbook = "Do not start an exchange on it, and do not edit it: follow docs/runbooks/start-up-refused.md.";

    private static readonly TimeSpan QuickTime = TimeSpan.FromSeconds(2);

    public static IEnumerable<Finding> All(HostSettings settings, bool isFull, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(settings.JournalFolder) || !Directory.EnumerateFiles(settings.JournalFolder, "*.journal*").Any())
            return [Finding.Skipped("journal", "none yet")];
        try
        {
            return [Read(settings.JournalFolder, isFull, cancellationToken)];
        }
        catch (JournalCorruptException problem)
        {
            return [Finding.Problem("journal", problem.Message, Runbook)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [Finding.Problem("journal", problem.Message, "The folder must be readable by this user; see docs/runbooks/disk-failure.md if the disk is at fault.")];
        }
    }

    private static Finding Read(string folder, bool isFull, CancellationToken cancellationToken)
    {
        using var cursor = new JournalReader(folder).Open();
        var started = Stopwatch.GetTimestamp();
        var isWhole = true;
        while (cursor.TryReadBatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isFull || Stopwatch.GetElapsedTime(started) <= QuickTime)
                continue;
            isWhole = false;
            break;
        }

        var last = (cursor.NextSequence - 1).ToString("N0", CultureInfo.InvariantCulture);
        return isWhole
            ? Finding.Ok("journal", $"{last} commands, {MachineChecks.Size(cursor.Bytes)}, every checksum and chain as it should be; last at {cursor.LastTime}")
            : Finding.Ok("journal", $"the first {last} commands are as they should be; more follow that were not read (--full reads all)");
    }
}
