using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins;
using Rialto.Venue;
using Xunit;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>
/// The same flow gives the same events through whichever door it comes; numbers of commands, orders and trades, sessions and times aside. RIALTO_EQUIVALENCE_SEED repeats a flow,
/// RIALTO_EQUIVALENCE_FLOWS says how many from there on.
/// </summary>
public class EquivalenceTests
{
    private const int Steps = 300;

    // What every door is compared with: the least between client and exchange.
    private static readonly Func<RunningExchange, Task<IDoor>> First = NativeDoor.OpenAsync;

    private static readonly Dictionary<string, Func<RunningExchange, Task<IDoor>>> Doors = new()
    {
        ["REST"] = exchange => Task.FromResult<IDoor>(new RestDoor(exchange)),
        ["WebSocket"] = SocketDoor.OpenAsync,
        ["FIX"] = FixDoor.OpenAsync,
        ["Binance"] = exchange => Task.FromResult<IDoor>(new BinanceDoor(exchange)),
    };

    // Replacements keep an order's number, which these have no words for.
    private static readonly HashSet<string> WithoutReplaces = ["Binance"];

    [Theory]
    [InlineData("REST")]
    [InlineData("WebSocket")]
    [InlineData("FIX")]
    [InlineData("Binance")]
    public async Task The_same_flow_gives_the_same_events_through_every_door(string door)
    {
        var first = (int)(Number("RIALTO_EQUIVALENCE_SEED") ?? Random.Shared.Next());
        for (var seed = first; seed < first + (Number("RIALTO_EQUIVALENCE_FLOWS") ?? 1); seed++)
            await SameAsync(seed, door);
    }

    private static async Task SameAsync(int seed, string door)
    {
        var flow = FlowStep.Make(seed, Steps, !WithoutReplaces.Contains(door));
        var (expected, events) = (await PlayAsync(seed, flow, First), await PlayAsync(seed, flow, Doors[door]));
        Assert.True(expected.Exists(told => told.StartsWith("Trade ", StringComparison.Ordinal)), $"Seed {seed}: nobody traded.");
        for (var i = 0; i < Math.Min(expected.Count, events.Count); i++)
            Assert.True(expected[i] == events[i], $"Seed {seed}, event {i}: '{expected[i]}', and through {door} '{events[i]}'.");
        Assert.True(expected.Count == events.Count, $"Seed {seed}: {expected.Count} events, and through {door} {events.Count}.");
    }

    private static async Task<List<string>> PlayAsync(int seed, List<FlowStep> flow, Func<RunningExchange, Task<IDoor>> open)
    {
        await using var exchange = await RunningExchange.StartAsync(options =>
        {
            options.Auth.RequestsPerSecond = options.Auth.RequestBurst = 1_000_000;
            options.Fix.MessagesPerSecond = options.Fix.MessageBurst = 1_000_000;
            options.Binance.OrdersPerTenSeconds = 1_000_000; // of 300 steps one user may have more than a hundred
            options.Fix.Enabled = options.Binance.Enabled = true;
            options.Fix.Port = 0;
        });
        try
        {
            await using var door = await open(exchange);
            foreach (var (user, command) in flow)
                await door.SendAsync(user, command);
        }
        catch (Exception broken) // everything: whatever a flow does to a door, its seed must be told
        {
            throw new InvalidOperationException($"Seed {seed}: {broken.Message}", broken);
        }

        return Tell(await exchange.OnEngineAsync(_ => exchange.Journal.ToArray()));
    }

    /// <summary>What the commands led to, each event as a line.</summary>
    private static List<string> Tell(Command[] journal)
    {
        var log = new EventLog();
        var twin = new Exchange<EventLogSink>(new ExchangeLimits(), new EventLogSink(log));
        foreach (var command in RunningExchange.Opening())
            twin.Apply(command);
        var lines = new List<string>();
        var numbers = new Dictionary<long, int> { [0] = 0 };
        foreach (var command in journal)
        {
            log.Clear();
            if (command.Sequence > RunningExchange.Opening().Count)
                twin.Apply(command);
            foreach (ref readonly var e in log.Events)
            {
                if (e.Kind is not (EventKind.SessionOpened or EventKind.SessionClosed))
                    lines.Add(Line(in e, numbers));
            }
        }

        return lines;
    }

    private static long? Number(string name) => long.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : null;

    // FIX gives an order another client order id with each replacement, and what is refused names it by the one id or the other.
    private static string Line(in ExchangeEvent e, Dictionary<long, int> numbers)
    {
        var isTrade = e.Kind == EventKind.Trade;
        var about = isTrade ? $"by {Number(e.MakerOrderId, numbers)} of {e.MakerOwner.Value}, fees {e.MakerFee} {e.TakerFee}, left {e.MakerLeaves} {e.TakerLeaves}"
            : $"'{(e.Kind is EventKind.OrderReplaced or EventKind.CommandRejected ? default : e.ClientOrderId)}' terms {e.Terms.Bits:x}, shows {e.DisplayQuantity}, trigger {e.TriggerPrice}";
        return $"{e.Kind} {e.Side} {e.Reason} {e.Flags} {(e.Kind == EventKind.CommandRejected ? 0 : Number(e.OrderId, numbers))} of {e.Owner.Value}: {e.Quantity} at {e.Price}, level {e.LevelQuantity}, {about}";
    }

    // Orders by when they were first heard of.
    private static int Number(OrderId order, Dictionary<long, int> numbers)
    {
        if (!numbers.TryGetValue(order.Value, out var number))
            numbers.Add(order.Value, number = numbers.Count);
        return number;
    }
}
