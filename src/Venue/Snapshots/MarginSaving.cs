using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Margin;

namespace Rialto.Venue.Snapshots;

/// <summary>What a section about contracts holds; sections come in this order, as many of each as are needed.</summary>
internal enum MarginPart : byte
{
    /// <summary>Terms and marks.</summary>
    Contracts = 0,
    Positions = 1,

    /// <summary>Pockets that are called or being liquidated.</summary>
    Marks = 2,
    Limits = 3,
    Tiers = 4,

    /// <summary>The highest fee rate of each live order of a contract. What is open follows from the orders.</summary>
    Orders = 5,

    /// <summary>The insurance fund of each asset that has one.</summary>
    Insurance = 6,
}

/// <summary>Saves contracts, positions and what is about them; nothing where there are none. Cold.</summary>
internal sealed class MarginSaving<TSink>(Market<TSink> market, StateWriter to)
    where TSink : struct, IEventSink
{
    private readonly SectionRows _rows = new(to, StateSection.Margin);

    public void Save()
    {
        var (positions, limits) = (market.Positions, market.Margins.Limits);
        foreach (var book in market.Books)
            if (book.Contract is { } contract)
                Add(contract);
        _rows.End();
        foreach (var number in MarginAuditing.Known(positions))
            Add(positions, number);
        _rows.End();
        foreach (var number in MarginAuditing.Pockets(positions))
            AddMarks(positions.Pocket(number));
        _rows.End();
        foreach (var (key, limit) in limits.All)
        {
            _rows.Begin((byte)MarginPart.Limits);
            to.Add(key.Contract);
            to.Add(key.Account);
            to.Add(key.Tier);
            to.Add(limit.MaxPosition);
            to.Add(limit.MaxOrder);
        }

        _rows.End();
        foreach (var (account, tier) in limits.Tiers)
        {
            _rows.Begin((byte)MarginPart.Tiers);
            to.Add(account);
            to.Add(tier);
        }

        _rows.End();
        foreach (var slot in MarginAuditing.OrderSlots(market))
        {
            _rows.Begin((byte)MarginPart.Orders);
            to.Add(market.Orders[slot].OrderId);
            to.Add(market.Orders.Cover(slot).Ppm);
        }

        _rows.End();
        foreach (var books in market.Ledger.Assets.Where(a => a.Insurance != 0))
        {
            _rows.Begin((byte)MarginPart.Insurance);
            to.Add(books.Asset.Id.Value);
            to.Add(books.Insurance);
        }

        _rows.End();
    }

    private void Add(Contract contract)
    {
        var terms = Command.SetContract(new InstrumentId(contract.Id), contract.Terms);
        _rows.Begin((byte)MarginPart.Contracts);
        to.Add(contract.Id);
        to.Add(terms.OrderId.Value);
        to.Add(terms.Price.Units);
        to.Add(terms.Quantity.Units);
        to.Add(terms.DisplayQuantity.Units);
        to.Add(terms.ExpireTime.Nanoseconds);
        to.Add(contract.Mark);
        to.Add((byte)(contract.IsSettled ? 1 : 0));
    }

    private void Add(PositionTable positions, int number)
    {
        ref var position = ref positions[number];
        _rows.Begin((byte)MarginPart.Positions);
        to.Add(position.Account);
        to.Add(position.Contract);
        to.Add(position.Quantity);
        to.Add(position.Cost);
        to.Add(position.Realised);
        to.Add(position.Funding);
        to.Add(position.Leverage);
        to.Add((byte)(position.IsIsolated ? 1 : 0));
        to.Add(positions.Own(position));
    }

    private void AddMarks(in Pocket pocket)
    {
        if (!pocket.IsCalled && !pocket.IsLiquidating)
            return;
        _rows.Begin((byte)MarginPart.Marks);
        to.Add(pocket.Account);
        to.Add(pocket.Asset);
        to.Add(pocket.Contract);
        to.Add((byte)((pocket.IsCalled ? 1 : 0) | (pocket.IsLiquidating ? 2 : 0)));
    }
}
