using System.Globalization;
using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>What became of contracts and positions, as fields of an audit line and of an activity, and as sentences; docs/reference/audit-log.md.</summary>
internal static class MarginLines
{
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument, Scene scene)
    {
        switch (one.Kind)
        {
            case EventKind.ContractSet:
                Contract(json, one.ToContract(), scene);
                break;
            case EventKind.MarkPriceSet:
                json.WriteString("mark_price", Price(one.Price, instrument));
                if (!one.OldPrice.IsNone)
                    json.WriteString("old_mark_price", Price(one.OldPrice, instrument));
                break;
            case EventKind.PositionChanged:
                json.WriteString("quantity", Quantity(one.Position, instrument));
                json.WriteString("cost", Amount(one.Cost, in one, scene));
                json.WriteString("realized_pnl", Amount(one.Realised, in one, scene));
                json.WriteString("funding", Amount(one.Funding, in one, scene));
                json.WriteString("isolated_margin", Amount(one.IsolatedMargin, in one, scene));
                json.WriteString("mode", Words.Of((MarginMode)one.Terms.Bits));
                break;
            case EventKind.MarginCalled or EventKind.LiquidationStarted or EventKind.LiquidationEnded:
                json.WriteString("asset", Code(one.MarginAsset, scene));
                json.WriteString("equity", Amount(one.Equity, in one, scene));
                json.WriteString("maintenance_margin", Amount(one.Maintenance, in one, scene));
                if (one.Kind == EventKind.LiquidationEnded)
                    json.WriteBoolean("has_positions", one.Terms.Bits == 0);
                break;
            case EventKind.FundingPaid:
                json.WriteString("asset", Code(one.MarginAsset, scene));
                json.WriteString("mark_price", Price(one.Price, instrument));
                json.WriteNumber("rate_ppb", one.FundingRate);
                json.WriteString("amount", Amount(one.Amount, in one, scene));
                break;
            case EventKind.InsuranceChanged:
                json.WriteString("cause", Words.Of(one.InsuranceCause));
                json.WriteString("asset", Code(one.MarginAsset, scene));
                json.WriteString("amount", Amount(one.Amount, in one, scene));
                json.WriteString("fund", Amount(one.Insurance, in one, scene));
                if (!one.ClientOrderId.IsEmpty)
                    json.WriteString("note", one.ClientOrderId.ToString());
                break;
            case EventKind.Deleveraged:
                json.WriteString("bankrupt", UserOf(one.To, scene));
                json.WriteString("side", Words.Of(one.Side));
                json.WriteString("price", Price(one.Price, instrument));
                json.WriteString("quantity", Quantity(one.Quantity, instrument));
                json.WriteString("asset", Code(one.MarginAsset, scene));
                json.WriteString("haircut", Amount(one.Haircut, in one, scene));
                break;
            case EventKind.RiskSet:
                Risk(json, in one, instrument);
                break;
        }
    }

    /// <summary>True where the event is about one owner.</summary>
    public static bool HasOwner(in ExchangeEvent one) => one.Owner.Value != 0 && one.Kind is >= EventKind.PositionChanged and <= EventKind.RiskSet;

    /// <summary>The event as a sentence.</summary>
    public static string Sentence(in ExchangeEvent one, Instrument? instrument, Scene scene)
    {
        var symbol = instrument?.Symbol.ToString() ?? "";
        var asset = Code(one.MarginAsset, scene);
        var pocket = instrument is null ? $"the margin of {scene.Name(one.Owner)} in {asset}" : $"the isolated margin of {scene.Name(one.Owner)} in {symbol}";
        return one.Kind switch
        {
            EventKind.ContractSet => $"{symbol} is a contract settled in {Code(one.ToContract().Asset, scene)}: margin {Words.Percent(one.ToContract().InitialPpm)}, maintenance {Words.Percent(one.ToContract().MaintenancePpm)}.",
            EventKind.MarkPriceSet => $"{symbol} was marked at {Price(one.Price, instrument)}{(one.OldPrice.IsNone ? "" : $", before at {Price(one.OldPrice, instrument)}")}.",
            EventKind.PositionChanged =>
                $"{scene.Name(one.Owner)} now has {Quantity(one.Position, instrument)} {symbol} at a cost of {Amount(one.Cost, in one, scene)} {asset}; realised {Amount(one.Realised, in one, scene)}.",
            EventKind.MarginCalled => $"Margin call: {pocket} is {Amount(one.Equity, in one, scene)}, its positions need {Amount(one.Maintenance, in one, scene)}.",
            EventKind.LiquidationStarted => $"Liquidation begins: {pocket} is {Amount(one.Equity, in one, scene)}, below the {Amount(one.Maintenance, in one, scene)} that its positions need.",
            EventKind.LiquidationEnded => $"The liquidation is over: {pocket} is {Amount(one.Equity, in one, scene)}{(one.Terms.Bits == 1 ? ", and no position is left" : "")}.",
            EventKind.FundingPaid when one.Owner.Value == 0 => $"Funding of {symbol}: rounding left {Amount(one.Amount, in one, scene)} {asset} to the insurance fund.",
            EventKind.FundingPaid => $"Funding of {symbol}: {scene.Name(one.Owner)} {(one.Amount.Units < 0 ? "paid" : "got")} {Amount(new Money(Math.Abs(one.Amount.Units)), in one, scene)} {asset}.",
            EventKind.InsuranceChanged => $"Insurance fund ({Words.Spoken(one.InsuranceCause)}): {Amount(one.Amount, in one, scene)} {asset}; it has {Amount(one.Insurance, in one, scene)}.",
            EventKind.Deleveraged =>
                $"Deleveraged: {Quantity(one.Quantity, instrument)} {symbol} of {scene.Name(one.Owner)} were closed at {Price(one.Price, instrument)} against {scene.Name(one.To)}, who had nothing left.",
            _ => $"{Words.Spoken(one.RiskKind)} of {(one.Owner.Value == 0 ? symbol : scene.Name(one.Owner))}.",
        };
    }

    private static void Contract(Utf8JsonWriter json, ContractTerms terms, Scene scene)
    {
        json.WriteString("settlement_asset", Code(terms.Asset, scene));
        json.WriteNumber("multiplier", terms.Multiplier);
        if (!terms.IsPerpetual)
            json.WriteString("expiry", terms.Expiry.ToString());
        json.WriteNumber("initial_ppm", terms.InitialPpm);
        json.WriteNumber("maintenance_ppm", terms.MaintenancePpm);
        json.WriteNumber("collar_ppm", terms.CollarPpm);
        json.WriteNumber("liquidation_step_ppm", terms.StepPpm);
        json.WriteNumber("liquidation_fee_ppm", terms.LiquidationFeePpm);
    }

    private static void Risk(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument)
    {
        json.WriteString("setting", Words.Of(one.RiskKind));
        switch (one.RiskKind)
        {
            case CommandKind.SetPositionLimit:
                if (one.Owner.Value == 0)
                    json.WriteNumber("tier", one.Terms.Bits);
                json.WriteString("max_position", Quantity(one.Quantity, instrument));
                json.WriteString("max_order", Quantity(one.DisplayQuantity, instrument));
                break;
            case CommandKind.SetRiskTier:
                json.WriteNumber("tier", one.Terms.Bits);
                break;
            case CommandKind.SetLeverage:
                json.WriteNumber("leverage", one.Quantity.Units);
                json.WriteString("mode", Words.Of((MarginMode)one.Terms.Bits));
                break;
            default:
                json.WriteString("amount", instrument?.Money(one.Amount) ?? one.Amount.ToString());
                break;
        }
    }

    private static string Price(Price price, Instrument? instrument) => instrument?.Price(price) ?? price.ToString();

    private static string Quantity(Quantity quantity, Instrument? instrument) => instrument?.Quantity(quantity) ?? quantity.ToString();

    private static string Code(AssetId asset, Scene scene) => scene.Assets(asset)?.Code.ToString() ?? asset.ToString();

    private static string Amount(Money amount, in ExchangeEvent one, Scene scene) => DecimalText.Format(amount.Units, scene.Assets(one.MarginAsset)?.Scale ?? 0);

    private static string UserOf(OwnerId owner, Scene scene) =>
        scene.MaySee(owner) ? scene.NameOf(owner) ?? owner.Value.ToString(CultureInfo.InvariantCulture) : "another participant";
}
