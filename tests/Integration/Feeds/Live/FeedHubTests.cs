using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Shared;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

public class FeedHubTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_symbol_at_two_venues_is_one_book_with_the_venues_at_its_touch()
    {
        var ways = new Collected();
        await using var bench = TwoVenues(ways);
        bench.Book(1, 10_000, 10_002);
        bench.Book(2, 100_005, 100_020, 70);
        bench.Pass(300);
        var view = bench.Hub.Current;
        var symbol = Assert.Single(view.Symbols);
        Assert.Equal(("BTC-USDT", "USDT", TouchState.Normal), (symbol.Symbol, symbol.Quote, symbol.TouchState));
        Assert.Equal((100.005m, 0.0070m, 100.020m, 0.0120m), (symbol.Nbbo!.Bid, symbol.Nbbo.BidQuantity, symbol.Nbbo.Ask, symbol.Nbbo.AskQuantity));
        Assert.Equal(["okx"], symbol.Nbbo.BidVenues);
        Assert.Equal(["binance", "okx"], symbol.Nbbo.AskVenues);
        Assert.Equal([(BookTrust.Trusted, BookReason.Synchronized, 100.00m, 100), (BookTrust.Trusted, BookReason.Synchronized, 100.005m, 100)], symbol.Listings.Select(book => (book.State, book.Reason, book.Bid!.Value, book.Score)));

        var last = ways.Best[^1];
        Assert.Equal((100_005L, 100_020L, 3, 4), (last.BidPrice.Units, last.AskPrice.Units, (int)last.PriceScale, (int)last.QuantityScale));
        Assert.Equal((1UL << (int)FeedVenue.Okx, 1UL << (int)FeedVenue.Okx | 1UL << (int)FeedVenue.BinanceSpot), (last.BidVenues, last.AskVenues));
        Assert.Equal((8L, true), (ways.Events, ways.Flushes > 0 && ways.Polls > 0));
    }

    [Fact]
    public async Task A_book_that_may_not_be_believed_leaves_the_best_prices_and_says_why()
    {
        await using var bench = TwoVenues();
        bench.Book(1, 10_000, 10_002);
        bench.Book(2, 100_005, 100_020);
        bench.Book(2, 100_006, 100_019, trust: BookTrust.Resyncing);
        bench.Pass(300);
        var symbol = bench.Hub.Current.Symbols[0];
        Assert.Equal((100.00m, 100.02m), (symbol.Nbbo!.Bid, symbol.Nbbo.Ask));
        Assert.Equal((BookTrust.Resyncing, BookReason.Gap, null, 0), (symbol.Listings[1].State, symbol.Listings[1].Reason, symbol.Listings[1].Bid, symbol.Listings[1].Score));
        var okx = bench.Hub.Current.Venues[1];
        Assert.Equal((new BookCounts(0, 0, 1, 0), 0), (okx.Books, okx.Score));
    }

    [Fact]
    public async Task The_ladder_says_what_each_venue_has_at_a_price()
    {
        await using var bench = TwoVenues();
        bench.Book(1, 10_000, 10_002);
        bench.Book(2, 100_000, 100_030, 70);
        var asked = bench.Hub.LadderAsync("btc-usdt", 5, Stop);
        bench.Hub.DoWork();
        var ladder = (await asked)!;
        Assert.Equal(["binance", "okx"], ladder.Venues);
        var bid = Assert.Single(ladder.Bids);
        Assert.Equal((100m, 0.012m), (bid.Price, bid.Quantity));
        Assert.Equal([new VenueQuantity("binance", 0.005m), new VenueQuantity("okx", 0.0070m)], bid.Venues);
        Assert.Equal([100.02m, 100.03m], ladder.Asks.Select(level => level.Price));

        asked = bench.Hub.LadderAsync("ETH-USDT", 5, Stop);
        bench.Hub.DoWork();
        Assert.Null(await asked);
        asked = bench.Hub.LadderAsync("BTC-USDT", 0, Stop);
        bench.Hub.DoWork();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => asked);
    }

    [Fact]
    public async Task The_history_has_the_newest_events_of_all_venues_in_the_order_of_their_receipt()
    {
        await using var bench = TwoVenues();
        bench.Book(1, 10_000, 10_002);
        bench.Pass(10);
        bench.Book(2, 100_005, 100_020);
        bench.Pass(10);
        Trade(bench, 1, 10_001);
        var asked = bench.Hub.HistoryAsync("BTC-USDT:USDT", 3, Stop);
        bench.Hub.DoWork();
        var history = (await asked)!;
        Assert.Equal(9, history.Total);
        Assert.Equal([FeedEventKind.Level, FeedEventKind.BookStateChanged, FeedEventKind.Trade], history.Events.Select(told => told.Kind));
        Assert.Equal(["okx", "okx", "binance"], history.Events.Select(told => told.Venue));
        Assert.Equal((100.01m, 0.003m, Side.Sell), (history.Events[2].Price, history.Events[2].Quantity, history.Events[2].Side));
        bench.Pass(300);
        Assert.Equal(100.01m, bench.Hub.Current.Symbols[0].LastTrade!.Price);
    }

    [Fact]
    public async Task Listings_that_come_later_join_their_symbol()
    {
        var ways = new Collected();
        var table = new ListingTable(8);
        table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, "BTC-USDT", "USDT", 2, 3));
        await using var bench = new HubBench(table, "", ways);
        bench.Hub.Watch([new ListingId(1)]);
        bench.Book(1, 10_000, 10_002);
        table.Add(HubBench.Make(table, FeedVenue.Okx, "BTC-USDT", "USDT", 3, 4));
        table.Add(HubBench.Make(table, FeedVenue.Okx, "ETH-USDT", "USDT", 2, 3));
        bench.Hub.Watch([new ListingId(2), new ListingId(3), new ListingId(1)]);
        bench.Book(2, 100_005, 100_020);
        bench.Pass(300);
        Assert.Equal(["BTC-USDT", "ETH-USDT"], bench.Hub.Current.Symbols.Select(symbol => symbol.Symbol));
        Assert.Equal((100.005m, 2), (bench.Hub.Current.Symbols[0].Nbbo!.Bid, bench.Hub.Current.Symbols[0].Listings.Count));
        Assert.Null(bench.Hub.Current.Symbols[1].Nbbo);
        Assert.Equal(2, ways.Layout.Symbols.Count);
    }

    [Fact]
    public async Task A_symbol_is_let_go_once_all_its_listings_have_ended()
    {
        var ways = new Collected();
        await using var bench = TwoVenues(ways);
        bench.Book(1, 10_000, 10_002);
        bench.Book(2, 100_005, 100_020);
        bench.Hub.Unwatch([new ListingId(1)]);
        bench.Pass(300);
        Assert.Equal(2, Assert.Single(bench.Hub.Current.Symbols).Listings.Count);

        // Its book is believed by nobody from then on, whatever its connection still says.
        Assert.Equal((BookTrust.Disconnected, BookReason.Ended), (ways.Told[^1].State, ways.Told[^1].Reason));
        bench.Book(1, 10_000, 10_002);
        Assert.All(ways.Told[^4..], told => Assert.Equal((FeedEventKind.BookStateChanged, BookTrust.Disconnected), (told.Kind, told.State)));
        Assert.Equal(BookTrust.Disconnected, bench.Core.BookOf(new ListingId(1)).State);

        bench.Hub.Unwatch([new ListingId(2), new ListingId(2)]);
        bench.Pass(300);
        Assert.Empty(bench.Hub.Current.Symbols);
        Assert.Equal((0, 0L), (bench.Hub.Current.Venues[0].Books.Total, ways.Best[^1].BidQuantity.Units));
        Assert.Empty(ways.Layout.Living);
        Assert.Empty(ways.Layout.Listings);

        // What its connection still says changes nothing; the next of its name is another symbol.
        bench.Book(1, 10_000, 10_002);
        bench.Hub.Watch([new ListingId(1)]);
        bench.Book(1, 10_001, 10_002);
        bench.Pass(300);
        Assert.Equal(100.01m, Assert.Single(bench.Hub.Current.Symbols).Nbbo!.Bid);
        Assert.Equal(1, Assert.Single(ways.Layout.Living).Index);
    }

    [Fact]
    public void Books_that_are_let_go_while_they_are_told_are_left_out()
    {
        var table = new ListingTable(2);
        table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, "BTC-USDT", "USDT", 2, 3));
        table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, "ETH-USDT", "USDT", 2, 3));
        using var folder = new TemporaryFolder();
        using var books = new SharedBooks(folder.Path, 1 << 8, 1);
        var told = new List<int>();
        ListingId[] both = [new ListingId(1), new ListingId(2)];
        books.OnLayout(both);
        Assert.Equal("", new SharedRequest(folder.Path, SharedFeedReader.AskFile).Make());

        // A quarter of the ring at a time: the first book is one and a half.
        var book = new DepthBook(table[both[0]]);
        for (var i = 0; i < 90; i++)
            book.Apply(new FeedEvent { Listing = both[0], Kind = FeedEventKind.Level, Price = new Price(1_000 + i), Quantity = new Quantity(1) });
        Poll();
        books.OnLayout([both[0]]);
        Poll();
        Poll();
        Assert.Equal([1], told);

        void Poll() => books.Poll(
            id =>
            {
                told.Add(id.Value);
                return (book, BookReason.None);
            },
            1,
            0);
    }

    [Fact]
    public async Task A_listing_that_trades_again_before_it_is_let_go_stays()
    {
        await using var bench = TwoVenues();
        bench.Book(1, 10_000, 10_002);
        bench.Hub.Unwatch([new ListingId(1)]);
        bench.Hub.Watch([new ListingId(1)]);
        bench.Hub.Unwatch([new ListingId(2)]);
        bench.Book(1, 10_000, 10_002);
        bench.Pass(300);
        Assert.Equal(100.00m, Assert.Single(bench.Hub.Current.Symbols).Nbbo!.Bid);
    }

    [Fact]
    public async Task Prices_in_won_stand_beside_prices_in_dollars_through_the_pairs_that_are_watched()
    {
        var table = new ListingTable(8);
        table.Add(HubBench.Make(table, FeedVenue.Upbit, "BTC-KRW", "KRW", 0, 8));
        table.Add(HubBench.Make(table, FeedVenue.Upbit, "USDT-KRW", "KRW", 1, 8));
        table.Add(HubBench.Make(table, FeedVenue.Kraken, "USDT-USD", "USD", 4, 8));
        table.Add(HubBench.Make(table, FeedVenue.CoinbaseExchange, "BTC-USD", "USD", 2, 8));
        await using var bench = new HubBench(table, "USD");
        bench.Hub.Watch([.. Enumerable.Range(1, 4).Select(id => new ListingId(id))]);
        bench.Book(1, 150_000_000, 150_100_000);
        bench.Book(2, 14_001, 14_005);
        bench.Book(3, 9_998, 10_001);
        bench.Book(4, 10_700_000, 10_800_000);
        bench.Pass(300);
        var btc = bench.Hub.Current.Symbols.Single(symbol => symbol.Symbol == "BTC-KRW").Converted!;

        // docs/reference/currencies.md works this example out.
        Assert.Equal(("USD", 107_083.18m, 107_217.35m), (btc.Currency, btc.Bid, btc.Ask));
        Assert.Equal(["Upbit BTCKRW"], btc.BidSources);
    }

    [Fact]
    public async Task Latencies_are_counted_by_venue()
    {
        await using var bench = TwoVenues();
        bench.Book(1, 10_000, 10_002);
        bench.Pass(300);
        var (binance, okx) = (bench.Hub.Current.Venues[0], bench.Hub.Current.Venues[1]);
        Assert.Equal((1L, 0L, 0L), (binance.Latency.Count, binance.Latency.Max, okx.Latency.Count));
        Assert.Equal((0L, 0L), (binance.RingDepth, binance.Conflated));
        Trade(bench, 1, 10_001);
        bench.Pass(300);
        binance = bench.Hub.Current.Venues[0];
        Assert.Equal((1L, 20_000_000L), (binance.VenueLatency.Difference.Count, binance.VenueLatency.Difference.Max));
    }

    [Fact]
    public async Task Its_own_thread_answers_and_ends()
    {
        var ways = new Collected();
        await using (var bench = TwoVenues(ways))
        {
            bench.Hub.Start();
            var writer = bench.OutletOf(FeedVenue.BinanceSpot).Writer;
            writer.Claim() = new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(1), Venue = FeedVenue.BinanceSpot, State = BookTrust.Trusted, ReceiveTime = new Timestamp(HubBench.Start) };
            writer.EndFrame();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            LadderView? ladder;
            do
                ladder = await bench.Hub.LadderAsync("BTC-USDT", 5, patience.Token);
            while (ladder!.Venues.Count == 0);
            Assert.Equal(["binance"], ladder.Venues);
        }

        Assert.True(ways.IsClosed);
    }

    private static HubBench TwoVenues(params Collected[] ways)
    {
        var table = new ListingTable(8);
        table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, "BTC-USDT", "USDT", 2, 3));
        table.Add(HubBench.Make(table, FeedVenue.Okx, "BTC-USDT", "USDT", 3, 4));
        var bench = new HubBench(table, "", ways);
        bench.Hub.AddVenue(new FeedSource("binance", FeedVenue.BinanceSpot, () => [], () => ""));
        bench.Hub.AddVenue(new FeedSource("okx", FeedVenue.Okx, () => [], () => ""));
        bench.Hub.Watch([new ListingId(1), new ListingId(2)]);
        bench.Hub.DoWork();
        return bench;
    }

    private static void Trade(HubBench bench, int listing, long price)
    {
        var now = bench.Clock.UtcNanoseconds;
        bench.Tell([new FeedEvent
        {
            Kind = FeedEventKind.Trade, Listing = new ListingId(listing), Venue = FeedVenue.BinanceSpot, Side = Side.Sell, Price = new Price(price), Quantity = new Quantity(3),
            TradeId = 7, ReceiveTime = new Timestamp(now), EventTime = new Timestamp(now - 20_000_000),
        }]);
    }
}
