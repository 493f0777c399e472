using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Margin;

/// <summary>Contracts and positions as audits see them. Cold.</summary>
internal static class MarginAuditing
{
    public static MarginState Of<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        var positions = market.Positions;
        return new MarginState(
            [.. market.Books.Select(book => book.Contract).OfType<Contract>().Select(c => new ContractState(new InstrumentId(c.Id), c.Terms, new Price(c.Mark), c.IsSettled))],
            [.. Known(positions).Select(number => Seen(positions, number))],
            [.. Pockets(positions).Select(number => SeenPocket(positions, number))],
            [.. market.Margins.Limits.All.Select(l => new PositionLimit(
                new InstrumentId(l.Key.Contract), new OwnerId(l.Key.Account), l.Key.Tier, new Quantity(l.Value.MaxPosition), new Quantity(l.Value.MaxOrder)))],
            [.. market.Margins.Limits.Tiers.Select(t => (new OwnerId(t.Key), t.Value))]);
    }

    /// <summary>Positions that hold something, or once did, ascending by account, then contract.</summary>
    public static IEnumerable<int> Known(PositionTable positions) => positions.InOrder().Where(number => IsKnown(positions, number));

    /// <summary>Pockets of such positions, and those with a mark, in their order.</summary>
    public static IEnumerable<int> Pockets(PositionTable positions)
    {
        var known = Known(positions).Select(number => positions[number].Pocket).ToHashSet();
        return Enumerable.Range(1, positions.PocketCount)
            .Where(number => known.Contains(number) || positions.Pocket(number).IsCalled || positions.Pocket(number).IsLiquidating)
            .OrderBy(number => positions.Pocket(number).Rank);
    }

    /// <summary>Slots of all live orders of contracts, by book and list.</summary>
    public static IEnumerable<int> OrderSlots<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink =>
        market.Books.Where(book => book.Contract is not null).SelectMany(book =>
            Auditing.Slots(book.Bids, market.Orders).Concat(Auditing.Slots(book.Asks, market.Orders)).Concat(Auditing.StopSlots(book, Side.Buy)).Concat(Auditing.StopSlots(book, Side.Sell)));

    private static bool IsKnown(PositionTable positions, int number)
    {
        ref var p = ref positions[number];
        return (p.Quantity | p.Realised | p.Funding | p.OpenBuys | p.OpenSells | (long)p.Leverage) != 0 || p.IsIsolated;
    }

    private static PositionState Seen(PositionTable positions, int number)
    {
        ref var p = ref positions[number];
        return new PositionState(
            new OwnerId(p.Account), new InstrumentId(p.Contract), new Quantity(p.Quantity), new Money(p.Cost), new Money(p.Realised), new Money(p.Funding), p.Leverage,
            p.IsIsolated ? MarginMode.Isolated : MarginMode.Cross, new Money(positions.Own(p)), new Quantity(p.OpenBuys), new Quantity(p.OpenSells), new Money(p.OpenLoss));
    }

    private static PocketState SeenPocket(PositionTable positions, int number)
    {
        ref var p = ref positions.Pocket(number);
        return new PocketState(
            new OwnerId(p.Account), new AssetId(p.Asset), new InstrumentId(p.Contract), positions.Money(p), p.Unrealised, p.Initial, p.Maintenance, p.OpenLoss, p.IsCalled, p.IsLiquidating);
    }
}
