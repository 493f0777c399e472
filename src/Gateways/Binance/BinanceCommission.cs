using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Fees;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>What an account pays (docs/reference/fees.md, section 3), as Binance tells it. Fees are taken in the quote asset, and there is no discount for paying in another.</summary>
internal static class BinanceCommission
{
    // Millionths, as a decimal of eight places.
    private const int Scale = 8;
    private const int UnitsPerPpm = 100;

    /// <summary>The rates of an account on an instrument. On the fan-out thread.</summary>
    public static FeeRates RatesOf(ExchangeViews views, InstrumentView instrument, OwnerId owner, Timestamp now)
    {
        var (rules, fees) = (instrument.Rules, views.Fees);
        var rates = new FeeRates(rules.MakerFeePpm, rules.TakerFeePpm, rules.AuctionFeePpm);
        if (!instrument.Instrument.IsSettled)
            return rates;
        if (fees.IsOn && fees.Tiers.TryGetValue(fees.Ratings.GetValueOrDefault(fees.FamilyOf(owner).Value).Tier, out var tier))
            rates = tier.Rates;
        return fees.Promotions.TryGetValue(instrument.Instrument.Id.Value, out var promotion) && promotion.From <= now && now < promotion.Until ? rates.Lower(promotion.Rates) : rates;
    }

    /// <summary>account/commission.</summary>
    public static async ValueTask<BinanceAnswer> CommissionAsync(BinanceCall call)
    {
        var symbol = call.Parameters.Symbol(call.Binance.Symbols);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var (id, owner, now) = (symbol!.Instrument.Id, call.Owner, call.Binance.Gateways.Now);
        var rates = await call.Binance.AskAsync(call, views => RatesOf(views, views.Find(id)!, owner, now)).ConfigureAwait(false);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, symbol.Name);
            WriteParts(json, "standardCommission"u8, rates, withSides: true);
            WriteParts(json, "specialCommission"u8, default, withSides: true);
            WriteParts(json, "taxCommission"u8, default, withSides: true);
            WriteDiscount(json);
            json.WriteEndObject();
        });
    }

    /// <summary>The fields of order/test with computeCommissionRates.</summary>
    public static void WriteForOrder(Utf8JsonWriter json, FeeRates rates)
    {
        WriteParts(json, "standardCommissionForOrder"u8, rates, withSides: false);
        WriteParts(json, "specialCommissionForOrder"u8, default, withSides: false);
        WriteParts(json, "taxCommissionForOrder"u8, default, withSides: false);
        WriteDiscount(json);
    }

    /// <summary>An object of rates by role, and by side, where none differs.</summary>
    public static void WriteParts(Utf8JsonWriter json, ReadOnlySpan<byte> name, FeeRates rates, bool withSides)
    {
        json.WriteStartObject(name);
        json.WriteDecimal("maker"u8, (long)rates.MakerPpm * UnitsPerPpm, Scale);
        json.WriteDecimal("taker"u8, (long)rates.TakerPpm * UnitsPerPpm, Scale);
        if (withSides)
        {
            json.WriteDecimal("buyer"u8, 0, Scale);
            json.WriteDecimal("seller"u8, 0, Scale);
        }

        json.WriteEndObject();
    }

    private static void WriteDiscount(Utf8JsonWriter json)
    {
        json.WriteStartObject("discount"u8);
        json.WriteBoolean("enabledForAccount"u8, false);
        json.WriteBoolean("enabledForSymbol"u8, false);
        json.WriteString("discountAsset"u8, ""u8);
        json.WriteDecimal("discount"u8, 0, Scale);
        json.WriteEndObject();
    }
}
