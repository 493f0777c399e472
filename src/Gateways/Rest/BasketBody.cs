using System.Text;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>The body of a basket order: what it is as a whole, and its legs under <c>orders</c>. Becomes the commands that put a basket together.</summary>
internal sealed class BasketBody
{
    private const string LegsField = "orders";

    // Of those who say nothing of it, as the clients of a basket over time seldom do.
    private const int UsualSeconds = 3_600;

    private static readonly string[] ScheduleFields = ["start_time", "end_time", "duration_seconds", "interval_ms", "jitter_percent", "catch_up_percent"];
    private static readonly string[] Fields = ["basket_id", "side", "user_id", "total_value", "execution_strategy", "fill_policy", "stp_mode", .. ScheduleFields];
    private static readonly string[] LegFields = ["symbol", "side", "quantity", "weight", "limit_price"];

    private readonly List<InstrumentBody> _legBodies = [];
    private readonly InstrumentBody _head = new();

    /// <summary>Whom it says it is of; null where it does not say.</summary>
    public string? User => _head["user_id"];

    /// <summary>The first command, without owner, group and session.</summary>
    public Command Opening { get; private set; }

    /// <summary>The legs' commands, without owner and basket.</summary>
    public List<Command> Legs { get; } = [];

    /// <summary>Of one that is to be worked over time: the command that says so, without owner and basket.</summary>
    public Command? Schedule { get; private set; }

    /// <summary>Their instruments.</summary>
    public List<Instrument> Instruments { get; } = [];

    public bool TryRead(ReadOnlySpan<byte> body, InstrumentDirectory directory, Timestamp now, out Problem problem)
    {
        try
        {
            using var document = JsonDocument.Parse(body.ToArray());
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refuse(string.Empty, "The body must be one JSON object.", out problem);
            return TryReadObjects(document.RootElement, out problem) && TryBuildLegs(directory, out var isByWeight, out problem) && TryBuildOpening(isByWeight, out problem)
                && TryBuildSchedule(now, out problem);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refuse(string.Empty, "The body is not JSON.", out problem);
        }
    }

    private bool TryReadObjects(JsonElement root, out Problem problem)
    {
        if (!_head.TryRead(root, Fields, out problem, aside: LegsField))
            return false;
        if (root.EnumerateObject().Count(field => field.Name == LegsField) != 1 || !root.TryGetProperty(LegsField, out var legs) || legs.ValueKind != JsonValueKind.Array)
            return Refuse(LegsField, "Field 'orders' is a list of legs, given once.", out problem);
        if (legs.GetArrayLength() is < 1 or > BasketTerms.MaxLegs)
        {
            problem = new Problem(RejectReason.BasketLegsInvalid) { Field = LegsField };
            return false;
        }

        foreach (var leg in legs.EnumerateArray())
        {
            var read = new InstrumentBody();
            if (leg.ValueKind != JsonValueKind.Object)
                return Refuse(LegsField, "A leg is an object.", out problem);
            if (!read.TryRead(leg, LegFields, out problem))
                return false;
            // Who names a limit means one: an empty one is a mistake, not an order at any price.
            if (leg.TryGetProperty("limit_price", out var limit) && limit.ValueKind == JsonValueKind.String && limit.GetString()!.Length == 0)
                return Refuse("limit_price", "A limit is above zero; a leg without one is a market order.", out problem);
            _legBodies.Add(read);
        }

        return true;
    }

    private bool TryBuildLegs(InstrumentDirectory directory, out bool isByWeight, out Problem problem)
    {
        problem = default;
        isByWeight = _legBodies[0]["weight"] is not null;
        foreach (var leg in _legBodies)
        {
            if (leg["weight"] is not null != isByWeight || leg["quantity"] is not null == isByWeight)
                return Refuse(isByWeight ? "weight" : "quantity", "Either every leg has a weight, or every leg has a quantity.", out problem);
            if (!leg.TryText("symbol", out var symbol, out problem))
                return false;
            if (directory.Find(symbol) is not { } entry)
            {
                problem = new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}.");
                return false;
            }

            if (!TrySide(leg["side"] ?? _head["side"], out var side, out problem)
                || !leg.TryDecimal(isByWeight ? "weight" : "quantity", isByWeight ? 6 : entry.Instrument.QuantityScale, null, out var quantity, out problem)
                || !leg.TryDecimal("limit_price", entry.Instrument.PriceScale, 0, out var limit, out problem))
                return false;
            if (leg["limit_price"] is not null && limit <= 0)
                return Refuse("limit_price", "A limit is above zero; a leg without one is a market order.", out problem);
            Instruments.Add(entry.Instrument);
            Legs.Add(Command.AddBasketLeg(default, default, Legs.Count, entry.Instrument.Id, side, new Quantity(quantity), new Price(limit)));
        }

        return true;
    }

    private bool TryBuildOpening(bool isByWeight, out Problem problem)
    {
        var isProRata = _head["fill_policy"] == "pro_rata";
        if (_head["fill_policy"] is { } policy && !isProRata && policy != "all_or_none")
            return Refuse("fill_policy", "The policy is all_or_none or pro_rata.", out problem);
        var prevention = SelfTradePrevention.None;
        if (_head["stp_mode"] is { } mode && !RequestWords.TryStpMode(Encoding.UTF8.GetBytes(mode), out prevention))
            return Refuse("stp_mode", "That is no mode of self-trade prevention.", out problem);
        if (!_head.TryName("basket_id", out var name, out problem) || !_head.TryDecimal("total_value", Instruments[0].MoneyScale, isByWeight ? null : 0, out var total, out problem))
            return false;
        Opening = new Command
        {
            Kind = CommandKind.OpenBasket,
            Terms = new OrderTerms(BasketTerms.Of(isByWeight, isProRata, prevention).Bits),
            LegCount = Legs.Count,
            Total = new Money(total),
            Text = name,
        };
        return true;
    }

    private bool TryBuildSchedule(Timestamp now, out Problem problem)
    {
        problem = default;
        var type = _head["execution_strategy"]?.ToLowerInvariant() switch { null or "immediate" => AlgoType.None, "twap" => AlgoType.Twap, "vwap" => AlgoType.Vwap, _ => AlgoType.Pov };
        if (type == AlgoType.Pov)
            return Refuse("execution_strategy", "The strategy is immediate, twap or vwap.", out problem);
        if (type == AlgoType.None)
            return Array.Find(ScheduleFields, field => _head[field] is not null) is not { } odd || Refuse(odd, $"A basket that is executed at once has no '{odd}'; say execution_strategy twap or vwap.", out problem);
        if (_head["end_time"] is not null && _head["duration_seconds"] is not null)
            return Refuse("duration_seconds", "Say either end_time or duration_seconds.", out problem);
        if (!AlgoEndpoints.TryTime(_head, "start_time", out var start, out problem) || !AlgoEndpoints.TryTime(_head, "end_time", out var end, out problem)
            || !_head.TryWhole("duration_seconds", UsualSeconds, out var seconds, out problem))
            return false;
        if (seconds is < 1 or > (int)(AlgoPace.MaxSpanNs / 1_000_000_000))
        {
            problem = new Problem(RejectReason.AlgoTimesInvalid) { Field = "duration_seconds" };
            return false;
        }

        var begins = start > now ? start : now;
        if (_head["end_time"] is null)
            end = new Timestamp(begins.Nanoseconds + (seconds * 1_000_000_000L));
        if (!AlgoEndpoints.TryPace(_head, begins, end, Legs.Count, out var pace, out problem))
            return false;
        Schedule = Command.ScheduleBasket(default, default, type, start, end, pace);
        return true;
    }

    private static bool TrySide(string? word, out Side side, out Problem problem)
    {
        side = default;
        problem = default;
        return (word is not null && RequestWords.TrySide(Encoding.UTF8.GetBytes(word), out side)) || Refuse("side", "The side of a leg, or of the basket, is buy or sell.", out problem);
    }

    private static bool Refuse(string field, string detail, out Problem problem)
    {
        problem = Problem.Malformed(field, detail);
        return false;
    }
}
