using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>exchangeInfo: limits, instruments, and of their filters those that the exchange enforces, with its own values.</summary>
internal static class BinanceCatalog
{
    public const int Weight = 20;

    // Amounts.LargestNotional of the engine: the most that 64 bits of money hold with room for fees.
    private const long LargestNotional = 9_000_000_000_000_000_000;

    public static ValueTask<BinanceAnswer> ExchangeInfoAsync(BinanceCall call)
    {
        var (binance, parameters) = (call.Binance, call.Parameters);
        var symbols = parameters.Symbols(binance.Symbols);
        var (permissions, status) = (PermissionsOf(parameters), StatusOf(parameters));
        var showsSets = parameters.Flag("showPermissionSets", standard: true);
        if (symbols is not null && (permissions is not null || status is not null))
            parameters.Refuse(BinanceError.BadOptionalParameters);
        if (parameters.Refusal is { } refusal)
            return ValueTask.FromResult<BinanceAnswer>(refusal);
        // Everything here is spot.
        var wanted = (symbols ?? (permissions is null || permissions.Contains("SPOT", StringComparer.Ordinal) ? binance.Symbols.All : []))
            .Where(symbol => status is null || BinanceWords.Of(symbol.Entry.State).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(status))).ToArray();
        var (now, assets) = (binance.Gateways.Now, binance.Gateways.Views.Accounts.Assets);
        return ValueTask.FromResult(BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("timezone"u8, "UTC"u8);
            json.WriteUnixTime("serverTime"u8, now, call.Microseconds);
            json.WriteStartArray("rateLimits"u8);
            WriteRateLimits(json, binance.Options);
            json.WriteEndArray();
            json.WriteStartArray("exchangeFilters"u8);
            json.WriteEndArray();
            json.WriteStartArray("symbols"u8);
            foreach (var symbol in wanted)
                Write(json, symbol, assets, showsSets);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>Codes of an instrument's assets; of one that is not settled here what its symbol says before and behind its first dash.</summary>
    public static (string Base, string Quote) AssetsOf(Instrument instrument, AssetDirectory assets)
    {
        if (instrument.IsSettled)
            return (assets.Find(instrument.BaseAsset)?.Code.ToString() ?? string.Empty, assets.Find(instrument.QuoteAsset)?.Code.ToString() ?? string.Empty);
        var symbol = instrument.Symbol.ToString();
        var dash = symbol.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (BinanceSymbols.NameOf(symbol), string.Empty) : (BinanceSymbols.NameOf(symbol[..dash]), BinanceSymbols.NameOf(symbol[dash..]));
    }

    /// <summary>The objects of a list rateLimits.</summary>
    public static void WriteRateLimits(Utf8JsonWriter json, BinanceOptions options)
    {
        WriteRateLimit(json, "REQUEST_WEIGHT"u8, "MINUTE"u8, 1, options.WeightPerMinute);
        WriteRateLimit(json, "ORDERS"u8, "SECOND"u8, 10, options.OrdersPerTenSeconds);
        WriteRateLimit(json, "ORDERS"u8, "DAY"u8, 1, options.OrdersPerDay);
        WriteRateLimit(json, "RAW_REQUESTS"u8, "MINUTE"u8, 5, options.RequestsPerFiveMinutes);
    }

    /// <summary>One of them; with a count of what was used where that is not negative.</summary>
    public static void WriteRateLimit(Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> interval, int intervalNum, int limit, int count = -1)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervalNum);
        json.WriteNumber("limit"u8, limit);
        if (count >= 0)
            json.WriteNumber("count"u8, count);
        json.WriteEndObject();
    }

    private static string[]? PermissionsOf(BinanceParameters parameters)
    {
        if (!parameters.Has("permissions"))
            return null;
        var text = parameters["permissions"]!;
        return text.StartsWith('[') ? [.. parameters.Texts("permissions") ?? []] : [text];
    }

    private static string? StatusOf(BinanceParameters parameters)
    {
        if (!parameters.Has("symbolStatus"))
            return null;
        var status = parameters["symbolStatus"]!;
        if (status is not ("TRADING" or "HALT" or "BREAK"))
            parameters.Refuse(BinanceError.InvalidParameter("symbolStatus"));
        return status;
    }

    private static void Write(Utf8JsonWriter json, BinanceSymbol symbol, AssetDirectory assets, bool showsSets)
    {
        var (instrument, rules) = (symbol.Instrument, symbol.Entry.Rules);
        var (baseAsset, quoteAsset) = AssetsOf(instrument, assets);
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteString("status"u8, BinanceWords.Of(symbol.Entry.State));
        json.WriteString("baseAsset"u8, baseAsset);
        json.WriteNumber("baseAssetPrecision"u8, instrument.QuantityScale);
        json.WriteString("quoteAsset"u8, quoteAsset);
        json.WriteNumber("quotePrecision"u8, instrument.MoneyScale);
        json.WriteNumber("quoteAssetPrecision"u8, instrument.MoneyScale);
        json.WriteNumber("baseCommissionPrecision"u8, instrument.QuantityScale);
        json.WriteNumber("quoteCommissionPrecision"u8, instrument.MoneyScale);
        WriteWords(json, "orderTypes"u8, BinanceWords.OrderTypes);
        json.WriteBoolean("icebergAllowed"u8, rules.MaxTranches != 1);
        json.WriteBoolean("ocoAllowed"u8, false);
        json.WriteBoolean("otoAllowed"u8, false);
        json.WriteBoolean("opoAllowed"u8, false);
        json.WriteBoolean("quoteOrderQtyMarketAllowed"u8, true);
        json.WriteBoolean("allowTrailingStop"u8, false);
        json.WriteBoolean("cancelReplaceAllowed"u8, true);
        json.WriteBoolean("amendAllowed"u8, true);
        json.WriteBoolean("pegInstructionsAllowed"u8, false);
        json.WriteBoolean("isSpotTradingAllowed"u8, true);
        json.WriteBoolean("isMarginTradingAllowed"u8, false);
        json.WriteStartArray("filters"u8);
        WriteFilters(json, instrument, rules);
        json.WriteEndArray();
        WriteWords(json, "permissions"u8, []);
        json.WriteStartArray("permissionSets"u8);
        if (showsSets)
        {
            json.WriteStartArray();
            json.WriteStringValue("SPOT"u8);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode"u8, "NONE"u8);
        WriteWords(json, "allowedSelfTradePreventionModes"u8, BinanceWords.SelfTradeModes);
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, Instrument instrument, InstrumentRules rules)
    {
        Begin(json, "PRICE_FILTER"u8);
        json.WritePrice("minPrice"u8, instrument.Tick, instrument);
        json.WritePrice("maxPrice"u8, new Price(Price.MaxUnits - Price.MaxUnits % instrument.Tick.Units), instrument);
        json.WritePrice("tickSize"u8, instrument.Tick, instrument);
        json.WriteEndObject();
        // Market orders have no grid and no limits of their own.
        WriteLotSize(json, "LOT_SIZE"u8, instrument);
        WriteLotSize(json, "MARKET_LOT_SIZE"u8, instrument);
        Begin(json, "NOTIONAL"u8);
        json.WriteDecimal("minNotional"u8, rules.MinNotional.Units, instrument.MoneyScale);
        json.WriteBoolean("applyMinToMarket"u8, false);
        json.WriteDecimal("maxNotional"u8, rules.MaxNotional.Units == 0 ? LargestNotional : rules.MaxNotional.Units, instrument.MoneyScale);
        json.WriteBoolean("applyMaxToMarket"u8, false);
        json.WriteNumber("avgPriceMins"u8, 0);
        json.WriteEndObject();
        if (rules.MaxTranches > 0)
        {
            Begin(json, "ICEBERG_PARTS"u8);
            json.WriteNumber("limit"u8, rules.MaxTranches);
            json.WriteEndObject();
        }

        if (rules.BandPpm <= 0)
            return;
        // Of the last price: avgPriceMins 0.
        Begin(json, "PERCENT_PRICE"u8);
        json.WriteDecimal("multiplierUp"u8, 1_000_000L + rules.BandPpm, 6);
        json.WriteDecimal("multiplierDown"u8, Math.Max(0, 1_000_000L - rules.BandPpm), 6);
        json.WriteNumber("avgPriceMins"u8, 0);
        json.WriteEndObject();
    }

    private static void WriteLotSize(Utf8JsonWriter json, ReadOnlySpan<byte> type, Instrument instrument)
    {
        Begin(json, type);
        json.WriteQuantity("minQty"u8, instrument.MinQuantity, instrument);
        json.WriteQuantity("maxQty"u8, instrument.MaxQuantity, instrument);
        json.WriteQuantity("stepSize"u8, instrument.Lot, instrument);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, type);
    }

    private static void WriteWords(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
