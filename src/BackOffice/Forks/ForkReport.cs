using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Forks;

/// <summary>What a fork came to, as text and as JSON: differences only.</summary>
/// <param name="fork">The fork, played.</param>
/// <param name="plan">What it was made of.</param>
/// <param name="nameOf">Names of owners.</param>
public sealed class ForkReport(Fork fork, ForkPlan plan, Func<OwnerId, string?> nameOf)
{
    /// <summary>What must be known to read the result.</summary>
    public const string Frozen =
        "Others' reactions are frozen: every other command is sent as it was, though its sender might have decided otherwise in the changed market. Results count from the fork on, from positions of zero, marked at each branch's last trade.";

    private const int LinesMax = 50;

    /// <summary>For people.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        var (original, changed) = (fork.Original, fork.Changed);
        text.AppendLine($"Fork before command {plan.From}, played to {original.Replica.Sequence} ({original.Replica.Time})");
        text.AppendLine($"  changed   {fork.Dropped} dropped, {fork.Replaced} replaced, {fork.Inserted} put in; {fork.WithoutOrder} left out because their order does not exist in the fork");
        text.AppendLine($"  {Frozen}");
        text.AppendLine();
        text.AppendLine($"  event hash  {Hex(original.EventHash)} then, {Hex(changed.EventHash)} now");
        text.AppendLine($"  state hash  {Hex(original.Replica.StateHash)} then, {Hex(changed.Replica.StateHash)} now");
        if (fork.IsIdentical)
            return text.AppendLine("  Nothing came out differently.").ToString();
        text.AppendLine($"  trades      {Words.Count(original.Trades)} then, {Words.Count(changed.Trades)} now");
        text.AppendLine($"  refusals    {Words.Count(original.Refusals)} then, {Words.Count(changed.Refusals)} now");
        Section(text, "Volume", Volumes().Select(one => $"{one.Instrument.Symbol}: {Quantity(one.Then, one.Instrument)} then, {Quantity(one.Now, one.Instrument)} now"));
        Section(text, "Profit and fees by owner", Results().Select(one =>
            $"{NameOf(one.Owner)} in {one.Instrument.Symbol}: profit {Profit(one.Then, Mark(fork.Original, one.Instrument), one.Instrument)} then, {Profit(one.Now, Mark(fork.Changed, one.Instrument), one.Instrument)} now; "
            + $"fees {Words.Wide(one.Then.Fees, one.Instrument.MoneyScale)} then, {Words.Wide(one.Now.Fees, one.Instrument.MoneyScale)} now; position {Quantity(one.Then.Position, one.Instrument)} then, {Quantity(one.Now.Position, one.Instrument)} now"));
        Section(text, "Fills by order", Orders().Select(one =>
            $"{OrderName(one.Order)} of {NameOf(one.Owner)} in {one.Instrument.Symbol}: {Filled(one.Then, one.Instrument)} then, {Filled(one.Now, one.Instrument)} now"));
        Section(text, "Books at the end", Levels().Select(one =>
            $"{one.Instrument.Symbol} {(one.Side == Side.Buy ? "bid" : "ask")} {one.Instrument.Price(one.Price)}: {Level(one.Then, one.Instrument)} then, {Level(one.Now, one.Instrument)} now"));
        return text.ToString();
    }

    /// <summary>The members of a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("from", plan.From);
        json.WriteNumber("through", fork.Original.Replica.Sequence);
        json.WriteString("time", fork.Original.Replica.Time.ToString());
        json.WriteString("assumption", Frozen);
        json.WriteNumber("dropped", fork.Dropped);
        json.WriteNumber("replaced", fork.Replaced);
        json.WriteNumber("inserted", fork.Inserted);
        json.WriteNumber("left_out_without_order", fork.WithoutOrder);
        json.WriteBoolean("identical", fork.IsIdentical);
        WriteBranch(json, "original", fork.Original);
        WriteBranch(json, "changed", fork.Changed);
        WriteAll(json, "volume", Volumes(), one =>
        {
            json.WriteString("symbol", one.Instrument.Symbol.ToString());
            json.WriteString("original", Quantity(one.Then, one.Instrument));
            json.WriteString("changed", Quantity(one.Now, one.Instrument));
        });
        WriteAll(json, "owners", Results(), one =>
        {
            json.WriteNumber("owner", one.Owner.Value);
            if (nameOf(one.Owner) is { } name)
                json.WriteString("user_id", name);
            json.WriteString("symbol", one.Instrument.Symbol.ToString());
            WriteResult(json, "original", one.Then, fork.Original, one.Instrument);
            WriteResult(json, "changed", one.Now, fork.Changed, one.Instrument);
        });
        WriteAll(json, "orders", Orders(), one =>
        {
            if (one.Order > 0)
                json.WriteString("order_id", one.Order.ToString(CultureInfo.InvariantCulture));
            else
                json.WriteBoolean("only_in_fork", true);
            json.WriteNumber("owner", one.Owner.Value);
            json.WriteString("symbol", one.Instrument.Symbol.ToString());
            WriteFills(json, "original", one.Then, one.Instrument);
            WriteFills(json, "changed", one.Now, one.Instrument);
        });
        WriteAll(json, "levels", Levels(), one =>
        {
            json.WriteString("symbol", one.Instrument.Symbol.ToString());
            json.WriteString("side", Words.Of(one.Side));
            json.WriteString("price", one.Instrument.Price(one.Price));
            json.WriteString("original", one.Instrument.Quantity(one.Then.Quantity));
            json.WriteString("changed", one.Instrument.Quantity(one.Now.Quantity));
        });
    }

    private IEnumerable<Instrument> Instruments() => fork.Original.Replica.Instruments.UnionBy(fork.Changed.Replica.Instruments, one => one.Id);

    private Instrument Find(InstrumentId id) => fork.Original.Replica.Find(id) ?? fork.Changed.Replica.Find(id)!;

    private IEnumerable<(Instrument Instrument, BigInteger Then, BigInteger Now)> Volumes() => Instruments()
        .Select(one => (one, fork.Original.Volume.GetValueOrDefault(one.Id), fork.Changed.Volume.GetValueOrDefault(one.Id)))
        .Where(one => one.Item2 != one.Item3);

    private IEnumerable<(OwnerId Owner, Instrument Instrument, OwnerResult Then, OwnerResult Now)> Results() => fork.Original.Results.Keys.Union(fork.Changed.Results.Keys)
        .OrderBy(key => key.Owner.Value).ThenBy(key => key.Instrument.Value)
        .Select(key => (key.Owner, Find(key.Instrument), fork.Original.Results.GetValueOrDefault(key), fork.Changed.Results.GetValueOrDefault(key)))
        .Where(one => one.Item3 != one.Item4 || ProfitOf(one.Item3, Mark(fork.Original, one.Item2)) != ProfitOf(one.Item4, Mark(fork.Changed, one.Item2)));

    private IEnumerable<(long Order, OwnerId Owner, Instrument Instrument, OrderFills Then, OrderFills Now)> Orders() => fork.Original.Fills.Keys.Union(fork.Changed.Fills.Keys)
        .Select(order => (Order: order, Then: fork.Original.Fills.GetValueOrDefault(order), Now: fork.Changed.Fills.GetValueOrDefault(order)))
        .Where(one => one.Then != one.Now)
        .OrderBy(one => one.Order < 0).ThenBy(one => Math.Abs(one.Order))
        .Select(one => (one.Order, one.Then.Owner.Value != 0 ? one.Then.Owner : one.Now.Owner, Find(one.Then.Owner.Value != 0 ? one.Then.Instrument : one.Now.Instrument), one.Then, one.Now));

    private IEnumerable<(Instrument Instrument, Side Side, Price Price, BookLevel Then, BookLevel Now)> Levels()
    {
        foreach (var instrument in Instruments())
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                var (then, now) = (LevelsOf(fork.Original.Replica, instrument, side), LevelsOf(fork.Changed.Replica, instrument, side));
                foreach (var price in then.Keys.Union(now.Keys).OrderBy(one => side == Side.Buy ? -one.Units : one.Units))
                {
                    if (then.GetValueOrDefault(price) is var before && now.GetValueOrDefault(price) is var after && before != after)
                        yield return (instrument, side, price, before, after);
                }
            }
        }
    }

    private static Dictionary<Price, BookLevel> LevelsOf(Replica replica, Instrument instrument, Side side) =>
        replica.Find(instrument.Id) is null ? [] : replica.Audit(instrument.Id).Levels(side).ToDictionary(level => level.Price);

    private static Price Mark(Branch branch, Instrument instrument) => branch.Replica.Find(instrument.Id) is null ? Price.None : branch.Replica.Audit(instrument.Id).LastPrice;

    private static BigInteger ProfitOf(OwnerResult result, Price mark) => result.Cash + result.Position * mark.Units;

    private static string Profit(OwnerResult result, Price mark, Instrument instrument) => Words.Wide(ProfitOf(result, mark), instrument.PriceScale + instrument.QuantityScale);

    private static string Quantity(BigInteger units, Instrument instrument) => Words.Wide(units, instrument.QuantityScale);

    private static string Filled(OrderFills fills, Instrument instrument) => fills.Filled.IsZero
        ? "nothing"
        : $"{Quantity(fills.Filled, instrument)} at {Words.Average(fills.Notional, fills.Filled, instrument.PriceScale)}, fees {Words.Wide(fills.Fees, instrument.MoneyScale)}";

    private static string Level(BookLevel level, Instrument instrument) => level.Orders == 0 ? "nothing" : $"{instrument.Quantity(level.Quantity)} ({level.Orders})";

    private static string OrderName(long order) => order > 0 ? $"order {order}" : "an order only the fork has,";

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    private string NameOf(OwnerId owner) => nameOf(owner) is { } name ? $"{name} (owner {owner})" : $"owner {owner}";

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var (shown, more) = (0, 0);
        foreach (var line in lines)
        {
            if (shown == LinesMax)
            {
                more++;
                continue;
            }

            if (shown++ == 0)
                text.AppendLine().AppendLine($"  {title}");
            text.AppendLine($"    {line}");
        }

        if (more > 0)
            text.AppendLine($"    and {Words.Count(more)} more (all with --json)");
    }

    private static void WriteBranch(Utf8JsonWriter json, string name, Branch branch)
    {
        json.WriteStartObject(name);
        json.WriteNumber("commands", branch.Commands);
        json.WriteString("event_hash", Hex(branch.EventHash));
        json.WriteString("state_hash", Hex(branch.Replica.StateHash));
        json.WriteNumber("trades", branch.Trades);
        json.WriteNumber("refusals", branch.Refusals);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, string name, OwnerResult result, Branch branch, Instrument instrument)
    {
        json.WriteStartObject(name);
        json.WriteString("profit", Profit(result, Mark(branch, instrument), instrument));
        json.WriteString("fees", Words.Wide(result.Fees, instrument.MoneyScale));
        json.WriteString("position", Quantity(result.Position, instrument));
        json.WriteString("volume", Quantity(result.Volume, instrument));
        json.WriteEndObject();
    }

    private static void WriteFills(Utf8JsonWriter json, string name, OrderFills fills, Instrument instrument)
    {
        json.WriteStartObject(name);
        json.WriteString("filled", Quantity(fills.Filled, instrument));
        if (!fills.Filled.IsZero)
            json.WriteString("avg_price", Words.Average(fills.Notional, fills.Filled, instrument.PriceScale));
        json.WriteString("fees", Words.Wide(fills.Fees, instrument.MoneyScale));
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
