using Rialto.Host.Conservation;
using Rialto.Host.Roles.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Simulation;

/// <summary>Commands of a flow in an engine, told to whoever listens; and the same with one event altered, which a ledger must notice.</summary>
internal static class AlteredStory
{
    private const int AlteredAfter = 300;

    public static void Play(IEnumerable<Command> commands, Action<long, ExchangeEvent[], ReplayedExchange> played)
    {
        var replica = ReplayedExchange.New(new ExchangeLimits());
        foreach (var command in commands)
            played(command.Sequence, replica.Apply(in command).ToArray(), replica);
    }

    /// <summary>Alters one event. Null where there was none to alter.</summary>
    /// <param name="commands">What happens.</param>
    /// <param name="alter">What becomes of an event; null where it is not the one.</param>
    /// <param name="compare">What is wrong with the sums; null where nothing is.</param>
    public static bool? Finds(IEnumerable<Command> commands, Func<ExchangeEvent, ExchangeEvent[]?> alter, Func<ConservationLedger, ReplayedExchange, string?> compare)
    {
        var ledger = new ConservationLedger();
        var (isAltered, isFound) = (false, false);
        Play(commands, (sequence, events, replica) =>
        {
            var told = new List<ExchangeEvent>();
            foreach (var e in events)
            {
                if (!isAltered && sequence > AlteredAfter && alter(e) is { } others)
                {
                    isAltered = true;
                    told.AddRange(others);
                }
                else
                {
                    told.Add(e);
                }
            }

            isFound |= ledger.Apply(told.ToArray()) is not null;
            if (isAltered && !isFound)
                isFound |= compare(ledger, replica) is not null;
        });
        return isAltered ? isFound : null;
    }
}
