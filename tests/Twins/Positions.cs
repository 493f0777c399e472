using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>margin.md, sections 3 and 5: what orders of contracts are checked for, and what trades do.</summary>
internal static class Positions
{
    /// <summary>The checks of a new order.</summary>
    public static RejectReason CheckNew(NaiveState s, NaiveInstrument i, NaiveOrder order)
    {
        if (Customers.CheckTradeLimit(s, i, order, null) is not RejectReason.None and var reached)
            return reached;
        var reason = CheckAccount(s, order.Owner);
        if (reason != RejectReason.None)
            return reason;
        if (!s.Bank.Find(order.Owner)!.Rights.HasFlag(AccountRights.Trade))
            return RejectReason.AccountMayNotTrade;
        if (order.IsBudget)
            return RejectReason.QuoteQuantityNotAllowed;
        return Check(s, i, order, before: null);
    }

    public static RejectReason CheckAccount(NaiveState s, OwnerId account) =>
        s.Bank.Find(account) is null ? RejectReason.AccountUnknown
        : !Worth.IsMargin(s, account) ? RejectReason.MarginAccountRequired
        : RejectReason.None;

    /// <summary>The checks of a replacement, where the order is given with the values it would have.</summary>
    public static RejectReason CheckReplacement(NaiveState s, NaiveInstrument i, NaiveOrder before, NaiveOrder after, bool keepsPriority)
    {
        if (Customers.CheckTradeLimit(s, i, after, before) is not RejectReason.None and var reached)
            return reached;
        if (!s.Bank.Find(before.Owner)!.Rights.HasFlag(AccountRights.Trade))
            return RejectReason.AccountMayNotTrade;
        return keepsPriority ? RejectReason.None : Check(s, i, after, before);
    }

    /// <summary>What an order may have to pay in fees.</summary>
    public static BigInteger HighestFee(NaiveState s, NaiveInstrument i, NaiveOrder order) =>
        Worth.Ceiling(Worth.N(i, BigInteger.Max(Worth.Bound(i, order), i.Contract!.Mark.Units), order.Leaves) * Covers.HighestRate(s, i, order.Owner), 1_000_000);

    /// <summary>Points 3 to 6.</summary>
    private static RejectReason Check(NaiveState s, NaiveInstrument i, NaiveOrder order, NaiveOrder? before)
    {
        var instead = before?.Leaves ?? 0;
        if (i.Contract!.Mark.IsNone)
            return RejectReason.NoMarkPrice;
        var position = Worth.Get(s, order.Owner, i.Id);
        var buys = Worth.OpenOrders(s, order.Owner, i.Id, Side.Buy) + (order.IsBuy ? order.Leaves - instead : 0);
        var sells = Worth.OpenOrders(s, order.Owner, i.Id, Side.Sell) + (order.IsBuy ? 0 : order.Leaves - instead);
        var onlyReduces = OnlyReduces(s, i, order, instead);
        var worst = Worth.Worst(position, buys, sells);
        if (!onlyReduces)
        {
            var (maxPosition, maxOrder) = LimitOf(s, order.Owner, i.Id);
            if (maxOrder > 0 && order.Leaves > maxOrder)
                return RejectReason.OrderAboveLimit;
            if (maxPosition > 0 && worst > maxPosition)
                return RejectReason.PositionAboveLimit;
            if (worst > BigInteger.Pow(10, 18) || Worth.N(i, i.Contract.Mark.Units, worst) > BigInteger.Pow(2, 57))
                return RejectReason.NotionalAboveMaximum;
        }

        var more = Worth.Loss(i, order) - (before is null ? 0 : Worth.Loss(i, before));
        var fee = HighestFee(s, i, order);
        var pocket = Worth.PocketOf(s, position);
        var equity = s.FeesOfLegs.Where(earlier => earlier.Pocket == pocket).Aggregate(Worth.Equity(s, pocket), (left, earlier) => left - earlier.Fee);
        var initial = Worth.Initial(s, pocket) - Worth.Initial(s, position) + Worth.Initial(s, position, buys, sells, Worth.OpenLoss(s, position) + more, position.Leverage);
        return equity >= initial + fee || (onlyReduces && equity >= Worth.OpenLoss(s, pocket) + more + fee) ? RejectReason.None : RejectReason.InsufficientMargin;
    }

    /// <summary>Point 4.</summary>
    public static bool OnlyReduces(NaiveState s, NaiveInstrument i, NaiveOrder order, BigInteger instead)
    {
        var position = Worth.Get(s, order.Owner, i.Id).Quantity;
        var open = Worth.OpenOrders(s, order.Owner, i.Id, order.Side) + order.Leaves - instead;
        return order.IsBuy ? position < 0 && open <= -position : position > 0 && open <= position;
    }

    private static (long Position, long Order) LimitOf(NaiveState s, OwnerId account, InstrumentId contract) =>
        s.Margin.Limits.TryGetValue((contract, account, 0), out var own) ? own
        : s.Margin.Limits.GetValueOrDefault((contract, default, s.Margin.Tiers.GetValueOrDefault(account)));

    /// <summary>A trade has happened; both orders are without what traded.</summary>
    public static (Money Taker, Money Maker) Settle(
        NaiveState s, NaiveInstrument i, NaiveOrder taker, NaiveOrder maker, Price price, long quantity, bool isAuction)
    {
        Money Party(NaiveOrder order, int ppm)
        {
            Take(s, i, Worth.GetOrAdd(s, order.Owner, i.Id), price, order.IsBuy ? quantity : -quantity);
            var (n, rate) = (Worth.N(i, price.Units, quantity), Math.Min(ppm, order.CoverPpm));
            var fee = rate >= 0 ? Worth.Ceiling(n * rate, 1_000_000) : -(n * -rate / 1_000_000);
            s.Bank.Find(i.Contract!.Terms.Asset)!.House += fee;
            Pay(s, Worth.GetOrAdd(s, order.Owner, i.Id), -fee);
            return new Money((long)fee);
        }

        var (takerRates, makerRates) = (Fees.RatesOf(s, i, taker.Owner), Fees.RatesOf(s, i, maker.Owner));
        var (takerPpm, makerPpm) = isAuction ? (takerRates.AuctionPpm, makerRates.AuctionPpm) : (takerRates.TakerPpm, makerRates.MakerPpm);
        Customers.Count(s, taker.Owner, i.Contract!.Terms.Asset, Counted.Traded, Worth.N(i, price.Units, quantity));
        Customers.Count(s, maker.Owner, i.Contract!.Terms.Asset, Counted.Traded, Worth.N(i, price.Units, quantity));
        Fees.Count(s, i.Contract!.Terms.Asset, taker.Owner, maker.Owner, Worth.N(i, price.Units, quantity), isAuction);
        if (taker.IsBuy)
            return (Party(taker, takerPpm), Party(maker, makerPpm));
        var makerFee = Party(maker, makerPpm);
        return (Party(taker, takerPpm), makerFee);
    }

    /// <summary>Section 3: a position takes a quantity at a price.</summary>
    public static void Take(NaiveState s, NaiveInstrument i, NaivePosition p, Price price, BigInteger d)
    {
        var (q, c) = (p.Quantity, p.Cost);
        if (q.IsZero || q.Sign == d.Sign)
        {
            p.Quantity += d;
            p.Cost += Worth.N(i, price.Units, BigInteger.Abs(d)) * d.Sign;
            return;
        }

        var k = BigInteger.Min(BigInteger.Abs(q), BigInteger.Abs(d));
        var removed = q.Sign * (BigInteger.Abs(c) * k / BigInteger.Abs(q));
        var realised = q.Sign * Worth.N(i, price.Units, k) - removed;
        p.Realised += realised;
        p.Cost -= removed;
        p.Quantity -= q.Sign * k;
        if (BigInteger.Abs(d) > k)
        {
            var rest = BigInteger.Abs(d) - k;
            p.Quantity = rest * d.Sign;
            p.Cost = Worth.N(i, price.Units, rest) * d.Sign;
        }

        Pay(s, p, realised);
    }

    /// <summary>Money for the pocket of a position.</summary>
    public static void Pay(NaiveState s, NaivePosition p, BigInteger amount)
    {
        if (p.IsIsolated)
            p.Own += amount;
        else
            s.Bank.Add(p.Account, s.Find(p.Instrument)!.Contract!.Terms.Asset, amount);
    }

    /// <summary>Section 12: positions that are not as they were before.</summary>
    public static void TellChanges(NaiveState s, List<NaivePosition> before)
    {
        foreach (var now in s.Margin.Positions.OrderBy(p => p.Account.Value).ThenBy(p => p.Instrument.Value))
        {
            var was = before.Find(p => p.Account == now.Account && p.Instrument == now.Instrument) ?? new NaivePosition(now.Account, now.Instrument);
            if ((was.Quantity, was.Cost, was.Realised, was.Funding, was.Own) == (now.Quantity, now.Cost, now.Realised, now.Funding, now.Own))
                continue;
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.PositionChanged,
                Owner = now.Account,
                Instrument = now.Instrument,
                Terms = new OrderTerms((ushort)(now.IsIsolated ? 1 : 0)),
                MarginAsset = s.Find(now.Instrument)!.Contract!.Terms.Asset,
                Position = new Quantity((long)now.Quantity),
                Cost = new Money((long)now.Cost),
                Realised = new Money((long)now.Realised),
                Funding = new Money((long)now.Funding),
                IsolatedMargin = new Money((long)now.Own),
            });
        }
    }
}
