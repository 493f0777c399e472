using System.Diagnostics;
using Rialto.Journal.Segments;
using Rialto.Model.Orders;

namespace Rialto.Journal;

/// <summary>
/// Start-up: every command of the journal through the handler, in order. An unfinished write at the very end is cut off and reported; anything else that is
/// wrong refuses, naming segment and offset. docs/reference/journal.md says how the two are told apart.
/// </summary>
public static class Recovery
{
    private const long ProgressEveryCommands = 1 << 20;

    // Shorter journals are read sooner than a thread starts.
    private const int ReadAheadSegments = 1;

    /// <summary>Replays, and cuts a torn tail. Before the writer starts; once.</summary>
    /// <param name="folder">The journal, locked. A missing or empty one gives a report of zeros.</param>
    /// <param name="handler">Gets every command.</param>
    /// <param name="progress">Called now and then with the number of commands so far.</param>
    /// <param name="from">Where to begin: what the handler knows already, from a snapshot. Null is the beginning.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged, or does not go on from there. Nothing was changed; the handler has had the commands before the damage.</exception>
    /// <exception cref="JournalGapException">What follows the beginning is not there any more.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static RecoveryReport Replay<THandler>(JournalFolder folder, ref THandler handler, Action<long>? progress = null, JournalPosition? from = null)
        where THandler : struct, ICommandHandler
    {
        ArgumentNullException.ThrowIfNull(folder);
        var clock = Stopwatch.StartNew();
        from ??= JournalPosition.Start;
        var numbers = folder.Store.List();
        using var cursor = new JournalCursor(folder.Store);
        cursor.GoTo(from);
        var isLong = numbers.Count > 0 && numbers[^1] - from.Segment >= ReadAheadSegments && Environment.ProcessorCount > 1;
        var commands = isLong ? ReplayAhead(cursor, ref handler, progress) : ReplayHere(cursor, ref handler, progress);
        var end = cursor.Position;
        var (tornBytes, torn) = numbers.Count > 0 ? Settle(folder, numbers[^1], end, new JournalBatch()) : (0, null);
        return new RecoveryReport(end)
        {
            Commands = commands,
            Batches = cursor.Batches,
            Segments = numbers.Count == 0 ? 0 : numbers[^1] - Math.Max(from.Segment, 1) + 1,
            Bytes = cursor.Bytes,
            Elapsed = clock.Elapsed,
            TornBytes = tornBytes,
            Torn = torn,
        };
    }

    private static long ReplayHere<THandler>(JournalCursor cursor, ref THandler handler, Action<long>? progress)
        where THandler : struct, ICommandHandler
    {
        var commands = 0L;
        while (cursor.TryReadBatch())
            commands = Apply(cursor.Batch.Commands, ref handler, commands, progress);
        return commands;
    }

    /// <summary>The same with another thread that reads and checks what comes next while this one applies.</summary>
    private static long ReplayAhead<THandler>(JournalCursor cursor, ref THandler handler, Action<long>? progress)
        where THandler : struct, ICommandHandler
    {
        using var ahead = new ReadAhead(cursor);
        var commands = 0L;
        while (ahead.TryTake(out var chunk))
        {
            commands = Apply(chunk.Commands, ref handler, commands, progress);
            ahead.Return(chunk);
        }

        return commands;
    }

    private static long Apply<THandler>(ReadOnlySpan<Command> batch, ref THandler handler, long commands, Action<long>? progress)
        where THandler : struct, ICommandHandler
    {
        foreach (ref readonly var command in batch)
            handler.Apply(in command);
        var after = commands + batch.Length;
        if (progress is not null && commands / ProgressEveryCommands != after / ProgressEveryCommands)
            progress(after);
        return after;
    }

    /// <summary>Judges what stands after the last whole batch, and cuts off a torn one.</summary>
    internal static (long Bytes, string? Torn) Settle(JournalFolder folder, long lastSegment, JournalPosition end, IBatchRecords records)
    {
        var image = new SegmentImage();
        image.Load(folder.Store, lastSegment);
        using var state = new ChainState { NextSequence = end.Sequence + 1, LastTimeNs = end.Time.Nanoseconds };
        end.Chain.CopyTo(state.Chain);
        var scan = new SegmentScan(image.Bytes, (int)end.Offset, state, records, image.Header.HoldsProofs);
        var result = scan.Next(out _);
        if (result is ScanResult.Corrupt or ScanResult.Batch || end.Segment != lastSegment)
            throw new JournalCorruptException(image.Name, scan.FaultOffset, result == ScanResult.Corrupt ? scan.Fault : "the journal goes on where it was seen to end");
        var (tornBytes, torn) = (0L, (string?)null);
        if (result == ScanResult.Torn)
        {
            tornBytes = image.Bytes.LastIndexOfAnyExcept((byte)0) + 1 - end.Offset;
            torn = $"{image.Name} at {scan.FaultOffset}: {scan.Fault}";
        }

        Settle(folder, image, (int)(end.BatchOffset == 0 ? end.Offset : end.BatchOffset), (int)end.Offset, isWhole: result != ScanResult.Torn && image.MissingBytes == 0);
        folder.Store.FlushNames();
        return (tornBytes, torn);
    }

    /// <summary>
    /// Makes durable what is reported as such. What a process wrote and did not flush before it died is still read back, and a failed flush leaves pages that count as clean without
    /// being on the disk: so the last batch is written once more and flushed, and from its end on zeros are put where a torn write left something.
    /// </summary>
    private static void Settle(JournalFolder folder, SegmentImage image, int lastBatch, int offset, bool isWhole)
    {
        using var file = folder.Store.Open(image.Header.Number, writable: true);
        if (!isWhole)
        {
            file.Extend(image.Header.SegmentBytes);
            var end = image.Bytes.LastIndexOfAnyExcept((byte)0) + 1;
            if (end > offset)
                file.Write(new byte[end - offset], offset);
        }
        if (offset > lastBatch)
            file.Write(image.Bytes[lastBatch..offset], lastBatch);
        file.Flush();
    }
}
