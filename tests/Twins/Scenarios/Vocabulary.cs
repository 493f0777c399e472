using System.Globalization;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>The names that a scenario uses for owners, orders and instruments, and how it writes numbers.</summary>
public sealed class Vocabulary
{
    private static readonly string[] Owners = ["exchange", "alice", "bob", "carol", "dave", "erin"];
    private readonly Dictionary<string, Instrument> _instruments = [];
    private readonly Dictionary<long, string> _orderNames = [];
    private readonly Dictionary<string, (OrderId Id, OwnerId Owner)> _orders = [];
    private readonly Dictionary<long, InstrumentId> _instrumentOfOrder = [];
    private readonly HashSet<long> _budgets = [];
    private readonly Dictionary<string, Asset> _assets = [];

    /// <summary>Where the scenario's clock stands.</summary>
    public Timestamp Clock { get; set; }

    /// <summary>The basket that was opened last, or to which a leg was added.</summary>
    public BasketId LastBasket { get; set; }

    /// <summary>The number of its next leg.</summary>
    public int NextLeg { get; set; }

    /// <summary>Makes an instrument known.</summary>
    public void Learn(Instrument instrument) => _instruments[instrument.Symbol.ToString()] = instrument;

    /// <summary>Makes an asset known.</summary>
    public void Learn(Asset asset) => _assets[asset.Code.ToString()] = asset;

    /// <summary>The asset of a code or number; one that nobody defined has two decimals.</summary>
    public Asset Asset(string code) =>
        _assets.TryGetValue(code, out var asset) ? asset : new Asset(new AssetId((int)Number(code)), Text36.Of(code), 2);

    /// <summary>The asset of an id.</summary>
    public Asset Asset(AssetId id) => _assets.Values.FirstOrDefault(a => a.Id == id) ?? Asset(id.ToString());

    /// <summary>Gives an accepted order its name, its number where it has none.</summary>
    public void Learn(in ExchangeEvent accepted, string? name)
    {
        var (id, owner) = (accepted.OrderId, accepted.Owner);
        _instrumentOfOrder[id.Value] = accepted.Instrument;
        if (accepted.Terms.QuoteQuantity)
            _budgets.Add(id.Value);
        name ??= $"#{id}";
        while (_orders.ContainsKey(name))
            name += "'";
        _orderNames[id.Value] = name;
        _orders[name] = (id, owner);
    }

    /// <summary>The name of an order.</summary>
    public string NameOf(OrderId id) => _orderNames.GetValueOrDefault(id.Value) ?? $"#{id}";

    /// <summary>The order of a name, or of <c>#7</c>, with its owner.</summary>
    public (OrderId Id, OwnerId Owner) Order(string name)
    {
        if (_orders.TryGetValue(name, out var order))
            return order;
        return name.StartsWith('#') ? (new OrderId(Number(name[1..])), new OwnerId(1)) : throw new FormatException($"no order is called '{name}'");
    }

    /// <summary>True of an order whose quantity is money.</summary>
    public bool IsBudget(OrderId id) => _budgets.Contains(id.Value);

    /// <summary>The instrument of an order; the usual one where the order is not known.</summary>
    public InstrumentId InstrumentOf(OrderId id) => _instrumentOfOrder.GetValueOrDefault(id.Value, Usual.Id);

    /// <summary>The owner of a name or number.</summary>
    public static OwnerId Owner(string name)
    {
        var index = Array.IndexOf(Owners, name);
        return new OwnerId(index >= 0 ? index : (int)Number(name));
    }

    /// <summary>The name of an owner.</summary>
    public static string NameOf(OwnerId owner) =>
        owner.Value >= 0 && owner.Value < Owners.Length ? Owners[owner.Value] : owner.ToString();

    /// <summary>The instrument of a symbol; one that nobody defined has the scales of the usual one.</summary>
    public Instrument Instrument(string symbol) =>
        _instruments.GetValueOrDefault(symbol) ?? Usual with { Id = new InstrumentId((int)Number(symbol)) };

    /// <summary>The instrument of an id.</summary>
    public Instrument Instrument(InstrumentId id) => _instruments.Values.FirstOrDefault(i => i.Id == id) ?? Usual;

    /// <summary>What scenarios trade unless they say otherwise: X, prices and money with two decimals, whole lots.</summary>
    public static Instrument Usual { get; } = new(
        new InstrumentId(1), Text36.Of("X"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    /// <summary>Decimal text to units.</summary>
    public static long Scaled(string text, int scale)
    {
        var error = DecimalText.TryParse(System.Text.Encoding.ASCII.GetBytes(text), scale, out var value);
        return error == DecimalTextError.None ? value : throw new FormatException($"'{text}' is not a number with {scale} decimals: {error}");
    }

    /// <summary>A whole number, decimal or 0x.</summary>
    public static long Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw new FormatException($"'{text}' is neither a known name nor a number");

    /// <summary><c>+5s</c>, <c>-1h</c>, <c>+2d</c> from the clock, or <c>2026-01-05T17:00:00Z</c>.</summary>
    public Timestamp Moment(string text)
    {
        if (text[0] is not ('+' or '-'))
            return Timestamp.FromDateTimeUtc(DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
        var unit = text.EndsWith("ns", StringComparison.Ordinal) ? 1 : text[^1] switch
        {
            's' => 1_000_000_000L,
            'm' => 60_000_000_000L,
            'h' => 3_600_000_000_000L,
            'd' => Timestamp.NanosecondsPerDay,
            _ => throw new FormatException($"'{text}' is not a time such as +5s"),
        };
        return new Timestamp(Clock.Nanoseconds + Number(text[..^(unit == 1 ? 2 : 1)]) * unit);
    }
}
