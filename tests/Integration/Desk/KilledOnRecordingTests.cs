using Rialto.Backtest.Venues;
using Rialto.Host.Desk;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Strategies that quote and take at once on a recorded market at a venue that goes on whatever happens to them: their trader is killed at random inputs, also in the middle of a frame, and made anew from its journal.</summary>
public sealed class KilledOnRecordingTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 120;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_trader_killed_over_a_hundred_times_ends_with_the_venues_books_and_no_order_twice()
    {
        var stop = TestContext.Current.CancellationToken;
        var settings = TradeCommand.Load(TradedRecordings.BtcAndEth(_folder.Path), _ => { }).Settings;
        var source = await TradeCommand.OpenAsync(settings, new Terminal(json: true), stop);
        var numbers = new Dictionary<int, ListingId>();
        var world = new World(settings, DeskParts.Listings(settings, source.Listings, numbers), numbers);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            source.Read(
                frame =>
                {
                    world.Take(frame);
                    if (world.FramesLeft == 0)
                        enough.Cancel();
                },
                enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // So many frames are enough.
        }

        world.End();
        output.WriteLine($"{world.Killed} kills, {world.Fills.Count} fills");
        Assert.True(world.Killed >= 100 && world.Fills.Count > 20, $"{world.Killed} kills, {world.Fills.Count} fills");
        world.Look();
    }

    /// <summary>Needs no time to warm up: a quote at the touch with every third book, a small order that takes with every ninth.</summary>
    private sealed class Nibbler : IStrategy
    {
        private static readonly StrategyDeclaration Kind = new("nibbler", "1", "Quotes and takes at once.");

        private int _books;

        public StrategyDeclaration Declaration => Kind;

        public void OnBook(StrategyContext desk, ListingId listing)
        {
            var best = desk.Best(listing);
            var side = ++_books % 2 == 0 ? Side.Buy : Side.Sell;
            if (!best.IsTwoSided || _books % 3 != 0)
                return;
            var quantity = new Quantity(desk.ListingOf(listing).Lot.Units * 200);
            if (_books % 9 == 0)
                desk.Take(listing, side, side == Side.Buy ? best.AskPrice : best.BidPrice, quantity);
            else if (desk.Orders.Length < 6)
                desk.Quote(listing, side, side == Side.Buy ? best.BidPrice : best.AskPrice, quantity);
            else
                desk.Cancel(desk.Orders[0].Id);
        }
    }

    private sealed class World
    {
        private readonly Random _dice = new(20_240_808);
        private readonly DeskSettings _settings;
        private readonly ListingTable _listings;
        private readonly Dictionary<int, ListingId> _numbers;
        private readonly IReadOnlyList<SimulatedVenue<Ear>> _venues;
        private readonly Dictionary<ListingId, DepthBook> _books = [];
        private readonly List<object> _journal = [];
        private readonly List<OrderRequest> _waiting = [];
        private readonly Queue<OrderReport> _reports = [];
        private readonly BookFrame _whole = new();
        private Trader<Mouth>? _trader;
        private Timestamp _now;
        private Timestamp _lastTimer;
        private int _committed;
        private int _untilKill = 500;
        private int _framesDown;
        private bool _hasBegun;
        private bool _wantsBooks;

        public World(DeskSettings settings, ListingTable listings, Dictionary<int, ListingId> numbers)
        {
            (_settings, _listings, _numbers) = (settings, listings, numbers);
            _venues = DeskParts.Venues(settings, listings, new Ear(this));
            for (var id = 1; id <= listings.Count; id++)
                _books.Add(new ListingId(id), new DepthBook(listings[new ListingId(id)], 12, DepthSide.WidestBits));
        }

        public int Killed { get; private set; }

        /// <summary>Frames to take after the last kill.</summary>
        public int FramesLeft { get; private set; } = 400;

        /// <summary>What the venues have told once: by order and trade.</summary>
        public Dictionary<(long, Text36), OrderReport> Fills { get; } = [];

        public void Take(ReadOnlySpan<FeedEvent> frame)
        {
            var own = new List<FeedEvent>();
            foreach (ref readonly var told in frame)
            {
                if (told.Listing.IsNone || !_numbers.TryGetValue(told.Listing.Value, out var number))
                    continue;
                var mapped = told;
                (mapped.Listing, mapped.Flags) = (number, told.Flags & ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame));
                own.Add(mapped);
            }

            if (own.Count == 0 || FramesLeft == 0)
                return;
            own[0] = own[0] with { Flags = own[0].Flags | FeedEventFlags.FirstOfFrame };
            own[^1] = own[^1] with { Flags = own[^1].Flags | FeedEventFlags.LastOfFrame };
            AdvanceTo(own[^1].ReceiveTime);
            foreach (var told in own)
            {
                _books[told.Listing].Apply(in told);
                foreach (var venue in _venues)
                    venue.Apply(in told);
            }

            if (_trader is null && _framesDown-- <= 0)
                Begin();
            if (_wantsBooks)
                TellBooks();
            else
                Tell(own);
            Settle();
            FramesLeft -= Killed >= Kills ? 1 : 0;
        }

        public void End()
        {
            _untilKill = int.MaxValue;
            if (_trader is null)
                Begin();
            foreach (var strategy in _trader!.Strategies.ToArray())
                Tell(new DeskCommand { Kind = DeskCommandKind.Stop, Time = _now, Strategy = strategy });
            Settle();
            AdvanceTo(new Timestamp(_now.Nanoseconds + 120_000_000_000));
        }

        public void Look()
        {
            List<DeskAudit> audits = [];
            var again = Replay(new Mouth(null, audits));
            var trader = _trader!;
            Assert.Equal((trader.OutputHash, trader.StateHash()), (again.OutputHash, again.StateHash()));
            Assert.Equal(0, trader.LiveOrders);
            var told = audits.Where(audit => audit.Kind == DeskAuditKind.Filled).ToLookup(audit => (audit.Order.Value, audit.Text));
            foreach (var (key, fill) in Fills)
                Assert.Equal(fill.FillQuantity.Units, told[key].Sum(audit => audit.Quantity.Units));
            Assert.Equal(Fills.Count, told.Count(group => group.Sum(audit => audit.Quantity.Units) != 0));
            foreach (var listing in _books.Keys)
                Assert.Equal(Fills.Values.Where(fill => fill.Listing == listing).Sum(fill => fill.Side == Side.Buy ? fill.FillQuantity.Units : -fill.FillQuantity.Units), trader.Portfolio.PositionOf(listing).Quantity.Units);
            foreach (var venue in _venues)
            {
                Assert.Equal(0, venue.LiveOrders);
                foreach (var asset in venue.Assets)
                    Assert.Equal(venue.BalanceOf(asset), trader.Portfolio.BalanceOf(venue.Venue, asset).Total);
            }

            Assert.DoesNotContain(audits, audit => audit.Kind is DeskAuditKind.Problem or DeskAuditKind.OverFilled
                && (DeskProblemKind)audit.Code is DeskProblemKind.OverFilled or DeskProblemKind.OrphanFound or DeskProblemKind.FillOfForeignOrder or DeskProblemKind.FillOfForgottenOrder or DeskProblemKind.BalanceDiffers);
        }

        private void Begin()
        {
            _trader = Replay(new Mouth(this, null));
            _waiting.Clear();
            _untilKill = Killed < Kills ? _dice.Next(1, 3_000) : int.MaxValue;
            _wantsBooks = _hasBegun;
            _hasBegun = true;
            Tell(new DeskCommand { Kind = DeskCommandKind.Restart, Time = _now, Who = Text36.Of("start") });
            Commit();
            foreach (var venue in _venues)
                venue.Open(_now);
            Settle();
        }

        // Without warning: what was not committed is gone, and what was said to it as well.
        private void Kill()
        {
            Killed++;
            _journal.RemoveRange(_committed, _journal.Count - _committed);
            _waiting.Clear();
            _reports.Clear();
            _trader = null;
            _framesDown = _dice.Next(40);
        }

        private void TellBooks()
        {
            foreach (var book in _books.Values)
            {
                var frame = _whole.Take(book, BookReason.Synchronized).ToArray();
                foreach (ref var told in frame.AsSpan())
                    told.ReceiveTime = _now;
                frame[^1].Flags |= FeedEventFlags.LastOfFrame;
                Tell([.. frame]);
            }

            _wantsBooks = _trader is null;
        }

        private void Tell(List<FeedEvent> frame)
        {
            foreach (var told in frame)
                Tell((object)told);
        }

        private void Tell(object input)
        {
            if (_trader is not { } trader)
                return;
            _journal.Add(input);
            Apply(trader, input);
            if (--_untilKill <= 0)
                Kill();
        }

        private void Commit()
        {
            if (_trader is null)
                return;
            _committed = _journal.Count;
            OrderRequest[] asked = [.. _waiting];
            _waiting.Clear();
            foreach (var request in asked)
            {
                foreach (var venue in _venues)
                {
                    if (venue.Venue == request.Venue)
                        venue.Submit(in request, _now);
                }
            }
        }

        private void Settle()
        {
            Commit();
            while (_reports.TryDequeue(out var report))
            {
                Tell((object)report);
                if (_dice.Next(3) == 0)
                    Commit();
            }

            Commit();
            if (_reports.Count > 0)
                Settle();
        }

        private void AdvanceTo(Timestamp now)
        {
            while (true)
            {
                var next = now.Nanoseconds + 1;
                foreach (var venue in _venues)
                    next = venue.NextDeadline is { IsNone: false } due ? Math.Min(next, due.Nanoseconds) : next;
                var timer = _trader?.NextDeadline ?? Timestamp.None;
                var isTimer = !timer.IsNone && timer > _lastTimer && timer.Nanoseconds <= next;
                next = isTimer ? timer.Nanoseconds : next;
                if (next > now.Nanoseconds)
                    break;
                _now = new Timestamp(Math.Max(_now.Nanoseconds, next));
                foreach (var venue in _venues)
                    venue.Advance(_now);
                if (isTimer)
                {
                    _lastTimer = timer;
                    Tell(new DeskCommand { Kind = DeskCommandKind.Time, Time = timer });
                }

                Settle();
            }

            _now = now;
        }

        private Trader<Mouth> Replay(Mouth mouth)
        {
            var trader = new Trader<Mouth>(DeskParts.Trader(_settings), DeskParts.Terms(_settings, _listings), [.. DeskParts.Strategies(_settings).Select(pair => (pair.Settings with { Parameters = pair.Settings.Parameters.Clear() }, (IStrategy)new Nibbler()))], mouth);
            foreach (var input in _journal)
                Apply(trader, input);
            return trader;
        }

        private static void Apply(Trader<Mouth> trader, object input)
        {
            switch (input)
            {
                case FeedEvent told:
                    trader.Apply(in told);
                    break;
                case OrderReport report:
                    trader.Apply(in report);
                    break;
                case DeskCommand command:
                    trader.Apply(in command);
                    break;
            }
        }

        internal readonly struct Mouth(World? world, List<DeskAudit>? audits) : ITraderSink
        {
            public void OnRequest(in OrderRequest request) => world?._waiting.Add(request);

            public void OnAudit(in DeskAudit audit) => audits?.Add(audit);
        }

        internal readonly struct Ear(World world) : IOrderReportSink
        {
            public void OnReport(in OrderReport report)
            {
                Assert.NotEqual(VenueReason.DuplicateId, report.Reason);
                if (report.Kind == OrderReportKind.Filled)
                    world.Fills[(report.Order.Value, report.TradeId)] = report;
                if (world._trader is not null)
                    world._reports.Enqueue(report);
            }
        }
    }
}
