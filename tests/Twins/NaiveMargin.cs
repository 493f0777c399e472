using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>What makes an instrument a contract.</summary>
internal sealed record NaiveContract(ContractTerms Terms)
{
    public Price Mark { get; set; }
    public bool IsSettled { get; set; }
}

/// <summary>An account's position in a contract; its open orders are asked of the orders each time.</summary>
internal sealed record NaivePosition(OwnerId Account, InstrumentId Instrument)
{
    public BigInteger Quantity { get; set; }
    public BigInteger Cost { get; set; }
    public BigInteger Realised { get; set; }
    public BigInteger Funding { get; set; }
    public int Leverage { get; set; }
    public bool IsIsolated { get; set; }
    public BigInteger Own { get; set; }
}

/// <summary>What pays for losses; with contract none an account's cross pocket in an asset.</summary>
internal readonly record struct NaivePocket(OwnerId Account, AssetId Asset, InstrumentId Contract) : IComparable<NaivePocket>
{
    public int CompareTo(NaivePocket other) =>
        (Account.Value, Asset.Value, Contract.Value).CompareTo((other.Account.Value, other.Asset.Value, other.Contract.Value));
}

/// <summary>docs/reference/margin.md as lists.</summary>
internal sealed class NaiveMargin
{
    public List<NaivePosition> Positions { get; } = [];

    /// <summary>Who stands in for bankrupts of the present command, by contract and sign of the position.</summary>
    public Dictionary<(InstrumentId, int), List<NaivePosition>> Rankings { get; } = [];

    public HashSet<NaivePocket> Called { get; } = [];
    public HashSet<NaivePocket> Liquidating { get; } = [];
    public Dictionary<(InstrumentId Contract, OwnerId Account, int Tier), (long Position, long Order)> Limits { get; } = [];
    public Dictionary<OwnerId, int> Tiers { get; } = [];
}

/// <summary>Sections 1 to 4 as questions: what positions are worth, what they need, what pockets have.</summary>
internal static class Worth
{
    private static readonly BigInteger Million = 1_000_000;

    /// <summary>N(p, q) of an instrument that is a contract.</summary>
    public static BigInteger N(NaiveInstrument i, BigInteger price, BigInteger quantity)
    {
        var d = i.Definition;
        var exponent = d.MoneyScale - d.PriceScale - d.QuantityScale;
        var product = price * quantity * i.Contract!.Terms.Multiplier;
        return exponent >= 0 ? product * BigInteger.Pow(10, exponent) : product / BigInteger.Pow(10, -exponent);
    }

    public static NaivePosition? Find(NaiveState s, OwnerId account, InstrumentId contract) => s.Margin.Positions.Find(p => p.Account == account && p.Instrument == contract);

    /// <summary>The position; one that holds nothing where there is none.</summary>
    public static NaivePosition Get(NaiveState s, OwnerId account, InstrumentId contract) => Find(s, account, contract) ?? new NaivePosition(account, contract);

    public static NaivePosition GetOrAdd(NaiveState s, OwnerId account, InstrumentId contract)
    {
        var position = Get(s, account, contract);
        if (!s.Margin.Positions.Contains(position))
            s.Margin.Positions.Add(position);
        return position;
    }

    public static BigInteger OpenOrders(NaiveState s, OwnerId account, InstrumentId contract, Side side)
    {
        var sum = BigInteger.Zero;
        foreach (var o in s.Orders)
            if (o.Owner == account && o.Instrument == contract && o.Side == side)
                sum += o.Leaves;
        return sum;
    }

    public static BigInteger Unrealised(NaiveState s, NaivePosition p) => p.Quantity.IsZero ? -p.Cost : N(s.Find(p.Instrument)!, Mark(s, p), p.Quantity) - p.Cost;

    /// <summary>The worst price that an order may trade at.</summary>
    public static BigInteger Bound(NaiveInstrument i, NaiveOrder order)
    {
        var (lower, upper) = Collar(i)!.Value;
        return order.IsBuy
            ? order.Price.IsNone ? upper : Math.Min(order.Price.Units, upper)
            : order.Price.IsNone ? lower : Math.Max(order.Price.Units, lower);
    }

    /// <summary>What an order loses against the mark if all that is left of it trades at its bound.</summary>
    public static BigInteger Loss(NaiveInstrument i, NaiveOrder order)
    {
        var distance = Bound(i, order) - i.Contract!.Mark.Units;
        return N(i, BigInteger.Max(0, order.IsBuy ? distance : -distance), order.Leaves);
    }

    /// <summary>What all live orders of a position lose.</summary>
    public static BigInteger OpenLoss(NaiveState s, NaivePosition p)
    {
        var i = s.Find(p.Instrument)!;
        return s.Orders.Where(o => o.Owner == p.Account && o.Instrument == p.Instrument).Aggregate(BigInteger.Zero, (sum, o) => sum + Loss(i, o));
    }

    public static BigInteger Initial(NaiveState s, NaivePosition p) => Initial(
        s, p, OpenOrders(s, p.Account, p.Instrument, Side.Buy), OpenOrders(s, p.Account, p.Instrument, Side.Sell), OpenLoss(s, p), p.Leverage);

    public static BigInteger Initial(NaiveState s, NaivePosition p, BigInteger buys, BigInteger sells, BigInteger loss, int leverage)
    {
        var i = s.Find(p.Instrument)!;
        var rate = leverage == 0 ? i.Contract!.Terms.InitialPpm : Ceiling(Million, leverage);
        return Ceiling(N(i, Mark(s, p), Worst(p, buys, sells)) * rate, Million) + loss;
    }

    public static BigInteger Worst(NaivePosition p, BigInteger buys, BigInteger sells) => BigInteger.Max(BigInteger.Abs(p.Quantity + buys), BigInteger.Abs(p.Quantity - sells));

    public static BigInteger Maintenance(NaiveState s, NaivePosition p)
    {
        var i = s.Find(p.Instrument)!;
        return Ceiling(N(i, Mark(s, p), BigInteger.Abs(p.Quantity)) * i.Contract!.Terms.MaintenancePpm, Million);
    }

    public static NaivePocket PocketOf(NaiveState s, NaivePosition p) => new(p.Account, s.Find(p.Instrument)!.Contract!.Terms.Asset, p.IsIsolated ? p.Instrument : InstrumentId.None);

    public static IEnumerable<NaivePosition> PositionsOf(NaiveState s, NaivePocket pocket) =>
        s.Margin.Positions.Where(p => p.Account == pocket.Account && PocketOf(s, p) == pocket).OrderBy(p => p.Instrument.Value).ToList();

    public static BigInteger Money(NaiveState s, NaivePocket pocket) =>
        pocket.Contract == InstrumentId.None ? s.Bank.Total(pocket.Account, pocket.Asset) : Get(s, pocket.Account, pocket.Contract).Own;

    public static BigInteger Unrealised(NaiveState s, NaivePocket pocket) => PositionsOf(s, pocket).Aggregate(BigInteger.Zero, (sum, p) => sum + Unrealised(s, p));

    public static BigInteger Equity(NaiveState s, NaivePocket pocket) => Money(s, pocket) + Unrealised(s, pocket);

    public static BigInteger Initial(NaiveState s, NaivePocket pocket) => PositionsOf(s, pocket).Aggregate(BigInteger.Zero, (sum, p) => sum + Initial(s, p));

    public static BigInteger OpenLoss(NaiveState s, NaivePocket pocket) => PositionsOf(s, pocket).Aggregate(BigInteger.Zero, (sum, p) => sum + OpenLoss(s, p));

    public static BigInteger Maintenance(NaiveState s, NaivePocket pocket) => PositionsOf(s, pocket).Aggregate(BigInteger.Zero, (sum, p) => sum + Maintenance(s, p));

    public static BigInteger Free(NaiveState s, NaivePocket pocket) => Money(s, pocket) + BigInteger.Min(0, Unrealised(s, pocket)) - Initial(s, pocket);

    public static bool IsMargin(NaiveState s, OwnerId account) => s.Bank.Find(account) is { } a && a.Rights.HasFlag(AccountRights.Margin);

    /// <summary>The collar's edges; null before the first mark.</summary>
    public static (long Lower, long Upper)? Collar(NaiveInstrument i)
    {
        if (i.Contract is not { Mark.IsNone: false } contract)
            return null;
        BigInteger mark = contract.Mark.Units, tick = i.Definition.Tick.Units, collar = contract.Terms.CollarPpm;
        var upper = mark * (Million + collar) / (Million * tick) * tick;
        var lower = Ceiling(mark * (Million - collar), Million * tick) * tick;
        return ((long)BigInteger.Max(lower, tick), (long)BigInteger.Min(upper, Price.MaxUnits / tick * tick));
    }

    public static BigInteger Ceiling(BigInteger dividend, BigInteger divisor) => BigInteger.Divide(dividend + divisor - 1, divisor);

    private static BigInteger Mark(NaiveState s, NaivePosition p) => s.Find(p.Instrument)!.Contract!.Mark.Units;
}
