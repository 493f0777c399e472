using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>The body of an administrative request: definition, rules, state, trading day. Decimals stay text until the scales are known.</summary>
internal sealed class InstrumentBody
{
    private static readonly string[] RuleFields =
    [
        "maker_fee_ppm", "taker_fee_ppm", "auction_fee_ppm", "band_ppm", "collar_ppm", "min_notional", "max_notional", "reference_price", "reject_short_market_orders", "max_tranches",
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>What POST /instruments takes.</summary>
    public static IReadOnlyList<string> Definition { get; } =
        ["symbol", "instrument_id", "price_scale", "quantity_scale", "money_scale", "tick", "lot", "min_quantity", "max_quantity", "base_asset", "quote_asset", "rules", "state"];

    /// <summary>What PUT …/rules takes.</summary>
    public static IReadOnlyList<string> RulesOnly => RuleFields;

    public bool HasRules { get; private set; }

    public InstrumentState? State { get; private set; }

    public Timestamp End { get; private set; }

    /// <summary>A field's text; null where it is not given.</summary>
    public string? this[string field] => _values.GetValueOrDefault(field);

    /// <summary>A text that must be given.</summary>
    public bool TryText(string field, out string text, out Problem problem)
    {
        problem = default;
        text = this[field] ?? string.Empty;
        return text.Length > 0 || Refuse(field, $"Field '{field}' is missing.", out problem);
    }

    public bool TryRead(ReadOnlySpan<byte> body, IReadOnlyList<string> fields, out Problem problem)
    {
        problem = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != body.Length && body[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8))
                return Refuse(string.Empty, "Something follows the body's object.", out problem);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refuse(string.Empty, "The body must be one JSON object.", out problem);
            return TryRead(document.RootElement, fields, out problem);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refuse(string.Empty, "The body is not JSON.", out problem);
        }
    }

    /// <summary>The instrument the body defines.</summary>
    public bool TryBuild(InstrumentDirectory directory, AssetDirectory assets, out Instrument instrument, out Problem problem)
    {
        instrument = null!;
        if (!TryAsset("base_asset", assets, out var baseAsset, out problem) || !TryAsset("quote_asset", assets, out var quoteAsset, out problem))
            return false;
        if (baseAsset is null != quoteAsset is null)
            return Refuse(baseAsset is null ? "base_asset" : "quote_asset", "A settled instrument names both base_asset and quote_asset.", out problem);
        if (!Text36.TryCreate(_values.GetValueOrDefault("symbol").AsSpan(), out var symbol))
            return Refuse("symbol", "A symbol is 1 to 36 printable ASCII characters.", out problem);
        if (!TryWhole("price_scale", 2, out var priceScale, out problem) || !TryWhole("quantity_scale", 0, out var quantityScale, out problem)
            || !TryWhole("money_scale", quoteAsset?.Scale ?? priceScale, out var moneyScale, out problem))
            return false;
        foreach (var (name, scale) in (ReadOnlySpan<(string, int)>)[("price_scale", priceScale), ("quantity_scale", quantityScale), ("money_scale", moneyScale)])
        {
            if (scale is < 0 or > Instrument.MaxScale)
                return Refuse(name, $"A scale is 0 to {Instrument.MaxScale}.", out problem);
        }

        var known = directory.Find(symbol);
        var next = directory.All.Count == 0 ? 1 : directory.All[^1].Instrument.Id.Value + 1;
        if (!TryWhole("instrument_id", known?.Instrument.Id.Value ?? next, out var id, out problem)
            || !TryDecimal("tick", priceScale, null, out var tick, out problem)
            || !TryDecimal("lot", quantityScale, null, out var lot, out problem)
            || !TryDecimal("min_quantity", quantityScale, null, out var minQuantity, out problem)
            || !TryDecimal("max_quantity", quantityScale, null, out var maxQuantity, out problem))
            return false;
        instrument = new Instrument(
            new InstrumentId(id), symbol, (byte)priceScale, (byte)quantityScale, (byte)moneyScale, new Price(tick), new Quantity(lot), new Quantity(minQuantity), new Quantity(maxQuantity),
            baseAsset?.Id ?? default, quoteAsset?.Id ?? default);
        return true;
    }

    /// <summary>The rules after the body's changes.</summary>
    public bool TryBuildRules(Instrument instrument, InstrumentRules before, out InstrumentRules rules, out Problem problem)
    {
        rules = before;
        if (!TryWhole("maker_fee_ppm", before.MakerFeePpm, out var maker, out problem) || !TryWhole("taker_fee_ppm", before.TakerFeePpm, out var taker, out problem)
            || !TryWhole("auction_fee_ppm", before.AuctionFeePpm, out var auction, out problem) || !TryWhole("band_ppm", before.BandPpm, out var band, out problem)
            || !TryWhole("collar_ppm", before.CollarPpm, out var collar, out problem) || !TryWhole("max_tranches", before.MaxTranches, out var tranches, out problem)
            || !TryDecimal("min_notional", instrument.MoneyScale, before.MinNotional.Units, out var minNotional, out problem)
            || !TryDecimal("max_notional", instrument.MoneyScale, before.MaxNotional.Units, out var maxNotional, out problem)
            || !TryDecimal("reference_price", instrument.PriceScale, before.ReferencePrice.Units, out var reference, out problem))
            return false;
        var rejectShort = before.RejectShortMarketOrders;
        if (_values.TryGetValue("reject_short_market_orders", out var flag) && !bool.TryParse(flag, out rejectShort))
            return Refuse("reject_short_market_orders", "The value is true or false.", out problem);
        rules = new InstrumentRules(maker, taker, auction, band, collar, new Money(minNotional), new Money(maxNotional), new Price(reference), rejectShort, tranches);
        return true;
    }

    /// <summary>Reads an object that is a part of a body.</summary>
    /// <param name="body">The object.</param>
    /// <param name="fields">What it may have.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="aside">A field that somebody else reads.</param>
    public bool TryRead(JsonElement body, IReadOnlyList<string> fields, out Problem problem, string? aside = null)
    {
        problem = default;
        foreach (var field in body.EnumerateObject())
        {
            if (field.Name == aside)
                continue;
            if (!fields.Contains(field.Name))
                return Refuse(field.Name, $"Unknown field '{field.Name}'.", out problem);
            switch (field.Name)
            {
                case "rules":
                    HasRules = true;
                    if (field.Value.ValueKind != JsonValueKind.Object)
                        return Refuse("rules", "Field 'rules' is an object.", out problem);
                    if (!TryRead(field.Value, RuleFields, out problem))
                        return false;
                    break;
                case "state":
                    if (!TryState(field.Value.ToString(), out var state))
                        return Refuse("state", "The states are announced, auction, open, halted, closed and expired.", out problem);
                    State = state;
                    break;
                case "end":
                    if (field.Value.ValueKind != JsonValueKind.String || !IsoTime.TryParse(Encoding.UTF8.GetBytes(field.Value.GetString()!), out var end))
                        return Refuse("end", "Field 'end' is a UTC time such as 2026-11-21T16:00:00Z.", out problem);
                    End = end;
                    break;
                default:
                    if (!TryKeep(field, out problem))
                        return false;
                    break;
            }
        }

        return true;
    }

    private bool TryKeep(JsonProperty field, out Problem problem)
    {
        problem = default;
        // A number's own text is kept, so that no digit is lost on the way to a scaled integer; null is as good as absent.
        var text = field.Value.ValueKind switch
        {
            JsonValueKind.String => field.Value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
            JsonValueKind.Null => string.Empty,
            _ => null,
        };
        if (text is null)
            return Refuse(field.Name, $"Field '{field.Name}' has a value of the wrong kind.", out problem);
        if (text.Length > 0 && !_values.TryAdd(field.Name, text))
            return Refuse(field.Name, $"Field '{field.Name}' is given twice.", out problem);
        return true;
    }

    private bool TryAsset(string name, AssetDirectory assets, out Asset? asset, out Problem problem)
    {
        problem = default;
        asset = null;
        if (!_values.TryGetValue(name, out var code))
            return true;
        asset = assets.Find(code);
        if (asset is not null)
            return true;
        problem = new Problem(RejectReason.AssetUnknown, $"There is no asset {code}.") { Field = name };
        return false;
    }

    /// <summary>A whole number; the usual value where the field is missing.</summary>
    public bool TryWhole(string name, int usual, out int value, out Problem problem)
    {
        problem = default;
        value = usual;
        if (!_values.TryGetValue(name, out var text))
            return true;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) || Refuse(name, $"Field '{name}' is a whole number.", out problem);
    }

    /// <summary>A decimal in units of its scale; the usual value where the field is missing.</summary>
    public bool TryDecimal(string name, int scale, long? usual, out long value, out Problem problem)
    {
        problem = default;
        value = usual ?? 0;
        if (!_values.TryGetValue(name, out var text))
            return usual is not null || Refuse(name, $"Field '{name}' is missing.", out problem);
        return DecimalText.TryParse(Encoding.UTF8.GetBytes(text), scale, out value) switch
        {
            DecimalTextError.None => true,
            DecimalTextError.TooPrecise => Refuse(name, $"Field '{name}' has more than {scale} decimals; nothing is rounded.", out problem),
            DecimalTextError.OutOfRange => Refuse(name, $"Field '{name}' is out of range.", out problem),
            _ => Refuse(name, $"Field '{name}' is not a plain decimal number.", out problem),
        };
    }

    /// <summary>A UTC time; none where the field is missing.</summary>
    public bool TryTime(string name, out Timestamp value, out Problem problem)
    {
        problem = default;
        value = Timestamp.None;
        return !_values.TryGetValue(name, out var text) || IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out value)
            || Refuse(name, $"Field '{name}' is a UTC time such as 2026-11-21T16:00:00Z.", out problem);
    }

    /// <summary>True or false; the usual value where the field is missing.</summary>
    public bool TryFlag(string name, bool usual, out bool value, out Problem problem)
    {
        problem = default;
        value = usual;
        return !_values.TryGetValue(name, out var text) || bool.TryParse(text, out value) || Refuse(name, "The value is true or false.", out problem);
    }

    /// <summary>A short text; empty where the field is missing.</summary>
    public bool TryText36(string name, out Text36 value, out Problem problem)
    {
        problem = default;
        value = Text36.Empty;
        return !_values.TryGetValue(name, out var text) || Text36.TryCreate(text.AsSpan(), out value)
            || Refuse(name, $"Field '{name}' is up to 36 printable ASCII characters.", out problem);
    }

    /// <summary>A short text by which something may be asked for where its number may stand too, and so not of digits alone; empty where the field is missing.</summary>
    public bool TryName(string name, out Text36 value, out Problem problem) =>
        TryText36(name, out value, out problem)
        && (value.IsEmpty || _values[name].AsSpan().ContainsAnyExceptInRange('0', '9') || Refuse(name, $"Field '{name}' has something besides digits: digits alone are the exchange's own numbers.", out problem));

    private static bool TryState(string text, out InstrumentState state) =>
        Enum.TryParse(text, ignoreCase: true, out state) && Enum.IsDefined(state) && !char.IsAsciiDigit(text[0]);

    private static bool Refuse(string field, string detail, out Problem problem)
    {
        problem = Problem.Malformed(field, detail);
        return false;
    }
}
