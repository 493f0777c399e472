using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Margin;

/// <summary>
/// Orders and trades of contracts (margin.md, sections 3 to 5). The cover of an order of a contract names its position and counts what is left of the order, above zero of a buy, below zero of a sell; the position
/// has the sums. What an order loses against the mark follows from its price and what is left of it, so it is nowhere but in the sums: they follow every change of the order, and are counted anew at a mark.
/// </summary>
internal sealed class Margins<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Ledger _ledger = market.Ledger;
    private readonly OrderTable _orders = market.Orders;
    private readonly List<(int Pocket, Int128 Fee)> _feesOfLegs = [];

    public readonly PositionTable Positions = market.Positions;
    public readonly PositionLimits Limits = new();

    /// <summary>The liquidation order that is acting, and what its trades come to.</summary>
    public long LiquidationOrder { get; set; }

    public long LiquidationTraded { get; set; }

    /// <summary>Why an account is none that may have positions.</summary>
    public RejectReason CheckAccount(int account)
    {
        var row = _ledger.Accounts.Find(account);
        return row == 0 ? RejectReason.AccountUnknown
            : (_ledger.Accounts[row].Rights & AccountRights.Margin) == 0 ? RejectReason.MarginAccountRequired
            : RejectReason.None;
    }

    /// <summary>A leg of a basket will pay this fee: those after it cannot (baskets.md, section 2).</summary>
    public void CountFeeOfLeg(Book book, int slot, in Command c)
    {
        ref var cover = ref _orders.Cover(slot);
        _feesOfLegs.Add((Positions[cover.Balance].Pocket, FeeOf(book.Contract!, c.Side, c.Price.Units, c.Quantity.Units, cover.Ppm)));
    }

    /// <summary>They are done, or will not be.</summary>
    public void ForgetFeesOfLegs() => _feesOfLegs.Clear();

    /// <summary>The checks of a new order that has passed all others.</summary>
    public RejectReason Check(Book book, Contract contract, in Command c, out Funds<TSink>.Wanted wanted)
    {
        wanted = default;
        var reason = CheckAccount(c.Owner.Value);
        if (reason == RejectReason.None && !MayTrade(c.Owner.Value))
            reason = RejectReason.AccountMayNotTrade;
        if (reason == RejectReason.None && c.Terms.QuoteQuantity)
            reason = RejectReason.QuoteQuantityNotAllowed;
        if (reason != RejectReason.None)
            return reason;
        wanted = new Funds<TSink>.Wanted(0, CoverPpm(book, c.Owner.Value), c.Quantity.Units, 0);
        return CheckMargin(contract, c.Owner.Value, c.Side, c.Price.Units, c.Quantity.Units, default, wanted.Ppm);
    }

    /// <summary>Counts a new order's quantity, which was checked.</summary>
    public void Hold(Book book, int slot, int owner, Side side, in Funds<TSink>.Wanted wanted)
    {
        var contract = book.Contract!;
        ref var cover = ref _orders.Cover(slot);
        cover = new Cover { Balance = Positions.FindOrAdd(owner, contract), Ppm = wanted.Ppm };
        if (slot != 0)
            _orders[slot].Marks |= OrderMarks.Covered;
        Count(slot, contract, Signed(side, wanted.Reserved));
    }

    /// <summary>The checks of a replacement that has passed all others; its new leaves count if there is no reason against it.</summary>
    public RejectReason TryReplace(Book book, int slot, long price, long leaves, bool keepsPriority)
    {
        ref var order = ref _orders[slot];
        ref var cover = ref _orders.Cover(slot);
        if (!MayTrade(order.Owner))
            return RejectReason.AccountMayNotTrade;
        var ppm = CoverPpm(book, order.Owner);
        var contract = book.Contract!;
        var before = new Part(Math.Abs(cover.Reserved), LossOf(contract, order.Side, order.Price, Math.Abs(cover.Reserved)));
        var reason = keepsPriority ? RejectReason.None : CheckMargin(contract, order.Owner, order.Side, price, leaves, before, ppm);
        if (reason != RejectReason.None)
            return reason;
        cover.Ppm = ppm;
        Positions.AddLoss(cover.Balance, LossOf(contract, order.Side, price, leaves) - before.Loss);
        CountLeft(ref cover, Signed(order.Side, leaves));
        Positions.Refresh(cover.Balance, contract);
        return RejectReason.None;
    }

    /// <summary>A live order's part in its position follows what is left of it.</summary>
    public void Follow(Book book, int slot, in Order order) => Count(slot, book.Contract!, Signed(order.Side, order.Leaves));

    /// <summary>The same for one that is acting.</summary>
    public void Follow(Book book, in Incoming incoming) => Count(incoming.Slot, book.Contract!, Signed(incoming.Side, incoming.Remaining));

    /// <summary>An order has ended, or is about to have another price.</summary>
    public void Release(Book book, int slot) => Count(slot, book.Contract!, 0);

    /// <summary>A trade of two orders that have lost its quantity already: positions change, fees are paid.</summary>
    public void Settle(Book book, ref TradeSide taker, ref TradeSide maker, long price, long quantity)
    {
        var contract = book.Contract!;
        var worth = contract.Notional(price, quantity);
        CountOnly(taker.Slot, contract, taker.Left);
        CountOnly(maker.Slot, contract, maker.Left);
        if (taker.OrderId == LiquidationOrder)
            LiquidationTraded += worth;
        if (taker.Side == Side.Buy)
        {
            Settle(contract, ref taker, price, quantity, worth);
            Settle(contract, ref maker, price, -quantity, worth);
        }
        else
        {
            Settle(contract, ref maker, price, quantity, worth);
            Settle(contract, ref taker, price, -quantity, worth);
        }

        if (_ledger.CountsVolume)
            _ledger.CountVolume(ref _ledger[BalanceOf(taker.Slot)], ref _ledger[BalanceOf(maker.Slot)], worth, taker.IsMaker, maker.IsMaker);
    }

    /// <summary>What the account of an order, which is counted, pays on a book now.</summary>
    public FeeRates RatesOf(Book book, int slot) => market.Fees.RatesOf(book, BalanceOf(slot), market.Report.Time.Nanoseconds);

    /// <summary>The highest rate that an order of an account, entered now, may be charged.</summary>
    public int CoverPpm(Book book, int account) => market.Fees.RatesOfAccount(book, _ledger.Accounts.Find(account), market.Report.Time.Nanoseconds).CoverPpm;

    private int BalanceOf(int slot) => Positions.Pocket(Positions[_orders.Cover(slot).Balance].CrossPocket).Balance;

    /// <summary>A position takes a quantity at a price (section 3), without a fee.</summary>
    public void Take(int number, Contract contract, long price, long quantity)
    {
        ref var position = ref Positions.Touch(number);
        var size = Math.Abs(quantity);
        if (position.Quantity == 0 || (position.Quantity > 0) == (quantity > 0))
        {
            Open(ref position, contract, price, quantity);
            Positions.Refresh(number, contract);
            return;
        }

        var held = Math.Abs(position.Quantity);
        var closed = Math.Min(held, size);
        var removed = closed == held ? position.Cost : (long)((Int128)position.Cost * closed / held);
        var worth = contract.Notional(price, closed);
        var isLong = position.Quantity > 0;
        var realised = (isLong ? worth : -worth) - removed;
        position.Cost -= removed;
        position.Quantity += isLong ? -closed : closed;
        position.Realised = Saturated((Int128)position.Realised + realised);
        if (size > closed)
            Open(ref position, contract, price, isLong ? closed - size : size - closed);
        Positions.Refresh(number, contract);
        Positions.AddMoney(position.Pocket, number, realised);
    }

    /// <summary>The nearest number of 64 bits: sums over a whole life, which are for showing and decide nothing.</summary>
    public static long Saturated(Int128 sum) => (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);

    /// <summary>Takes money from a position's pocket to the house, or gives it.</summary>
    public void PayHouse(int number, Contract contract, long amount)
    {
        contract.Books.House += amount;
        Positions.AddMoney(Positions[number].Pocket, number, -amount);
    }

    /// <summary>After money of an account moved by command.</summary>
    public void MoneyMoved(int account, int asset)
    {
        if (Positions.FindCross(account, asset) is not 0 and var pocket)
            Positions.Consider(pocket, ref Positions.Pocket(pocket));
    }

    /// <summary>True of an account that has, or may have, positions.</summary>
    public bool IsMargin(int account) => _ledger.Accounts.Find(account) is not 0 and var row && (_ledger.Accounts[row].Rights & AccountRights.Margin) != 0;

    /// <summary>
    /// A book has a new mark: what its orders lose against it is counted anew, and its positions follow. Orders of the book whose price is not through the mark lose nothing and stand behind those that do, so
    /// only these are looked at, and all stops.
    /// </summary>
    public void Marked(Book book)
    {
        var contract = book.Contract!;
        foreach (var number in contract.Active)
            Positions.AddLoss(number, -Positions[number].OpenLoss);
        AddLosses(contract, book.Bids, Side.Buy);
        AddLosses(contract, book.Asks, Side.Sell);
        AddLosses(contract, book.BuyStops.Items);
        AddLosses(contract, book.SellStops.Items);
        foreach (var number in contract.Active)
            Positions.Refresh(number, contract);
    }

    /// <summary>What a margin account may take out of its cross pocket.</summary>
    public Int128 FreeOf(int account, int asset) =>
        Positions.FindCross(account, asset) is not 0 and var pocket ? Positions.Free(Positions.Pocket(pocket))
        : _ledger.Find(account, asset) is not 0 and var balance ? _ledger[balance].Total
        : 0;

    /// <summary>Points 3 to 6 of section 5, for an order that takes the place of one with so much left.</summary>
    private RejectReason CheckMargin(Contract contract, int account, Side side, long price, long quantity, in Part instead, int ppm)
    {
        if (contract.Mark == 0)
            return RejectReason.NoMarkPrice;
        var number = Positions.Find(account, contract.Id);
        ref var position = ref Positions[number];
        var (buys, sells) = (position.OpenBuys, position.OpenSells);
        if (side == Side.Buy)
            buys += quantity - instead.Quantity;
        else
            sells += quantity - instead.Quantity;
        var worst = Math.Max(Math.Abs(position.Quantity + buys), Math.Abs(position.Quantity - sells));
        var onlyReduces = position.IsOnlyReduced(side, quantity - instead.Quantity);
        var reason = onlyReduces ? RejectReason.None : CheckLimits(contract, account, quantity, worst);
        if (reason != RejectReason.None)
            return reason;

        var fee = FeeOf(contract, side, price, quantity, ppm);
        var loss = (Int128)LossOf(contract, side, price, quantity) - instead.Loss;
        var initial = loss + position.OpenLoss + Settlement.Fee(contract.Notional(contract.Mark, worst), contract.InitialPpm(position.Leverage)) - position.Initial;
        Int128 equity;
        var pocketNumber = number != 0 ? position.Pocket : Positions.FindCross(account, contract.Terms.Asset.Value);
        if (pocketNumber != 0)
        {
            ref var pocket = ref Positions.Pocket(pocketNumber);
            equity = Positions.Equity(pocket);
            foreach (var earlier in _feesOfLegs)
                equity -= earlier.Pocket == pocketNumber ? earlier.Fee : 0;
            initial += pocket.Initial;
            loss += pocket.OpenLoss;
        }
        else
        {
            equity = FreeOf(account, contract.Terms.Asset.Value);
        }

        return equity >= initial + fee || (onlyReduces && equity >= loss + fee) ? RejectReason.None : RejectReason.InsufficientMargin;
    }

    /// <summary>What an order may cost in fees, at its worst.</summary>
    private static Int128 FeeOf(Contract contract, Side side, long price, long quantity, int ppm) => contract.FeeOf(Math.Max(contract.Bound(side, price), contract.Mark), quantity, ppm);

    private RejectReason CheckLimits(Contract contract, int account, long quantity, long worst)
    {
        var limit = Limits.Of(contract.Id, account);
        return limit.MaxOrder != 0 && quantity > limit.MaxOrder ? RejectReason.OrderAboveLimit
            : limit.MaxPosition != 0 && worst > limit.MaxPosition ? RejectReason.PositionAboveLimit
            : worst > Contract.LargestQuantity || contract.Notional(contract.Mark, worst) > Contract.LargestEntered ? RejectReason.NotionalAboveMaximum
            : RejectReason.None;
    }

    private void AddLosses(Contract contract, Ladder ladder, Side side)
    {
        for (var level = ladder.Best; level != 0 && contract.LossDistance(side, ladder.PriceOf(level)) > 0; level = ladder.Worse(level))
            for (var slot = ladder[level].First; slot != 0; slot = _orders[slot].Next)
                AddLoss(contract, slot);
    }

    private void AddLosses(Contract contract, ReadOnlySpan<HeapItem> stops)
    {
        foreach (var stop in stops)
            AddLoss(contract, stop.Slot);
    }

    private void AddLoss(Contract contract, int slot)
    {
        ref var order = ref _orders[slot];
        Positions.AddLoss(_orders.Cover(slot).Balance, LossOf(contract, order.Side, order.Price, order.Leaves));
    }

    private void Settle(Contract contract, ref TradeSide side, long price, long quantity, long worth)
    {
        ref var cover = ref _orders.Cover(side.Slot);
        Take(cover.Balance, contract, price, quantity);
        side.Fee = Settlement.Fee(worth, Math.Min(side.Rate, cover.Ppm));
        PayHouse(cover.Balance, contract, side.Fee);
    }

    private static void Open(ref Position position, Contract contract, long price, long quantity)
    {
        var worth = contract.Notional(price, Math.Abs(quantity));
        position.Quantity += quantity;
        position.Cost = checked(position.Cost + (quantity < 0 ? -worth : worth));
    }

    private void Count(int slot, Contract contract, long left)
    {
        CountOnly(slot, contract, left);
        Positions.Refresh(_orders.Cover(slot).Balance, contract);
    }

    // An order without a slot never rests, and nothing is asked of its account while it acts: its loss is not counted.
    private void CountOnly(int slot, Contract contract, long left)
    {
        ref var cover = ref _orders.Cover(slot);
        if (slot != 0)
        {
            ref var order = ref _orders[slot];
            var distance = contract.LossDistance(order.Side, order.Price);
            if (distance > 0)
                Positions.AddLoss(cover.Balance, contract.Notional(distance, Math.Abs(left)) - contract.Notional(distance, Math.Abs(cover.Reserved)));
        }

        CountLeft(ref cover, left);
    }

    private void CountLeft(ref Cover cover, long left)
    {
        ref var position = ref Positions[cover.Balance];
        var before = cover.Reserved;
        position.OpenBuys += Math.Max(left, 0) - Math.Max(before, 0);
        position.OpenSells += Math.Max(-left, 0) - Math.Max(-before, 0);
        cover.Reserved = left;
    }

    private static long LossOf(Contract contract, Side side, long price, long quantity) =>
        contract.LossDistance(side, price) is > 0 and var distance ? contract.Notional(distance, quantity) : 0;

    /// <summary>A quantity with the sign of its side.</summary>
    public static long Signed(Side side, long quantity) => side == Side.Buy ? quantity : -quantity;

    private bool MayTrade(int account) => (_ledger.Accounts[_ledger.Accounts.Find(account)].Rights & AccountRights.Trade) != 0;
}

/// <summary>What an order has in its position.</summary>
/// <param name="Quantity">What is left of it.</param>
/// <param name="Loss">What it loses against the mark if that trades.</param>
internal readonly record struct Part(long Quantity, long Loss);

/// <summary>One side of a trade of a contract.</summary>
/// <param name="Slot">Its order's slot; zero's cover is that of the acting order without one.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Side">Its side.</param>
/// <param name="Left">What is left of it, below zero of a sell.</param>
/// <param name="Rate">The fee rate of its role.</param>
/// <param name="IsMaker">It made the price: it rested, and not in an auction.</param>
internal record struct TradeSide(int Slot, long OrderId, Side Side, long Left, int Rate, bool IsMaker)
{
    /// <summary>What it was charged.</summary>
    public long Fee;
}
