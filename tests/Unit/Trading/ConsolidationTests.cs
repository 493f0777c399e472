using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Xunit;

namespace Rialto.Unit.Trading;

public class ConsolidationTests
{
    private readonly Log _log = new();
    private readonly ListingTable _table = new(8);

    public ConsolidationTests()
    {
        // The same symbol with cents and with tenths of cents, and another symbol.
        _table.Add(Make(FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", 2, 3));
        _table.Add(Make(FeedVenue.Okx, "BTC-USDT", "BTC-USDT", 3, 4));
        _table.Add(Make(FeedVenue.BybitSpot, "BTCUSDT", "BTC-USDT", 2, 3));
        _table.Add(Make(FeedVenue.BinanceSpot, "ETHUSDT", "ETH-USDT", 2, 3));
        Book = new Consolidation<LogSink>(_table, new LogSink(_log), 8);
    }

    private Consolidation<LogSink> Book { get; }

    [Fact]
    public void The_best_of_all_venues_is_told_when_it_changes_and_not_otherwise()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        Assert.Equal("bbo 1 10000x5 10002x6; nbbo 100000x50@1 100020x60@1 Normal", _log.Take());
        Frame(2, State(BookTrust.Trusted), Level(Side.Buy, 100_005, 70), Level(Side.Sell, 100_020, 10));
        Assert.Equal("bbo 2 100005x70 100020x10; nbbo 100005x70@2 100020x70@3 Normal", _log.Take());

        // Deeper, and the same again: nothing.
        Frame(1, Level(Side.Buy, 9_990, 5), Level(Side.Buy, 10_000, 5));
        Assert.Equal("", _log.Take());

        // A venue's own best that is not the best of all.
        Frame(1, Level(Side.Buy, 10_000, 4));
        Assert.Equal("bbo 1 10000x4 10002x6", _log.Take());
    }

    [Fact]
    public void Locked_and_crossed_markets_are_named()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        Frame(2, State(BookTrust.Trusted), Level(Side.Buy, 100_020, 1));
        Frame(3, State(BookTrust.Trusted), Level(Side.Buy, 10_003, 1));
        Assert.EndsWith("nbbo 100030x10@4 100020x60@1 Crossed", _log.Take(), StringComparison.Ordinal);
        Frame(3, Level(Side.Buy, 10_003, 0));
        Assert.EndsWith("nbbo 100020x1@2 100020x60@1 Locked", _log.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_book_that_may_not_be_believed_does_not_count()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        Frame(2, State(BookTrust.Trusted), Level(Side.Buy, 100_005, 70), Level(Side.Sell, 100_021, 10));
        _log.Take();
        foreach (var state in new[] { BookTrust.Resyncing, BookTrust.Stale, BookTrust.Disconnected })
        {
            Frame(2, State(state));
            Assert.Equal("bbo 2 0x0 0x0; nbbo 100000x50@1 100020x60@1 Normal", _log.Take());
            Frame(2, State(BookTrust.Trusted));
            Assert.Equal("bbo 2 100005x70 100021x10; nbbo 100005x70@2 100020x60@1 Normal", _log.Take());
        }

        Frame(1, State(BookTrust.Resyncing), Level(Side.Sell, 10_002, 0));
        Frame(2, State(BookTrust.Resyncing));
        Assert.EndsWith("nbbo 0x0@0 0x0@0 OneSided", _log.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_that_does_not_trade_does_not_count()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        Frame(2, State(BookTrust.Trusted), Level(Side.Buy, 100_005, 70), Level(Side.Sell, 100_021, 10));
        _log.Take();
        _table.Replace(_table[new ListingId(2)] with { Status = ListingStatus.Halted });
        Frame(2, new FeedEvent { Kind = FeedEventKind.ListingChanged });
        Assert.Equal("nbbo 100000x50@1 100020x60@1 Normal", _log.Take());
        Frame(2, Level(Side.Buy, 100_006, 1));
        Assert.Equal("bbo 2 100006x1 100021x10", _log.Take());
        _table.Replace(_table[new ListingId(2)] with { Status = ListingStatus.Open });
        Frame(2, new FeedEvent { Kind = FeedEventKind.ListingChanged });
        Assert.Equal("nbbo 100006x1@2 100020x60@1 Normal", _log.Take());
    }

    [Fact]
    public void Books_are_made_only_for_listings_asked_for_and_later_ones_join_their_symbol()
    {
        var books = new Consolidation<LogSink>(_table, new LogSink(_log), 8, [new ListingId(1)]);
        Assert.Equal((1, 2, 3), (books.Symbols, books[0].PriceScale, books[0].QuantityScale));
        Assert.Throws<ArgumentOutOfRangeException>(() => books.BookOf(new ListingId(2)));
        Apply(books, 2, State(BookTrust.Trusted), Level(Side.Buy, 100_005, 70));
        Apply(books, 1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5));
        Assert.Equal("bbo 1 10000x5 0x0; nbbo 10000x5@1 0x0@0 OneSided", _log.Take());
        books.Add([new ListingId(1), new ListingId(2), new ListingId(4)]);
        Assert.Equal((2, 3, 4, 100_000L), (books.Symbols, books[0].PriceScale, books[0].QuantityScale, books.BestOf(0).BidPrice.Units));
        Apply(books, 2, State(BookTrust.Trusted), Level(Side.Buy, 100_005, 70));
        Assert.Equal("bbo 2 100005x70 0x0; nbbo 100005x70@2 0x0@0 OneSided", _log.Take());
    }

    [Fact]
    public void A_symbol_whose_books_are_let_go_leaves_its_number_to_nobody()
    {
        var books = new Consolidation<LogSink>(_table, new LogSink(_log), 8);
        Apply(books, 1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5));
        Assert.Throws<ArgumentException>(() => books.Remove(0, [new ListingId(1), new ListingId(2), new ListingId(3)]));
        Assert.Throws<ArgumentException>(() => books.Remove(1, [new ListingId(2)]));
        Apply(books, 1, State(BookTrust.Disconnected));
        _log.Take();
        books.Remove(0, [new ListingId(1), new ListingId(2), new ListingId(3)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => books.BookOf(new ListingId(1)));
        Apply(books, 1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5));
        Assert.Equal("", _log.Take());

        // Under the same name again.
        books.Add([new ListingId(1)]);
        Assert.Equal((3, (2, 0)), (books.Symbols, books.PlaceOf(new ListingId(1))));
        Apply(books, 1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5));
        Assert.StartsWith("bbo 1 10000x5 0x0; nbbo", _log.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_the_symbols_scale_is_left_out_or_capped_and_never_wraps()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, long.MaxValue), Level(Side.Sell, 10_002, 6));
        Assert.Equal($"bbo 1 10000x{long.MaxValue} 10002x6; nbbo 100000x{long.MaxValue}@1 100020x60@1 Normal", _log.Take());
        Frame(3, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 1));
        Assert.Equal($"bbo 3 10000x1 0x0; nbbo 100000x{long.MaxValue}@5 100020x60@1 Normal", _log.Take());
        Frame(3, Level(Side.Buy, 1L << 61, 1));
        Assert.Equal($"bbo 3 {1L << 61}x1 0x0; nbbo 100000x{long.MaxValue}@1 100020x60@1 Normal", _log.Take());
    }

    [Fact]
    public void A_price_that_no_book_has_a_place_for_makes_it_unbelievable_until_it_is_told_anew()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5));
        Frame(1, Level(Side.Sell, 1L << 62, 5));
        Assert.EndsWith("bbo 1 0x0 0x0; nbbo 0x0@0 0x0@0 OneSided", _log.Take(), StringComparison.Ordinal);
        Frame(1, new FeedEvent { Kind = FeedEventKind.BookCleared }, Level(Side.Buy, 10_000, 5));
        Assert.Equal("bbo 1 10000x5 0x0; nbbo 100000x50@1 0x0@0 OneSided", _log.Take());
    }

    [Fact]
    public void Nothing_is_looked_at_inside_a_frame()
    {
        Frame(1, State(BookTrust.Trusted), Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        _log.Take();
        Frame(1, new FeedEvent { Kind = FeedEventKind.BookCleared }, Level(Side.Buy, 10_000, 5), Level(Side.Sell, 10_002, 6));
        Assert.Equal("", _log.Take());
    }

    [Fact]
    public void Random_books_have_the_best_prices_that_sorting_finds()
    {
        var random = new Random(4);
        var books = new Dictionary<(int Listing, Side Side, long Price), long>();
        var trusted = new bool[4];
        for (var step = 0; step < 20_000; step++)
        {
            var listing = random.Next(1, 4);
            var scale = listing == 2 ? 10 : 1;
            if (random.Next(50) == 0)
            {
                trusted[listing] = !trusted[listing];
                Frame(listing, State(trusted[listing] ? BookTrust.Trusted : BookTrust.Stale));
            }
            else
            {
                var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                long price = (10_000 + random.Next(-60, 60)) * scale, quantity = random.Next(3) == 0 ? 0 : random.Next(1, 5) * scale;
                books[(listing, side, price)] = quantity;
                Frame(listing, Level(side, price, quantity));
            }

            var now = Book.BestOf(0);
            var all = books.Where(level => level.Value > 0 && trusted[level.Key.Listing]).Select(level =>
            {
                var factor = level.Key.Listing == 2 ? 1 : 10;
                return (level.Key.Side, Price: level.Key.Price * factor, Quantity: level.Value * factor);
            }).ToList();
            var bid = all.Where(level => level.Side == Side.Buy).GroupBy(level => level.Price).OrderByDescending(group => group.Key).FirstOrDefault();
            var ask = all.Where(level => level.Side == Side.Sell).GroupBy(level => level.Price).OrderBy(group => group.Key).FirstOrDefault();
            Assert.Equal((bid?.Key ?? 0, bid?.Sum(level => level.Quantity) ?? 0, ask?.Key ?? 0, ask?.Sum(level => level.Quantity) ?? 0), (now.BidPrice.Units, now.BidQuantity.Units, now.AskPrice.Units, now.AskQuantity.Units));
        }
    }

    [Fact]
    public void Events_together_and_one_by_one_come_to_the_same()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var (one, together) = (new Log(), new Log());
            var (books, batched) = (new Consolidation<LogSink>(_table, new LogSink(one), 6, widestBits: 8), new Consolidation<LogSink>(_table, new LogSink(together), 6, widestBits: 8));
            for (var batch = 0; batch < 300; batch++)
            {
                // Several frames and pieces of them, of several listings and one that has no book, in runs of one side; some prices have no place.
                var told = new FeedEvent[random.Next(1, 60)];
                var (listing, side) = (1, Side.Buy);
                foreach (ref var each in told.AsSpan())
                {
                    (listing, side) = (random.Next(6) == 0 ? random.Next(1, 6) : listing, random.Next(6) > 0 ? side : side == Side.Buy ? Side.Sell : Side.Buy);
                    var spread = random.Next(10) == 0 ? 3_000 : 30;
                    each = random.Next(40) switch
                    {
                        0 => new FeedEvent { Kind = FeedEventKind.BookCleared },
                        1 => State((BookTrust)random.Next(1, 4)),
                        2 when random.Next(5) == 0 => Level(side, long.MaxValue - random.Next(3), 1),
                        3 => new FeedEvent { Kind = FeedEventKind.Trade, Price = new Price(10_000), Quantity = new Quantity(1) },
                        4 or 5 => State(BookTrust.Trusted),
                        _ => Level(side, 10_000 + random.Next(-spread, spread), random.Next(3) == 0 ? 0 : random.Next(1, 9)),
                    };
                    each.Listing = new ListingId(listing);
                    each.Sequence = batch;
                    each.Flags = random.Next(8) == 0 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None;
                }

                foreach (ref readonly var each in told.AsSpan())
                    books.Apply(in each);
                batched.Apply(told);
                Assert.Equal(one.Take(), together.Take());
            }

            for (var id = 1; id <= 4; id++)
            {
                var (book, other) = (books.BookOf(new ListingId(id)), batched.BookOf(new ListingId(id)));
                Assert.Equal((book.State, book.Sequence, book.Best, book.Bids.Count, book.Asks.Count), (other.State, other.Sequence, other.Best, other.Bids.Count, other.Asks.Count));
                Assert.Equal(LevelsOf(book.Bids), LevelsOf(other.Bids));
                Assert.Equal(LevelsOf(book.Asks), LevelsOf(other.Asks));
            }
        }

        static DepthLevel[] LevelsOf(DepthSide side)
        {
            var levels = new DepthLevel[side.Count];
            side.CopyBest(levels);
            return levels;
        }
    }

    private static FeedEvent State(BookTrust state) => new() { Kind = FeedEventKind.BookStateChanged, State = state };

    private static FeedEvent Level(Side side, long price, long quantity) =>
        new() { Kind = FeedEventKind.Level, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) };

    private void Frame(int listing, params FeedEvent[] events) => Apply(Book, listing, events);

    private static void Apply(Consolidation<LogSink> books, int listing, params FeedEvent[] events)
    {
        for (var i = 0; i < events.Length; i++)
        {
            events[i].Listing = new ListingId(listing);
            events[i].Flags = i == events.Length - 1 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None;
            books.Apply(in events[i]);
        }
    }

    private Listing Make(FeedVenue venue, string venueSymbol, string symbol, int priceScale, int quantityScale) =>
        new(_table.NextId, venue, venueSymbol, symbol, ListingKind.Spot, priceScale, quantityScale, default, default, "USDT", ListingStatus.Open);

    private sealed class Log
    {
        private readonly List<string> _lines = [];

        public void Add(string line) => _lines.Add(line);

        public string Take()
        {
            var text = string.Join("; ", _lines);
            _lines.Clear();
            return text;
        }
    }

    private readonly struct LogSink(Log log) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime) =>
            log.Add($"bbo {listing} {best.BidPrice}x{best.BidQuantity} {best.AskPrice}x{best.AskQuantity}");

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) =>
            log.Add($"nbbo {best.BidPrice}x{best.BidQuantity}@{best.BidVenues} {best.AskPrice}x{best.AskQuantity}@{best.AskVenues} {best.State}");
    }
}
