using Rialto.Gateways;
using Rialto.Journal.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Conservation;

/// <summary>
/// Sums quantities and money behind the exchange, from what its journal gives when it is played again: every event at once, and one instrument's whole book, or all accounts, now and then.
/// One unit that is missing raises an alert and halts trading: a halted market is repaired by replay, a wrong balance is not. A listener of the follower, on its thread.
/// </summary>
/// <param name="alerts">Told of a mismatch.</param>
/// <param name="halt">Halts trading; called once, at the cut after the first mismatch.</param>
/// <param name="compareEvery">Commands between two comparisons of a whole book.</param>
internal sealed class ConservationGauge(Alerts alerts, Action<IBooks> halt, int compareEvery = 20_000) : IFollowerListener, IMetricsSource
{
    public const string AlertName = "quantities_do_not_add_up";

    private ConservationLedger _ledger = new();
    private IBooks? _books;
    private long _commandsAtComparison;
    private int _nextInstrument;
    private bool _isBroken;
    private bool _hasHalted;

    /// <summary>Commands whose events were summed. Any thread.</summary>
    public Counter Commands { get; } = new("conservation_commands_total", "Commands whose events the conservation gauge has summed.");

    /// <summary>Books compared with the sums. Any thread.</summary>
    public Counter Comparisons { get; } = new("conservation_comparisons_total", "Books that the conservation gauge has compared with its sums.");

    /// <summary>Sums that did not agree. Any thread.</summary>
    public Counter Mismatches { get; } = new("conservation_mismatches_total", "Sums that did not agree; trading is halted at the first.");

    /// <inheritdoc/>
    public void OnStart(in FollowerCut at, IReplayMachine machine)
    {
        _books = machine as IBooks ?? throw new ArgumentException("a machine without books cannot be gauged", nameof(machine));
        _ledger = new ConservationLedger { HasFeeTiers = _books.HasFeeTiers };
        _ledger.Begin(_books);
    }

    /// <inheritdoc/>
    public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
    {
        Commands.Increment();
        if (_ledger.Apply(events) is { } broken)
            Tell($"after sequence {command.Sequence}: {broken}");
    }

    /// <inheritdoc/>
    public void OnCut(in FollowerCut at)
    {
        if (Commands.Value - _commandsAtComparison >= compareEvery)
        {
            _commandsAtComparison = Commands.Value;
            CompareNext(at.Sequence);
        }
        if (_isBroken && !_hasHalted)
        {
            _hasHalted = true;
            halt(_books!);
        }
    }

    /// <summary>Compares the next instrument's book, or the accounts, each in its turn.</summary>
    private void CompareNext(long sequence)
    {
        var instruments = _books!.Instruments;
        // After the last book it is the turn of the accounts.
        if (_nextInstrument >= instruments.Count)
        {
            _nextInstrument = 0;
            Comparisons.Increment();
            if ((_ledger.Compare(_books.AuditAccounts()) ?? _ledger.Money.Positions.Compare(_books.AuditMargin())) is { } money)
                Tell($"money after sequence {sequence}: {money}");
            return;
        }

        var instrument = instruments[_nextInstrument++];
        Comparisons.Increment();
        if (_ledger.Compare(_books.Audit(instrument.Id)) is { } broken)
            Tell($"{instrument.Symbol} after sequence {sequence}: {broken}");
    }

    private void Tell(string what)
    {
        Mismatches.Increment();
        if (_isBroken)
            return;
        _isBroken = true;
        alerts.Raise(AlertName, AlertSeverity.Critical, $"Quantities or money do not add up, trading is halted: {what}");
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        foreach (var counter in new[] { Commands, Comparisons, Mismatches })
            text.Single("rialto_" + counter.Name, "counter", counter.Help, counter.Value);
    }
}
