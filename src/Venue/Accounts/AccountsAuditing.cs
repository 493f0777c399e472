using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Accounts;

/// <summary>Accounts as audits see them. Cold.</summary>
internal static class AccountsAuditing
{
    public static AccountsState Of<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        var ledger = market.Ledger;
        return new AccountsState(
            [.. ledger.Assets.Select(a => new AssetBooks(a.Asset, a.Deposited, a.Withdrawn, a.Held, a.House, market.Positions.CostsOf(a.Asset.Id.Value), a.Isolated, a.Insurance))],
            [.. ledger.Accounts.InOrder().Select(row => ledger.Accounts[row].ToAccount())],
            [.. ledger.InOrder().Where(b => ledger[b].Total != 0).Select(b => Seen(ledger[b]))],
            [.. CoveredSlots(market).OrderBy(slot => market.Orders[slot].OrderId).Select(slot => Seen(market, slot))]);
    }

    /// <summary>Slots of all orders of settled instruments, in no order.</summary>
    public static IEnumerable<int> CoveredSlots<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        foreach (var book in market.Books.Where(book => book.Settlement is not null))
        {
            var slots = Auditing.Slots(book.Bids, market.Orders).Concat(Auditing.Slots(book.Asks, market.Orders))
                .Concat(Auditing.StopSlots(book, Side.Buy)).Concat(Auditing.StopSlots(book, Side.Sell));
            foreach (var slot in slots)
                yield return slot;
        }
    }

    private static AccountBalance Seen(in Balance b) => new(new OwnerId(b.Account), new AssetId(b.Asset), new Money(b.Total), new Money(b.Reserved));

    private static OrderCover Seen<TSink>(Market<TSink> market, int slot)
        where TSink : struct, IEventSink
    {
        ref var order = ref market.Orders[slot];
        ref var cover = ref market.Orders.Cover(slot);
        return new OrderCover(
            new OrderId(order.OrderId), new OwnerId(order.Owner), new AssetId(market.Ledger[cover.Balance].Asset), new Money(cover.Reserved), cover.Ppm);
    }
}
