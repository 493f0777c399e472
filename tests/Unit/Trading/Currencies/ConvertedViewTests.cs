using System.Numerics;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Currencies;
using Xunit;

namespace Rialto.Unit.Trading.Currencies;

/// <summary>Conversions with prices made up for the test.</summary>
public class ConvertedViewTests
{
    private const long Second = 1_000_000_000;
    private static readonly ListingId Korean = new(1), Dollar = new(2), TetherWon = new(3), TetherDollar = new(4), WonDollarFuture = new(5);
    private readonly ListingTable _table = new(8);

    public ConvertedViewTests()
    {
        Add(FeedVenue.Upbit, "BTC-KRW", "KRW", 0);
        Add(FeedVenue.CoinbaseExchange, "BTC-USD", "USD", 2);
        Add(FeedVenue.Upbit, "USDT-KRW", "KRW", 1);
        Add(FeedVenue.CoinbaseExchange, "USDT-USD", "USD", 4);
        Add(FeedVenue.Rialto, "KRW-USD.PERP", "USD", 4, ListingKind.Perpetual);
    }

    private static readonly ConvertedSource FromWon = new(Korean, [new CurrencyLeg(TetherWon, LegDirection.QuoteToBase), new CurrencyLeg(TetherDollar, LegDirection.BaseToQuote)]);

    [Fact]
    public void A_bid_goes_home_over_the_worse_sides_and_is_rounded_down_and_an_ask_up()
    {
        var view = View(2);
        Tell(view, 0);
        var quote = view.QuoteOf(0, At(0));
        // 150,000,000 / 1,400.5 x 0.9998 = 107,083.1845..; 150,100,000 / 1,400.1 x 1.0001 = 107,217.3487..
        Assert.Equal((10_708_318, 10_721_735), (quote.BidPrice.Units, quote.AskPrice.Units));
        Assert.Equal((ConvertedState.Live, ConvertedState.Live, At(0)), (quote.BidState, quote.AskState, quote.Time));
    }

    [Fact]
    public void The_best_over_currencies_names_its_sources()
    {
        var view = View(2);
        Tell(view, 0);
        view.OnBbo(Dollar, Of(10_708_318, 10_719_000), At(0));
        Assert.Equal(new ConvertedBest(new Price(10_708_318), 0b11, new Price(10_719_000), 0b10), view.Best(At(0)));
        view.OnBbo(Dollar, Of(10_708_317, 10_730_000), At(0));
        Assert.Equal(new ConvertedBest(new Price(10_708_318), 0b01, new Price(10_721_735), 0b01), view.Best(At(0)));
    }

    [Fact]
    public void A_pair_that_was_not_heard_of_makes_what_is_converted_stale_and_not_the_others()
    {
        var view = View(2);
        Tell(view, 0);
        view.OnBbo(Dollar, Of(10_000_000, 10_900_000), At(0));
        foreach (var listing in new[] { Korean, Dollar, TetherDollar })
            view.OnHeard(listing, At(6));
        Assert.Equal((ConvertedState.Live, At(0)), (view.QuoteOf(0, At(5)).BidState, view.QuoteOf(0, At(5)).Time));
        Assert.Equal((ConvertedState.Stale, ConvertedState.Stale, 10_708_318L), (view.QuoteOf(0, At(6)).BidState, view.QuoteOf(0, At(6)).AskState, view.QuoteOf(0, At(6)).BidPrice.Units));
        Assert.Equal(new ConvertedBest(new Price(10_000_000), 0b10, new Price(10_900_000), 0b10), view.Best(At(6)));
        view.OnHeard(TetherWon, At(6));
        Assert.Equal(ConvertedState.Live, view.QuoteOf(0, At(6)).BidState);
    }

    [Fact]
    public void Without_a_rate_or_a_price_that_may_be_believed_there_is_none()
    {
        var view = View(2);
        Assert.Equal((ConvertedState.None, ConvertedState.None), States(view));
        Tell(view, 0);
        view.OnBbo(TetherWon, Of(14_001, 14_005), At(0), isUsable: false);
        Assert.Equal((ConvertedState.None, ConvertedState.None), States(view));
        view.OnBbo(TetherWon, new Bbo(new Price(14_001), new Quantity(1), default, default), At(0));
        Assert.Equal((ConvertedState.None, ConvertedState.Live), States(view));
        view.OnBbo(Korean, default, At(0));
        Assert.Equal((ConvertedState.None, ConvertedState.None), States(view));
        Assert.Equal(default, view.Best(At(0)));
    }

    [Fact]
    public void Ways_that_do_not_join_up_are_refused()
    {
        Refused("BTC-KRW ends in KRW, not in USD.", new ConvertedSource(Korean, []));
        Refused("USDT-KRW goes from USDT to KRW, and KRW was reached.", new ConvertedSource(Korean, [new CurrencyLeg(TetherWon, LegDirection.BaseToQuote)]));
        Refused("BTC-KRW ends in USDT, not in USD.", new ConvertedSource(Korean, [new CurrencyLeg(TetherWon, LegDirection.QuoteToBase)]));
        Refused("KRW-USD.PERP is no pair of currencies.", new ConvertedSource(Korean, [new CurrencyLeg(WonDollarFuture, LegDirection.BaseToQuote)]));
        Assert.Throws<ArgumentException>(() => new ConvertedView("USD", 2, 1, _table));

        void Refused(string why, ConvertedSource source) => Assert.StartsWith(why, Assert.Throws<ArgumentException>(() => new ConvertedView("USD", 2, 1, _table, source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_prices_are_converted_as_fractions_of_any_size_are()
    {
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var table = new ListingTable(3);
            int[] scales = [random.Next(19), random.Next(19), random.Next(19)];
            table.Add(Make(table, FeedVenue.Upbit, "BTC-KRW", "KRW", scales[0], ListingKind.Spot));
            table.Add(Make(table, FeedVenue.Upbit, "USDT-KRW", "KRW", scales[1], ListingKind.Spot));
            table.Add(Make(table, FeedVenue.Upbit, "USDT-USD", "USD", scales[2], ListingKind.Spot));
            var scale = random.Next(13);
            var view = new ConvertedView("USD", scale, Second, table, new ConvertedSource(new ListingId(1), [new CurrencyLeg(new ListingId(2), LegDirection.QuoteToBase), new CurrencyLeg(new ListingId(3), LegDirection.BaseToQuote)]));
            long[] bids = [Some(), Some(), Some()];
            long[] asks = [Some(), Some(), Some()];
            for (var i = 0; i < 3; i++)
                view.OnBbo(new ListingId(i + 1), Of(bids[i], asks[i]), At(0));
            var quote = view.QuoteOf(0, At(0));
            refused += Same(quote.BidState, quote.BidPrice.Units, bids[0], asks[1], bids[2], up: false) + Same(quote.AskState, quote.AskPrice.Units, asks[0], bids[1], asks[2], up: true);

            int Same(ConvertedState state, long price, long own, long divisor, long factor, bool up)
            {
                var above = (BigInteger)own * factor * BigInteger.Pow(10, scale + scales[1]);
                var below = (BigInteger)divisor * BigInteger.Pow(10, scales[0] + scales[2]);
                var whole = BigInteger.DivRem(above, below, out var rest);
                if (up && !rest.IsZero)
                    whole++;
                var fits = whole > 0 && whole < BigInteger.Pow(2, 62);
                if (state == ConvertedState.None)
                {
                    // Refused although it fits: only numbers beyond 128 bits on the way may be.
                    Assert.True(!fits || BigInteger.Max(above, below) > BigInteger.Pow(2, 128));
                    return 1;
                }

                Assert.True(fits);
                Assert.Equal(whole, price);
                return 0;
            }
        }

        Assert.InRange(refused, 1, 39_999);

        long Some() => random.NextInt64(1, 1L << random.Next(1, 50));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var view = View(2);
        Assert.Equal(0, Allocations.Of(Run));

        void Run()
        {
            for (var i = 0; i < 1_000; i++)
            {
                Tell(view, i);
                view.OnHeard(Dollar, At(i));
                Assert.True(view.Best(At(i)).BidSources != 0);
            }
        }
    }

    private static Timestamp At(long seconds) => new(1_700_000_000 * Second + seconds * Second);

    private static Bbo Of(long bid, long ask) => new(new Price(bid), new Quantity(1), new Price(ask), new Quantity(1));

    private static (ConvertedState, ConvertedState) States(ConvertedView view) => (view.QuoteOf(0, At(0)).BidState, view.QuoteOf(0, At(0)).AskState);

    private static Listing Make(ListingTable table, FeedVenue venue, string symbol, string quote, int scale, ListingKind kind) =>
        new(table.NextId, venue, symbol, symbol, kind, scale, 8, default, default, quote, ListingStatus.Open);

    private static void Tell(ConvertedView view, long seconds)
    {
        view.OnBbo(Korean, Of(150_000_000, 150_100_000), At(seconds));
        view.OnBbo(TetherWon, Of(14_001, 14_005), At(seconds));
        view.OnBbo(TetherDollar, Of(9_998, 10_001), At(seconds));
    }

    private void Add(FeedVenue venue, string symbol, string quote, int scale, ListingKind kind = ListingKind.Spot) => _table.Add(Make(_table, venue, symbol, quote, scale, kind));

    private ConvertedView View(int scale) => new("USD", scale, 5 * Second, _table, FromWon, new ConvertedSource(Dollar, []));
}
