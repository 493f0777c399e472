using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Legs;

/// <summary>
/// Legs that belong together, traded as whole sets and never further apart than allowed (docs/reference/legs.md). At most one order of a leg lives at any time; one whose outcome is not known
/// counts as possibly filled until it is. A function of what it is told; single-threaded; allocates nothing.
/// <code>
/// Working ── a leg is short, time over ─> Partial ── cannot be completed ─> Unwinding ── bound reached ─> Stuck
///    └─ all whole ─> Complete                └─ balances ─> Done                └─ balances ─> Done
/// </code>
/// </summary>
public sealed partial class LegSet
{
    /// <summary>Most legs.</summary>
    public const int LegsMax = 64;

    private readonly LegWork[] _legs = new LegWork[LegsMax];
    private LegSettings _settings;
    private int _count;
    private Timestamp _deadline;
    private bool _hasLateFill;

    internal LegSet(int slot) => Slot = slot;

    /// <summary>Its place among the strategy's sets.</summary>
    public int Slot { get; }

    /// <summary>How often the place was used.</summary>
    public long Generation { get; private set; }

    /// <summary>Where it is in its life.</summary>
    public LegSetState State { get; private set; }

    /// <summary>Sets that were wanted.</summary>
    public long Wanted { get; private set; }

    /// <summary>Whatever the strategy wants to find again: which of its markets.</summary>
    public int Key { get; private set; }

    /// <summary>Number of legs.</summary>
    public int Count => _count;

    /// <summary>Sets of which every leg has surely filled.</summary>
    public long Whole
    {
        get
        {
            var whole = long.MaxValue;
            for (var i = 0; i < _count; i++)
                whole = Math.Min(whole, Floor(_legs[i].Least, _legs[i].Leg.PerSet));
            return _count == 0 ? 0 : whole;
        }
    }

    /// <summary>True while the outcome of an order is not known.</summary>
    public bool HasUnknown
    {
        get
        {
            foreach (ref readonly var leg in Legs)
            {
                if (leg.IsUnknown)
                    return true;
            }

            return false;
        }
    }

    /// <summary>True while an order of it lives, or may.</summary>
    public bool HasOrders
    {
        get
        {
            foreach (ref readonly var leg in Legs)
            {
                if (!leg.Order.IsNone)
                    return true;
            }

            return false;
        }
    }

    /// <summary>When it wants to be looked at next, if nothing is told before; none where it waits for news alone.</summary>
    public Timestamp NextTime { get; private set; }

    private Span<LegWork> Legs => _legs.AsSpan(0, _count);

    /// <summary>A leg as it was given.</summary>
    public Leg LegAt(int leg) => leg < _count ? _legs[leg].Leg : throw new ArgumentOutOfRangeException(nameof(leg));

    /// <summary>What a leg has filled less what was walked back, by orders that have ended, in its listing's units.</summary>
    public long NetOf(int leg) => leg < _count ? _legs[leg].Net : throw new ArgumentOutOfRangeException(nameof(leg));

    /// <summary>Begins; the first orders go out at once.</summary>
    /// <exception cref="ArgumentException">Fewer than two legs, too many, or quantities that are not positive; a set that is not over.</exception>
    internal void Begin(StrategyContext desk, ReadOnlySpan<Leg> legs, long sets, in LegSettings settings, int key)
    {
        if (State.IsActive() || legs.Length is < 2 or > LegsMax || sets < 1 || settings.ImbalanceMax < 1 || settings.TimeoutMs < 1 || settings.RetryMs < 1 || settings.WalkSteps < 1)
            throw new ArgumentException($"A set has 2 to {LegsMax} legs, a positive quantity, bound and times, and a place that is free.", nameof(legs));
        (_count, _settings, Wanted, Key, _hasLateFill) = (legs.Length, settings, sets, key, false);
        Generation++;
        for (var i = 0; i < legs.Length; i++)
        {
            if (legs[i].PerSet < 1 || sets > long.MaxValue / 4 / legs[i].PerSet)
                throw new ArgumentException("A leg has a positive quantity for each set, and all of it fits.", nameof(legs));
            _legs[i] = new LegWork { Leg = legs[i] };
        }

        _deadline = new Timestamp(desk.Now.Nanoseconds + settings.TimeoutMs * 1_000_000);
        Enter(desk, LegSetState.Working);
        Step(desk);
    }

    /// <summary>An order of it has changed.</summary>
    internal void Hear(in LegTag tag, in StrategyOrder order)
    {
        ref var leg = ref _legs[tag.Leg];
        if (leg.Order != order.Id)
            return;
        leg.IsUnknown = order.State == DeskOrderState.Unknown;
        leg.Filled = order.ToldFilled.Units;
        leg.Told = Math.Min(leg.Told, leg.Filled);
        if (order.State.IsEnded())
            End(ref leg);
    }

    /// <summary>An order of it has traded.</summary>
    /// <returns>False where the order was over, and has filled all the same.</returns>
    internal bool Hear(in LegTag tag, in StrategyFill fill)
    {
        ref var leg = ref _legs[tag.Leg];
        if (leg.Order == fill.Order)
        {
            leg.Told += fill.Quantity.Units;
            leg.Filled = Math.Max(leg.Filled, leg.Told);
            return true;
        }

        // Of an order that is over. What the venue had said of it already is part of the sum.
        ref var awaits = ref tag.IsBack ? ref leg.AwaitsBack : ref leg.Awaits;
        var late = fill.Quantity.Units - Math.Min(fill.Quantity.Units, awaits);
        awaits -= fill.Quantity.Units - late;
        leg.Net += tag.IsBack ? -late : late;
        _hasLateFill |= late != 0;
        return late == 0;
    }

    /// <summary>Does what is due: to be called after news and when its time has come.</summary>
    internal void Step(StrategyContext desk)
    {
        NextTime = Timestamp.None;
        Look(desk);
        switch (State)
        {
            case LegSetState.Working or LegSetState.Partial:
                Work(desk);
                break;
            case LegSetState.Unwinding:
                Unwind(desk);
                break;
            case LegSetState.Complete or LegSetState.Done or LegSetState.Stuck when _hasLateFill && IsLeftOver(desk):
                // An order that was over has filled all the same: what it left one-sided is walked back like any other.
                BeginUnwinding(desk);
                break;
        }

        _hasLateFill = false;
    }

    /// <summary>Lets go of what it holds and of its orders: somebody else looks after them from now on. What still fills of them is late.</summary>
    internal void Release() => (State, _count, NextTime, _hasLateFill) = (LegSetState.Idle, 0, Timestamp.None, false);

    private static long Floor(long quantity, long perSet) => quantity >= 0 ? quantity / perSet : -((-quantity + perSet - 1) / perSet);

    private static void End(ref LegWork leg)
    {
        leg.Net += leg.IsBack ? -leg.Filled : leg.Filled;
        leg.Awaits += leg.IsBack ? 0 : leg.Filled - leg.Told;
        leg.AwaitsBack += leg.IsBack ? leg.Filled - leg.Told : 0;
        if (leg.Filled == leg.Quantity)
            leg.NextTry = Timestamp.None;
        else if (!leg.IsBack)
            leg.Attempts++;
        (leg.Order, leg.Quantity, leg.Filled, leg.Told, leg.IsUnknown) = (DeskOrderId.None, 0, 0, 0, false);
    }

    /// <summary>What the desk knows of live orders: a fill taken back is seen here. One that should be over is cancelled: where it is over already, that is how it is found out.</summary>
    private void Look(StrategyContext desk)
    {
        foreach (ref var leg in Legs)
        {
            if (leg.Order.IsNone || !desk.TryFind(leg.Order, out var order))
                continue;
            (leg.Filled, leg.IsUnknown) = (order.ToldFilled.Units, order.State == DeskOrderState.Unknown);
            leg.Told = Math.Min(leg.Told, leg.Filled);
            if (desk.Now >= leg.Due)
            {
                leg.Due = new Timestamp(desk.Now.Nanoseconds + _settings.TimeoutMs * 1_000_000);
                if (!order.IsCancelling && order.State is DeskOrderState.Submitted or DeskOrderState.PartiallyFilled)
                    desk.Cancel(leg.Order);
            }

            Until(leg.Due);
        }
    }

    private void Work(StrategyContext desk)
    {
        var isOver = desk.Now >= _deadline;
        foreach (ref readonly var leg in Legs)
        {
            if ((isOver || leg.Attempts > 0) && State == LegSetState.Working)
                Enter(desk, LegSetState.Partial);
        }

        if (!isOver)
            Until(_deadline);
        var goal = GoalOf();
        if (IsCutOff(desk, goal))
            return;
        var (isWhole, isHopeless) = (true, false);
        for (var i = 0; i < _count; i++)
        {
            ref var leg = ref _legs[i];
            isWhole &= leg.Order.IsNone && leg.Net >= goal * leg.Leg.PerSet;
            var missing = leg.Order.IsNone ? Math.Min(goal, AllowedOf(i)) * leg.Leg.PerSet - leg.Net : 0;
            if (missing <= 0)
                continue;
            if (leg.Attempts > _settings.ChasesMax)
                isHopeless = true;
            else if (desk.Now < leg.NextTry)
                Until(leg.NextTry);
            else if (!Place(desk, i, missing))
                break;
        }

        if ((isWhole || isHopeless) && !HasOrders)
            Settle(desk);
    }

    /// <summary>What a leg still needs it can never get, because its listing has ended: nothing more is begun, and what lives is cancelled.</summary>
    private bool IsCutOff(StrategyContext desk, long goal)
    {
        var isCutOff = false;
        foreach (ref readonly var leg in Legs)
            isCutOff |= leg.Net < goal * leg.Leg.PerSet && desk.HasEnded(leg.Leg.Listing);
        if (!isCutOff)
            return false;
        foreach (ref readonly var leg in Legs)
        {
            if (!leg.Order.IsNone && desk.TryFind(leg.Order, out var order) && !order.IsCancelling && order.State is DeskOrderState.Submitted or DeskOrderState.PartiallyFilled)
                desk.Cancel(leg.Order);
        }

        if (!HasOrders)
            Settle(desk);
        return true;
    }

    /// <summary>Sets that are still wanted: all; once a leg was short, or the time is over, only what the leg that is furthest ahead surely has.</summary>
    private long GoalOf()
    {
        if (State == LegSetState.Working)
            return Wanted;
        var goal = 0L;
        foreach (ref readonly var leg in Legs)
            goal = Math.Max(goal, Floor(leg.Least, leg.Leg.PerSet));
        return Math.Min(goal, Wanted);
    }

    /// <summary>Sets that a leg may have with all its orders filled, so that it is never further ahead of another than allowed.</summary>
    private long AllowedOf(int own)
    {
        if (_settings.Order == LegOrder.HardestFirst && own > 0)
            return Floor(_legs[0].Least, _legs[0].Leg.PerSet);
        var least = long.MaxValue;
        for (var i = 0; i < _count; i++)
        {
            if (i != own)
                least = Math.Min(least, Floor(_legs[i].Least, _legs[i].Leg.PerSet));
        }

        return least + _settings.ImbalanceMax;
    }

    /// <returns>False where the desk refused it: the legs behind it are not placed either, before it is tried again.</returns>
    private bool Place(StrategyContext desk, int index, long missing)
    {
        ref var leg = ref _legs[index];
        var quantity = Rounding.OnLot(desk.ListingOf(leg.Leg.Listing), new Quantity(missing));
        var isFirst = leg.Attempts == 0;
        var rests = isFirst && _settings.Rests && (index == 0 || _settings.Order == LegOrder.Together);
        return quantity.IsZero || Ask(desk, index, leg.Leg.Side, isFirst ? leg.Leg.Limit : leg.Leg.Worst, quantity, isBack: false, rests);
    }

    private bool Ask(StrategyContext desk, int index, Side side, Price price, Quantity quantity, bool isBack, bool rests)
    {
        ref var leg = ref _legs[index];
        var intent = new OrderIntent
        {
            Kind = OrderIntentKind.Place,
            Listing = leg.Leg.Listing,
            Side = side,
            Type = OrderType.Limit,
            Price = price,
            Quantity = quantity,
            TimeInForce = rests ? TimeInForce.Gtc : TimeInForce.Ioc,
            Tag = new LegTag(Generation, Slot, index, isBack).Value,
        };
        var result = desk.Place(in intent);
        leg.NextTry = new Timestamp(desk.Now.Nanoseconds + _settings.RetryMs * 1_000_000);
        if (result.IsTaken)
        {
            (leg.Order, leg.Quantity, leg.Filled, leg.Told, leg.IsBack, leg.Refusals) = (result.Order, quantity.Units, 0, 0, isBack, 0);
            leg.Steps += isBack ? 1 : 0;
            leg.Due = rests ? _deadline : new Timestamp(desk.Now.Nanoseconds + _settings.TimeoutMs * 1_000_000);
            Until(leg.Due);
            return true;
        }

        if (isBack)
            Refuse(desk, ref leg, in result);
        else
            leg.Attempts++;
        Until(leg.NextTry);
        return false;
    }

    private void Until(Timestamp time) => NextTime = NextTime.IsNone || time < NextTime ? time : NextTime;
}
