using System.Globalization;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Execution;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Routing;

/// <summary>
/// Parent orders through a whole desk, at venues that lose, delay, repeat, refuse and over-fill, on random scripts. At every moment all that was filled and all that the venues may still fill come to
/// no more than the parent's quantity, but for what a venue filled beyond an order. Once nothing is lost any more, the parent is done and knows exactly what it has.
/// </summary>
public class RouterPropertyTests
{
    private const long Quantity = 1_000_000;
    private const int StepsEach = 250;

    [Theory]
    [InlineData("execute", "urgent")]
    [InlineData("execute", "normal")]
    [InlineData("execute", "passive")]
    [InlineData("twap", "normal")]
    [InlineData("pov", "urgent")]
    public void Never_more_is_had_or_asked_for_than_was_wanted(string kind, string urgency)
    {
        var scripts = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_ROUTER_SCRIPTS"), out var wanted) ? wanted : 60;
        for (var seed = 1; seed <= scripts; seed++)
        {
            var talk = new Conversation(kind, urgency);
            try
            {
                talk.Run(new Random(seed), StepsEach);
                talk.Heal(mustEnd: urgency != "passive");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"{kind}, {urgency}, seed {seed}, step {talk.Steps}: {e.Message}\n{e.StackTrace}");
            }
        }
    }

    [Theory]
    [InlineData("execute", "urgent")]
    [InlineData("execute", "normal")]
    [InlineData("twap", "normal")]
    public void What_a_venue_denied_and_has_is_cancelled_once_it_is_seen(string kind, string urgency)
    {
        var scripts = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_ROUTER_SCRIPTS"), out var wanted) ? wanted : 30;
        for (var seed = 1; seed <= scripts; seed++)
        {
            var talk = new Conversation(kind, urgency, denies: true);
            try
            {
                talk.Run(new Random(seed), StepsEach);
                talk.Settle();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"{kind}, {urgency}, seed {seed}, step {talk.Steps}: {e.Message}\n{e.StackTrace}");
            }
        }
    }

    [Fact]
    public void The_same_script_leads_to_the_same_outputs_and_the_same_state()
    {
        var (one, other) = (new Conversation("twap", "normal"), new Conversation("twap", "normal"));
        foreach (var talk in (Conversation[])[one, other])
        {
            talk.Run(new Random(7), StepsEach);
            talk.Heal(mustEnd: true);
        }

        Assert.Equal((one.Trader.OutputHash, one.Trader.StateHash()), (other.Trader.OutputHash, other.Trader.StateHash()));
    }

    private sealed class Conversation
    {
        private readonly HostileVenues _venues;
        private readonly string _kind;
        private readonly Dictionary<(long, Text36), long> _fills = [];
        private long _nowMs = 1_790_000_000_000;
        private readonly List<string> _audits = [];
        private long _trades;

        public Conversation(string kind, string urgency, bool denies = false)
        {
            _kind = kind;
            _venues = new HostileVenues { Lists = report => Apply(report), Denies = denies };
            var listings = new ListingTable(4);
            listings.Add(new Listing(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
            listings.Add(new Listing(new ListingId(2), FeedVenue.BybitSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 1, 4, new Price(1), new Quantity(1), "USDT", ListingStatus.Open));
            listings.Add(new Listing(new ListingId(3), FeedVenue.Okx, "BTC-USDT", "BTC-USDT", ListingKind.Spot, 3, 6, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
            var terms = DeskRig.Terms(listings);
            terms = terms with
            {
                Limits = terms.Limits with { RejectsPerMinute = RiskLimits.Unlimited, OpenOrders = RiskLimits.Unlimited },
                Options = new DeskOrdersOptions { ReconcileEveryMs = 0, ReconcileOrdersEveryMs = 60_000, DifferencesHalt = int.MaxValue, DifferenceHaltPpm = int.MaxValue },
            };
            var settings = new StrategySettings(new StrategyId(1), "parent", [new ListingId(1), new ListingId(2), new ListingId(3)])
            {
                Mode = StrategyMode.Live,
                Parameters = DeskRig.Settings(1).Parameters.AddRange(
                [
                    KeyValuePair.Create("quantity", "1"), KeyValuePair.Create("urgency", urgency), KeyValuePair.Create("patience", "700"), KeyValuePair.Create("reprice", "100"), KeyValuePair.Create("clip", "0.3"),
                    .. kind == "execute" ? (KeyValuePair<string, string>[])[] : [KeyValuePair.Create("duration", "30000"), KeyValuePair.Create("interval", "1000"), KeyValuePair.Create("finish", "true")],
                    .. kind == "pov" ? (KeyValuePair<string, string>[])[KeyValuePair.Create("participation", "500000")] : [],
                ]),
            };
            Strategy = Make(kind);
            Trader = new Trader<Sink>(new TraderSettings(StrategyMode.Live), terms, [(settings, Strategy)], new Sink(this));
            foreach (var listing in (int[])[1, 2, 3])
                Book(listing, 0);
            foreach (var venue in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx])
                Apply(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
            for (var i = 0; i < 40; i++)
                Talk(0);
        }

        public Trader<Sink> Trader { get; }

        public ExecutionStrategy Strategy { get; private set; }

        public int Steps { get; private set; }

        public void Run(Random dice, int steps)
        {
            for (; Steps < steps; Steps++)
            {
                _nowMs += dice.Next(200);
                switch (dice.Next(16))
                {
                    case 0 or 1 or 2:
                        Book(dice.Next(1, 4), dice.Next(-30, 30));
                        break;
                    case 3 or 4 or 5:
                        _venues.Arrive(dice.Next(), isLost: false, dice.Next(100), _nowMs);
                        break;
                    case 6:
                        _venues.Arrive(dice.Next(), isLost: dice.Next(3) == 0, dice.Next(100), _nowMs);
                        break;
                    case 7 or 8 or 9:
                        _venues.Deliver(dice.Next(), isLost: false, Apply);
                        break;
                    case 10:
                        _venues.Deliver(dice.Next(), isLost: dice.Next(2) == 0, Apply);
                        break;
                    case 11:
                        _venues.DeliverAgain(dice.Next(), Apply);
                        break;
                    case 12:
                        _venues.Trade(dice.Next(), dice.Next(1, 20_000), isTooMuch: dice.Next(20) == 0, _nowMs);
                        break;
                    case 13:
                        Trade(dice.Next(1, 4), dice.Next(1, 50_000));
                        break;
                    case 14 when dice.Next(6) == 0:
                        Swap();
                        break;
                    case 14 when dice.Next(6) == 0:
                        Trust(dice.Next(1, 4), BookTrust.Resyncing);
                        break;
                    case 15 when dice.Next(10) == 0:
                        var venue = (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx];
                        Apply(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = venue[dice.Next(3)] });
                        break;
                    case 15 when dice.Next(3) == 0:
                        foreach (var up in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx])
                            Apply(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = up });
                        break;
                }

                _venues.Hurry(_nowMs, Apply);
                Time();
                Check();
            }
        }

        /// <summary>Nothing is lost any more, the market trades, and time passes.</summary>
        public void Heal(bool mustEnd)
        {
            foreach (var up in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx])
                Apply(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = up });
            for (var i = 0; i < 4_000 && !(Strategy.IsDone && _venues.IsIdle); i++)
            {
                foreach (var listing in (int[])[1, 2, 3])
                    Book(listing, i % 3);
                Trade(1 + i % 3, 40_000);
                Talk(i);
            }

            var view = Trader.ViewOf(new StrategyId(1));
            Assert.False(mustEnd && !Strategy.IsDone, $"Not done: had {Strategy.Router.Filled}, open {Strategy.Router.Open} of {Quantity}; {view.State}, {view.Fault}, {view.Counts}, {string.Join(' ', _audits.TakeLast(6))}; {string.Join(' ', view.Orders.ToArray())}; {string.Join(' ', _venues.Orders.Where(order => order.Status == VenueOrderStatus.Live || view.Orders.ToArray().Any(own => own.Id == order.Id)).Select(order => $"{order.Id} {order.Status} {order.Filled}/{order.Quantity}"))}.");
            if (!mustEnd)
                return;
            Assert.Equal(StrategyFault.None, Trader.ViewOf(new StrategyId(1)).Fault);

            // What the desk knows is what is so, and what it knows is what was told, counted the obvious way.
            var filled = _venues.Orders.Sum(Filled);
            Assert.Equal(filled, Strategy.Router.Filled);
            Assert.Equal(filled, _fills.Values.Sum());
            Assert.True(filled > Quantity - 100, $"Only {filled}.");
        }

        /// <summary>Nothing is lost and denied any more: the parent is done, and what its venues have is gone soon after they listed it.</summary>
        public void Settle()
        {
            _venues.Denies = false;
            Heal(mustEnd: false);
            Assert.True(Strategy.IsDone);
            for (var round = 0; round < 2; round++)
            {
                foreach (var up in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx])
                    Apply(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = up });
                foreach (var up in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Okx])
                    Apply(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = up });
                for (var i = 0; i < 400; i++)
                    Talk(i);
            }

            Assert.DoesNotContain(_venues.Orders, order => order.Status == VenueOrderStatus.Live);
        }

        private void Talk(int i)
        {
            _nowMs += 50;
            for (var n = 0; n < 40 && !_venues.IsIdle; n++)
            {
                _venues.Arrive(0, isLost: false, 3, _nowMs);
                _venues.Deliver(0, isLost: false, Apply);
            }

            Time();
            Check();
            Steps = i < Steps ? Steps : i;
        }

        private void Check()
        {
            Int128 worst = 0, excess = 0;
            foreach (var order in _venues.Orders)
            {
                var factor = FactorOf(order.Listing);
                worst += (order.Status == VenueOrderStatus.Live ? order.Quantity : order.Filled) * factor;
                excess += (order.IsDenied ? Math.Max(order.Quantity, order.Filled) : Math.Max(0, order.Filled - order.Quantity)) * factor;
            }

            foreach (var request in _venues.Arriving)
                worst += request.Quantity.Units * FactorOf(request.Listing);
            if (worst > Quantity + excess)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{worst} may be had of {Quantity}, and only {excess} of it was filled against a venue's word."));
        }

        private void Book(int listing, int move)
        {
            // 60,000.00 and more, in the scale of each venue; at the third a little dearer.
            var scale = listing == 1 ? 1 : listing == 2 ? 10 : 0;
            var middle = 6_000_000 + (listing * 7) + (move * 10);
            var bid = scale == 0 ? middle * 10 : middle / scale;
            var deep = listing == 2 ? 20_000 : listing == 3 ? 2_000_000 : 200_000;
            Feed(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = new ListingId(listing) });
            for (var i = 0; i < 3; i++)
            {
                Feed(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(listing), Side = Side.Buy, Price = new Price(bid - i), Quantity = new Quantity(deep) });
                Feed(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(listing), Side = Side.Sell, Price = new Price(bid + 2 + i), Quantity = new Quantity(deep) });
            }

            Trust(listing, BookTrust.Trusted);
        }

        private void Trust(int listing, BookTrust state)
        {
            Feed(new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(listing), State = state, Flags = FeedEventFlags.LastOfFrame });
        }

        private void Trade(int listing, long quantity)
        {
            Feed(new FeedEvent { Kind = FeedEventKind.Trade, Listing = new ListingId(listing), Side = Side.Sell, Price = new Price(6_000_000), Quantity = new Quantity(quantity), Sequence = ++_trades, Flags = FeedEventFlags.LastOfFrame });
        }

        private void Feed(FeedEvent told)
        {
            told.ReceiveTime = told.EventTime = Now;
            Trader.Apply(in told);
        }

        private void Time() => Trader.Apply(new DeskCommand { Kind = DeskCommandKind.Time, Time = Now });

        private void Swap()
        {
            var next = Make(_kind);
            var offer = Trader.Offer(next);
            Trader.Apply(new DeskCommand { Kind = DeskCommandKind.Swap, Strategy = new StrategyId(1), Number = offer, Time = Now });
            Assert.True(next.Router.HasBegun, "The hand-over was refused.");
            Strategy = next;
        }

        private void Apply(OrderReport report)
        {
            report.ReceiveTime = Now;
            if (report.Kind == OrderReportKind.Filled)
                _fills[(report.Order.Value, report.TradeId)] = report.FillQuantity.Units * FactorOf(report.Listing);
            Trader.Apply(in report);
        }

        private Timestamp Now => new(_nowMs * 1_000_000);

        private static long FactorOf(ListingId listing) => listing.Value switch { 1 => 10, 2 => 100, _ => 1 };

        private static long Filled(RealChild order) => order.Filled * FactorOf(order.Listing);

        private static ExecutionStrategy Make(string kind) => new(kind switch { "execute" => ExecutionKind.Execute, "twap" => ExecutionKind.Twap, _ => ExecutionKind.Pov });

        internal readonly struct Sink(Conversation talk) : ITraderSink
        {
            public void OnRequest(in OrderRequest request)
            {
                if (talk is not null)
                    talk._venues.Ask(talk._nowMs, in request);
            }

            public void OnAudit(in DeskAudit audit)
            {
                if (audit.Kind is DeskAuditKind.IntentRefused or DeskAuditKind.StrategyChanged or DeskAuditKind.Problem)
                    talk?._audits.Add($"{audit.Kind} {audit.Refusal} {(DeskRefusal)audit.Code} {audit.Listing} {audit.Quantity} {audit.Text}");
            }
        }
    }
}
