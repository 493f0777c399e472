using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Journal.Feeds;

/// <summary>Feed events and recordings of them, for tests.</summary>
internal static class RecordedFeeds
{
    /// <summary>Listings 1 to 6: of each two the sides of a question, and one that is nobody's other side.</summary>
    public static ListingTable Listings()
    {
        var table = new ListingTable(16);
        for (var number = 1; number <= 6; number++)
        {
            table.Add(new Listing(
                new ListingId(number), FeedVenue.Polymarket, $"token-{number}", $"QUESTION-{(number + 1) / 2}", ListingKind.Outcome, number % 4, 2, new Price(number), new Quantity(1), "USDC", ListingStatus.Open)
            {
                ContractSize = number * 10,
                ContractScale = 3,
                ContractUnit = "USDC",
                Complement = number > 4 ? default : new ListingId(number % 2 == 1 ? number + 1 : number - 1),
            });
        }

        return table;
    }

    /// <summary>An event, every field different; three to a frame.</summary>
    public static FeedEvent EventOf(int number, int listing) => new()
    {
        EventTime = new Timestamp(1_000 + number),
        ReceiveTime = new Timestamp(2_000 + number),
        Sequence = 10 + number,
        Price = new Price(-number * 7L),
        Quantity = new Quantity(number % 5),
        TradeId = number * 3L,
        Listing = new ListingId(listing),
        Connection = number % 3,
        Kind = (FeedEventKind)(1 + number % 7),
        Flags = (number % 3 == 0 ? FeedEventFlags.FirstOfFrame : FeedEventFlags.None) | (number % 3 == 2 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None),
        Venue = FeedVenue.Polymarket,
        Side = (Side)(number & 1),
        State = (BookTrust)(number % 4),
        Reason = (BookReason)(number % 20),
    };

    /// <summary>A recording on a store: pages of 1, 2, 3 … events, each page a batch.</summary>
    public static MemoryStore Sample(int pages = 20, int segmentBytes = 4_096)
    {
        var store = new MemoryStore();
        var listings = Listings();
        var encoder = new EventEncoder(listings);
        using var writer = new EventRecordingWriter(JournalFolder.On(store, Journals.Options(segmentBytes)));
        var page = new EventPage(segmentBytes);
        var number = 0;
        for (var i = 1; i <= pages; i++)
        {
            for (var event_ = 0; event_ < 1 + i % 9; event_++)
            {
                if (!encoder.TryAdd(EventOf(number, ListingOf(number)), page))
                    throw new InvalidOperationException("full");
                number++;
            }

            if (!writer.TryWrite(page))
                throw new InvalidOperationException("no space");
            page.Clear();
        }

        return store;
    }

    /// <summary>Which listing of the running system an event of <see cref="Sample"/> is about.</summary>
    public static int ListingOf(int number) => number % 11 == 10 ? 0 : 6 - number % 6;

    /// <summary>All that a recording tells.</summary>
    public static (List<FeedEvent> Events, ListingTable Listings, string? Torn) Read(MemoryStore store)
    {
        using var reader = new EventRecordingReader(store, 16);
        var events = new List<FeedEvent>();
        while (reader.TryRead(out var some))
            events.AddRange(some);
        return (events, reader.Listings, reader.FindTorn());
    }
}
