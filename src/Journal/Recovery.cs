using System.Diagnostics;
using Rialto.Journal.Segments;
using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>
/// Start-up: every command of the journal through the handler, in order. An unfinished write at the very end is cut off and reported; anything else that is
/// wrong refuses, naming segment and offset. docs/reference/journal.md says how the two are told apart.
/// </summary>
public static class Recovery
{
    private const long ProgressEveryCommands = 1 << 20;

    /// <summary>Replays, and cuts a torn tail. Before the writer starts; once.</summary>
    /// <param name="folder">The journal, locked. A missing or empty one gives a report of zeros.</param>
    /// <param name="handler">Gets every command.</param>
    /// <param name="progress">Called now and then with the number of commands so far.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged. Nothing was changed; the handler has had the commands before the damage.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static RecoveryReport Replay<THandler>(JournalFolder folder, ref THandler handler, Action<long>? progress = null)
        where THandler : struct, ICommandHandler
    {
        ArgumentNullException.ThrowIfNull(folder);
        var clock = Stopwatch.StartNew();
        using var state = new ChainState();
        var image = new SegmentImage();
        var numbers = folder.Store.List();
        var (batches, bytes, offset, tornBytes, torn) = (0L, 0L, 0, 0L, (string?)null);
        var lastBatch = 0;
        for (var i = 0; i < numbers.Count; i++)
        {
            var number = numbers[i];
            if (number != i + 1)
                throw new JournalCorruptException(Storage.FolderStore.NameOf(i + 1), 0, "the segment is missing");
            image.Load(folder.Store, number, state);
            var scan = new SegmentScan(image.Bytes, SegmentHeader.SizeBytes, state);
            ScanResult result;
            lastBatch = scan.Offset;
            while ((result = scan.Next(out var records, out var header)) == ScanResult.Batch)
            {
                batches++;
                lastBatch = scan.Offset - header.TotalBytes;
                var before = state.NextSequence;
                Apply(records, ref handler);
                if (progress is not null && before / ProgressEveryCommands != state.NextSequence / ProgressEveryCommands)
                    progress(state.NextSequence - 1);
            }
            bytes += scan.Offset - SegmentHeader.SizeBytes;
            offset = scan.Offset;
            var isLast = i == numbers.Count - 1;
            if (result == ScanResult.Corrupt)
                throw new JournalCorruptException(image.Name, scan.FaultOffset, scan.Fault);
            if (!isLast && (result == ScanResult.Torn || image.MissingBytes > 0))
                throw new JournalCorruptException(image.Name, result == ScanResult.Torn ? scan.FaultOffset : image.Bytes.Length - image.MissingBytes, "the segment is not whole, and a later one follows");
            if (result == ScanResult.Torn)
            {
                tornBytes = image.Bytes.LastIndexOfAnyExcept((byte)0) + 1 - offset;
                torn = $"{image.Name} at {scan.FaultOffset}: {scan.Fault}";
            }
            if (isLast)
                Settle(folder, image, lastBatch, offset, isWhole: result != ScanResult.Torn && image.MissingBytes == 0);
        }
        if (numbers.Count > 0)
            folder.Store.FlushNames();
        return new RecoveryReport([.. state.Chain])
        {
            Commands = state.NextSequence - 1,
            Batches = batches,
            Segments = numbers.Count,
            Bytes = bytes,
            Elapsed = clock.Elapsed,
            LastSequence = state.NextSequence - 1,
            LastTime = new Timestamp(state.LastTimeNs),
            TornBytes = tornBytes,
            Torn = torn,
            LastSegment = numbers.Count,
            LastOffset = offset,
        };
    }

    internal static void Apply<THandler>(ReadOnlySpan<byte> records, ref THandler handler)
        where THandler : struct, ICommandHandler
    {
        while (!records.IsEmpty)
        {
            // The scan has checked every record.
            if (!RecordCodec.TryDecode(records, out var command, out var length))
                throw new InvalidOperationException("a checked record changed");
            handler.Apply(in command);
            records = records[length..];
        }
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
