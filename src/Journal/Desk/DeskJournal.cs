using Rialto.Journal.Feeds;
using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Journal.Desk;

/// <summary>
/// All inputs of a desk, in their order: what it does is a function of them, so they are its recovery, its audit and its replay. An input is acknowledged once <see cref="Commit"/> has returned:
/// from there on the death of the process, and by policy of the machine, loses it no more, and what it led to may leave the desk.
/// <code>
/// Append, Append, ... ──page──→ Commit: one batch, written and by policy flushed ──→ DurableSequence
/// </code>
/// Goes on where it ended. Single-threaded; allocates nothing for an input of a known listing.
/// </summary>
/// <remarks>A failed write or flush is final: what is on the disk is not known any more. No space for the next segment is not: nothing is lost, and <see cref="Commit"/> may be called again.</remarks>
public sealed class DeskJournal : IDisposable
{
    private readonly JournalFolder _folder;
    private readonly SegmentTail _tail;
    private readonly ListingTable _listings;
    private readonly byte[] _chain;
    private readonly byte[] _page;
    private int _bytes;
    private int _count;
    private int _told;
    private long _batchOffset;
    private IOException? _failure;

    private DeskJournal(JournalFolder folder, RecoveryReport recovered, ListingTable listings, int told)
    {
        (_folder, _listings, _told, Recovered) = (folder, listings, told, recovered);
        _chain = recovered.End.Chain.ToArray();
        (DurableSequence, _batchOffset) = (recovered.LastSequence, recovered.End.BatchOffset);
        _page = new byte[Math.Min(BatchHeader.PayloadBytesMax + BatchHeader.OverheadBytes, folder.Options.SegmentBytes - SegmentHeader.SizeBytes)];
        _tail = new SegmentTail(folder, recovered, static () => { }, SegmentContents.DeskInputs);
    }

    /// <summary>What was there at the start.</summary>
    public RecoveryReport Recovered { get; }

    /// <summary>Sequence up to which inputs are acknowledged.</summary>
    public long DurableSequence { get; private set; }

    /// <summary>Sequence of the last input appended.</summary>
    public long LastSequence => DurableSequence + _count;

    /// <summary>Bytes of inputs appended and not committed yet: they are hashed, checked and written together, a microsecond for every kilobyte or two.</summary>
    public int PendingBytes => _bytes;

    /// <summary>Bytes of batches written by this one.</summary>
    public long Bytes { get; private set; }

    /// <summary>Behind the last batch written: a place from which <see cref="Open{TInputs}(JournalOptions, ListingTable, ref TInputs, JournalPosition)"/> can go on. A new object each time.</summary>
    public JournalPosition Position => new(DurableSequence, Timestamp.None, _tail.Number, _tail.OffsetBytes, _batchOffset, _chain);

    /// <summary>Why there is no next segment yet; null where there is one, or where the attempt is under way.</summary>
    public Exception? Shortage => _tail.Shortage;

    /// <summary>Opens a folder, made where it is missing, reads all that is in it, cuts off a write that was interrupted, and goes on behind it.</summary>
    /// <param name="options">Where and how; QueueBytes is not used.</param>
    /// <param name="listings">The desk's listings: the journal tells them by their numbers. Those that it knows already are added first, by <paramref name="inputs"/>.</param>
    /// <param name="inputs">Gets all that is there. It must put listings into the table.</param>
    /// <param name="from">What it has had already, by a snapshot: it gets what follows, and what stands before is not read. All listings of the table have been told there. Null for nothing.</param>
    /// <exception cref="JournalCorruptException">It is damaged; nothing was changed.</exception>
    /// <exception cref="JournalLockedException">Another one writes to it.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static DeskJournal Open<TInputs>(JournalOptions options, ListingTable listings, ref TInputs inputs, JournalPosition? from = null)
        where TInputs : struct, IDeskInputs => Open(JournalFolder.Open(options), listings, ref inputs, from);

    /// <summary>Begins a journal in a folder that holds none.</summary>
    /// <inheritdoc cref="Open{TInputs}(JournalOptions, ListingTable, ref TInputs, JournalPosition)"/>
    public static DeskJournal Begin(JournalOptions options, ListingTable listings)
    {
        var none = default(NoInputs);
        return Open(options, listings, ref none);
    }

    /// <summary>Waits until what was written to a segment is on the disk, whatever the policy. Any thread.</summary>
    /// <exception cref="IOException">The disk failed, or there is no such segment.</exception>
    public static void Flush(string directory, long segment)
    {
        using var file = new FolderStore(directory).Open(segment, writable: true);
        file.Flush();
    }

    internal static DeskJournal Open<TInputs>(JournalFolder folder, ListingTable listings, ref TInputs inputs, JournalPosition? from = null)
        where TInputs : struct, IDeskInputs
    {
        ArgumentNullException.ThrowIfNull(listings);
        try
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            using var reader = new DeskJournalReader(folder.Store);
            if (from is not null)
                reader.GoTo(from);
            while (reader.TryRead(ref inputs))
            {
            }

            var numbers = folder.Store.List();
            var end = reader.Position;
            var (tornBytes, torn) = numbers.Count > 0 ? Recovery.Settle(folder, numbers[^1], end, new DeskBatch()) : (0, null);
            var recovered = new RecoveryReport(end)
            {
                Commands = end.Sequence - (from?.Sequence ?? 0),
                Batches = reader.Batches,
                Segments = numbers.Count == 0 ? 0 : numbers[^1] - Math.Max(from?.Segment ?? 1, 1) + 1,
                Bytes = reader.Bytes,
                Elapsed = began.Elapsed,
                TornBytes = tornBytes,
                Torn = torn,
            };
            return new DeskJournal(folder, recovered, listings, from is null ? reader.Listings : listings.Count);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Appends an event, and before it what must be known of its listing.</summary>
    /// <returns>False where the page is full and could not be written: nothing was appended, see <see cref="Shortage"/>.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool TryAppend(in FeedEvent told)
    {
        if (!TryTellNew() || (told.Kind == FeedEventKind.ListingChanged && !TryTell(told.Listing)) || !TryMakeRoom(FeedRecordCodec.EventBytes))
            return false;
        FeedRecordCodec.Encode(in told, Rest);
        Take(FeedRecordCodec.EventBytes, 1);
        return true;
    }

    /// <summary>Appends a report.</summary>
    /// <returns>As for an event.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool TryAppend(in OrderReport report)
    {
        if (!TryTellNew() || !TryMakeRoom(DeskRecordCodec.ReportBytes))
            return false;
        DeskRecordCodec.Encode(in report, Rest);
        Take(DeskRecordCodec.ReportBytes, 1);
        return true;
    }

    /// <summary>Appends a command.</summary>
    /// <param name="command">Its bytes: a multiple of 8, 8 to 256.</param>
    /// <returns>As for an event.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool TryAppendCommand(ReadOnlySpan<byte> command)
    {
        if (command.Length is < 8 or > DeskRecordCodec.CommandBytesMax || command.Length % 8 != 0)
            throw new ArgumentException($"a command has a multiple of 8 bytes, 8 to {DeskRecordCodec.CommandBytesMax}", nameof(command));
        if (!TryTellNew() || !TryMakeRoom(FeedRecordCodec.HeaderBytes + command.Length))
            return false;
        Take(DeskRecordCodec.EncodeCommand(command, Rest), 1);
        return true;
    }

    /// <summary>Appends what the desk was after the last input appended.</summary>
    /// <returns>As for an event.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool TryAppendCheck(ulong state, ulong output)
    {
        if (!TryMakeRoom(DeskRecordCodec.CheckBytes))
            return false;
        DeskRecordCodec.Encode(new DeskCheck(LastSequence, state, output), Rest);
        Take(DeskRecordCodec.CheckBytes, 0);
        return true;
    }

    /// <summary>Makes all that was appended durable, by the policy.</summary>
    /// <returns>False where it needs the next segment and there is no space for it: nothing was written, to be called again.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool Commit()
    {
        if (_failure is not null)
            throw _failure;
        if (_bytes == 0)
            return true;
        try
        {
            var batch = _page.AsSpan(0, BatchHeader.OverheadBytes + _bytes);
            if (_tail.RoomBytes < batch.Length && !TryStartSegment())
                return false;
            new BatchHeader(_bytes, DurableSequence + 1, _count).Seal(batch, _chain);
            _batchOffset = _tail.OffsetBytes;
            _tail.Write(batch);
            if (_folder.Options.Durability == Durability.Fsync)
                _tail.Flush();
            Bytes += batch.Length;
        }
        catch (IOException failure)
        {
            _failure = failure;
            throw;
        }

        DurableSequence += _count;
        (_bytes, _count) = (0, 0);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tail.Dispose();
        _folder.Dispose();
    }

    private Span<byte> Rest => _page.AsSpan(BatchHeader.SizeBytes + _bytes);

    private void Take(int bytes, int inputs) => (_bytes, _count) = (_bytes + bytes, _count + inputs);

    private bool TryMakeRoom(int bytes) => _page.Length - BatchHeader.OverheadBytes - _bytes >= bytes || Commit();

    /// <summary>Tells the listings that have come since, in the order of their numbers.</summary>
    private bool TryTellNew()
    {
        for (; _told < _listings.Count; _told++)
        {
            if (!TryTell(new ListingId(_told + 1)))
                return false;
        }

        return true;
    }

    private bool TryTell(ListingId listing)
    {
        if (!TryMakeRoom(FeedRecordCodec.ListingBytesMax))
            return false;
        Take(FeedRecordCodec.Encode(_listings[listing], Rest), 0);
        return true;
    }

    private bool TryStartSegment()
    {
        _tail.Retry();
        _tail.WaitForNext();
        return _tail.TryStartSegment(DurableSequence + 1, _chain);
    }

    /// <summary>A new folder has nothing to tell.</summary>
    private readonly struct NoInputs : IDeskInputs
    {
        public void OnListing(Listing listing) => throw Held;

        public void OnEvent(long sequence, in FeedEvent told) => throw Held;

        public void OnReport(long sequence, in OrderReport report) => throw Held;

        public void OnCommand(long sequence, ReadOnlySpan<byte> command) => throw Held;

        public void OnCheck(in DeskCheck check) => throw Held;

        private static InvalidOperationException Held => new("There is a journal in this folder already: open it with what takes its inputs.");
    }
}
