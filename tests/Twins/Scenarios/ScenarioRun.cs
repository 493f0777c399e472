using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>
/// One scenario played to one engine. Unless its first command is <c>bare</c>, the exchange has the usual instrument X, open, at nine in the morning of
/// Monday 2026-01-05; after <c>settled</c> as first command X is settled and alice, bob and carol have money; <c>limits orders=4 remembered=2</c> as first command makes it smaller.
/// </summary>
public sealed class ScenarioRun
{
    private readonly Vocabulary _words = new() { Clock = Timestamp.FromDateTimeUtc(new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc)) };
    private readonly IEngine _engine;
    private long _sequence;

    private ScenarioRun(Func<ExchangeLimits, IEngine> create, ExchangeLimits limits) => _engine = create(limits);

    /// <summary>What the engine answered to each step, as lines, in the order of the scenario's steps.</summary>
    public List<IReadOnlyList<string>> Answers { get; } = [];

    /// <summary>All events, as they were.</summary>
    public List<ExchangeEvent> Events { get; } = [];

    /// <summary>Plays a scenario. Throws <see cref="FormatException"/> with file line and cause where it cannot be read.</summary>
    public static ScenarioRun Play(Scenario scenario, Func<ExchangeLimits, IEngine> create)
    {
        var limits = new ExchangeLimits(1024, 64, 64);
        var (bare, settled, margin) = (false, false, false);
        var preamble = scenario.Steps.TakeWhile(s => s.Text is "bare" or "settled" or "margin" || s.Text.StartsWith("limits ", StringComparison.Ordinal)).ToList();
        foreach (var step in preamble)
        {
            bare |= step.Text == "bare";
            settled |= step.Text == "settled";
            margin |= step.Text == "margin";
            foreach (var option in step.Text.Split(' ').Skip(1).Select(o => o.Split('=')))
            {
                var number = int.Parse(option[1]);
                limits = option[0] switch
                {
                    "orders" => limits with { MaxLiveOrders = number },
                    "movements" => limits with { RememberedMovements = number },
                    _ => limits with { RememberedOrders = number },
                };
            }
        }

        var run = new ScenarioRun(create, limits);
        if (settled)
            run.OpenAccounts();
        if (margin)
            run.OpenMarginAccounts();
        if (!bare)
        {
            run.Apply(Command.DefineInstrument(settled ? Vocabulary.Usual with { BaseAsset = new AssetId(2), QuoteAsset = new AssetId(1) } : Vocabulary.Usual), null);
            if (margin)
            {
                run.Apply(Command.SetContract(Vocabulary.Usual.Id, new ContractTerms(new AssetId(1), 1, 100_000, 50_000, 100_000, 500_000, 0)), null);
                run.Apply(Command.SetMarkPrice(Vocabulary.Usual.Id, new Price(10_000)), null);
            }

            run.Apply(Command.SetInstrumentState(Vocabulary.Usual.Id, InstrumentState.Open), null);
        }

        run.Answers.AddRange(preamble.Select(_ => Array.Empty<string>()));
        foreach (var step in scenario.Steps.Skip(preamble.Count))
        {
            try
            {
                run.Answers.Add(run.Do(step.Text));
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                throw new FormatException($"{scenario.File}.scn:{step.Line}: '{step.Text}': {e.Message}", e);
            }
        }

        return run;
    }

    /// <summary>USD (1) and ACME (2); alice, bob and carol with 1,000.00 USD and 100 ACME each.</summary>
    private void OpenAccounts()
    {
        Asset[] assets = [new(new AssetId(1), Text36.Of("USD"), 2), new(new AssetId(2), Text36.Of("ACME"), 0)];
        foreach (var asset in assets)
            Apply(Command.DefineAsset(asset), null);
        foreach (var account in new[] { "alice", "bob", "carol" }.Select(Vocabulary.Owner))
        {
            Apply(Command.SetAccount(new Account(account, default, default, default, AccountRights.All)), null);
            Apply(Command.Deposit(account, assets[0].Id, new Money(100_000), Text36.Of("usd")), null);
            Apply(Command.Deposit(account, assets[1].Id, new Money(100), Text36.Of("acme")), null);
        }
    }

    /// <summary>USD (1); alice, bob, carol and dave are margin accounts with 1,000.00 USD each.</summary>
    private void OpenMarginAccounts()
    {
        var usd = new Asset(new AssetId(1), Text36.Of("USD"), 2);
        Apply(Command.DefineAsset(usd), null);
        foreach (var account in new[] { "alice", "bob", "carol", "dave" }.Select(Vocabulary.Owner))
        {
            Apply(Command.SetAccount(new Account(account, default, default, default, AccountRights.All | AccountRights.Margin)), null);
            Apply(Command.Deposit(account, usd.Id, new Money(100_000), Text36.Of("usd")), null);
        }
    }

    private IReadOnlyList<string> Do(string text)
    {
        if (text == "positions")
            return MarginPicture.Of(_engine.AuditMargin(), _engine.AuditAccounts(), _words);
        if (text == "book" || text.StartsWith("book on=", StringComparison.Ordinal))
            return BookPicture.Of(_engine.Audit(text == "book" ? Vocabulary.Usual.Id : _words.Instrument(text[8..]).Id), _words);
        if (text == "balances")
            return AccountsPicture.Of(_engine.AuditAccounts(), _words);
        return CommandText.Read(_words, text) is { } read ? Apply(read.Command, read.OrderName) : [];
    }

    private List<string> Apply(Command command, string? orderName)
    {
        command.Sequence = ++_sequence;
        command.Time = _words.Clock;
        _engine.Log.Clear();
        _engine.Apply(command);
        var lines = new List<string>();
        foreach (ref readonly var e in _engine.Log.Events)
        {
            if (e.Kind == EventKind.OrderAccepted)
                _words.Learn(e, orderName);
            if (e.Kind == EventKind.InstrumentDefined)
                _words.Learn(e.ToInstrument());
            if (e.Kind == EventKind.AssetDefined)
                _words.Learn(e.ToAsset());
            if (e.Kind is EventKind.BasketOpened or EventKind.BasketLegAdded)
                (_words.LastBasket, _words.NextLeg) = (e.BasketId, e.Kind == EventKind.BasketOpened ? 0 : e.LegNumber + 1);
            lines.Add(EventText.Of(e, _words));
            Events.Add(e);
        }

        return lines;
    }
}
