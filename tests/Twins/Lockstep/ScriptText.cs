using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Writes steps of a script in the language of scenarios (docs/reference/scenarios.md), as far as that can say them.</summary>
public sealed class ScriptText(IReadOnlyList<ScriptStep> script)
{
    private readonly Dictionary<int, Instrument> _instruments = [];
    private readonly Dictionary<int, byte> _scales = [];
    private Timestamp _clock;

    /// <summary>One step; a move of the clock comes first, on a line of its own.</summary>
    public string Of(ScriptStep step)
    {
        var c = step.Command;
        var text = new StringBuilder();
        if (c.Time != _clock)
        {
            text.Append(_clock.IsNone ? $"clock {c.Time.ToDateTimeUtc():yyyy-MM-ddTHH:mm:ss.fffffff}Z\n" : $"clock +{c.Time.Nanoseconds - _clock.Nanoseconds}ns\n");
            _clock = c.Time;
        }

        text.Append(c.Kind switch
        {
            CommandKind.NewOrder => Order(step),
            CommandKind.CancelOrder => "cancel " + Named(step),
            CommandKind.ReduceOrder => $"reduce {Named(step)} by {Quantity(step, c.Quantity)}",
            CommandKind.ReplaceOrder => Replace(step),
            CommandKind.MassCancel => $"mass-cancel{(c.Instrument.Value == 0 ? " everywhere" : $" on=S{c.Instrument}")} owner={c.Owner} terms=0x{c.Terms.Bits:X} side={(int)c.Side}{Session(c)}",
            CommandKind.OpenSession => $"open-session {c.Session}{(c.CancelOnDisconnect ? " cancel-on-disconnect" : "")} owner={c.Owner}",
            CommandKind.CloseSession => $"close-session {c.Session} owner={c.Owner}",
            CommandKind.DefineInstrument => Define(c.ToInstrument()),
            CommandKind.SetInstrumentRules => Rules(c),
            CommandKind.SetInstrumentState => $"state {c.TargetState} on=S{c.Instrument}",
            CommandKind.SetTradingDay => $"day +{c.ExpireTime.Nanoseconds - c.Time.Nanoseconds}ns on=S{c.Instrument}",
            CommandKind.AdvanceTime => c.ExpireTime.IsNone ? "time" : $"time +0ns {c.ExpireTime.Nanoseconds - c.Time.Nanoseconds}ns",
            CommandKind.DefineAsset => Asset(c),
            CommandKind.SetAccount => $"account {c.Owner} parent={c.OrderId} group={c.Group.Value} terms=0x{c.Terms.Bits:X}",
            CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer => Movement(c),
            CommandKind.StartAlgo => Algo(step),
            CommandKind.PauseAlgo or CommandKind.ResumeAlgo or CommandKind.CancelAlgo =>
                $"algo-{c.Kind.ToString()[..^4].ToLowerInvariant()} {(c.AlgoId == AlgoId.None ? $"id={c.Text}" : c.AlgoId)} owner={c.Owner}",
            >= CommandKind.SetContract and <= CommandKind.SettleContract => Margin(step),
            _ => $"raw kind={(int)c.Kind}",
        });
        return text.ToString();
    }

    private string Order(ScriptStep step)
    {
        var c = step.Command;
        var t = c.Terms;
        var text = new StringBuilder();
        text.Append(t.Type switch { OrderType.Market => "market ", OrderType.StopLoss => "stop ", OrderType.StopLimit => "stop-limit ", _ => "" });
        text.Append(c.Side == Side.Buy ? "buy " : "sell ");
        text.Append(t.QuoteQuantity ? $"budget {DecimalText.Format(c.Quantity.Units, Of(c.Instrument).MoneyScale)}" : Quantity(step, c.Quantity));
        if (!c.Price.IsNone)
            text.Append($" @ {Price(step, c.Price)}");
        if (!c.TriggerPrice.IsNone)
            text.Append($" trigger {Price(step, c.TriggerPrice)}");
        if (!c.DisplayQuantity.IsZero)
            text.Append($" show {Quantity(step, c.DisplayQuantity)}");
        text.Append(t.TimeInForce == TimeInForce.Gtd ? $" gtd +{c.ExpireTime.Nanoseconds - c.Time.Nanoseconds}ns" : $" {t.TimeInForce.ToString().ToLowerInvariant()}");
        if (t.SelfTradePrevention != SelfTradePrevention.None)
            text.Append($" stp {t.SelfTradePrevention}");
        text.Append(t.PostOnly switch { PostOnly.Reject => " post-only", PostOnly.Slide => " slide", _ => "" });
        text.Append(t.RejectIfShort ? " reject-if-short" : "").Append(t.Idempotent ? " idempotent" : "");
        text.Append($" as=s{step.Index}").Append(c.Text.IsEmpty ? "" : c.Text.IsWellFormed ? $" id={c.Text}" : " text=0x01");
        text.Append($" owner={c.Owner}").Append(c.Group.Value == 0 ? "" : $" group={c.Group.Value}").Append(Session(c)).Append($" on=S{c.Instrument}");
        return text.ToString();
    }

    private string Algo(ScriptStep step)
    {
        var c = step.Command;
        var (terms, pace) = (c.AlgoTerms, c.Pace);
        var start = c.StartTime > c.Time ? c.StartTime : c.Time;
        return $"{terms.Type.ToString().ToLowerInvariant()} {(c.Side == Side.Buy ? "buy" : "sell")} {Quantity(step, c.Quantity)}{(c.Price.IsNone ? "" : $" @ {Price(step, c.Price)}")}"
            + $"{(c.StartTime > c.Time ? $" from +{c.StartTime.Nanoseconds - c.Time.Nanoseconds}ns" : "")} over {c.ExpireTime.Nanoseconds - start.Nanoseconds}ns every {pace.IntervalMs * 1_000_000L}ns"
            + $"{(terms.Passive ? " passive" : "")}{(terms.Finish ? " finish" : "")}{(terms.SelfTradePrevention == SelfTradePrevention.None ? "" : $" stp {terms.SelfTradePrevention}")}"
            + $" participation={pace.ParticipationPpm} catch-up={pace.CatchUpPercent} jitter={pace.JitterPercent}{(c.Text.IsEmpty ? "" : $" id={c.Text}")}"
            + $" owner={c.Owner}{(c.Group.Value == 0 ? "" : $" group={c.Group.Value}")}{Session(c)} on=S{c.Instrument}";
    }

    private string Asset(in Command c)
    {
        _scales.TryAdd(c.Asset.Value, c.ToAsset().Scale);
        return $"asset {c.Asset} number={c.Asset} scale={c.Terms.Bits}";
    }

    private string Movement(in Command c) =>
        $"{c.Kind.ToString().ToLowerInvariant()} {DecimalText.Format(c.Amount.Units, _scales.GetValueOrDefault(c.Asset.Value, (byte)2))} {c.Asset} owner={c.Owner} ref={c.Text}{(c.Kind == CommandKind.Transfer ? $" to={c.To}" : "")}";

    private string Margin(ScriptStep step)
    {
        var (c, on) = (step.Command, $" on=S{step.Command.Instrument}");
        var t = c.ToContract();
        return c.Kind switch
        {
            CommandKind.SetContract => $"contract {t.Asset} multiplier={t.Multiplier} initial={t.InitialPpm} maintenance={t.MaintenancePpm} collar={t.CollarPpm} step={t.StepPpm} fee={t.LiquidationFeePpm}"
                + (t.IsPerpetual ? "" : $" expiry=+{t.Expiry.Nanoseconds - c.Time.Nanoseconds}ns") + on,
            CommandKind.SetMarkPrice => $"mark {Price(step, c.Price)}{on}",
            CommandKind.ApplyFunding => $"funding {c.Quantity}{on}",
            CommandKind.SetPositionLimit => $"limit-position {Quantity(step, c.Quantity)} order={Quantity(step, c.DisplayQuantity)} tier={c.Terms.Bits} owner={c.Owner}{on}",
            CommandKind.SetRiskTier => $"tier {c.Terms.Bits} owner={c.Owner}",
            CommandKind.SetLeverage => $"leverage {c.Quantity}{(c.Terms.Bits == 1 ? " isolated" : "")} owner={c.Owner}{on}",
            CommandKind.MoveIsolatedMargin => $"isolate {DecimalText.Format(c.Amount.Units, Of(c.Instrument).MoneyScale)} owner={c.Owner}{on}",
            CommandKind.FundInsurance => $"fund-insurance {DecimalText.Format(c.Amount.Units, _scales.GetValueOrDefault(c.Asset.Value, (byte)2))} {c.Asset}",
            _ => $"settle {Price(step, c.Price)}{on}",
        };
    }

    private string Replace(ScriptStep step)
    {
        var c = step.Command;
        var text = new StringBuilder("replace " + Named(step));
        if (!c.Price.IsNone)
            text.Append($" @ {Price(step, c.Price)}");
        if (!c.Quantity.IsZero)
            text.Append($" total {Quantity(step, c.Quantity)}");
        if (!c.DisplayQuantity.IsZero)
            text.Append($" show {Quantity(step, c.DisplayQuantity)}");
        if (!c.TriggerPrice.IsNone)
            text.Append($" trigger {Price(step, c.TriggerPrice)}");
        if (c.OrderId.Value != 0 && !c.Text.IsEmpty)
            text.Append($" new-id={c.Text}");
        return text.ToString();
    }

    private static string Named(ScriptStep step) =>
        (step.Order >= 0 ? $"s{step.Order}" : step.Command.OrderId.Value != 0 ? $"#{step.Command.OrderId}" : $"id={step.Command.Text}")
        + $" owner={step.Command.Owner}" + Session(step.Command);

    private string Define(Instrument i)
    {
        _instruments[i.Id.Value] = i;
        return $"define {i.Symbol} number={i.Id} scales={i.PriceScale}/{i.QuantityScale}/{i.MoneyScale} tick={DecimalText.Format(i.Tick.Units, i.PriceScale)}"
            + $" lot={DecimalText.Format(i.Lot.Units, i.QuantityScale)} min={DecimalText.Format(i.MinQuantity.Units, i.QuantityScale)} max={DecimalText.Format(i.MaxQuantity.Units, i.QuantityScale)}"
            + (i.BaseAsset.Value == 0 && i.QuoteAsset.Value == 0 ? "" : $" base={i.BaseAsset} quote={i.QuoteAsset}");
    }

    private string Rules(in Command c)
    {
        var (r, i) = (c.ToRules(), Of(c.Instrument));
        string Amount(Money money) => DecimalText.Format(money.Units, i.MoneyScale);
        return $"rules{(r.RejectShortMarketOrders ? " reject-short" : "")} maker={r.MakerFeePpm} taker={r.TakerFeePpm} auction={r.AuctionFeePpm} band={r.BandPpm} collar={r.CollarPpm} tranches={r.MaxTranches}"
            + $" min={Amount(r.MinNotional)} max={Amount(r.MaxNotional)} reference={DecimalText.Format(r.ReferencePrice.Units, i.PriceScale)} on=S{c.Instrument}";
    }

    private Instrument Of(InstrumentId id) => _instruments.GetValueOrDefault(id.Value) ?? Scenarios.Vocabulary.Usual;

    /// <summary>The instrument that a step is about: its own, or that of the order it names.</summary>
    private Instrument About(ScriptStep step) =>
        step.Order >= 0 && script.FirstOrDefault(s => s.Index == step.Order) is { } entry ? Of(entry.Command.Instrument) : Of(step.Command.Instrument);

    private string Price(ScriptStep step, Price price) => DecimalText.Format(price.Units, About(step).PriceScale);

    private string Quantity(ScriptStep step, Quantity quantity) => DecimalText.Format(quantity.Units, About(step).QuantityScale);

    private static string Session(in Command c) => c.Session.Value == 0 ? "" : $" session={c.Session}";
}
