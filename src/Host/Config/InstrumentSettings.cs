using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Host.Config;

/// <summary>An instrument the configuration asks for; defined by commands if the exchange does not know its symbol yet.</summary>
/// <param name="Definition">With id zero: the exchange's next free one.</param>
/// <param name="Rules">Set after the definition.</param>
/// <param name="State">Entered after the rules; with a calendar the calendar decides.</param>
/// <param name="Calendar">Name and calendar, or null where it trades all the time.</param>
/// <param name="Base">Code of the asset that is traded; null, with <paramref name="Quote"/>, where trades are not settled.</param>
/// <param name="Quote">Code of the asset it is paid in.</param>
internal sealed record InstrumentSettings(
    Instrument Definition, InstrumentRules Rules, InstrumentState State, CalendarSettings? Calendar, string? Base = null, string? Quote = null)
{
    /// <summary>Its circuit breaker and band, set after the rules.</summary>
    public BreakerRules Breaker { get; init; } = BreakerRules.None;

    /// <summary>What makes it a contract, set after its definition; null where it is none.</summary>
    public ContractSettings? Contract { get; init; }

    // Two events for each tranche taken: an order that meets an iceberg causes a few hundred of them at most.
    private const int UsualTranches = 100;

    /// <summary>What an exchange in development opens with where the configuration names no instrument.</summary>
    public static IReadOnlyList<InstrumentSettings> Development { get; } =
    [
        Sample("BTC-USDT", "BTC", "USDT", priceScale: 2, quantityScale: 8, moneyScale: 8, lotUnits: 1_000, maxUnits: 1_000_00000000, makerPpm: 1_000, takerPpm: 2_000),
        Sample("ETH-USDT", "ETH", "USDT", priceScale: 2, quantityScale: 8, moneyScale: 8, lotUnits: 10_000, maxUnits: 9_000_00000000, makerPpm: 1_000, takerPpm: 2_000),
        Sample("AAPL", "AAPL", "USD", priceScale: 2, quantityScale: 0, moneyScale: 4, lotUnits: 1, maxUnits: 1_000_000, makerPpm: 0, takerPpm: 100),
    ];

    /// <summary>All of <c>Instruments</c>.</summary>
    public static IReadOnlyList<InstrumentSettings> ReadAll(SettingsReader reader, IReadOnlyDictionary<string, CalendarSettings> calendars, IReadOnlyList<AssetSettings> assets)
    {
        var all = new List<InstrumentSettings>();
        foreach (var index in reader.Children("Instruments"))
        {
            var instrument = Read(reader, $"Instruments:{index}", calendars, assets);
            if (all.Exists(other => other.Definition.Symbol == instrument.Definition.Symbol))
                reader.Refuse($"Instruments:{index}:Symbol", $"repeats '{instrument.Definition.Symbol}'");
            all.Add(instrument);
        }

        return all;
    }

    private static InstrumentSettings Read(SettingsReader reader, string key, IReadOnlyDictionary<string, CalendarSettings> calendars, IReadOnlyList<AssetSettings> assets)
    {
        var name = reader.Text($"{key}:Symbol", "");
        if (!Text36.TryCreate(name, out var symbol))
            reader.Refuse($"{key}:Symbol", $"must be 1 to {Text36.LengthMax} printable ASCII characters, not '{name}'");
        var priceScale = (byte)reader.Number($"{key}:PriceScale", 2, 0, Instrument.MaxScale);
        var quantityScale = (byte)reader.Number($"{key}:QuantityScale", 0, 0, Instrument.MaxScale);
        var (baseAsset, quoteAsset) = (reader.OptionalText($"{key}:Base"), reader.OptionalText($"{key}:Quote"));
        if (baseAsset is null != quoteAsset is null)
            reader.Refuse($"{key}:{(baseAsset is null ? "Base" : "Quote")}", "must be there where the other one of Base and Quote is: a settled instrument names both");
        var contract = ContractSettings.Read(reader, $"{key}:Contract");
        if (contract is not null && baseAsset is not null)
            reader.Refuse($"{key}:Contract", "must not stand beside Base and Quote: a contract settles in one asset");
        var money = contract?.Asset ?? quoteAsset;
        var moneyScale = (byte)reader.Number($"{key}:MoneyScale", assets.FirstOrDefault(asset => asset.Code.ToString() == money)?.Scale ?? priceScale, 0, Instrument.MaxScale);
        var tick = Positive(reader, $"{key}:Tick", DecimalText.Format(1, priceScale), priceScale);
        var lot = Positive(reader, $"{key}:Lot", DecimalText.Format(1, quantityScale), quantityScale);
        var min = Positive(reader, $"{key}:MinQuantity", DecimalText.Format(lot, quantityScale), quantityScale);
        var largest = Quantity.MaxUnits / lot * lot;
        var max = Positive(reader, $"{key}:MaxQuantity", DecimalText.Format(largest, quantityScale), quantityScale);
        if (tick > Price.MaxUnits)
            reader.Refuse($"{key}:Tick", "is above the largest price");
        if (min % lot != 0)
            reader.Refuse($"{key}:MinQuantity", "must be a multiple of Lot");
        if (max % lot != 0 || max < min || max > Quantity.MaxUnits)
            reader.Refuse($"{key}:MaxQuantity", $"must be a multiple of Lot, from MinQuantity to {DecimalText.Format(largest, quantityScale)}");

        var rules = new InstrumentRules(
            reader.Number($"{key}:Rules:MakerFeePpm", 0, -100_000, 100_000),
            reader.Number($"{key}:Rules:TakerFeePpm", 0, -100_000, 100_000),
            reader.Number($"{key}:Rules:AuctionFeePpm", 0, -100_000, 100_000),
            reader.Number($"{key}:Rules:BandPpm", 0, 0, 1_000_000),
            reader.Number($"{key}:Rules:CollarPpm", 0, 0, 1_000_000),
            new Money(reader.Decimal($"{key}:Rules:MinNotional", "0", moneyScale)),
            new Money(reader.Decimal($"{key}:Rules:MaxNotional", "0", moneyScale)),
            new Price(reader.Decimal($"{key}:Rules:ReferencePrice", "0", priceScale)),
            reader.Flag($"{key}:Rules:RejectShortMarketOrders", false),
            reader.Number($"{key}:Rules:MaxTranches", UsualTranches, 0, int.MaxValue));

        CalendarSettings? calendar = null;
        if (reader.OptionalText($"{key}:Calendar") is { } calendarName && !calendars.TryGetValue(calendarName, out calendar))
            reader.Refuse($"{key}:Calendar", $"names a calendar that is not under Calendars: '{calendarName}'");
        return new InstrumentSettings(
            new Instrument(InstrumentId.None, symbol, priceScale, quantityScale, moneyScale, new Price(tick), new Quantity(lot), new Quantity(min), new Quantity(max)),
            rules,
            reader.Choice($"{key}:State", InstrumentState.Open),
            calendar,
            baseAsset,
            quoteAsset)
        {
            Breaker = ReadBreaker(reader, $"{key}:Breaker"),
            Contract = contract,
        };
    }

    private static BreakerRules ReadBreaker(SettingsReader reader, string key)
    {
        var rules = new BreakerRules(
            reader.Number($"{key}:WindowMs", 0, 0, BreakerRules.MaxMs),
            reader.Number($"{key}:BreakerPpm", 0, 0, 1_000_000),
            reader.Number($"{key}:BandPpm", 0, 0, 1_000_000),
            reader.Number($"{key}:LimitStateMs", 0, 0, BreakerRules.MaxMs),
            reader.Number($"{key}:PauseMs", 0, 0, BreakerRules.MaxMs),
            reader.Number($"{key}:AuctionMs", 0, 0, BreakerRules.MaxMs),
            reader.Flag($"{key}:CancelOrders", false));
        if (rules.WindowMs == 0 && (rules.BreakerPpm | rules.BandPpm) != 0)
            reader.Refuse($"{key}:WindowMs", "must be set with BreakerPpm or BandPpm");
        if (rules.BandPpm == 0 && rules.LimitStateMs != 0)
            reader.Refuse($"{key}:BandPpm", "must be set with LimitStateMs");
        if ((rules.PauseMs | rules.AuctionMs) == 0 && (rules.BreakerPpm | rules.LimitStateMs) != 0)
            reader.Refuse($"{key}:PauseMs", "PauseMs or AuctionMs must be set with BreakerPpm or LimitStateMs");
        return rules;
    }

    private static long Positive(SettingsReader reader, string key, string fallback, int scale)
    {
        var units = reader.Decimal(key, fallback, scale);
        if (units > 0)
            return units;
        reader.Refuse(key, "must be above zero");
        return 1;
    }

    private static InstrumentSettings Sample(
        string symbol, string baseAsset, string quoteAsset, byte priceScale, byte quantityScale, byte moneyScale, long lotUnits, long maxUnits, int makerPpm, int takerPpm) => new(
        new Instrument(
            InstrumentId.None, Text36.Of(symbol), priceScale, quantityScale, moneyScale,
            new Price(1), new Quantity(lotUnits), new Quantity(lotUnits), new Quantity(maxUnits)),
        InstrumentRules.None with { MakerFeePpm = makerPpm, TakerFeePpm = takerPpm, AuctionFeePpm = makerPpm, MaxTranches = UsualTranches },
        InstrumentState.Open,
        Calendar: null,
        baseAsset,
        quoteAsset);
}
