using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;
using Rialto.Venue.Margin;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>Indicative prices and uncrossing (matching.md, section 12).</summary>
internal sealed class Auctions<TSink>(Market<TSink> market, SelfTrade<TSink> selfTrade, Halts<TSink> halts)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly OrderTable _orders = market.Orders;
    private readonly Reports<TSink> _report = market.Report;
    private readonly SelfTrade<TSink> _selfTrade = selfTrade;
    private readonly AuctionPrice _price = new(market.Orders);
    private readonly OrderSelection _selection = new(market.Orders);

    /// <summary>Tells what the auction would give, where that changed.</summary>
    public void PublishIndicative(Book book)
    {
        var now = _price.Of(book);
        if (now == book.Published)
            return;
        book.Published = now;
        _report.Auction(EventKind.AuctionIndicative, book.Id, now);
    }

    /// <summary>Trades until the book is no longer crossed. Each round trades or removes something, so it ends.</summary>
    public void Uncross(Book book)
    {
        if (book.Contract is { Mark: not 0 } contract && _price.Of(book).Price != 0)
            CancelBeyond(book, contract);
        while (true)
        {
            var round = _price.Of(book);
            if (round.Price == 0)
                return;
            _report.Auction(EventKind.AuctionUncrossed, book.Id, round);
            while (!book.Bids.IsEmpty && !book.Asks.IsEmpty && book.Bids.BestPrice >= round.Price && book.Asks.BestPrice <= round.Price)
                MeetHeads(book, round.Price);
        }
    }

    /// <summary>Orders of a contract that could trade beyond its collar (margin.md, section 2).</summary>
    private void CancelBeyond(Book book, Contract contract)
    {
        _selection.Clear();
        for (var level = book.Bids.Best; level != 0 && book.Bids.PriceOf(level) > contract.Upper; level = book.Bids.Worse(level))
            AddLevel(book.Bids[level]);
        for (var level = book.Asks.Best; level != 0 && book.Asks.PriceOf(level) < contract.Lower; level = book.Asks.Worse(level))
            AddLevel(book.Asks[level]);
        _selection.Sort();
        foreach (var slot in _selection.Slots)
            _market.Cancel(book, slot, CancelReason.BeyondLimit);

        void AddLevel(in Level level)
        {
            for (var slot = level.First; slot != 0; slot = _orders[slot].Next)
                _selection.Add(slot);
        }
    }

    private void MeetHeads(Book book, long price)
    {
        var bid = book.Bids[book.Bids.Best].First;
        var ask = book.Asks[book.Asks.Best].First;
        var (earlier, later) = _orders.Identity(bid).Placed < _orders.Identity(ask).Placed ? (bid, ask) : (ask, bid);
        var mode = _orders.Identity(later).Terms.SelfTradePrevention;
        if (mode != SelfTradePrevention.None && _orders.GroupOf(later) == _orders.GroupOf(earlier))
            PreventSelfTrade(book, mode, earlier, later);
        else
            Trade(book, price, maker: earlier, taker: later);
    }

    private void Trade(Book book, long price, int maker, int taker)
    {
        ref var making = ref _orders[maker];
        ref var taking = ref _orders[taker];
        var quantity = Math.Min(making.Display, taking.Display);
        var makerLevel = TakeOff(book, maker, quantity);
        TakeOff(book, taker, quantity);
        if (book.Guard is { } guard)
            halts.TradedInAuction(guard, price);
        book.Traded(price);
        if (book.Tape is { } tape)
            tape.Traded(_report.Time, price, quantity, taking.OrderId, making.OrderId);
        var (takerFee, makerFee) = FeesOf(book, taker, maker, price, quantity);

        ref var e = ref _report.Begin(EventKind.Trade);
        e.Side = taking.Side;
        e.Instrument = new InstrumentId(book.Id);
        e.Flags = EventFlags.Auction;
        e.Owner = new OwnerId(taking.Owner);
        e.OrderId = new OrderId(taking.OrderId);
        e.Price = new Price(price);
        e.Quantity = new Quantity(quantity);
        e.MakerOrderId = new OrderId(making.OrderId);
        e.TradeId = new TradeId(++_market.LastTradeId);
        e.MakerFee = new Money(makerFee);
        e.TakerFee = new Money(takerFee);
        e.MakerLeaves = new Quantity(making.Leaves);
        e.TakerLeaves = new Quantity(taking.Leaves);
        e.MakerDisplay = new Quantity(making.Display);
        e.MakerOwner = new OwnerId(making.Owner);
        e.LevelQuantity = new Quantity(makerLevel);

        UsedUp(book, maker);
        UsedUp(book, taker);
    }

    private (long Taker, long Maker) FeesOf(Book book, int taker, int maker, long price, long quantity)
    {
        if (!book.MovesMoney)
        {
            var fee = book.Amounts.Fee(price, quantity, book.Rules.AuctionFeePpm);
            return (fee, fee);
        }

        _market.Settle(book, taker, maker, price, quantity, out var takerFee, out var makerFee);
        return (takerFee, makerFee);
    }

    private long TakeOff(Book book, int slot, long quantity)
    {
        ref var order = ref _orders[slot];
        order.Leaves -= quantity;
        order.Display -= quantity;
        order.Traded += quantity;
        book.Shows(order, -quantity);
        return book.Ladder(order.Side)[order.Level].Quantity -= quantity;
    }

    /// <summary>Where a resting order shows nothing more: it has ended, or its next tranche goes to the end of the level.</summary>
    private void UsedUp(Book book, int slot)
    {
        ref var order = ref _orders[slot];
        if (order.Display != 0)
            return;
        book.Leave(ref order);
        if (order.Leaves == 0)
            _market.End(book, slot, ref order, CancelReason.None);
        else
            _market.Rest(book, slot, EventFlags.Replenished);
    }

    /// <summary>Section 6 with the later order as the incoming one, which here is in the book too.</summary>
    private void PreventSelfTrade(Book book, SelfTradePrevention mode, int earlier, int later)
    {
        ref var resting = ref _orders[earlier];
        ref var incoming = ref _orders[later];
        var lost = mode == SelfTradePrevention.DecrementBoth ? Math.Min(resting.Leaves, incoming.Leaves) : 0;
        _report.SelfTrade(
            incoming.Side, book.Id, incoming.Owner, incoming.OrderId, mode, resting.OrderId, resting.Price, lost);
        if (mode == SelfTradePrevention.DecrementBoth)
        {
            _market.Decrement(book, earlier, lost);
            _market.Decrement(book, later, lost);
            return;
        }

        var (restingGoes, incomingGoes) = SelfTrade<TSink>.WhoGoes(mode, resting.Leaves, incoming.Leaves);
        if (restingGoes)
            _market.Cancel(book, earlier, CancelReason.SelfTrade);
        if (incomingGoes)
            _market.Cancel(book, later, CancelReason.SelfTrade);
    }
}
