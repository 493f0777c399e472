using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Venue;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>One thing that one of the users asks, in the words of the exchange: a new order, or what is to become of one, named by its client order id. Sequence, session and owner are whoever's sends it.</summary>
internal sealed record FlowStep(string User, Command Command)
{
    public static readonly string[] Users = ["alice", "bob", "carol"];

    /// <summary>
    /// A random flow in AAPL near 100.00 that every door has words for: limit, market, stop and iceberg orders, post-only, immediate ones; cancellations, and, where asked for, replacements. Orders that
    /// are named are live, and icebergs show less than all, since not every door asks the exchange about the others.
    /// </summary>
    public static List<FlowStep> Make(int seed, int count, bool withReplaces)
    {
        var random = new Random(seed);
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(new ExchangeLimits(), new EventLogSink(log));
        var sequence = 0L;
        foreach (var command in RunningExchange.Opening())
        {
            exchange.Apply(command);
            sequence = command.Sequence;
        }

        var steps = new List<FlowStep>();
        var live = new Dictionary<OrderId, (int User, Text36 Name, OrderType Type)>();
        for (var i = 0; i < count; i++)
        {
            log.Clear();
            var user = random.Next(Users.Length);
            var named = live.Values.Where(order => order.User == user).OrderBy(order => order.Name.ToString(), StringComparer.Ordinal).ToArray();
            var command = named.Length == 0 || random.Next(4) != 0 ? New(random, Text36.Of($"{Users[user]}-{i}")) : Change(random, named[random.Next(named.Length)], withReplaces);
            steps.Add(new FlowStep(Users[user], command));
            exchange.Apply(command with { Sequence = ++sequence, Time = new Timestamp(1_800_000_000_000_000_000 + sequence), Owner = new OwnerId(user + 1) });
            foreach (ref readonly var e in log.Events)
                Follow(in e, live);
        }

        return steps;
    }

    private static Command New(Random random, Text36 name)
    {
        var side = (Side)random.Next(2);
        var price = new Price(10_000 + random.Next(-12, 13));
        var quantity = new Quantity(random.Next(1, 60));
        var command = new Command { Kind = CommandKind.NewOrder, Instrument = new InstrumentId(1), Side = side, Price = price, Quantity = quantity, Text = name };
        switch (random.Next(10))
        {
            case 0:
                return command with { Price = default, Terms = Terms(OrderType.Market, TimeInForce.Ioc) };
            case 1:
                return command with { Price = default, TriggerPrice = price, Terms = Terms(OrderType.StopLoss) };
            case 2:
                return command with { TriggerPrice = new Price(price.Units + (side == Side.Buy ? -1 : 1)), Terms = Terms(OrderType.StopLimit) };
            case 3:
                return command with { Terms = Terms(OrderType.Limit, TimeInForce.Ioc) };
            case 4:
                return command with { Terms = Terms(OrderType.Limit, TimeInForce.Fok) };
            case 5:
                return command with { Terms = Terms(OrderType.Limit, postOnly: PostOnly.Reject) };
            case 6 when quantity.Units > 1:
                return command with { DisplayQuantity = new Quantity(random.Next(1, (int)quantity.Units)), Terms = Terms(OrderType.Limit) };
            default:
                return command with { Terms = Terms(OrderType.Limit) };
        }
    }

    private static Command Change(Random random, (int User, Text36 Name, OrderType Type) order, bool withReplaces) => withReplaces && order.Type == OrderType.Limit && random.Next(2) == 0
        ? new Command { Kind = CommandKind.ReplaceOrder, Text = order.Name, Price = new Price(10_000 + random.Next(-12, 13)), Quantity = new Quantity(random.Next(60, 120)) }
        : new Command { Kind = CommandKind.CancelOrder, Text = order.Name };

    private static OrderTerms Terms(OrderType type, TimeInForce timeInForce = TimeInForce.Gtc, PostOnly postOnly = PostOnly.Off) =>
        OrderTerms.Of(type, timeInForce, SelfTradePrevention.CancelResting, postOnly, idempotent: true);

    // Plain limit and stop orders that rest: those that were canceled or filled are gone.
    private static void Follow(in ExchangeEvent e, Dictionary<OrderId, (int User, Text36 Name, OrderType Type)> live)
    {
        switch (e.Kind)
        {
            case EventKind.OrderAccepted:
                live[e.OrderId] = (e.Owner.Value - 1, e.ClientOrderId, e.Terms.Type);
                break;
            case EventKind.OrderCanceled:
                live.Remove(e.OrderId);
                break;
            case EventKind.Trade:
                if (e.MakerLeaves.Units == 0)
                    live.Remove(e.MakerOrderId);
                if (e.TakerLeaves.Units == 0)
                    live.Remove(e.OrderId);
                break;
        }
    }
}
