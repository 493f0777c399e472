using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>accounts.md, sections 2 and 5 to 7: what settled instruments need, what orders reserve, and how trades are paid.</summary>
internal static class Covers
{
    private static readonly BigInteger Most = BigInteger.Pow(2, 62);

    /// <summary>Section 2: a definition that names assets is possible.</summary>
    public static bool IsPossible(NaiveState s, Instrument i)
    {
        if (i.BaseAsset.Value == 0 && i.QuoteAsset.Value == 0)
            return true;
        if (s.Bank.Find(i.BaseAsset) is not { } baseAsset || s.Bank.Find(i.QuoteAsset) is not { } quoteAsset || i.BaseAsset == i.QuoteAsset)
            return false;
        if (i.MoneyScale != quoteAsset.Asset.Scale || baseAsset.Asset.Scale < i.QuantityScale)
            return false;
        var exact = Amounts.Exact(i, i.Tick, i.Lot.Units);
        return (exact % Amounts.ExactMoney(i, 1)).IsZero && InBase(s, i, i.MaxQuantity.Units) <= Most;
    }

    public static BigInteger Available(NaiveState s, OwnerId account, AssetId asset) => s.Bank.Total(account, asset) - Reserved(s, account, asset);

    public static BigInteger Reserved(NaiveState s, OwnerId account, AssetId asset)
    {
        var sum = BigInteger.Zero;
        foreach (var order in s.Orders)
            if (order.Owner == account && AssetOf(s, order) == asset)
                sum += Of(s, order);
        return sum;
    }

    /// <summary>The asset that an order holds; none for one of an unsettled instrument.</summary>
    public static AssetId AssetOf(NaiveState s, NaiveOrder order)
    {
        var i = s.Find(order.Instrument)!.Definition;
        return order.IsBuy ? i.QuoteAsset : i.BaseAsset;
    }

    /// <summary>The table of section 5.</summary>
    public static BigInteger Of(NaiveState s, NaiveOrder order)
    {
        var i = s.Find(order.Instrument)!.Definition;
        var bound = order.Price.IsNone ? order.Bound : order.Price;
        if (!order.IsBuy && !order.IsBudget)
            return InBase(s, i, order.Leaves);
        var left = order.IsBudget ? Amounts.RoundedDown(i, order.BudgetLeft) : Money(i, bound, order.Leaves);
        if (order.IsBuy)
            return left + Ceiling(left * order.CoverPpm);
        return bound.IsNone ? 0 : InBase(s, i, 1) * i.Lot.Units * BigInteger.Divide(left, Money(i, bound, i.Lot.Units));
    }

    /// <summary>Fixes what is fixed at entry: rate and bound. False where a bound is needed and there is none.</summary>
    public static bool Fix(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        var r = instrument.Rules;
        order.CoverPpm = HighestRate(s, instrument, order.Owner);
        order.Bound = Price.None;
        var needsBound = order.IsBudget ? !order.IsBuy : order.IsBuy;
        if (!order.Price.IsNone || !needsBound)
            return true;
        if (r.CollarPpm == 0)
            return false;
        var tick = instrument.Definition.Tick.Units;
        var from = order.Type == OrderType.StopLoss ? order.TriggerPrice : s.Best(order.Instrument, order.OppositeSide)?.Price ?? Price.None;
        if (from.IsNone)
            return true;
        var exact = new BigInteger(from.Units) * (1_000_000 + (order.IsBuy ? r.CollarPpm : -r.CollarPpm));
        var price = order.IsBuy ? BigInteger.Divide(exact, 1_000_000) : BigInteger.Divide(exact + 999_999, 1_000_000);
        var ticks = BigInteger.Max(1, BigInteger.Divide(BigInteger.Min(price, Price.MaxUnits), tick));
        order.Bound = new Price((long)(ticks * tick));
        return true;
    }

    /// <summary>The largest of an account's rates as they are now, at least zero.</summary>
    public static int HighestRate(NaiveState s, NaiveInstrument instrument, OwnerId account)
    {
        var rates = Fees.RatesOf(s, instrument, account);
        return new[] { 0, rates.MakerPpm, rates.TakerPpm, rates.AuctionPpm }.Max();
    }

    /// <summary>The checks of a new order.</summary>
    public static RejectReason CheckNew(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        if (!instrument.Definition.IsSettled)
            return RejectReason.None;
        if (Customers.CheckTradeLimit(s, instrument, order, null) is not RejectReason.None and var reached)
            return reached;
        if (s.Bank.Find(order.Owner) is not { } account)
            return RejectReason.AccountUnknown;
        if (!account.Rights.HasFlag(AccountRights.Trade))
            return RejectReason.AccountMayNotTrade;
        if (account.Rights.HasFlag(AccountRights.Margin))
            return RejectReason.NotForMarginAccounts;
        if (!Fix(s, instrument, order))
            return RejectReason.ProtectionRequired;
        return Of(s, order) > Available(s, order.Owner, AssetOf(s, order)) ? RejectReason.InsufficientFunds : RejectReason.None;
    }

    /// <summary>The checks of a replacement, where the order is given with the values it would have.</summary>
    public static RejectReason CheckReplacement(NaiveState s, NaiveInstrument instrument, NaiveOrder before, NaiveOrder after)
    {
        if (!instrument.Definition.IsSettled)
            return RejectReason.None;
        if (Customers.CheckTradeLimit(s, instrument, after, before) is not RejectReason.None and var reached)
            return reached;
        if (!s.Bank.Find(before.Owner)!.Rights.HasFlag(AccountRights.Trade))
            return RejectReason.AccountMayNotTrade;
        if (!Fix(s, instrument, after))
            return RejectReason.ProtectionRequired;
        return Of(s, after) - Of(s, before) > Available(s, before.Owner, AssetOf(s, before)) ? RejectReason.InsufficientFunds : RejectReason.None;
    }

    /// <summary>Sections 6 and 7. Both orders are already without what traded.</summary>
    public static (Money Taker, Money Maker) Settle(
        NaiveState s, NaiveInstrument instrument, NaiveOrder taker, NaiveOrder maker, Price price, long quantity, bool isAuction)
    {
        var i = instrument.Definition;
        var (takerRates, makerRates) = (Fees.RatesOf(s, instrument, taker.Owner), Fees.RatesOf(s, instrument, maker.Owner));
        var (takerPpm, makerPpm) = isAuction ? (takerRates.AuctionPpm, makerRates.AuctionPpm) : (takerRates.TakerPpm, makerRates.MakerPpm);
        var (buyer, seller) = taker.IsBuy ? (taker, maker) : (maker, taker);
        var (buyerPpm, sellerPpm) = taker.IsBuy ? (takerPpm, makerPpm) : (makerPpm, takerPpm);
        var (n, q) = (Money(i, price, quantity), InBase(s, i, quantity));
        Customers.Count(s, buyer.Owner, i.QuoteAsset, Counted.Traded, n);
        Customers.Count(s, seller.Owner, i.QuoteAsset, Counted.Traded, n);
        s.Bank.Add(buyer.Owner, i.QuoteAsset, -n);
        var buyerFee = Charge(s, buyer, i.QuoteAsset, n, buyerPpm, onItsWay: n);
        s.Bank.Add(buyer.Owner, i.BaseAsset, q);
        s.Bank.Add(seller.Owner, i.BaseAsset, -q);
        s.Bank.Add(seller.Owner, i.QuoteAsset, n);
        var sellerFee = Charge(s, seller, i.QuoteAsset, n, sellerPpm, onItsWay: 0);
        Fees.Count(s, i.QuoteAsset, taker.Owner, maker.Owner, n, isAuction);
        return taker.IsBuy ? (buyerFee, sellerFee) : (sellerFee, buyerFee);
    }

    private static Money Charge(NaiveState s, NaiveOrder order, AssetId quote, BigInteger n, int ppm, BigInteger onItsWay)
    {
        var rate = Math.Min(ppm, order.CoverPpm);
        var fee = rate >= 0 ? Ceiling(n * rate) : -BigInteger.Divide(n * -rate, 1_000_000);
        fee = BigInteger.Min(fee, Available(s, order.Owner, quote));
        var room = BigInteger.Max(0, Most - (s.Bank.Held(quote) + onItsWay));
        if (-fee > room)
            fee = -room;
        s.Bank.Add(order.Owner, quote, -fee);
        s.Bank.Find(quote)!.House += fee;
        return new Money((long)fee);
    }

    private static BigInteger Money(Instrument i, Price price, long quantity) => Amounts.RoundedDown(i, Amounts.Exact(i, price, quantity));

    private static BigInteger InBase(NaiveState s, Instrument i, long quantity) =>
        quantity * BigInteger.Pow(10, s.Bank.Find(i.BaseAsset)!.Asset.Scale - i.QuantityScale);

    private static BigInteger Ceiling(BigInteger millionths) => BigInteger.Divide(millionths + 999_999, 1_000_000);
}
