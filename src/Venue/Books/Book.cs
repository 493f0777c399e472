using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Venue.Orders;
using Rialto.Venue.Rules;

namespace Rialto.Venue.Books;

/// <summary>Tells stops where they stand in their heap.</summary>
internal readonly struct StopPositions(OrderTable orders) : IHeapPositions
{
    public void Set(int item, int position) => orders.ExtrasAt(item).StopPosition = position;
}

/// <summary>Tells expiring orders where they stand in their heap.</summary>
internal readonly struct ExpiryPositions(OrderTable orders) : IHeapPositions
{
    public void Set(int item, int position) => orders.ExtrasAt(item).ExpiryPosition = position;
}

/// <summary>What an auction would give (matching.md, section 12).</summary>
internal readonly record struct Indicative(long Price, long Volume, long Surplus, Side SurplusSide);

/// <summary>One instrument: its definition, rules and state, its two ladders, its waiting stops and what expires.</summary>
internal sealed class Book
{
    private readonly OrderTable _orders;
    private InstrumentState _state;
    private Amounts _amounts;
    private long _highestTrade;
    private long _lowestTrade;

    public Book(Instrument definition, OrderTable orders)
    {
        _orders = orders;
        Id = (ushort)definition.Id.Value;
        BuyStops = new OrderHeap<StopPositions>(new StopPositions(orders));
        SellStops = new OrderHeap<StopPositions>(new StopPositions(orders));
        Expiries = new OrderHeap<ExpiryPositions>(new ExpiryPositions(orders));
        Definition = definition;
        Redefine(definition);
    }

    public ushort Id { get; }
    public Instrument Definition { get; private set; }
    public InstrumentRules Rules { get; private set; } = InstrumentRules.None;
    public InstrumentState State
    {
        get => _state;
        set
        {
            _state = value;
            SetShortcuts();
        }
    }

    public long LastPrice { get; private set; }
    public long DayEnd { get; set; }

    /// <summary>What the last AuctionIndicative of this auction said.</summary>
    public Indicative Published { get; set; }

    public Ladder Bids { get; } = new(isBuy: true);
    public Ladder Asks { get; } = new(isBuy: false);

    /// <summary>First key: trigger; second: entry.</summary>
    public OrderHeap<StopPositions> BuyStops { get; }

    /// <summary>First key: minus the trigger; second: entry.</summary>
    public OrderHeap<StopPositions> SellStops { get; }

    /// <summary>First key: end; second: order id.</summary>
    public OrderHeap<ExpiryPositions> Expiries { get; }

    public ref readonly Amounts Amounts => ref _amounts;
    public long MinQuantity { get; private set; }
    public long MaxQuantity { get; private set; }

    /// <summary>State Open, and no band to check prices against.</summary>
    public bool IsOpenWithoutBand { get; private set; }

    public FixedDivisor Tick { get; private set; }
    public FixedDivisor Lot { get; private set; }

    /// <summary>For the band and auctions; zero is none.</summary>
    public long Reference => LastPrice != 0 ? LastPrice : Rules.ReferencePrice.Units;

    /// <summary>True where a trade happened since the stops were last looked at.</summary>
    public bool HasTradesToCheck => _highestTrade != 0;

    /// <summary>Only while there are no orders.</summary>
    public void Redefine(Instrument definition)
    {
        Definition = definition;
        Tick = new FixedDivisor(definition.Tick.Units);
        Lot = new FixedDivisor(definition.Lot.Units);
        Bids.SetTick(Tick);
        Asks.SetTick(Tick);
        _amounts = new Amounts(definition, Rules);
        MinQuantity = definition.MinQuantity.Units;
        MaxQuantity = definition.MaxQuantity.Units;
    }

    public void SetRules(InstrumentRules rules)
    {
        Rules = rules;
        _amounts = new Amounts(Definition, rules);
        SetShortcuts();
    }

    public Ladder Ladder(Side side) => side == Side.Buy ? Bids : Asks;

    public Ladder Opposite(Side side) => side == Side.Buy ? Asks : Bids;

    public OrderHeap<StopPositions> Stops(Side side) => side == Side.Buy ? BuyStops : SellStops;

    public void Traded(long price)
    {
        LastPrice = price;
        CheckStopsAt(price);
    }

    /// <summary>Puts back what trades have left behind: the last price, and those the next check of the stops counts.</summary>
    public void RestoreTrades(long lastPrice, long highest, long lowest)
    {
        LastPrice = lastPrice;
        (_highestTrade, _lowestTrade) = (highest, lowest);
    }

    /// <summary>The next check of the stops counts a trade at this price.</summary>
    public void CheckStopsAt(long price)
    {
        if (_highestTrade == 0)
        {
            _highestTrade = _lowestTrade = price;
            return;
        }

        _highestTrade = Math.Max(_highestTrade, price);
        _lowestTrade = Math.Min(_lowestTrade, price);
    }

    /// <summary>Highest and lowest price since the last time this was asked.</summary>
    public (long Highest, long Lowest) TakeTrades()
    {
        var range = (_highestTrade, _lowestTrade);
        _highestTrade = _lowestTrade = 0;
        return range;
    }

    /// <summary>Highest and lowest price that the next check will count; zero where there are none.</summary>
    public (long Highest, long Lowest) TradesToCheck => (_highestTrade, _lowestTrade);

    private void SetShortcuts() => IsOpenWithoutBand = _state == InstrumentState.Open && Rules.BandPpm == 0;

    /// <summary>Puts an order at the end of its price's level.</summary>
    /// <returns>What the level shows now.</returns>
    public long Join(int slot, ref Order order)
    {
        var ladder = Ladder(order.Side);
        var level = ladder.FindOrAdd(order.Price);
        order.Level = level;
        order.Place = Place.Book;
        order.Next = 0;
        ref var at = ref ladder[level];
        order.Previous = at.Last;
        if (at.Last != 0)
            _orders[at.Last].Next = slot;
        else
            at.First = slot;
        at.Last = slot;
        return at.Quantity += order.Display;
    }

    /// <summary>Takes an order off its level, with what it shows; a level left empty goes.</summary>
    /// <returns>What the level shows now.</returns>
    public long Leave(ref Order order)
    {
        var ladder = Ladder(order.Side);
        ref var at = ref ladder[order.Level];
        if (order.Next != 0)
            _orders[order.Next].Previous = order.Previous;
        else
            at.Last = order.Previous;
        if (order.Previous != 0)
            _orders[order.Previous].Next = order.Next;
        else
            at.First = order.Next;
        var shown = at.Quantity -= order.Display;
        if (at.First == 0)
            ladder.Remove(order.Level);
        return shown;
    }
}
