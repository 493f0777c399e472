using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>Writes frames into an outlet, and keeps beside it the books as they are for whoever missed nothing.</summary>
internal sealed class FrameWriter(FeedOutlet outlet)
{
    private readonly FeedLog _log = new();
    private bool _hasBegun;
    private long _trade;

    public long Now { get; set; } = 1_800_000_000_000_000_000;

    public List<FeedEvent> Told { get; } = [];

    public List<long> Trades { get; } = [];

    public NaiveBook Book(ListingId listing) => _log.BookOf(listing);

    public BookTrust StateOf(ListingId listing) => _log.StateOf(listing);

    public void Level(ListingId listing, Side side, long price, long quantity) =>
        Tell(new FeedEvent { Kind = FeedEventKind.Level, Listing = listing, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) });

    public void Cleared(ListingId listing) => Tell(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = listing });

    public void State(ListingId listing, BookTrust state) => Tell(new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = listing, State = state });

    public void Trade(ListingId listing, long id)
    {
        Trades.Add(id);
        Tell(new FeedEvent { Kind = FeedEventKind.Trade, Listing = listing, TradeId = id });
    }

    /// <summary>Updates, snapshots, states and trades, as a session might tell them.</summary>
    public void RandomFrame(Random random, int listings, bool trades)
    {
        for (var parts = random.Next(1, 4); parts > 0; parts--)
        {
            var listing = new ListingId(random.Next(1, listings + 1));
            switch (random.Next(12))
            {
                case 0:
                    State(listing, BookTrust.Resyncing);
                    Cleared(listing);
                    Levels(random, listing, random.Next(20));
                    State(listing, BookTrust.Trusted);
                    break;
                case 1:
                    State(listing, (BookTrust)random.Next(4));
                    break;
                case 2 when trades:
                    Trade(listing, ++_trade);
                    break;
                default:
                    Levels(random, listing, random.Next(1, 6));
                    break;
            }
        }

        End();
    }

    public void End()
    {
        outlet.Writer.EndFrame();
        _log.EndFrame();
        var last = Told[^1];
        last.Flags |= FeedEventFlags.LastOfFrame;
        Told[^1] = last;
        _hasBegun = false;
    }

    private void Levels(Random random, ListingId listing, int count)
    {
        for (; count > 0; count--)
            Level(listing, random.Next(2) == 0 ? Side.Buy : Side.Sell, random.Next(30), random.Next(3));
    }

    private void Tell(FeedEvent told)
    {
        told.ReceiveTime = told.EventTime = new Timestamp(Now);
        told.Flags = _hasBegun ? FeedEventFlags.None : FeedEventFlags.FirstOfFrame;
        _hasBegun = true;
        outlet.Writer.Claim() = told;
        _log.Claim() = told;
        Told.Add(told);
    }
}
