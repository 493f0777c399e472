using System.Numerics;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>
/// The desk's orders against a venue that is slow, forgetful and repeats itself, on random scripts. After every step the books are recomputed the obvious way; at the end nothing is lost any
/// more, and the desk must know all that the venue knows.
/// </summary>
public class TwinTests
{
    private const int StepsEach = 150;

    [Fact]
    public void Random_conversations_end_with_the_venues_truth_and_no_order_is_sent_twice()
    {
        var scripts = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_DESK_SCRIPTS"), out var wanted) ? wanted : 300;
        for (var seed = 1; seed <= scripts; seed++)
        {
            var script = Script(seed);
            if (Fails(script) is null)
                continue;
            for (var i = script.Count - 1; i >= 0; i--)
            {
                var shorter = script.Where((_, at) => at != i).ToList();
                if (Fails(shorter) is not null)
                    script = shorter;
            }

            Assert.Fail($"Seed {seed}: {Fails(script)}\n{string.Join('\n', script)}");
        }
    }

    [Fact]
    public void A_desk_that_was_saved_and_loaded_on_the_way_ends_with_the_same_bytes()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var (plain, reloaded) = (new Conversation(), new Conversation { Reloads = true });
            plain.Run(Script(seed));
            reloaded.Run(Script(seed));
            Assert.Equal(plain.Bytes(), reloaded.Bytes());
        }
    }

    private static List<Step> Script(int seed)
    {
        var dice = new Random(seed);
        return [.. Enumerable.Range(0, StepsEach).Select(_ => new Step((Act)dice.Next((int)Act.Count), dice.Next(1_000), dice.Next(1_000)))];
    }

    private static string? Fails(List<Step> script)
    {
        try
        {
            new Conversation { Reloads = true }.Run(script);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message + e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Conversation", StringComparison.Ordinal));
        }
    }

    private enum Act
    {
        Place,
        PlaceMore,
        Cancel,
        Amend,
        Arrive,
        ArriveMore,
        Trade,
        TradeMore,
        Deliver,
        DeliverMore,
        DeliverAgain,
        Lose,
        Doubt,
        Wait,
        Reload,
        StreamGoes,
        Restart,
        Count,
    }

    private readonly record struct Step(Act Act, int A, int B);

    private sealed class Conversation
    {
        private readonly DeskBench _bench = new(terms => terms with
        {
            Limits = terms.Limits with { RejectsPerMinute = RiskLimits.Unlimited, OpenOrders = RiskLimits.Unlimited },
            Options = terms.Options with { DifferencesHalt = int.MaxValue, DifferenceHaltPpm = int.MaxValue },
        });

        private readonly NaiveVenue _venue = new();
        private readonly HashSet<(long, Text36)> _seen = [];
        private readonly HashSet<long> _placed = [];
        private DeskEvents _told;
        private int _asked;
        private int _filled;
        private BigInteger _cost;
        private BigInteger _realised;
        private long _held;

        public Conversation()
        {
            _told = _bench.Told;
            _asked = _told.Requests.Count;
        }

        /// <summary>Whether a state is really saved and loaded where the script says so.</summary>
        public bool Reloads { get; init; }

        public byte[] Bytes() => _bench.Bytes();

        public void Run(List<Step> script)
        {
            foreach (var step in script)
            {
                Do(step);
                Take();
                Check();
            }

            Settle();
        }

        private void Do(Step step)
        {
            switch (step.Act)
            {
                case Act.Place or Act.PlaceMore:
                    var price = 9_500 + step.A % 50 * 10;
                    var intent = step.B % 2 == 0 ? DeskBench.Buy(1 + step.B % 20, price) : DeskBench.Sell(1 + step.B % 20, price + 550);
                    _bench.Next();
                    _bench.Desk.TryPlace(in intent, out _, out _);
                    break;
                case Act.Cancel:
                    if (Some(step.A) is { IsNone: false } order)
                        _bench.Cancel(order);
                    break;
                case Act.Amend:
                    if (Some(step.A) is { IsNone: false } amended)
                        _bench.Amend(amended, 1 + step.B % 30, 0);
                    break;
                case Act.Arrive or Act.ArriveMore:
                    _venue.Arrive(step.A, step.B % 10 == 0, step.B % 10 == 1, _bench.NowMs, Answer);
                    break;
                case Act.Trade or Act.TradeMore:
                    _venue.Trade(step.A, 1 + step.B % 10, _bench.NowMs);
                    break;
                case Act.Deliver or Act.DeliverMore:
                    _venue.Deliver(step.A, isLost: false, Answer);
                    break;
                case Act.DeliverAgain:
                    _venue.DeliverAgain(step.A, Answer);
                    break;
                case Act.Lose:
                    _venue.Deliver(step.A, isLost: true, Answer);
                    break;
                case Act.Doubt:
                    if (Some(step.A) is { IsNone: false } doubted)
                        _bench.Report(OrderReportKind.Unknown, doubted);
                    break;
                case Act.Wait:
                    Pass(step.A * 3);
                    break;
                case Act.Reload when Reloads:
                    var other = new DeskEvents();
                    var bytes = _bench.Bytes();
                    _bench.Desk = _bench.Reloaded(other);
                    (_told, _asked, _filled) = (other, 0, 0);
                    Assert.Equal(bytes, _bench.Bytes());
                    break;
                case Act.StreamGoes:
                    _bench.Report(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = FeedVenue.Kraken });
                    _bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
                    break;
                case Act.Restart:
                    _bench.Next();
                    _bench.Desk.Restart();
                    _bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
                    break;
            }
        }

        // From here on nothing is lost. The venue's books are the desk's in the end.
        private void Settle()
        {
            for (var i = 0; i < 60; i++)
            {
                if (i is 0 or 20)
                    Do(new Step(Act.StreamGoes, 0, 0));
                if (i is 10 or 30)
                {
                    _bench.Next();
                    _bench.Desk.CancelAll(DeskBench.Spot);
                }

                Pass(2_500);
                for (var n = 0; n < 1_000 && !_venue.IsIdle; n++)
                {
                    _venue.Arrive(0, false, false, _bench.NowMs, Answer);
                    Take();
                    _venue.Deliver(0, false, Answer);
                    Take();
                }

                Check();
            }

            Assert.Equal(0, _bench.Desk.LiveCount);
            Assert.Equal((0, 0), (_bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units, _bench.Desk.Risk.OpenSellOf(DeskBench.Spot).Units));
            foreach (var order in _venue.Orders)
                Assert.Equal((order.Id, order.Filled, 0), (order.Id, _bench[order.Id].FilledQuantity.Units, _bench[order.Id].DerivedQuantity.Units));
            Assert.Equal(_venue.Orders.Sum(order => order.Side == Side.Buy ? order.Filled : -order.Filled), _bench.Held(DeskBench.Spot));
        }

        private void Pass(long milliseconds)
        {
            for (var end = _bench.NowMs + milliseconds; _bench.NowMs < end;)
            {
                _bench.Pass(Math.Min(100, end - _bench.NowMs));
                Take();
                _venue.Hurry(_bench.NowMs, Answer);
            }
        }

        private void Answer(OrderReport report)
        {
            if (report.Kind == OrderReportKind.Filled)
                _seen.Add((report.Order.Value, report.TradeId));
            _bench.Report(in report);
        }

        private void Take()
        {
            for (; _asked < _told.Requests.Count; _asked++)
            {
                var request = _told.Requests[_asked];
                if (request.Kind == OrderRequestKind.Place)
                    Assert.True(_placed.Add(request.Order.Value), $"Order {request.Order} was sent twice.");
                _venue.Ask(_bench.NowMs, in request);
            }

            for (; _filled < _told.Fills.Count; _filled++)
                Count(_told.Fills[_filled]);
        }

        private void Check()
        {
            Take();
            var position = _bench.Desk.Portfolio.PositionOf(DeskBench.Spot);
            Assert.Equal(_held, position.Quantity.Units);
            Assert.Equal((_cost, _realised), ((BigInteger)position.Cost, (BigInteger)position.Realised));
            Assert.Equal(position.Quantity.Units, position.Bought - position.Sold + position.Corrected);
            long derived = 0, seen = 0, buys = 0, sells = 0;
            foreach (var id in _placed)
            {
                var order = _bench[new DeskOrderId(id)];
                var sign = order.Side == Side.Buy ? 1 : -1;
                var known = _venue.Orders.Where(real => real.Id == order.Id).SelectMany(real => real.Fills).Where(fill => _seen.Contains((id, fill.TradeId))).Sum(fill => fill.FillQuantity.Units);
                Assert.Equal((order.Id, known + order.DerivedQuantity.Units), (order.Id, order.FilledQuantity.Units));
                (seen, derived) = (seen + sign * known, derived + sign * order.DerivedQuantity.Units);
                Assert.True(order.ReservedQuantity.Units >= 0);
                var left = order.State.IsLive() ? Math.Max(order.Quantity.Units, order.ToldQuantity.Units) - order.FilledQuantity.Units : order.AwaitedQuantity.Units;
                Assert.True(order.ReservedQuantity.Units >= left);
                (buys, sells) = order.Side == Side.Buy ? (buys + order.ReservedQuantity.Units, sells) : (buys, sells + order.ReservedQuantity.Units);
            }

            Assert.Equal(seen + derived, position.Quantity.Units);
            Assert.Equal((buys, sells), (_bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units, _bench.Desk.Risk.OpenSellOf(DeskBench.Spot).Units));
            Assert.Equal(_placed.Count(id => _bench[new DeskOrderId(id)].State.IsLive()), _bench.Desk.LiveCount);
        }

        // Average cost as the page has it, in numbers of any size.
        private void Count(in DeskFill fill)
        {
            BigInteger quantity = fill.Side == Side.Buy ? fill.Quantity.Units : -fill.Quantity.Units;
            var closing = _held != 0 && _held > 0 != quantity > 0 ? BigInteger.Min(BigInteger.Abs(_held), BigInteger.Abs(quantity)) : 0;
            if (closing > 0)
            {
                // Each whole unit's cost and the rest of them apart: as rounded as the desk rounds.
                var share = closing == BigInteger.Abs(_held) ? _cost : _cost * closing / BigInteger.Abs(_held);
                _realised += (_held > 0 ? closing : -closing) * fill.Price.Units - share;
                _cost -= share;
            }

            _cost += (quantity - (quantity > 0 ? closing : -closing)) * fill.Price.Units;
            _held += (long)quantity;
        }

        private DeskOrderId Some(int which)
        {
            List<DeskOrderId> live = [];
            for (var id = _bench.Desk.NextLive(); !id.IsNone; id = _bench.Desk.NextLive(id))
                live.Add(id);
            return live.Count == 0 ? DeskOrderId.None : live[which % live.Count];
        }
    }
}
