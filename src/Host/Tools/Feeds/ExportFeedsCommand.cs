using System.CommandLine;
using System.Globalization;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Runtime.Files;
using Rialto.Wire.Files.Export;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto export --capture FILE</c>: symbols of a recording as events, for other programs.</summary>
internal static class ExportFeedsCommand
{
    public static Command Make()
    {
        var captures = new Option<string[]>("--capture") { Description = "Recordings of frames, plain, gzip or zstd", AllowMultipleArgumentsPerToken = true };
        var events = new Option<string?>("--events") { Description = "A folder of recorded events, in the place of --capture" };
        var symbols = new Option<string[]>("--symbol") { Description = "The venue's symbol, or ours (BTC-USDT); for events several, or * for all", Required = true, AllowMultipleArgumentsPerToken = true };
        var venue = new Option<string?>("--venue") { Description = "Whose, where several venues have the symbol or the recording does not tell" };
        var form = new Option<string>("--to") { Description = "csv: all events, decimals as text. npz: hftbacktest's array. events: a folder of recorded events", Required = true };
        form.AcceptOnlyFromAmong("csv", "npz", "events");
        var target = new Option<string>("--out") { Description = "File to write; of events the folder", Required = true };
        var priceScale = new Option<int?>("--price-scale") { Description = "Decimals of prices, where the recording holds no list of instruments" };
        var quantityScale = new Option<int?>("--quantity-scale") { Description = "Decimals of quantities" };
        var force = new Option<bool>("--force") { Description = "Overwrite the file" };
        return new Command("export", "Write symbols of recorded feeds as CSV, as the array that hftbacktest reads, or as recorded events")
            {
                captures, events, symbols, venue, form, target, priceScale, quantityScale, force,
            }
            .Does(async (parsed, terminal, stop) =>
            {
                var (path, to) = (parsed.GetValue(target)!, parsed.GetValue(form)!);
                var wanted = parsed.GetValue(symbols)!;
                var files = parsed.GetValue(captures) ?? [];
                var folder = parsed.GetValue(events);
                if (files.Length > 0 == (folder is not null))
                    throw new ToolException(ExitCode.Usage, "Give --capture with recordings of frames, or --events with a folder of recorded events.");
                if (to == "events" && folder is not null)
                    throw new ToolException(ExitCode.Usage, "--events are recorded events already: --to csv or npz.");
                if (to != "events" && wanted is not [not RecordedEvents.AllSymbols])
                    throw new ToolException(ExitCode.Usage, $"--to {to} takes one symbol.");
                if (to == "events" ? Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() : File.Exists(path) && !parsed.GetValue(force))
                    throw new ToolException(ExitCode.Failed, to == "events" ? $"{path} is not empty. Choose another folder." : $"{path} exists. Choose another name, or overwrite it with --force.");
                var scales = ScalesOf(parsed.GetValue(priceScale), parsed.GetValue(quantityScale));
                var whose = ReplayFeedsCommand.VenueOf(parsed.GetValue(venue));
                try
                {
                    var source = folder is null ? await OpenAsync(terminal, files, whose, wanted, scales, stop) : new EventFolder(folder, whose, wanted[0], stop);
                    var counts = new Counts();
                    await terminal.WatchAsync("exporting", source.FramesTotal, () => source.Frames, () => Write(source, to, path, counts, stop), stop);
                    foreach (var broken in source.Breaks)
                        terminal.Note($"note: what follows in a broken file is missing: {broken}");
                    Print(terminal, source, path, counts);
                    return ExitCode.Ok;
                }
                catch (Exception problem) when (problem is RecordingException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static async Task<IEventSource> OpenAsync(Terminal terminal, string[] captures, FeedVenue venue, string[] symbols, (int Price, int Quantity)? scales, CancellationToken stop)
    {
        var recording = await ReplayFeedsCommand.LoadAsync(terminal, captures, venue, [], stop);
        var events = new RecordedEvents(recording, venue, symbols, scales);
        if (events.LeftOut > 0)
            terminal.Note($"note: {events.LeftOut} more connections carried nothing that another did not carry at the same time, and are left out.");
        return events;
    }

    /// <summary>Writes beside the target and moves it there at the end: what bears the name is whole, after a power cut too.</summary>
    internal static void Write(IEventSource events, string form, string path, Counts counts, CancellationToken stop)
    {
        if (form == "events")
        {
            WriteEvents(events, path, counts, stop);
            return;
        }

        var partial = path + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                if (form == "csv")
                    WriteCsv(events, file, counts, stop);
                else
                    WriteNpz(events, file, partial + ".rows", counts, stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void WriteEvents(IEventSource source, string folder, Counts counts, CancellationToken stop)
    {
        using (var writer = new EventRecordingWriter(new JournalOptions { Directory = folder }))
        {
            var (page, encoder) = (new EventPage(new JournalOptions { Directory = folder }.SegmentBytes), new EventEncoder(source.Listings));
            foreach (var listing in source.Wanted)
            {
                if (encoder.TryIntroduce(listing.Id, page))
                    continue;
                Turn(writer, page);
                encoder.TryIntroduce(listing.Id, page);
            }

            source.Read(
                frame =>
                {
                    foreach (ref readonly var one in frame)
                    {
                        counts.Take(one);
                        counts.Rows++;
                        if (encoder.TryAdd(in one, page))
                            continue;

                        // An empty page takes any event.
                        Turn(writer, page);
                        encoder.TryAdd(in one, page);
                    }
                },
                stop);
            Turn(writer, page);
        }

        using var archive = SegmentArchive.TryOpen(folder);
        foreach (var segment in SegmentArchive.List(folder))
            archive?.Compress(segment.Number);
    }

    private static void Turn(EventRecordingWriter writer, EventPage page)
    {
        if (!writer.TryWrite(page))
            throw new IOException($"{writer.Directory}: {writer.Shortage?.Message}");
        page.Clear();
    }

    private static void WriteCsv(IEventSource events, Stream file, Counts counts, CancellationToken stop)
    {
        using var csv = new FeedCsvWriter(file);
        events.Read(
            frame =>
            {
                foreach (ref readonly var one in frame)
                {
                    counts.Take(one);
                    csv.Add(one, one.Listing.IsNone ? null : events.Listings[one.Listing]);
                    counts.Rows++;
                }
            },
            stop);
    }

    private static void WriteNpz(IEventSource events, Stream file, string scratch, Counts counts, CancellationToken stop)
    {
        using var npz = new NpzWriter(scratch);
        events.Read(
            frame =>
            {
                foreach (ref readonly var one in frame)
                {
                    counts.Take(one);
                    if (one.Listing != events.Listing.Id)
                        continue;
                    var (first, second, count) = HftEvent.Of(one, events.Listing);
                    if (count > 0)
                        npz.Add(first);
                    if (count > 1)
                        npz.Add(second);
                }
            },
            stop);
        counts.Rows = npz.Count;
        npz.Pack(file);
    }

    private static void Print(Terminal terminal, IEventSource events, string path, Counts counts)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("file", path);
                json.WriteString("venue", VenueDialects.NameOf(events.Listing.Venue));
                json.WriteString("symbol", events.Listing.Symbol);
                json.WriteNumber("frames", events.Frames);
                json.WriteNumber("rows", counts.Rows);
                json.WriteNumber("levels", counts.Levels);
                json.WriteNumber("trades", counts.Trades);
                json.WriteNumber("snapshots", counts.Cleared);
                json.WriteNumber("strange_frames", events.Drifts);
            });
            return;
        }

        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {counts.Rows:N0} rows of {VenueDialects.NameOf(events.Listing.Venue)} {events.Listing.VenueSymbol}, from {events.Frames:N0} frames: {counts.Levels:N0} levels, {counts.Trades:N0} trades, {counts.Cleared:N0} snapshots; {events.Drifts:N0} strange frames"));
    }

    private static (int Price, int Quantity)? ScalesOf(int? price, int? quantity)
    {
        if (price is null && quantity is null)
            return null;
        if (price is not (>= 0 and <= 18) || quantity is not (>= 0 and <= 18))
            throw new ToolException(ExitCode.Usage, "--price-scale and --quantity-scale are given together, each 0 to 18.");
        return (price.Value, quantity.Value);
    }

    /// <summary>What was written.</summary>
    internal sealed class Counts
    {
        public long Rows { get; set; }

        public long Levels { get; private set; }

        public long Trades { get; private set; }

        public long Cleared { get; private set; }

        public void Take(in FeedEvent one)
        {
            Levels += one.Kind == FeedEventKind.Level ? 1 : 0;
            Trades += one.Kind == FeedEventKind.Trade ? 1 : 0;
            Cleared += one.Kind == FeedEventKind.BookCleared ? 1 : 0;
        }
    }
}
