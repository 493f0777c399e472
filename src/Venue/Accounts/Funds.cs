using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Fees;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Accounts;

/// <summary>What orders of settled instruments reserve (accounts.md, section 5).</summary>
internal sealed class Funds<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    /// <summary>A new order's cover, checked and not yet held, and its bound where its price is not one.</summary>
    internal readonly record struct Wanted(int Balance, int Ppm, long Reserved, long Bound);

    private readonly Market<TSink> _market = market;
    private readonly Ledger _ledger = market.Ledger;
    private readonly OrderTable _orders = market.Orders;
    private readonly FeeBook _fees = market.Fees;
    private readonly Reports<TSink> _report = market.Report;

    /// <summary>Holds the cover of an everyday limit order, if its account may trade and has it.</summary>
    public bool TryHold(Book book, Settlement terms, in Command c, out Cover cover)
    {
        var isBuy = c.Side == Side.Buy;
        cover.Balance = _ledger.Find(c.Owner.Value, isBuy ? terms.Quote : terms.Base);
        cover.Ppm = CoverPpm(book, cover.Balance);
        cover.Reserved = isBuy ? Settlement.WithFee(terms.Money(c.Price.Units, c.Quantity.Units), cover.Ppm) : c.Quantity.Units * terms.BaseUnits;
        return _ledger.TryReserve(cover.Balance, cover.Reserved);
    }

    /// <summary>The checks of a new order that has passed all others.</summary>
    public RejectReason Check(Book book, Settlement terms, in Command c, out Wanted wanted)
    {
        wanted = default;
        var account = _ledger.Accounts.Find(c.Owner.Value);
        if (account == 0)
            return RejectReason.AccountUnknown;
        if ((_ledger.Accounts[account].Rights & AccountRights.Trade) == 0)
            return RejectReason.AccountMayNotTrade;
        if ((_ledger.Accounts[account].Rights & AccountRights.Margin) != 0)
            return RejectReason.NotForMarginAccounts;
        if (!TryBound(book, c, out var bound))
            return RejectReason.ProtectionRequired;
        var isBuy = c.Side == Side.Buy;
        var ppm = _fees.RatesOfAccount(book, account, _report.Time.Nanoseconds).CoverPpm;
        var amount =
            c.Terms.QuoteQuantity ? CoverOfBudget(book, terms, isBuy, c.Quantity.Units, bound, ppm)
            : isBuy ? Settlement.WithFee((ulong)terms.AnyMoney(bound, c.Quantity.Units), ppm)
            : c.Quantity.Units * terms.BaseUnits;
        var balance = _ledger.FindOrAdd(c.Owner.Value, isBuy ? terms.Quote : terms.Base);
        wanted = new Wanted(balance, ppm, amount, c.Price.IsNone ? bound : 0);
        return amount > _ledger[balance].Available ? RejectReason.InsufficientFunds : RejectReason.None;
    }

    /// <summary>Holds what was checked.</summary>
    public void Hold(int slot, in Wanted wanted)
    {
        _ledger.Touch(wanted.Balance).Reserved += wanted.Reserved;
        Attach(slot, new Cover { Balance = wanted.Balance, Ppm = wanted.Ppm, Reserved = wanted.Reserved });
        if (wanted.Bound != 0 && slot != 0 && _orders[slot].Extras != 0)
            _orders.Extras(slot).Bound = wanted.Bound;
    }

    /// <summary>Gives an order the cover that its balance already holds.</summary>
    public void Attach(int slot, in Cover cover)
    {
        _orders.Cover(slot) = cover;
        if (slot != 0)
            _orders[slot].Marks |= OrderMarks.Covered;
    }

    /// <summary>The checks of a replacement that has passed all others; the order has its new cover if there is no reason against it.</summary>
    public RejectReason TryReplace(Book book, Settlement terms, int slot, long price, long trigger, long leaves)
    {
        ref var order = ref _orders[slot];
        ref var cover = ref _orders.Cover(slot);
        if (!_ledger[cover.Balance].MayTrade)
            return RejectReason.AccountMayNotTrade;
        var isBuy = order.Side == Side.Buy;
        var bound = price != 0 ? price : BoundOfStop(book, trigger);
        if (isBuy && bound == 0)
            return RejectReason.ProtectionRequired;
        var ppm = CoverPpm(book, cover.Balance);
        var amount = isBuy ? Settlement.WithFee((ulong)terms.AnyMoney(bound, leaves), ppm) : leaves * terms.BaseUnits;
        if (amount - cover.Reserved > _ledger[cover.Balance].Available)
            return RejectReason.InsufficientFunds;
        cover.Ppm = ppm;
        _ledger.Set(ref cover, amount);
        if (order.Extras != 0)
            _orders.Extras(slot).Bound = price == 0 && isBuy ? bound : 0;
        return RejectReason.None;
    }

    /// <summary>A live order's cover follows what is left of it.</summary>
    public void Follow(Book book, int slot, ref Order order)
    {
        ref var cover = ref _orders.Cover(slot);
        _ledger.Set(ref cover, CoverOf(book.Settlement!, order, cover.Ppm));
    }

    /// <summary>The same for one that is acting.</summary>
    public void Follow(Book book, in Incoming incoming)
    {
        ref var cover = ref _orders.Cover(incoming.Slot);
        _ledger.Set(ref cover, CoverOf(book, incoming, cover.Ppm));
    }

    /// <summary>An order has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int slot) => _ledger.Set(ref _orders.Cover(slot), 0);

    /// <summary>Settles a trade of an incoming order with a resting one, both already without what traded.</summary>
    public void Settle(Book book, in Incoming taker, int makerSlot, ref Order maker, long price, long quantity, out long takerFee, out long makerFee)
    {
        var terms = book.Settlement!;
        ref var takerCover = ref _orders.Cover(taker.Slot);
        ref var makerCover = ref _orders.Cover(makerSlot);
        var (takerPpm, makerPpm) = (book.TakerFeePpm, book.MakerFeePpm);
        if (_fees.IsOn)
            (takerPpm, makerPpm) = RatesOf(book, takerCover, makerCover);
        var taking = new Party(ref takerCover, CoverOf(book, taker, takerCover.Ppm), taker.Owner, takerPpm, isMaker: false);
        var making = new Party(ref makerCover, CoverOf(terms, maker, makerCover.Ppm), maker.Owner, makerPpm, isMaker: true);
        if (taker.Side == Side.Buy)
            _ledger.Settle(terms, price, quantity, ref taking, ref making);
        else
            _ledger.Settle(terms, price, quantity, ref making, ref taking);
        (takerFee, makerFee) = (taking.Fee, making.Fee);
    }

    /// <summary>The same in an auction, where both rest.</summary>
    public void Settle(Book book, int takerSlot, int makerSlot, long price, long quantity, out long takerFee, out long makerFee)
    {
        var terms = book.Settlement!;
        ref var takerCover = ref _orders.Cover(takerSlot);
        ref var makerCover = ref _orders.Cover(makerSlot);
        ref var taker = ref _orders[takerSlot];
        ref var maker = ref _orders[makerSlot];
        var now = _report.Time.Nanoseconds;
        var taking = new Party(
            ref takerCover, CoverOf(terms, taker, takerCover.Ppm), taker.Owner, _fees.RatesOf(book, takerCover.Balance, now).AuctionPpm, isMaker: false);
        var making = new Party(
            ref makerCover, CoverOf(terms, maker, makerCover.Ppm), maker.Owner, _fees.RatesOf(book, makerCover.Balance, now).AuctionPpm, isMaker: false);
        if (taker.Side == Side.Buy)
            _ledger.Settle(terms, price, quantity, ref taking, ref making);
        else
            _ledger.Settle(terms, price, quantity, ref making, ref taking);
        (takerFee, makerFee) = (taking.Fee, making.Fee);
    }

    /// <summary>The highest rate that an order entered now may be charged; the account by a number of one of its balances.</summary>
    private int CoverPpm(Book book, int balance) => _fees.IsOn ? _fees.CoverPpmOf(book, balance, _report.Time.Nanoseconds) : book.CoverPpm;

    private (int Taker, int Maker) RatesOf(Book book, in Cover taker, in Cover maker)
    {
        var now = _report.Time.Nanoseconds;
        return (_fees.RatesOf(book, taker.Balance, now).TakerPpm, _fees.RatesOf(book, maker.Balance, now).MakerPpm);
    }

    /// <summary>What a live order's cover must be: for audits and for what was saved.</summary>
    public long CoverOf(Settlement terms, in Order order, int ppm)
    {
        if (order.Side == Side.Sell)
            return order.Leaves * terms.BaseUnits;
        var bound = order.Price != 0 || order.Extras == 0 ? order.Price : _orders.ExtrasAt(order.Extras).Bound;
        return Settlement.WithFee(terms.Money(bound, order.Leaves), ppm);
    }

    private static long CoverOf(Book book, in Incoming incoming, int ppm)
    {
        var terms = book.Settlement!;
        var isBuy = incoming.Side == Side.Buy;
        var bound = incoming.Price != 0 ? incoming.Price : incoming.Bound;
        return incoming.IsBudget ? CoverOfBudget(book, terms, isBuy, incoming.Budget.Money, bound, ppm)
            : isBuy ? Settlement.WithFee(terms.Money(bound, incoming.Remaining), ppm)
            : incoming.Remaining * terms.BaseUnits;
    }

    private static long CoverOfBudget(Book book, Settlement terms, bool isBuy, long left, long bound, int ppm) =>
        isBuy ? Settlement.WithFee((ulong)left, ppm)
        : bound == 0 ? 0
        : terms.BaseBoughtFor(left, bound, book.Lot.Divisor);

    /// <summary>The bound of a new order; zero where it has none.</summary>
    public static long BoundOf(Book book, in Command c) => TryBound(book, c, out var bound) ? bound : 0;

    /// <summary>The bound of a new order; zero where it has none and needs none. False where it needs one.</summary>
    private static bool TryBound(Book book, in Command c, out long bound)
    {
        bound = c.Price.Units;
        var needsOne = c.Terms.QuoteQuantity ? c.Side == Side.Sell : c.Side == Side.Buy;
        if (bound != 0 || !needsOne)
            return true;
        if (book.Rules.CollarPpm == 0)
            return false;
        bound = c.Terms.Type == OrderType.StopLoss ? BoundOfStop(book, c.TriggerPrice.Units) : BoundOfMarket(book, c.Side);
        return true;
    }

    /// <summary>Of a buy; zero without a collar.</summary>
    public static long BoundOfStop(Book book, long trigger) => book.Rules.CollarPpm == 0 ? 0 : Above(book, trigger);

    private static long BoundOfMarket(Book book, Side side)
    {
        var opposite = book.Opposite(side);
        if (opposite.IsEmpty)
            return 0;
        if (side == Side.Buy)
            return Above(book, opposite.BestPrice);
        var tick = book.Tick.Divisor;
        var floor = ((Int128)opposite.BestPrice * (1_000_000 - book.Rules.CollarPpm) + 999_999) / 1_000_000;
        return Math.Max((long)floor / tick * tick, tick);
    }

    private static long Above(Book book, long price)
    {
        var tick = book.Tick.Divisor;
        var top = (Int128)price * (1_000_000 + book.Rules.CollarPpm) / 1_000_000;
        return (long)Int128.Min(top, Price.MaxUnits) / tick * tick;
    }
}
