using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Snapshots;

/// <summary>Writes all that decides the future, in one order only: two exchanges with the same future are saved as the same bytes. Cold.</summary>
internal readonly ref struct StateSaving<TSink>(Market<TSink> market, ExchangeLimits limits, IBufferWriter<byte> target)
    where TSink : struct, IEventSink
{
    private readonly StateWriter _to = new(target);

    public void Save()
    {
        _to.Head(StateHashing.Of(market));
        _to.Add(limits.MaxLiveOrders);
        _to.Add(limits.RememberedOrders);
        if (limits.RememberedMovements != StateFormat.RememberedMovements)
            _to.Add(limits.RememberedMovements);
        _to.EndSection(StateSection.Limits);
        _to.Add(market.Report.Sequence);
        _to.Add(market.Report.Time.Nanoseconds);
        _to.Add(market.LastOrderId);
        _to.Add(market.LastTradeId);
        _to.Add(market.LastPlaced);
        _to.EndSection(StateSection.Counters);
        SaveSessions();
        foreach (var book in market.Books)
        {
            SaveInstrument(book);
            SaveOrders(book, OrderList.Bids, Auditing.Slots(book.Bids, market.Orders));
            SaveOrders(book, OrderList.Asks, Auditing.Slots(book.Asks, market.Orders));
            SaveOrders(book, OrderList.BuyStops, Auditing.StopSlots(book, Side.Buy));
            SaveOrders(book, OrderList.SellStops, Auditing.StopSlots(book, Side.Sell));
        }

        SaveRemembered();
        new AccountsSaving<TSink>(market, _to).Save();
        GuardSaving.Save(_to, market.Index, market.Kills, market.Books);
        FeesSaving.Save(_to, new FeeRows<TSink>(market));
        new CustomersSaving(market.Customers.Audit(market.Customers.Uses.LastDay), market.Customers.Uses.LastDay, _to).Save();
        BasketSaving.Save(_to, market.Baskets);
        BasketOrderSaving.Save(_to, market.Baskets);
        var orders = market.Orders;
        AlgoSaving.Save(_to, market.Algos, market.Books, order => orders.Find(order) != 0);
        new MarginSaving<TSink>(market, _to).Save();
        _to.EndSection(StateSection.End);
    }

    private void SaveSessions()
    {
        _to.Add(market.Sessions.LastNumber);
        foreach (var (number, session) in market.Sessions.Open)
        {
            _to.Add(number);
            _to.Add(session.Owner);
            _to.Add((byte)(session.CancelOnDisconnect ? 1 : 0));
        }

        _to.EndSection(StateSection.Sessions);
    }

    private void SaveInstrument(Book book)
    {
        _to.Add(new PackedInstrument(book.Definition, book.Rules));
        _to.Add((byte)book.State);
        _to.Add(book.LastPrice);
        _to.Add(book.DayEnd);
        _to.Add(book.TradesToCheck.Highest);
        _to.Add(book.TradesToCheck.Lowest);
        _to.Add(book.Published.Price);
        _to.Add(book.Published.Volume);
        _to.Add(book.Published.Surplus);
        _to.Add((byte)book.Published.SurplusSide);
        _to.EndSection(StateSection.Instrument);
    }

    private void SaveOrders(Book book, OrderList list, IEnumerable<int> slots)
    {
        var count = 0;
        foreach (var slot in slots)
        {
            if (count == 0)
            {
                _to.Add((int)book.Id);
                _to.Add((byte)list);
            }

            Add(slot);
            if (++count < StateFormat.OrdersPerSection)
                continue;
            _to.EndSection(StateSection.Orders);
            count = 0;
        }

        if (count != 0)
            _to.EndSection(StateSection.Orders);
    }

    private void Add(int slot)
    {
        ref var order = ref market.Orders[slot];
        ref var identity = ref market.Orders.Identity(slot);
        var marks = (identity.ClientOrderId.IsEmpty ? SavedMarks.None : SavedMarks.Named) | (order.Extras == 0 ? SavedMarks.None : SavedMarks.Extras);
        _to.Add((byte)marks);
        _to.Add(order.OrderId);
        _to.Add(order.Owner);
        _to.Add(identity.Session);
        _to.Add(identity.Group);
        _to.Add(identity.Terms.Bits);
        _to.Add(order.Price);
        _to.Add(order.Leaves);
        _to.Add(order.Display);
        _to.Add(order.Traded);
        _to.Add(identity.Total);
        _to.Add(identity.Placed);
        if ((marks & SavedMarks.Named) != 0)
            _to.Add(identity.ClientOrderId);
        if ((marks & SavedMarks.Extras) == 0)
            return;
        ref var extras = ref market.Orders.Extras(slot);
        _to.Add(extras.DisplayQuantity);
        _to.Add(extras.TriggerPrice);
        _to.Add(extras.End);
        _to.Add(extras.AskedPrice);
        _to.Add(extras.AskedQuantity);
        _to.Add(extras.AskedDisplay);
        _to.Add(extras.AskedTrigger);
        _to.Add(extras.AskedExpireTime);
    }

    private void SaveRemembered()
    {
        var count = 0;
        for (var slot = market.Remembered.Oldest; slot != 0; slot = market.Remembered[slot].Newer)
        {
            Add(market.Remembered[slot]);
            if (++count % StateFormat.OrdersPerSection == 0)
                _to.EndSection(StateSection.Remembered);
        }

        if (count % StateFormat.OrdersPerSection != 0)
            _to.EndSection(StateSection.Remembered);
    }

    private void Add(in RememberedOrder order)
    {
        _to.Add(order.Owner);
        _to.Add(order.ClientOrderId);
        _to.Add(order.Fingerprint.Instrument);
        _to.Add((byte)order.Fingerprint.Side);
        _to.Add(order.Fingerprint.Terms);
        _to.Add(order.Fingerprint.Group);
        _to.Add(order.Fingerprint.Price);
        _to.Add(order.Fingerprint.Quantity);
        _to.Add(order.Fingerprint.DisplayQuantity);
        _to.Add(order.Fingerprint.TriggerPrice);
        _to.Add(order.Fingerprint.ExpireTime);
        _to.Add(order.OrderId);
        _to.Add(order.Total);
        _to.Add(order.Traded);
        _to.Add((ushort)order.Reason);
    }
}
