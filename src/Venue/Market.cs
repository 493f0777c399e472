using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Accounts;
using Rialto.Venue.Algos;
using Rialto.Venue.Baskets;
using Rialto.Venue.Books;
using Rialto.Venue.Customers;
using Rialto.Venue.Fees;
using Rialto.Venue.Guards;
using Rialto.Venue.Margin;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>What all rules work on: the live orders, the books, the sessions, the numbers given out, and the ways in which a live order ends or rests.</summary>
internal sealed class Market<TSink>
    where TSink : struct, IEventSink
{
    private Book?[] _books = new Book?[16];
    private long _lastPlaced;

    public readonly Ledger Ledger;
    public readonly CustomerRegister Customers;
    public readonly Movements Movements;
    public readonly OrderTable Orders;
    public readonly Levels Levels;
    public readonly RememberedOrders Remembered;
    public readonly Sessions Sessions = new();
    public readonly FeeBook Fees;
    public readonly Funds<TSink> Funds;
    public readonly PositionTable Positions;
    public readonly Margins<TSink> Margins;
    public readonly Reports<TSink> Report;
    public readonly MarketIndex Index = new();
    public readonly KillSwitches Kills = new();
    public readonly AlgoRegistry Algos = new();
    public readonly BasketRegistry Baskets = new();
    public readonly int MaxLiveOrders;

    public Market(ExchangeLimits limits, TableKey key, Reports<TSink> report)
    {
        Ledger = new Ledger(key);
        Customers = new CustomerRegister(Ledger.Accounts);
        Ledger.Customers = Customers;
        Movements = new Movements(limits.RememberedMovements, key);
        Orders = new OrderTable(limits.MaxLiveOrders, key, Ledger.Accounts);
        Levels = new Levels(limits.MaxLiveOrders, key);
        Remembered = new RememberedOrders(limits.RememberedOrders, key);
        Report = report;
        Fees = new FeeBook(Ledger);
        Funds = new Funds<TSink>(this);
        Positions = new PositionTable(Ledger, key);
        Margins = new Margins<TSink>(this);
        MaxLiveOrders = limits.MaxLiveOrders;
    }

    /// <summary>All instruments, ascending by id.</summary>
    public List<Book> Books { get; } = [];

    public long LastOrderId { get; set; }
    public long LastTradeId { get; set; }

    /// <summary>The instrument's book; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Book? Find(int instrument)
    {
        var books = _books;
        return (uint)instrument < (uint)books.Length ? books[instrument] : null;
    }

    public void Add(Book book)
    {
        if (book.Id >= _books.Length)
            Array.Resize(ref _books, Math.Min(Instrument.MaxId + 1, Math.Max(book.Id + 1, _books.Length * 2)));
        _books[book.Id] = book;
        var at = Books.FindIndex(b => b.Id > book.Id);
        Books.Insert(at < 0 ? Books.Count : at, book);
    }

    public Book BookOf(in Order order) => _books[order.Instrument]!;

    /// <summary>How often that clock has ticked.</summary>
    public long LastPlaced
    {
        get => _lastPlaced;
        set => _lastPlaced = value;
    }

    /// <summary>The next moment of the clock that ticks once a placement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextPlaced() => ++_lastPlaced;

    /// <summary>Puts a live order at the end of its level, showing a tranche or all.</summary>
    /// <returns>What the level shows now.</returns>
    public long PutInBook(Book book, int slot, ref Order order)
    {
        order.Display = order.Leaves;
        if (order.Extras != 0)
            LimitDisplay(ref order);
        Orders.Identity(slot).Placed = ++_lastPlaced;
        order.Place = Place.Book;
        book.EndCalm();
        return book.Join(slot, ref order, order.Side, order.Price, order.Display);
    }

    /// <summary>The same, with its event.</summary>
    public void Rest(Book book, int slot, EventFlags flags)
    {
        ref var order = ref Orders[slot];
        var level = PutInBook(book, slot, ref order);
        Report.Rested(order, level, flags);
    }

    /// <summary>Puts a stop in the stop book.</summary>
    public void PutInStopBook(Book book, int slot)
    {
        ref var order = ref Orders[slot];
        Orders.Identity(slot).Placed = ++_lastPlaced;
        order.Display = 0;
        JoinStopBook(book, slot, ref order);
    }

    /// <summary>Puts a queued stop back where it was.</summary>
    public void ReturnToStopBook(Book book, int slot)
    {
        ref var order = ref Orders[slot];
        JoinStopBook(book, slot, ref order);
        book.CountAsReached(order.Side, Orders.Extras(slot).TriggerPrice);
    }

    private void JoinStopBook(Book book, int slot, ref Order order)
    {
        order.Place = Place.StopBook;
        var trigger = Orders.Extras(slot).TriggerPrice;
        book.Stops(order.Side).Add(new HeapItem(order.Side == Side.Buy ? trigger : -trigger, Orders.Identity(slot).Placed, order.Extras, slot));
    }

    /// <summary>Puts a live order of a saved state where it was, behind those that were before it.</summary>
    public void Restore(Book book, int slot, long display, long placed, bool isStop)
    {
        ref var order = ref Orders[slot];
        order.Display = display;
        Orders.Identity(slot).Placed = placed;
        if (isStop)
            JoinStopBook(book, slot, ref order);
        else
        {
            order.Place = Place.Book;
            book.Join(slot, ref order, order.Side, order.Price, display);
        }
    }

    /// <summary>Takes a stop out of the stop book.</summary>
    public void LeaveStopBook(Book book, int slot)
    {
        ref var order = ref Orders[slot];
        book.Stops(order.Side).RemoveAt(Orders.Extras(slot).StopPosition);
        order.Place = Place.Acting;
    }

    /// <summary>The order is no longer live. It must be in no book. What its slot holds can be read until the next order is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(Book book, int slot, ref Order order, CancelReason reason)
    {
        if (((order.Marks & OrderMarks.Idempotent) != 0) | (order.Extras != 0))
            EndRare(book, slot, reason);
        if ((order.Marks & OrderMarks.Covered) != 0)
            Release(book, slot);
        Orders.Remove(slot, ref order);
    }

    /// <summary>The same for an acting order that has no slot: all that it can have is cover.</summary>
    public void EndWithoutSlot(Book book)
    {
        if (book.MovesMoney)
            Release(book, slot: 0);
    }

    /// <summary>Makes an announced instrument a contract, or a plain one.</summary>
    public void MakeContract(Book book, Contract? contract)
    {
        book.SetContract(contract);
        Positions.SetContract(book.Id, contract);
    }

    /// <summary>A new order holds what it was checked for: cover, or its part in a position.</summary>
    public void Hold(Book book, int slot, in Command c, in Funds<TSink>.Wanted wanted)
    {
        if (book.Settlement is not null)
            Funds.Hold(slot, wanted);
        else
            Margins.Hold(book, slot, c.Owner.Value, c.Side, wanted);
    }

    /// <summary>Settles a trade of an incoming order with a resting one, both already without what traded.</summary>
    public void Settle(Book book, in Incoming taker, int makerSlot, ref Order maker, long price, long quantity, out long takerFee, out long makerFee)
    {
        if (Customers.IsRequired)
            CountTrade(book, taker.Owner, maker.Owner, price, quantity);
        if (book.Settlement is not null)
        {
            Funds.Settle(book, taker, makerSlot, ref maker, price, quantity, out takerFee, out makerFee);
            return;
        }

        var (takerRates, makerRates) = (Margins.RatesOf(book, taker.Slot), Margins.RatesOf(book, makerSlot));
        var taking = new TradeSide(taker.Slot, taker.OrderId, taker.Side, Margins<TSink>.Signed(taker.Side, taker.Remaining), takerRates.TakerPpm, IsMaker: false);
        var making = new TradeSide(makerSlot, maker.OrderId, maker.Side, Margins<TSink>.Signed(maker.Side, maker.Leaves), makerRates.MakerPpm, IsMaker: true);
        Margins.Settle(book, ref taking, ref making, price, quantity);
        (takerFee, makerFee) = (taking.Fee, making.Fee);
    }

    /// <summary>The same in an auction, where both rest.</summary>
    public void Settle(Book book, int takerSlot, int makerSlot, long price, long quantity, out long takerFee, out long makerFee)
    {
        if (Customers.IsRequired)
            CountTrade(book, Orders[takerSlot].Owner, Orders[makerSlot].Owner, price, quantity);
        if (book.Settlement is not null)
        {
            Funds.Settle(book, takerSlot, makerSlot, price, quantity, out takerFee, out makerFee);
            return;
        }

        var (taking, making) = (SideOf(takerSlot), SideOf(makerSlot));
        Margins.Settle(book, ref taking, ref making, price, quantity);
        (takerFee, makerFee) = (taking.Fee, making.Fee);

        TradeSide SideOf(int slot)
        {
            ref var order = ref Orders[slot];
            return new TradeSide(slot, order.OrderId, order.Side, Margins<TSink>.Signed(order.Side, order.Leaves), Margins.RatesOf(book, slot).AuctionPpm, IsMaker: false);
        }
    }

    /// <summary>A trade counts for limits (verification.md, section 5), where it moves money.</summary>
    private void CountTrade(Book book, int taker, int maker, long price, long quantity)
    {
        if (book.Settlement is { } terms)
            Customers.CountTrade(taker, maker, terms.Quote, (long)terms.Money(price, quantity), Report.Time);
        else if (book.Contract is { } contract)
            Customers.CountTrade(taker, maker, contract.Terms.Asset.Value, contract.Notional(price, quantity), Report.Time);
    }

    /// <summary>After price or leaves of a live order changed: what it holds follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FollowCover(Book book, int slot, ref Order order)
    {
        if ((order.Marks & OrderMarks.Covered) == 0)
            return;
        if (book.Settlement is not null)
            Funds.Follow(book, slot, ref order);
        else
            Margins.Follow(book, slot, order);
    }

    /// <summary>The same of an acting order of an instrument that moves money.</summary>
    public void FollowCover(Book book, in Incoming incoming)
    {
        if (book.Settlement is not null)
            Funds.Follow(book, incoming);
        else
            Margins.Follow(book, incoming);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(Book book, int slot)
    {
        if (book.Settlement is not null)
            Funds.Release(slot);
        else
            Margins.Release(book, slot);
    }

    /// <summary>Ends a live order of the book or the stop book, with its event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Cancel(Book book, int slot, ref Order order, CancelReason reason)
    {
        long level = 0;
        if (order.Place == Place.Book)
            level = book.Leave(ref order);
        else
            book.Stops(order.Side).RemoveAt(Orders.Extras(slot).StopPosition);
        Report.Canceled(order, reason, order.Leaves, order.Display, level);
        End(book, slot, ref order, reason);
    }

    /// <summary>The same, the order being known by its slot alone.</summary>
    public void Cancel(Book book, int slot, CancelReason reason) => Cancel(book, slot, ref Orders[slot], reason);

    /// <summary>
    /// An order of the book loses quantity without trading and keeps its place; down to nothing it ends, and its event tells what was shown before.
    /// Self-trade prevention's DecrementBoth.
    /// </summary>
    public void Decrement(Book book, int slot, long lost)
    {
        ref var order = ref Orders[slot];
        var shown = order.Display;
        order.Leaves -= lost;
        if (order.Leaves != 0)
        {
            FollowCover(book, slot, ref order);
            var level = ShrinkDisplay(book, ref order);
            Report.Reduced(order, CancelReason.SelfTrade, level);
            return;
        }

        var left = book.Leave(ref order);
        Report.Canceled(order, CancelReason.SelfTrade, 0, shown, left);
        End(book, slot, ref order, CancelReason.SelfTrade);
    }

    /// <summary>After the leaves of an order of the book became fewer: it shows no more than it has.</summary>
    /// <returns>What the level shows now.</returns>
    public static long ShrinkDisplay(Book book, ref Order order)
    {
        ref var level = ref book.Ladder(order.Side)[order.Level];
        if (order.Display > order.Leaves)
        {
            book.Shows(order, order.Leaves - order.Display);
            level.Quantity -= order.Display - order.Leaves;
            order.Display = order.Leaves;
        }

        return level.Quantity;
    }

    private void LimitDisplay(ref Order order)
    {
        var tranche = Orders.ExtrasAt(order.Extras).DisplayQuantity;
        if (tranche != 0 && tranche < order.Leaves)
            order.Display = tranche;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndRare(Book book, int slot, CancelReason reason)
    {
        ref var order = ref Orders[slot];
        if (order.Extras != 0 && Orders.Extras(slot).End != 0)
            book.Expiries.RemoveAt(Orders.Extras(slot).ExpiryPosition);
        if ((order.Marks & (OrderMarks.Idempotent | OrderMarks.Named)) == (OrderMarks.Idempotent | OrderMarks.Named))
            Remember(slot, reason);
    }

    // Apart, because what is remembered is built on the stack and would be cleared there for every order with cover.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Remember(int slot, CancelReason reason)
    {
        ref var order = ref Orders[slot];
        ref var identity = ref Orders.Identity(slot);
        Remembered.Add(new RememberedOrder
        {
            Owner = order.Owner,
            ClientOrderId = identity.ClientOrderId,
            Fingerprint = Orders.FingerprintOf(slot),
            OrderId = order.OrderId,
            Total = identity.Total,
            Traded = order.Traded,
            Reason = reason,
        });
    }
}
