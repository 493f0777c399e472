using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit.Journal.Feeds;

namespace Rialto.Unit.Journal.Desk;

/// <summary>Inputs of a desk as lines of text, to be compared; and journals of made inputs.</summary>
internal readonly struct DeskInputsTape() : IDeskInputs
{
    public List<string> Lines { get; } = [];

    public ListingTable Listings { get; } = new(16);

    public void OnListing(Listing listing)
    {
        if (listing.Id.Value <= Listings.Count)
            Listings.Replace(listing);
        else
            Listings.Add(listing);
        Lines.Add($"listing {listing.Id} {listing.VenueSymbol} {listing.Status}");
    }

    public void OnEvent(long sequence, in FeedEvent told) => Lines.Add($"{sequence} event {told.Listing} {told.Price} {told.ReceiveTime.Nanoseconds}");

    public void OnReport(long sequence, in OrderReport report) => Lines.Add($"{sequence} report {report.Order} {report.VenueOrder} {report.Amount}");

    public void OnCommand(long sequence, ReadOnlySpan<byte> command) => Lines.Add($"{sequence} command {Convert.ToHexStringLower(command)}");

    public void OnCheck(in DeskCheck check) => Lines.Add($"check {check.Sequence} {check.State} {check.Output}");

    /// <summary>Opens a journal on a store; the table gets what the journal tells, and else those of <see cref="RecordedFeeds"/>.</summary>
    public static DeskJournal Open(MemoryStore store, out DeskInputsTape tape, int segmentBytes = 4_096)
    {
        tape = new DeskInputsTape();
        var journal = DeskJournal.Open(JournalFolder.On(store, Journals.Options(segmentBytes)), tape.Listings, ref tape);
        if (tape.Listings.Count == 0)
        {
            var given = RecordedFeeds.Listings();
            for (var id = 1; id <= given.Count; id++)
                tape.Listings.Add(given[new ListingId(id)]);
        }

        return journal;
    }

    /// <summary>Appends one input, of every kind by turns; every eighth is followed by a check.</summary>
    public static bool TryAppend(DeskJournal journal, int number)
    {
        var isAppended = (number % 4) switch
        {
            0 or 1 => TryAppendEvent(journal, number),
            2 => TryAppendReport(journal, number),
            _ => journal.TryAppendCommand(Enumerable.Range(0, 8 * (1 + number % 16)).Select(i => (byte)(number + i)).ToArray()),
        };
        return isAppended && (number % 8 != 7 || journal.TryAppendCheck((ulong)number * 3, (ulong)number * 5));
    }

    /// <summary>A journal of batches of 1, 2, 3 ... inputs.</summary>
    public static MemoryStore Sample(int batches)
    {
        var store = new MemoryStore();
        using var journal = Open(store, out _);
        var number = 0;
        for (var batch = 1; batch <= batches; batch++)
        {
            for (var i = 0; i < 1 + batch % 5; i++)
            {
                if (!TryAppend(journal, number++))
                    throw new InvalidOperationException("full");
            }

            if (!journal.Commit())
                throw new InvalidOperationException("no space");
        }

        return store;
    }

    /// <summary>All that a journal tells.</summary>
    public static (List<string> Lines, string? Torn) Read(MemoryStore store)
    {
        using var reader = new DeskJournalReader(store);
        var tape = new DeskInputsTape();
        while (reader.TryRead(ref tape))
        {
        }

        return (tape.Lines, reader.FindTorn());
    }

    private static bool TryAppendEvent(DeskJournal journal, int number)
    {
        var told = RecordedFeeds.EventOf(number, 1 + number % 6);
        return journal.TryAppend(in told);
    }

    private static bool TryAppendReport(DeskJournal journal, int number)
    {
        var report = new OrderReport
        {
            Kind = (OrderReportKind)(1 + number % 23),
            Order = new DeskOrderId(number),
            Listing = new ListingId(1 + number % 6),
            Amount = -number,
            VenueOrder = VenueOrderId.Of("venue-" + number),
            TradeId = Text36.Of("trade-" + number),
        };
        return journal.TryAppend(in report);
    }
}
