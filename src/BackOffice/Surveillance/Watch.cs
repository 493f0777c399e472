using Rialto.BackOffice.Export;
using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Looks for suspicious patterns in the event stream, from the first event on. A function of the journal and the rules: reading it again gives the same alerts. One thread.
/// </summary>
public sealed class Watch : IEventConsumer
{
    // Alerts kept before they are handed over: a consumer has enough and is asked again.
    private const int EnoughAlerts = 1000;

    private readonly LiveOrders _orders = new();
    private readonly AlertList _alerts = new();
    private readonly List<IPattern> _patterns = [];

    /// <param name="rules">From where on a pattern is told.</param>
    public Watch(SurveillanceRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Spoofing is not null)
            _patterns.Add(new SpoofingPattern(rules.Spoofing));
        if (rules.WashTrades is not null || rules.Counterparties is not null)
            _patterns.Add(new CounterpartyPattern(rules.WashTrades, rules.Counterparties));
        if (rules.NewAccounts is not null)
            _patterns.Add(new NewAccountsPattern(rules.NewAccounts));
        if (rules.Messages is not null)
            _patterns.Add(new MessageFloodPattern(rules.Messages));
        if (rules.Money is not null)
            _patterns.Add(new MoneyPattern(rules.Money));
    }

    /// <summary>Events looked at.</summary>
    public long Events { get; private set; }

    /// <summary>Instruments as of the last event; for names.</summary>
    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    /// <summary>Hands over the alerts found since the last call.</summary>
    public IReadOnlyList<SurveillanceAlert> TakeAlerts() => _alerts.Take();

    /// <inheritdoc/>
    public bool Take(in Command command, int index, in ExchangeEvent one, Replica replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        Look(in command, in one);
        if (one.Kind == EventKind.InstrumentDefined)
            Instruments = replica.Instruments;
        return _alerts.Count < EnoughAlerts;
    }

    /// <summary>Looks at one event.</summary>
    internal void Look(in Command command, in ExchangeEvent one)
    {
        Events++;
        foreach (var pattern in _patterns)
            pattern.Take(in command, in one, _orders, _alerts);
        _orders.Take(in command, in one);
    }
}
