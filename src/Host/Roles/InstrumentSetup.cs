using Rialto.Gateways.Auth;
using Rialto.Host.Config;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Host.Roles;

/// <summary>What a start brought into being.</summary>
/// <param name="Symbols">Instruments.</param>
/// <param name="Accounts">Accounts, with what they were paid in with.</param>
internal sealed record DefinedThings(IReadOnlyList<string> Symbols, IReadOnlyList<OpenedAccount> Accounts);

/// <summary>
/// Brings the configured instruments into being: those the exchange does not know are defined by commands through the journal, like everything else.
/// Known ones stay as they are, since their orders were accepted by their rules; administrators change them. Made while the exchange stands still after recovery.
/// </summary>
internal sealed class InstrumentSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CommandPort _port;
    private readonly AccountSetup _accounts;
    private readonly List<(string Symbol, Command[] Commands)> _missing = [];

    public InstrumentSetup(Exchange<RingSink> exchange, CommandPort port, HostSettings settings, KeyStore keys, Clock clock)
    {
        _port = port;
        var known = exchange.Instruments;
        var accounts = exchange.AuditAccounts();
        // A first start that was killed half-way goes on where it was.
        var isBegun = accounts.Accounts.Count == 0 && known.All(one => one.IsSettled && InstrumentSettings.Development.Any(sample => sample.Definition.Symbol == one.Symbol));
        _accounts = new AccountSetup(accounts, settings, keys, isNew: isBegun);
        var nextId = known.Count == 0 ? 1 : known[^1].Id.Value + 1;
        var now = new Timestamp(clock.UtcNanoseconds);
        foreach (var wanted in Wanted(settings, isNew: isBegun))
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
                _missing.Add((wanted.Definition.Symbol.ToString(), [.. CommandsFor(wanted, id, _accounts)]));
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
    /// <returns>What was defined.</returns>
    /// <exception cref="ConfigurationException">The exchange refused one.</exception>
    /// <exception cref="IOException">The journal's problem.</exception>
    public DefinedThings Define(BroadcastReader<ExchangeEvent> answers, Func<IOException?> journalProblem, CancellationToken cancellationToken)
    {
        var problems = new List<SettingProblem>(_accounts.Problems);
        foreach (var step in _accounts.Assets.Concat(_missing.Select(missing => new SetupStep($"Instruments ({missing.Symbol})", missing.Commands))).Concat(_accounts.Accounts))
        {
            foreach (var command in problems.Count == 0 ? step.Commands : [])
            {
                if (Answer(in command, answers, journalProblem, cancellationToken) is var reason && reason != RejectReason.None)
                {
                    problems.Add(new SettingProblem(step.Setting, "configuration", $"was refused by the exchange: {command.Kind}: {reason}"));
                    break;
                }
            }
        }

        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return new DefinedThings([.. _missing.Select(missing => missing.Symbol)], _accounts.Opened);
    }

    private static IReadOnlyList<InstrumentSettings> Wanted(HostSettings settings, bool isNew) =>
        settings.Instruments.Count > 0 ? settings.Instruments : settings.Development && isNew ? InstrumentSettings.Development : [];

    private static IEnumerable<Command> CommandsFor(InstrumentSettings wanted, InstrumentId id, AccountSetup accounts)
    {
        yield return Command.DefineInstrument(wanted.Definition with { Id = id, BaseAsset = accounts.AssetOf(wanted.Base, wanted.Definition.Symbol), QuoteAsset = accounts.AssetOf(wanted.Quote, wanted.Definition.Symbol) });
        if (wanted.Rules != InstrumentRules.None)
            yield return Command.SetInstrumentRules(id, wanted.Rules);
        if (wanted.Contract is { } contract)
            yield return Command.SetContract(id, contract.Terms with { Asset = accounts.AssetOf(contract.Asset, wanted.Definition.Symbol) });
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
