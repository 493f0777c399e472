using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

public class TraderReplayTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper) { FlattensOnStop = true };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_inputs_give_the_same_outputs_and_the_same_state(int seed)
    {
        var rig = Run(seed, 600, new Reference(), out var strategies);
        var again = DeskRig.Replay(rig, Paper, strategies(new Reference()));
        Assert.Equal((rig.Trader.OutputHash, rig.Trader.StateHash(), rig.Trader.Sequence), (again.OutputHash, again.StateHash(), again.Sequence));
        Assert.True(rig.Places.Count() > 50, $"seed {seed}: {rig.Places.Count()} orders");

        // One input less is another state.
        rig.Inputs.RemoveAt(rig.Inputs.Count - 1);
        Assert.NotEqual(rig.Trader.StateHash(), DeskRig.Replay(rig, Paper, strategies(new Reference())).StateHash());
    }

    /// <summary>The twin knows only the inputs, and recomputes everything from the start: books as dictionaries, position and money in decimals.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void What_a_strategy_sees_holds_and_earns_is_what_its_inputs_say(int seed)
    {
        var reference = new Reference();
        var rig = Run(seed, 400, reference, out _);
        var view = rig.Trader.ViewOf(new StrategyId(1));
        var twin = new Twin();
        foreach (var input in rig.Inputs)
            twin.Take(input, rig);
        Assert.Equal(twin.Seen, reference.Seen);
        foreach (var listing in (ListingId[])[DeskRig.One, DeskRig.Two])
        {
            var split = view.PnlOf(listing);
            var scale = (decimal)Math.Pow(10, split.Scale);
            Assert.Equal(twin.PositionOf(listing), view.PositionOf(listing));
            Assert.Equal(twin.GainOf(listing), (decimal)(split.Spread + split.Inventory) / scale);
            Assert.Equal(twin.FeesOf(listing), (decimal)split.Fees / scale);
        }

        Assert.True(view.Counts.Fills > 20, $"seed {seed}: {view.Counts.Fills} fills");
    }

    [Fact]
    public void After_warm_up_no_event_allocates()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1, DeskRig.One, DeskRig.Two), new Reference { Remembers = false }), (DeskRig.Settings(2) with { Mode = StrategyMode.Observation }, new Reference { Remembers = false })).Up();
        for (var i = 0; i < 300; i++)
            rig.Book(i % 2 == 0 ? DeskRig.One : DeskRig.Two, 6_000_000 + i % 7, 6_000_100 + i % 5);
        rig.Sink.IsDeaf = true;
        var events = new FeedEvent[3];
        var report = new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitSpot, Flags = OrderReportFlags.Paper };
        var time = new DeskCommand { Kind = DeskCommandKind.Time };
        var now = rig.Now.Nanoseconds;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                now += 1_000;
                var listing = i % 2 == 0 ? DeskRig.One : DeskRig.Two;
                events[0] = new FeedEvent { Kind = FeedEventKind.Trade, Listing = listing, Price = new Price(6_000_050), Quantity = new Quantity(10), ReceiveTime = new Timestamp(now) };
                events[1] = new FeedEvent { Kind = FeedEventKind.Level, Listing = listing, Side = Side.Buy, Price = new Price(6_000_000 + i % 3), Quantity = new Quantity(100 + i), ReceiveTime = new Timestamp(now) };
                events[2] = events[1] with { Side = Side.Sell, Price = new Price(6_000_100 + i % 3), Flags = FeedEventFlags.LastOfFrame };
                foreach (ref readonly var told in events.AsSpan())
                    rig.Trader.Apply(in told);
                report.ReceiveTime = time.Time = new Timestamp(now);
                rig.Trader.Apply(in report);
                rig.Trader.Apply(in time);
            }
        }));
    }

    private static DeskRig Run(int seed, int steps, Reference strategy, out Func<Reference, (StrategySettings, IStrategy)[]> strategies)
    {
        strategies = reference => [(DeskRig.Settings(1, DeskRig.One, DeskRig.Two), reference), (DeskRig.Settings(2), new Reference { Remembers = false }), (DeskRig.Settings(3) with { Mode = StrategyMode.Observation }, new Reference { Remembers = false })];
        var random = new Random(seed);
        var rig = new DeskRig(Paper, strategies(strategy)).Up();
        long mid = 6_000_000;
        for (var step = 0; step < steps; step++)
        {
            mid += random.Next(-300, 301);
            var listing = random.Next(2) == 0 ? DeskRig.One : DeskRig.Two;
            switch (random.Next(40))
            {
                case 0:
                    rig.Trust(listing, (BookTrust)random.Next(4));
                    break;
                case 1:
                    rig.Trade(listing, (Side)random.Next(2), mid, random.Next(1, 1_000));
                    break;
                case 2:
                    rig.Pass(random.Next(1, 7_000));
                    break;
                case 3:
                    rig.Command((DeskCommandKind)random.Next(2, 5), random.Next(1, 5));
                    break;
                case 4:
                    rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(random.NextInt64(0, 200_000_000)));
                    break;
                case 5 when step % 3 == 0:
                    rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
                    rig.Pass(1_500);
                    rig.Command(DeskCommandKind.Resume, who: "ada", reason: "test");
                    rig.Command(DeskCommandKind.Start, 1);
                    break;
                case 6:
                    rig.Command(DeskCommandKind.Start, 1);
                    break;
                default:
                    rig.IsSilent = random.Next(5) == 0;
                    rig.Book(listing, mid - random.Next(1, 200), mid + random.Next(0, 200), random.Next(1, 5_000), random.Next(1, 5_000));
                    break;
            }
        }

        rig.IsSilent = false;
        rig.Answer();
        return rig;
    }

    /// <summary>Quotes at the touch of the listing that was told, one order a side, and remembers what it saw.</summary>
    private sealed class Reference : IStrategy
    {
        private static readonly StrategyDeclaration Kind = new("reference", "1", "Quotes at the touch.") { ListingsMax = 2, Timers = 1, Features = ["mid"], Inputs = StrategyInputs.Books | StrategyInputs.Trades };

        public bool Remembers { get; init; } = true;

        public List<(ListingId Listing, Bbo Best)> Seen { get; } = [];

        public StrategyDeclaration Declaration => Kind;

        public void OnStart(StrategyContext desk) => desk.SetTimer(0, 500);

        public void OnTimer(StrategyContext desk, int timer)
        {
            desk.SetTimer(0, 500);
            desk.CancelAll();
        }

        public void OnBook(StrategyContext desk, ListingId listing)
        {
            var best = desk.Best(listing);
            if (Remembers)
                Seen.Add((listing, best));
            if (!best.IsTwoSided)
                return;
            var (hasBid, hasAsk) = (false, false);
            foreach (var order in desk.Orders)
            {
                hasBid |= order.Listing == listing && order.Side == Side.Buy;
                hasAsk |= order.Listing == listing && order.Side == Side.Sell;
            }

            if (!hasBid)
                desk.Quote(listing, Side.Buy, best.BidPrice, new Quantity(100));
            if (!hasAsk)
                desk.Quote(listing, Side.Sell, best.AskPrice, new Quantity(100));
            if (desk.IsWarm(listing, 0))
                desk.Signal(listing, 0, desk.Feature(listing, 0));
        }

        public int SaveState(Span<byte> state)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(state, Seen.Count);
            return sizeof(int);
        }
    }

    private sealed class Twin
    {
        private readonly Dictionary<ListingId, SortedDictionary<long, long>> _bids = [];
        private readonly Dictionary<ListingId, SortedDictionary<long, long>> _asks = [];
        private readonly Dictionary<ListingId, BookTrust> _trust = [];
        private readonly Dictionary<ListingId, Bbo> _believed = [];
        private readonly Dictionary<ListingId, decimal> _mids = [];
        private readonly Dictionary<ListingId, (long Position, decimal Cash, decimal Fees)> _accounts = [];
        private readonly HashSet<ListingId> _touched = [];
        private long _sequence;

        public List<(ListingId Listing, Bbo Best)> Seen { get; } = [];

        public long PositionOf(ListingId listing) => _accounts.GetValueOrDefault(listing).Position;

        public decimal FeesOf(ListingId listing) => _accounts.GetValueOrDefault(listing).Fees;

        public decimal GainOf(ListingId listing) => _accounts.GetValueOrDefault(listing).Cash + PositionOf(listing) * _mids.GetValueOrDefault(listing) / 100_000;

        public void Take(object input, DeskRig rig)
        {
            _sequence++;
            if (input is FeedEvent told)
                Take(told, rig);
            else if (input is OrderReport { Kind: OrderReportKind.Filled } report && rig.Requests.Single(request => request.Kind == OrderRequestKind.Place && request.Order == report.Order) is { Strategy.Value: 1 } request)
            {
                var account = _accounts.GetValueOrDefault(request.Listing);
                var (signed, price) = (request.Side == Side.Buy ? report.FillQuantity.Units : -report.FillQuantity.Units, report.FillPrice.Units / 100m);
                _accounts[request.Listing] = (account.Position + signed, account.Cash - signed * price / 100_000, account.Fees + report.Amount / 100_000_000m);
                _mids.TryAdd(request.Listing, price);
            }
        }

        private void Take(FeedEvent told, DeskRig rig)
        {
            var levels = told.Side == Side.Buy ? _bids : _asks;
            switch (told.Kind)
            {
                case FeedEventKind.BookCleared:
                    (_bids[told.Listing], _asks[told.Listing]) = ([], []);
                    break;
                case FeedEventKind.Level:
                    levels[told.Listing][told.Price.Units] = told.Quantity.Units;
                    break;
                case FeedEventKind.BookStateChanged:
                    _trust[told.Listing] = told.State;
                    break;
            }

            if (told.Kind != FeedEventKind.Trade)
                _touched.Add(told.Listing);
            if (!told.Flags.HasFlag(FeedEventFlags.LastOfFrame))
                return;
            foreach (var listing in _touched)
                Look(listing);
            if (_touched.Count > 0 && IsCalled(rig))
                Seen.AddRange(_touched.Select(listing => (listing, _believed.GetValueOrDefault(listing))));
            _touched.Clear();
        }

        private void Look(ListingId listing)
        {
            if (_trust.GetValueOrDefault(listing) != BookTrust.Trusted)
                return;
            var (bids, asks) = (_bids.GetValueOrDefault(listing) ?? [], _asks.GetValueOrDefault(listing) ?? []);
            var best = new Bbo(new Price(bids.Count == 0 ? 0 : bids.Keys.Last()), new Quantity(bids.Count == 0 ? 0 : bids.Values.Last()), new Price(asks.Count == 0 ? 0 : asks.Keys.First()), new Quantity(asks.Count == 0 ? 0 : asks.Values.First()));
            _believed[listing] = best;
            if (best.IsTwoSided && !best.IsCrossed)
                _mids[listing] = (best.BidPrice.Units + best.AskPrice.Units) / 200m;
        }

        /// <summary>Whether the strategy was running or paused at this input, as the audit says.</summary>
        private bool IsCalled(DeskRig rig)
        {
            var state = StrategyState.Loaded;
            foreach (var audit in rig.Audits)
            {
                if (audit.Cause > _sequence)
                    break;
                if (audit is { Kind: DeskAuditKind.StrategyChanged, Strategy.Value: 1 })
                    state = audit.State;
            }

            return state is StrategyState.Running or StrategyState.Paused;
        }
    }
}
