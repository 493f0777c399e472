using System.Runtime.CompilerServices;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Algos;
using Rialto.Venue.Fees;
using Rialto.Venue.Guards;
using Rialto.Venue.Margin;
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

/// <summary>One of each for the two sides, by the side's number.</summary>
[InlineArray(2)]
internal struct Sides<T>
{
    private T _first;
}

/// <summary>What an auction would give (matching.md, section 12).</summary>
internal readonly record struct Indicative(long Price, long Volume, long Surplus, Side SurplusSide);

/// <summary>One instrument: its definition, rules and state, its two ladders, its waiting stops and what expires.</summary>
internal sealed class Book
{
    private readonly OrderTable _orders;
    private readonly Levels _levels;
    private InstrumentState _state;
    private Amounts _amounts;
    private Shortcuts _shortcuts;
    private long _highestTrade;
    private long _lowestTrade;
    private Sides<Ladder> _ladders;

    public Book(Instrument definition, Settlement? settlement, OrderTable orders, Levels levels)
    {
        _orders = orders;
        _levels = levels;
        Id = (ushort)definition.Id.Value;
        _ladders[(int)Side.Buy] = new Ladder(levels, Id, isBuy: true);
        _ladders[(int)Side.Sell] = new Ladder(levels, Id, isBuy: false);
        BuyStops = new OrderHeap<StopPositions>(new StopPositions(orders));
        SellStops = new OrderHeap<StopPositions>(new StopPositions(orders));
        Expiries = new OrderHeap<ExpiryPositions>(new ExpiryPositions(orders));
        Definition = definition;
        Redefine(definition, settlement);
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
            Makers?.TouchAll();
        }
    }

    /// <summary>What guards know of it; null until one is set.</summary>
    public Guard? Guard { get; private set; }

    /// <summary>Who is registered to quote it; null until somebody is.</summary>
    public Makers? Makers { get; private set; }

    /// <summary>Lower rates for a while; null without.</summary>
    public Promotion? Promotion
    {
        get;
        set
        {
            field = value;
            _shortcuts.HasPromotion = value is not null;
        }
    }

    /// <summary>There is one, now or at another time.</summary>
    public bool HasPromotion => _shortcuts.HasPromotion;

    /// <summary>What its trades come to; null until an algo order or a volume curve wants to know.</summary>
    public VolumeTape? Tape { get; private set; }

    public long LastPrice { get; private set; }
    public long DayEnd { get; set; }

    /// <summary>What the last AuctionIndicative of this auction said.</summary>
    public Indicative Published { get; set; }

    public Ladder Bids => _ladders[(int)Side.Buy];
    public Ladder Asks => _ladders[(int)Side.Sell];

    /// <summary>First key: trigger; second: entry.</summary>
    public OrderHeap<StopPositions> BuyStops { get; }

    /// <summary>First key: minus the trigger; second: entry.</summary>
    public OrderHeap<StopPositions> SellStops { get; }

    /// <summary>First key: end; second: order id.</summary>
    public OrderHeap<ExpiryPositions> Expiries { get; }

    public ref readonly Amounts Amounts => ref _amounts;

    /// <summary>For limit orders in state Open.</summary>
    public ref readonly EverydayLimits Everyday => ref _shortcuts.Limits;

    /// <summary>Prices of new orders are bounded, by its rules or by its guard.</summary>
    public bool HasBands => _shortcuts.HasBands;

    /// <summary>Its rules bound them.</summary>
    public bool HasBandOfRules { get; private set; }

    /// <summary>How trades are paid; null where accounts have no part in them.</summary>
    public Settlement? Settlement { get; private set; }

    /// <summary>What makes it one of a contract; null where it is none.</summary>
    public Contract? Contract { get; private set; }

    /// <summary>Its orders hold something and its trades move money: it is settled, or a contract.</summary>
    public bool MovesMoney { get; private set; }

    /// <summary>The highest rate that an order entered now may be charged, where its account has no tier and there is no promotion.</summary>
    public int CoverPpm => _shortcuts.CoverPpm;

    /// <summary>What accounts without a tier pay.</summary>
    public FeeRates OwnRates => new(MakerFeePpm, TakerFeePpm, Rules.AuctionFeePpm);

    public int MakerFeePpm { get; private set; }
    public int TakerFeePpm { get; private set; }

    public ExactDivisor Tick { get; private set; }
    public ExactDivisor Lot { get; private set; }

    /// <summary>Where the market stands for those who will be measured against it; zero is nowhere.</summary>
    public long MiddleOrReference => Bids.IsEmpty || Asks.IsEmpty ? Reference : (Bids.BestPrice + Asks.BestPrice) / 2;

    /// <summary>For the band and auctions; zero is none.</summary>
    public long Reference => LastPrice != 0 ? LastPrice : Rules.ReferencePrice.Units;

    /// <summary>True where a trade happened since the stops were last looked at.</summary>
    public bool HasTradesToCheck => _highestTrade != 0;

    /// <summary>Only while there are no orders.</summary>
    public void Redefine(Instrument definition, Settlement? settlement)
    {
        Definition = definition;
        Settlement = settlement;
        Contract = null;
        Tick = new ExactDivisor(definition.Tick.Units);
        Lot = new ExactDivisor(definition.Lot.Units);
        Bids.SetTick(Tick);
        Asks.SetTick(Tick);
        _amounts = new Amounts(definition, Rules);
        SetShortcuts();
    }

    public void SetRules(InstrumentRules rules)
    {
        Rules = rules;
        _amounts = new Amounts(Definition, rules);
        SetShortcuts();
    }

    public Makers EnsureMakers(List<Maker> touched) => Makers ??= new Makers(touched);

    /// <summary>An order of the book shows so much more, or less, without joining or leaving.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Shows(in Order order, long more)
    {
        if (Makers is { } makers)
            makers.Shown(order.Owner, order.Side, order.Price, more);
    }

    public Guard EnsureGuard() => Guard ??= new Guard(this);

    /// <summary>
    /// Nothing that only takes orders away begins or ends a limit state at this time, which is not before what it was: it need not be looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCalm(long now) => now < _shortcuts.CalmEnds;

    /// <summary>The same for an order that rests at this price, which no band forbids then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCalm(long now, long price) => now < _shortcuts.CalmEnds && price > _shortcuts.CalmLow && price < _shortcuts.CalmHigh;

    /// <summary>There is no limit state, and with this band, which stays until then, only an order at its edges can begin one.</summary>
    public void BeginCalm(in Band band, long ends)
    {
        _shortcuts.CalmEnds = HasBandOfRules ? 0 : ends;
        (_shortcuts.CalmLow, _shortcuts.CalmHigh) = band.Exists ? (band.Lower, band.Upper) : (long.MinValue, long.MaxValue);
    }

    /// <summary>The guard is to be asked again.</summary>
    public void EndCalm() => _shortcuts.CalmEnds = 0;

    public VolumeTape EnsureTape(AlgoRegistry algos, Timestamp now) => Tape ??= new VolumeTape(algos, now.Nanoseconds, LastPrice);

    /// <summary>Only while there are no orders.</summary>
    public void SetContract(Contract? contract)
    {
        Contract = contract;
        SetShortcuts();
    }

    /// <summary>The band that trading keeps at this time: the guard's, and of a contract its collar around the mark.</summary>
    public Band TradingBandAt(long now)
    {
        var band = Guard is { } guard ? guard.BandAt(now) : default;
        return Contract is { } contract ? contract.Narrow(band) : band;
    }

    /// <summary>What orders must be checked for has changed.</summary>
    public void GuardChanged() => SetShortcuts();

    // By number and without a branch: sides come in no order that a processor could foresee.
    public Ladder Ladder(Side side) => _ladders[(int)side];

    public Ladder Opposite(Side side) => _ladders[1 - (int)side];

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

    /// <summary>A stop that was reached waits again: the next check, which has a trade to check, reaches it, and others of its side by it.</summary>
    public void CountAsReached(Side side, long trigger)
    {
        if (side == Side.Buy)
            _highestTrade = Math.Max(_highestTrade, trigger);
        else
            _lowestTrade = Math.Min(_lowestTrade, trigger);
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

    private void SetShortcuts()
    {
        _shortcuts.Limits = new EverydayLimits(Definition, _amounts, _state == InstrumentState.Open && Guard is not { IsStopped: true } && Contract is null);
        Guard?.ForgetBand();
        HasBandOfRules = Rules.BandPpm != 0;
        _shortcuts.HasBands = HasBandOfRules || Guard is { Rules.BandPpm: not 0 };
        MovesMoney = Settlement is not null || Contract is not null;
        _shortcuts.CoverPpm = Math.Max(Math.Max(0, Rules.AuctionFeePpm), Math.Max(Rules.MakerFeePpm, Rules.TakerFeePpm));
        MakerFeePpm = Rules.MakerFeePpm;
        TakerFeePpm = Rules.TakerFeePpm;
    }

    // Whether an order has neighbours on its level is as good as random, and a branch foreseen wrongly costs more than all that is done here. So there is none:
    // what would be written to a neighbour that is not there goes to slot zero, which is no order.

    /// <summary>Puts an order, with its side, price and display, at the end of its price's level.</summary>
    /// <returns>What the level shows now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Join(int slot, ref Order order, Side side, long price, long display)
    {
        var level = Ladder(side).Enter(price);
        ref var at = ref _levels[level];
        var (first, last) = (at.First, at.Last);
        order.Level = level;
        order.Next = 0;
        order.Previous = last;
        _orders[last].Next = slot;
        at.First = first == 0 ? slot : first;
        at.Last = slot;
        if (Makers is { } makers)
            makers.Shown(order.Owner, side, price, display);
        return at.Quantity += display;
    }

    /// <summary>Takes an order off its level, with what it shows; a level left empty goes.</summary>
    /// <returns>What the level shows now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Leave(ref Order order)
    {
        var (level, next, previous) = (order.Level, order.Next, order.Previous);
        ref var at = ref _levels[level];
        _orders[next].Previous = previous;
        _orders[previous].Next = next;
        var (first, last) = (at.First, at.Last);
        first = previous == 0 ? next : first;
        at.First = first;
        at.Last = next == 0 ? previous : last;
        Ladder(order.Side).Left(level, isEmpty: first == 0);
        Shows(order, -order.Display);
        return at.Quantity -= order.Display;
    }

    /// <summary>What every order asks for, side by side: with many books what is not together is seldom in the nearest cache.</summary>
    private struct Shortcuts
    {
        public EverydayLimits Limits;

        /// <summary>Until when guards are calm, in nanoseconds, and between which prices.</summary>
        public long CalmEnds;

        public long CalmLow;
        public long CalmHigh;
        public int CoverPpm;
        public bool HasBands;
        public bool HasPromotion;
    }
}
