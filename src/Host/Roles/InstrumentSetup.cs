using Rialto.Host.Config;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Host.Roles;

/// <summary>
/// Brings the configured instruments into being: those the exchange does not know are defined by commands through the journal, like everything else.
/// Known ones stay as they are, since their orders were accepted by their rules; administrators change them. Made while the exchange stands still after recovery.
/// </summary>
internal sealed class InstrumentSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CommandPort _port;
    private readonly List<(string Symbol, Command[] Commands)> _missing = [];

    public InstrumentSetup(Exchange<RingSink> exchange, CommandPort port, HostSettings settings, Clock clock)
    {
        _port = port;
        var known = exchange.Instruments;
        var nextId = known.Count == 0 ? 1 : known[^1].Id.Value + 1;
        var now = new Timestamp(clock.UtcNanoseconds);
        foreach (var wanted in Wanted(settings, isNew: known.Count == 0))
        {
            var id = new InstrumentId(nextId);
            var state = InstrumentState.Announced;
            if (known.FirstOrDefault(instrument => instrument.Symbol == wanted.Definition.Symbol) is { } present)
            {
                id = present.Id;
                state = exchange.Audit(id).State;
            }
            else
            {
                nextId++;
                _missing.Add((wanted.Definition.Symbol.ToString(), [.. CommandsFor(wanted, id)]));
            }

            if (wanted.Calendar is { } calendar)
                Calendars.Add(id, state, calendar.Calendar, now);
        }
    }

    /// <summary>Steps of the instruments that have a calendar.</summary>
    public CalendarSchedule Calendars { get; } = new();

    /// <summary>Sends the definitions and waits for their answers; the sequencer runs.</summary>
    /// <param name="answers">A reader of its own, from before the first definition.</param>
    /// <param name="journalProblem">Why the journal will not answer; null while it works.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Symbols defined.</returns>
    /// <exception cref="ConfigurationException">The exchange refused one.</exception>
    /// <exception cref="IOException">The journal's problem.</exception>
    public IReadOnlyList<string> Define(BroadcastReader<ExchangeEvent> answers, Func<IOException?> journalProblem, CancellationToken cancellationToken)
    {
        var problems = new List<SettingProblem>();
        foreach (var (symbol, commands) in _missing)
        {
            foreach (var command in commands)
            {
                if (Answer(in command, answers, journalProblem, cancellationToken) is var reason && reason != RejectReason.None)
                {
                    problems.Add(new SettingProblem($"Instruments ({symbol})", "configuration", $"was refused by the exchange: {command.Kind}: {reason}"));
                    break;
                }
            }
        }

        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return [.. _missing.Select(missing => missing.Symbol)];
    }

    private static IReadOnlyList<InstrumentSettings> Wanted(HostSettings settings, bool isNew) =>
        settings.Instruments.Count > 0 ? settings.Instruments : settings.Development && isNew ? InstrumentSettings.Development : [];

    private static IEnumerable<Command> CommandsFor(InstrumentSettings wanted, InstrumentId id)
    {
        yield return Command.DefineInstrument(wanted.Definition with { Id = id });
        if (wanted.Rules != InstrumentRules.None)
            yield return Command.SetInstrumentRules(id, wanted.Rules);
        if (wanted.Breaker != BreakerRules.None)
            yield return Command.SetBreaker(id, wanted.Breaker);
        if (wanted.Calendar is null && wanted.State != InstrumentState.Announced)
            yield return Command.SetInstrumentState(id, wanted.State);
    }

    // Nobody else sends anything yet, so the next command that ends is ours.
    private RejectReason Answer(in Command command, BroadcastReader<ExchangeEvent> answers, Func<IOException?> journalProblem, CancellationToken cancellationToken)
    {
        if (!_port.TrySend(in command, out _))
            throw new InvalidOperationException("The intake ring is full before the exchange has opened.");
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (patience.Elapsed < Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (journalProblem() is { } problem)
                throw problem;
            if (!answers.TryCopy(out var answer))
                Thread.Yield();
            else if (answer.Kind == EventKind.CommandRejected)
                return answer.RejectReason;
            else if (answer.IsLastOfCommand)
                return RejectReason.None;
        }

        throw new TimeoutException($"The sequencer has not answered a {command.Kind} for {Patience.TotalSeconds:0} s.");
    }
}
