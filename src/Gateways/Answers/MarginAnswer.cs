using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>Contracts, positions and margin as JSON; docs/reference/rest.md and websocket.md show each.</summary>
internal static class MarginAnswer
{
    // Decimals of equity over maintenance.
    private const int LevelDecimals = 4;

    public static void WriteContract(Utf8JsonWriter json, ContractPicture contract, AssetDirectory assets)
    {
        var (instrument, terms) = (contract.Instrument, contract.Terms);
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("state"u8, Words.Of(contract.State));
        json.WriteString("kind"u8, terms.IsPerpetual ? "perpetual"u8 : "dated"u8);
        WriteCode(json, "settlement_asset"u8, terms.Asset, assets);
        json.WriteNumber("multiplier"u8, terms.Multiplier);
        json.WriteTimeOrNull("expiry"u8, terms.Expiry);
        json.WriteNumber("initial_ppm"u8, terms.InitialPpm);
        json.WriteNumber("maintenance_ppm"u8, terms.MaintenancePpm);
        json.WriteNumber("max_leverage"u8, terms.MaxLeverage);
        json.WriteNumber("collar_ppm"u8, terms.CollarPpm);
        json.WriteNumber("liquidation_step_ppm"u8, terms.StepPpm);
        json.WriteNumber("liquidation_fee_ppm"u8, terms.LiquidationFeePpm);
        WriteStanding(json, contract);
        json.WriteStartArray("limits"u8);
        foreach (var limit in contract.Limits)
        {
            json.WriteStartObject();
            json.WriteNumber("tier"u8, limit.Tier);
            WriteLimit(json, limit, instrument);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, contract.Sequence);
        json.WriteTime("time"u8, contract.Time);
        json.WriteEndObject();
    }

    /// <summary>Mark, last funding, open interest, and whether it is over; null is not yet.</summary>
    public static void WriteStanding(Utf8JsonWriter json, ContractPicture contract)
    {
        var instrument = contract.Instrument;
        json.WritePrice("mark_price"u8, contract.Mark, instrument.PriceScale);
        json.WriteTimeOrNull("mark_time"u8, contract.MarkTime);
        if (contract.FundingTime.IsNone)
            json.WriteNull("funding_rate_ppb"u8);
        else
            json.WriteNumber("funding_rate_ppb"u8, contract.FundingRate);
        json.WriteTimeOrNull("funding_time"u8, contract.FundingTime);
        json.WriteWideDecimal("open_interest"u8, contract.OpenInterest, instrument.QuantityScale);
        json.WriteBoolean("settled"u8, contract.IsSettled);
    }

    /// <summary>A limit's fields; null is no limit.</summary>
    public static void WriteLimit(Utf8JsonWriter json, PositionLimit limit, Instrument instrument)
    {
        WriteQuantityOrNull(json, "max_position"u8, limit.MaxPosition, instrument);
        WriteQuantityOrNull(json, "max_order"u8, limit.MaxOrder, instrument);
    }

    /// <summary>A position's fields, without the object's braces.</summary>
    public static void WritePosition(Utf8JsonWriter json, PositionPicture position, AssetDirectory assets)
    {
        var instrument = position.Instrument;
        var (quantityScale, moneyScale) = (instrument.QuantityScale, instrument.MoneyScale);
        json.WriteText("symbol"u8, instrument.Symbol);
        WriteCode(json, "asset"u8, position.Terms.Asset, assets);
        json.WriteDecimal("quantity"u8, position.Quantity, quantityScale);
        if (position.Quantity == 0)
            json.WriteNull("avg_entry_price"u8);
        else
            json.WriteWideDecimal("avg_entry_price"u8, position.AverageEntry, new ContractWorth(instrument, position.Terms).AverageScale);
        json.WritePrice("mark_price"u8, position.Mark, instrument.PriceScale);
        json.WriteDecimal("cost"u8, position.Cost.Units, moneyScale);
        json.WriteWideDecimal("notional"u8, position.Notional, moneyScale);
        json.WriteWideDecimal("unrealized_pnl"u8, position.Unrealised, moneyScale);
        json.WriteDecimal("realized_pnl"u8, position.Realised.Units, moneyScale);
        json.WriteDecimal("funding"u8, position.Funding.Units, moneyScale);
        json.WriteWideDecimal("margin_used"u8, position.Initial, moneyScale);
        json.WriteWideDecimal("maintenance_margin"u8, position.Maintenance, moneyScale);
        json.WriteString("mode"u8, Word(position.Mode));
        json.WriteDecimal("isolated_margin"u8, position.IsolatedMargin.Units, moneyScale);
        json.WriteNumber("leverage"u8, position.Leverage);
        json.WriteWideDecimal("open_buys"u8, position.Open.Buys, quantityScale);
        json.WriteWideDecimal("open_sells"u8, position.Open.Sells, quantityScale);
        json.WriteWideDecimal("open_loss"u8, position.Open.Loss, moneyScale);
        json.WriteNumber("updated_sequence"u8, position.Sequence);
        json.WriteTimeOrNull("updated"u8, position.Time);
    }

    public static void WriteMargin(Utf8JsonWriter json, MarginPicture margin, InstrumentDirectory directory, AssetDirectory assets, KeyStore users)
    {
        json.WriteStartObject();
        AccountAnswer.WriteUser(json, margin.Owner, users);
        json.WriteNumber("risk_tier"u8, margin.Tier);
        json.WriteString("status"u8, Word(margin.Pockets.Length == 0 ? MarginStanding.Fine : margin.Pockets.Max(pocket => pocket.Standing)));
        json.WriteStartArray("assets"u8);
        foreach (var pocket in margin.Pockets)
        {
            if (assets.Find(pocket.Asset) is not { } asset)
                continue;
            json.WriteStartObject();
            WritePocket(json, pocket, asset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("limits"u8);
        foreach (var limit in margin.Limits)
        {
            if (directory.Find(limit.Instrument) is not { } entry)
                continue;
            json.WriteStartObject();
            json.WriteText("symbol"u8, entry.Instrument.Symbol);
            WriteLimit(json, limit, entry.Instrument);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, margin.Sequence);
        json.WriteTime("time"u8, margin.Time);
        json.WriteEndObject();
    }

    /// <summary>A notice as one of those it concerns sees it: its fields, without the object's braces.</summary>
    public static void WriteNotice(Utf8JsonWriter json, in ExchangeEvent e, OwnerId viewer, InstrumentDirectory directory, AssetDirectory assets)
    {
        var instrument = directory.Find(e.Instrument)?.Instrument;
        json.WriteString("event"u8, NoticeWord(in e, viewer));
        if (instrument is not null)
            json.WriteText("symbol"u8, instrument.Symbol);
        if (e.Kind != EventKind.RiskSet && assets.Find(e.MarginAsset) is { } asset)
        {
            json.WriteText("asset"u8, asset.Code);
            WriteMoney(json, in e, viewer, asset);
        }

        if (e.Kind == EventKind.RiskSet && e.RiskKind == CommandKind.SetRiskTier)
            json.WriteNumber("tier"u8, e.Terms.Bits);
        if (instrument is null)
            return;
        switch (e.Kind)
        {
            case EventKind.Deleveraged:
                json.WriteString("side"u8, Words.Of(viewer == e.Owner ? e.Side : e.Side == Side.Buy ? Side.Sell : Side.Buy));
                json.WriteDecimal("quantity"u8, e.Quantity.Units, instrument.QuantityScale);
                json.WritePrice("price"u8, e.Price, instrument.PriceScale);
                break;
            case EventKind.FundingPaid:
                json.WritePrice("price"u8, e.Price, instrument.PriceScale);
                json.WriteNumber("rate_ppb"u8, e.FundingRate);
                break;
            case EventKind.RiskSet when e.RiskKind == CommandKind.SetLeverage:
                json.WriteNumber("leverage"u8, e.Quantity.Units);
                json.WriteString("mode"u8, Word((MarginMode)e.Terms.Bits));
                break;
            case EventKind.RiskSet when e.RiskKind == CommandKind.MoveIsolatedMargin:
                json.WriteDecimal("amount"u8, e.Amount.Units, instrument.MoneyScale);
                break;
            case EventKind.RiskSet when e.RiskKind == CommandKind.SetPositionLimit:
                WriteLimit(json, new PositionLimit(e.Instrument, e.Owner, 0, e.Quantity, e.DisplayQuantity), instrument);
                break;
        }
    }

    public static ReadOnlySpan<byte> Word(MarginMode mode) => mode == MarginMode.Isolated ? "isolated"u8 : "cross"u8;

    private static ReadOnlySpan<byte> Word(MarginStanding standing) => standing switch
    {
        MarginStanding.Fine => "fine"u8,
        MarginStanding.Called => "margin_call"u8,
        MarginStanding.Due => "due"u8,
        _ => "liquidating"u8,
    };

    private static ReadOnlySpan<byte> NoticeWord(in ExchangeEvent e, OwnerId viewer) => e.Kind switch
    {
        EventKind.MarginCalled => "margin_call"u8,
        EventKind.LiquidationStarted => "liquidation_started"u8,
        EventKind.LiquidationEnded => "liquidation_ended"u8,
        EventKind.FundingPaid => "funding"u8,
        EventKind.InsuranceChanged when e.InsuranceCause == InsuranceCause.LiquidationFee => "liquidation_fee"u8,
        EventKind.InsuranceChanged => "deficit_paid"u8,
        EventKind.Deleveraged => viewer == e.Owner ? "deleveraged"u8 : "bankrupt_closed"u8,
        EventKind.RiskSet when e.RiskKind == CommandKind.SetLeverage => "leverage_set"u8,
        EventKind.RiskSet when e.RiskKind == CommandKind.MoveIsolatedMargin => "isolated_margin_moved"u8,
        EventKind.RiskSet when e.RiskKind == CommandKind.SetPositionLimit => "limit_set"u8,
        _ => "risk_tier_set"u8,
    };

    private static void WriteMoney(Utf8JsonWriter json, in ExchangeEvent e, OwnerId viewer, Asset asset)
    {
        switch (e.Kind)
        {
            case EventKind.MarginCalled or EventKind.LiquidationStarted or EventKind.LiquidationEnded:
                json.WriteDecimal("equity"u8, e.Equity.Units, asset.Scale);
                json.WriteDecimal("maintenance_margin"u8, e.Maintenance.Units, asset.Scale);
                break;
            case EventKind.Deleveraged:
                json.WriteDecimal("amount"u8, viewer == e.Owner ? -e.Haircut.Units : e.Haircut.Units, asset.Scale);
                break;
            case EventKind.InsuranceChanged when e.InsuranceCause == InsuranceCause.House:
                json.WriteDecimal("amount"u8, e.Amount.Units, asset.Scale);
                break;
            case EventKind.InsuranceChanged:
                // What the fund gained the account paid, and the other way round.
                json.WriteDecimal("amount"u8, -e.Amount.Units, asset.Scale);
                break;
            case EventKind.FundingPaid:
                json.WriteDecimal("amount"u8, e.Amount.Units, asset.Scale);
                break;
        }
    }

    private static void WritePocket(Utf8JsonWriter json, PocketPicture pocket, Asset asset)
    {
        json.WriteText("asset"u8, asset.Code);
        if (pocket.Contract is null)
            json.WriteNull("isolated"u8);
        else
            json.WriteText("isolated"u8, pocket.Contract.Symbol);
        json.WriteWideDecimal("balance"u8, pocket.Money, asset.Scale);
        json.WriteWideDecimal("unrealized_pnl"u8, pocket.Unrealised, asset.Scale);
        json.WriteWideDecimal("equity"u8, pocket.Equity, asset.Scale);
        json.WriteWideDecimal("initial_margin"u8, pocket.Initial, asset.Scale);
        json.WriteWideDecimal("open_loss"u8, pocket.OpenLoss, asset.Scale);
        json.WriteWideDecimal("maintenance_margin"u8, pocket.Maintenance, asset.Scale);
        json.WriteWideDecimal("available"u8, Int128.Max(0, pocket.Equity - pocket.Initial), asset.Scale);
        json.WriteWideDecimal("withdrawable"u8, Int128.Max(0, pocket.Free), asset.Scale);
        if (pocket.Maintenance == 0)
            json.WriteNull("margin_level"u8);
        else
            json.WriteWideDecimal("margin_level"u8, pocket.Equity * DecimalText.PowerOfTen(LevelDecimals) / pocket.Maintenance, LevelDecimals);
        json.WriteString("status"u8, Word(pocket.Standing));
    }

    private static void WriteQuantityOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, Quantity quantity, Instrument instrument)
    {
        if (quantity.IsZero)
            json.WriteNull(name);
        else
            json.WriteDecimal(name, quantity.Units, instrument.QuantityScale);
    }

    private static void WriteCode(Utf8JsonWriter json, ReadOnlySpan<byte> name, AssetId id, AssetDirectory assets)
    {
        if (assets.Find(id) is { } asset)
            json.WriteText(name, asset.Code);
        else
            json.WriteNull(name);
    }
}
