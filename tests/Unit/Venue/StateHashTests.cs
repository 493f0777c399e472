using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>StateHash must notice whatever decides the future, and nothing else.</summary>
public class StateHashTests
{
    private static readonly HashSet<EventKind> Changes =
    [
        EventKind.OrderAccepted, EventKind.OrderRested, EventKind.OrderReduced, EventKind.OrderCanceled, EventKind.OrderTriggered, EventKind.Trade,
        EventKind.SessionOpened, EventKind.SessionClosed, EventKind.InstrumentStateChanged, EventKind.AuctionIndicative,
    ];

    private static readonly HashSet<EventKind> Refusals = [EventKind.OrderRejected, EventKind.CommandRejected, EventKind.OrderDuplicate];

    public static TheoryData<string, ulong> EnginesAndSeeds => new(Engines.All.SelectMany(e => Enumerable.Range(1, 5), (e, seed) => (e.Name, (ulong)seed)));

    [Theory]
    [MemberData(nameof(EnginesAndSeeds))]
    public void What_changes_the_market_changes_the_hash_and_a_refusal_does_not(string name, ulong seed)
    {
        var seen = new RebuiltMarket();
        var commands = new CommandGenerator(seed, seen);
        var engine = Engines.All.Single(e => e.Name == name).Create(commands.Limits);
        var hash = engine.StateHash();
        for (var sequence = 1; sequence <= 1_000; sequence++)
        {
            var command = commands.Next().Command with { Sequence = sequence };
            engine.Log.Clear();
            engine.Apply(command);
            seen.Apply(engine.Log.Events, sequence, command.Time);
            var (before, kinds) = (hash, engine.Log.Events.ToArray().Select(e => e.Kind).ToList());
            hash = engine.StateHash();
            if (kinds.Exists(Changes.Contains))
                Assert.NotEqual(before, hash);
            // A basket that is refused takes its draft with it (baskets.md, section 2), and so does a schedule (section 7).
            else if (kinds.TrueForAll(Refusals.Contains) && command.Kind is not (CommandKind.AdvanceTime or CommandKind.SubmitBasket or CommandKind.ScheduleBasket))
                Assert.Equal(before, hash);
        }
    }
}
