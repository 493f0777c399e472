using System.Globalization;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Snapshots;
using Spectre.Console;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal info</c>: segments, archives, snapshots, and where the journal ends. Reads headers and the last segment only.</summary>
internal static class InfoCommand
{
    public static System.CommandLine.Command Make() =>
        new System.CommandLine.Command("info", "Segments, snapshots, and where the journal ends; reads little")
            .Does((parsed, terminal, _) =>
            {
                var folder = PastOptions.Folder(parsed);
                try
                {
                    Print(terminal, folder);
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                return Task.FromResult(ExitCode.Ok);
            });

    private static void Print(Terminal terminal, string folder)
    {
        var journal = Path.Combine(folder, "journal");
        var segments = SegmentArchive.List(journal);
        var end = EndOf(journal, segments);
        var snapshots = new SnapshotFolder(Path.Combine(folder, "snapshots"));
        if (terminal.IsJson)
            PrintJson(segments, end, snapshots);
        else
            PrintText(terminal, segments, end, snapshots);
    }

    private static JournalPosition EndOf(string journal, IReadOnlyList<SegmentListing> segments)
    {
        if (segments.Count == 0)
            return JournalPosition.Start;
        using var cursor = new JournalReader(journal).OpenAt(segments[^1].BaseSequence);
        while (cursor.TryReadBatch())
        {
        }

        return cursor.Position;
    }

    private static void PrintText(Terminal terminal, IReadOnlyList<SegmentListing> segments, JournalPosition end, SnapshotFolder snapshots)
    {
        var table = Terminal.Table("segment", "#first", "#on disk MB", "format", "");
        foreach (var segment in segments)
        {
            table.AddRow(
                segment.Number.ToString(CultureInfo.InvariantCulture), segment.BaseSequence.ToString("N0", CultureInfo.InvariantCulture),
                Megabytes(segment.DiskBytes), segment.FormatVersion.ToString(CultureInfo.InvariantCulture), segment.IsArchived ? "archived" : "");
        }

        terminal.Out.Write(table);
        var kept = Terminal.Table("snapshot", "time", "#on disk MB", "#uncompressed MB", "state hash");
        foreach (var sequence in snapshots.List())
        {
            if (snapshots.ReadHeader(sequence, out var fault) is { } header)
                kept.AddRow(sequence.ToString("N0", CultureInfo.InvariantCulture), header.Position.Time.ToString(), Megabytes(header.LengthBytes), Megabytes(header.ContentBytes), Hex(header.StateHash));
            else
                kept.AddRow(sequence.ToString("N0", CultureInfo.InvariantCulture), "broken: " + fault, "", "", "");
        }

        if (kept.Rows.Count > 0)
            terminal.Out.Write(kept);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{end.Sequence:N0} commands, the last at {end.Time}; {segments.Count} segments, {Megabytes(segments.Sum(segment => segment.DiskBytes))} MB; chain {end.ChainHex}"));
    }

    private static void PrintJson(IReadOnlyList<SegmentListing> segments, JournalPosition end, SnapshotFolder snapshots) => Terminal.Json(json =>
    {
        json.WriteNumber("last_sequence", end.Sequence);
        json.WriteString("last_time", end.Time.ToString());
        json.WriteString("chain_hash", end.ChainHex);
        json.WriteNumber("bytes", segments.Sum(segment => segment.DiskBytes));
        json.WriteStartArray("segments");
        foreach (var segment in segments)
        {
            json.WriteStartObject();
            json.WriteNumber("number", segment.Number);
            json.WriteNumber("base_sequence", segment.BaseSequence);
            json.WriteNumber("bytes", segment.DiskBytes);
            json.WriteNumber("segment_bytes", segment.SegmentBytes);
            json.WriteNumber("format", segment.FormatVersion);
            json.WriteBoolean("archived", segment.IsArchived);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("snapshots");
        foreach (var sequence in snapshots.List())
        {
            var header = snapshots.ReadHeader(sequence, out var fault);
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            if (header is not null)
            {
                json.WriteString("time", header.Position.Time.ToString());
                json.WriteNumber("bytes", header.LengthBytes);
                json.WriteNumber("content_bytes", header.ContentBytes);
                json.WriteString("state_hash", Hex(header.StateHash));
                json.WriteString("event_hash", Hex(header.EventHash));
            }
            else
            {
                json.WriteString("fault", fault);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture);
}
