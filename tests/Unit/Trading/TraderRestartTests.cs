using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

/// <summary>A desk that was killed and goes on.</summary>
public class TraderRestartTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);

    [Fact]
    public void Numbers_go_on_at_a_multiple_of_two_to_twenty_that_no_life_before_can_have_reached()
    {
        var rig = Rig(Paper, out _);
        var before = Assert.Single(rig.Places).Order.Value;
        rig.Command(DeskCommandKind.Restart, who: "start");
        var restarted = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Restarted);
        Assert.Equal((before, 0L), (restarted.Value, restarted.Order.Value % (1 << 20)));
        Assert.True(restarted.Order.Value >= rig.Now.Nanoseconds / 1_000_000_000 << 20);
        Recover(rig);
        Assert.Equal(restarted.Order.Value + 1, rig.Places.Last().Order.Value);
    }

    /// <summary>Lives that each begin with nothing but what is left: the end of the last one, or all of it, is lost.</summary>
    [Fact]
    public void However_much_of_the_lives_before_is_lost_no_number_is_given_twice()
    {
        var dice = new Random(7);
        var given = new HashSet<long>();
        List<object> left = [];
        var now = DeskRig.Start;
        for (var life = 0; life < 40; life++)
        {
            var rig = new DeskRig(Paper, (DeskRig.Settings(1), Quoter(out _)));
            foreach (var input in left)
                rig.Apply(input);
            rig.Requests.Clear();
            now = new Timestamp(Math.Max(now.Nanoseconds, rig.Now.Nanoseconds) + dice.NextInt64(1, 5_000) * 1_000_000_000);
            rig.At(now);
            rig.Command(DeskCommandKind.Restart);
            for (var order = dice.Next(0, 20); order >= 0; order--)
            {
                Recover(rig);
                rig.Command(DeskCommandKind.CancelAll);
            }

            foreach (var place in rig.Places)
                Assert.True(given.Add(place.Order.Value), $"life {life}: order {place.Order} was given before");
            left = [.. rig.Inputs.Take(dice.Next(4) switch { 0 => rig.Inputs.Count, 1 => 0, _ => dice.Next(rig.Inputs.Count) })];
            now = rig.Now;
        }

        Assert.True(given.Count > 100);
    }

    [Fact]
    public void What_was_not_answered_is_unknown_and_venues_are_down_until_their_streams_come_up()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), Quoter(out _))).Up();
        rig.IsSilent = true;
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var order = Assert.Single(rig.Places).Order;
        rig.Forget();
        rig.Command(DeskCommandKind.Restart);
        Assert.Equal(DeskOrderState.Unknown, Assert.Single(rig.Trader.ViewOf(new StrategyId(1)).Orders.ToArray()).State);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Single(rig.Places);
        rig.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BinanceSpot });
        Assert.Equal([OrderRequestKind.QueryOrders, OrderRequestKind.QueryFills, OrderRequestKind.QueryBalances], rig.Requests.SkipWhile(request => request.Order != order).Skip(1).Where(request => request.Venue == FeedVenue.BinanceSpot).Select(request => request.Kind));
        rig.Pass(300);
        Assert.Equal((OrderRequestKind.Query, order), (rig.Requests[^1].Kind, rig.Requests[^1].Order));
    }

    [Theory]
    [InlineData(RestartPolicy.Cancel, 1)]
    [InlineData(RestartPolicy.Keep, 0)]
    public void Orders_that_rested_are_cancelled_when_their_venue_shows_them_or_kept(RestartPolicy policy, int cancels)
    {
        var rig = Rig(Paper with { OnRestart = policy }, out _);
        var order = Assert.Single(rig.Places);
        rig.IsSilent = true;
        rig.Command(DeskCommandKind.Restart);
        Assert.DoesNotContain(rig.Requests, request => request.Kind == OrderRequestKind.Cancel);
        rig.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BinanceSpot });
        rig.Report(new OrderReport
        {
            Kind = OrderReportKind.Found,
            Order = order.Order,
            Listing = order.Listing,
            Venue = order.Venue,
            Price = order.Price,
            Quantity = order.Quantity,
            Status = VenueOrderStatus.Live,
            Flags = OrderReportFlags.FromQuery,
        });
        Assert.Equal(cancels, rig.Requests.Count(request => request.Kind == OrderRequestKind.Cancel));
    }

    [Fact]
    public void Books_are_believed_again_only_once_they_are_told_again_and_features_warm_up_anew()
    {
        var rig = Rig(Paper, out var quoter);
        Assert.True(quoter.WasWarm);
        rig.Command(DeskCommandKind.Restart);
        Assert.True(quoter.HasRestarted);
        Assert.False(quoter.WasWarm);
        Assert.Equal((BookTrust.Disconnected, 0L), (quoter.Trust, quoter.Best.BidPrice.Units));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.ConditionsChanged);
        Recover(rig);
        Assert.Equal(2, rig.Places.Count());
    }

    [Fact]
    public void A_frame_of_which_only_the_beginning_is_left_is_none()
    {
        var rig = Rig(Paper, out var quoter);
        rig.Feed(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = DeskRig.One });
        rig.Feed(new FeedEvent { Kind = FeedEventKind.Level, Listing = DeskRig.One, Side = Side.Buy, Price = new Price(5_900_000), Quantity = new Quantity(10) });
        var books = quoter.Books;
        rig.Command(DeskCommandKind.Restart);
        Assert.True(quoter.HasRestarted);
        Recover(rig);
        Assert.Equal(books + 1, quoter.Books);
    }

    [Fact]
    public void A_replay_of_lives_gives_the_same_outputs_and_the_same_state()
    {
        var rig = Rig(Paper, out _);
        for (var life = 0; life < 3; life++)
        {
            rig.Command(DeskCommandKind.Restart, who: "start");
            Recover(rig);
            rig.Pass(5_000);
            rig.Answer();
        }

        var again = DeskRig.Replay(rig, Paper, (DeskRig.Settings(1), Quoter(out _)));
        Assert.Equal((rig.Trader.OutputHash, rig.Trader.StateHash()), (again.OutputHash, again.StateHash()));
        Assert.Equal(4, rig.Places.Count());
    }

    private static DeskRig Rig(TraderSettings settings, out Quotes quoter)
    {
        var rig = new DeskRig(settings, (DeskRig.Settings(1), Quoter(out quoter))).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        return rig;
    }

    // Both venues come up and tell what they have; later the market is told again.
    private static void Recover(DeskRig rig)
    {
        rig.Up();
        for (var i = 0; i < 8; i++)
            rig.Pass(3_000);
        rig.Distrust();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
    }

    private static Quotes Quoter(out Quotes quoter) => quoter = new Quotes();

    /// <summary>Has one bid at the touch, always.</summary>
    private sealed class Quotes : IStrategy
    {
        private static readonly StrategyDeclaration Kind = new("quotes", "1", "One bid at the touch.") { Features = ["mid"] };

        public bool HasRestarted { get; private set; }

        public bool WasWarm { get; private set; }

        public int Books { get; private set; }

        public BookTrust Trust { get; private set; }

        public Bbo Best { get; private set; }

        public StrategyDeclaration Declaration => Kind;

        public void OnBook(StrategyContext desk, ListingId listing)
        {
            Books++;
            WasWarm = desk.IsWarm(listing, 0);
            if (desk.Orders.IsEmpty)
                desk.Quote(listing, Side.Buy, desk.Best(listing).BidPrice, new Quantity(100));
        }

        public void OnRestart(StrategyContext desk)
        {
            (HasRestarted, WasWarm) = (true, desk.IsWarm(DeskRig.One, 0));
            (Trust, Best) = (desk.Book(DeskRig.One).State, desk.Book(DeskRig.One).Best);
        }
    }
}
