using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Legs;

/// <summary>What filled one-sidedly goes back, in steps from the limit to the bound of the loss; what does not is held and told.</summary>
public sealed partial class LegSet
{
    // Refused ways back are asked for again after 1, 2, 4 ... 32 times the setting.
    private const int RetryDoublingsMax = 5;

    /// <summary>No order lives, and nothing more is begun: either all balances, or something goes back.</summary>
    private void Settle(StrategyContext desk)
    {
        if (IsLeftOver(desk))
            BeginUnwinding(desk);
        else
            Enter(desk, Whole >= Wanted ? LegSetState.Complete : LegSetState.Done);
    }

    private void BeginUnwinding(StrategyContext desk)
    {
        foreach (ref var leg in Legs)
            (leg.Steps, leg.Refusals, leg.IsDust, leg.NextTry) = (0, 0, false, Timestamp.None);
        Enter(desk, LegSetState.Unwinding);
        Unwind(desk);
    }

    private void Unwind(StrategyContext desk)
    {
        var (isBalanced, isWaiting) = (true, false);
        for (var i = 0; i < _count; i++)
        {
            ref var leg = ref _legs[i];
            if (!leg.Order.IsNone)
            {
                (isBalanced, isWaiting) = (false, true);
                continue;
            }

            var beyond = ExcessOf(i);
            var excess = Rounding.OnLot(desk.ListingOf(leg.Leg.Listing), new Quantity(beyond));
            isBalanced &= beyond >= 0;
            if (excess.IsZero || leg.IsDust)
                continue;
            isBalanced = false;
            if (leg.Steps > _settings.WalkSteps || desk.HasEnded(leg.Leg.Listing))
                continue;
            isWaiting = true;
            if (desk.Now < leg.NextTry)
                Until(leg.NextTry);
            else
                WalkBack(desk, i, excess);
        }

        if (isBalanced)
            Enter(desk, Whole >= Wanted ? LegSetState.Complete : LegSetState.Done);
        else if (!isWaiting)
            Enter(desk, LegSetState.Stuck);
    }

    private void WalkBack(StrategyContext desk, int index, Quantity excess)
    {
        ref var leg = ref _legs[index];
        var (side, from, to) = (leg.Leg.Side == Side.Buy ? Side.Sell : Side.Buy, leg.Leg.Limit.Units, leg.Leg.Back.Units);
        var units = from + (long)((Int128)(to - from) * Math.Min(leg.Steps, _settings.WalkSteps) / _settings.WalkSteps);

        // Onto the tick towards the limit, so that no rounding passes the bound.
        var price = Rounding.OnTick(desk.ListingOf(leg.Leg.Listing), side, new Price(units));
        Ask(desk, index, side, price, excess, isBack: true, rests: false);
    }

    /// <summary>
    /// A way back that the desk did not take. What time may change is no step: it is asked for again at the same price, ever less often, until it is taken; told as critical once it lasts as long as
    /// all steps would have. What time does not change is a step.
    /// </summary>
    private void Refuse(StrategyContext desk, ref LegWork leg, in IntentResult result)
    {
        if (result.Desk is DeskRefusal.QuantityTooSmall or DeskRefusal.NotionalTooSmall)
            leg.IsDust = true;
        else if (IsFinal(in result))
            leg.Steps++;
        else
        {
            leg.Refusals = Math.Min(leg.Refusals + 1, int.MaxValue - 1);
            leg.NextTry = new Timestamp(desk.Now.Nanoseconds + (_settings.RetryMs << Math.Min(leg.Refusals - 1, RetryDoublingsMax)) * 1_000_000);
            if (leg.Refusals == _settings.WalkSteps + 1)
                Tell(desk, DeskSeverity.Critical);
        }
    }

    private static bool IsFinal(in IntentResult result) => result.Refusal switch
    {
        IntentRefusal.Observation or IntentRefusal.NotItsListing or IntentRefusal.Malformed or IntentRefusal.TooSmall => true,
        IntentRefusal.Desk => result.Desk is < DeskRefusal.DeskCancelsOnly or DeskRefusal.OrderQuantityLimit or DeskRefusal.OrderNotionalLimit,
        _ => false,
    };

    /// <summary>What a leg has beyond the sets that all legs have, in its listing's units; below zero where more went back than had come.</summary>
    public long ExcessOf(int index)
    {
        var whole = long.MaxValue;
        foreach (ref readonly var leg in Legs)
            whole = Math.Min(whole, Floor(leg.Net, leg.Leg.PerSet));
        return _legs[index].Net - Math.Max(0, whole) * _legs[index].Leg.PerSet;
    }

    private bool IsLeftOver(StrategyContext desk)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ExcessOf(i) < 0 || !Rounding.OnLot(desk.ListingOf(_legs[i].Leg.Listing), new Quantity(ExcessOf(i))).IsZero)
                return true;
        }

        return false;
    }

    private void Enter(StrategyContext desk, LegSetState state)
    {
        State = state;
        Tell(desk, state switch { LegSetState.Stuck => DeskSeverity.Critical, LegSetState.Unwinding => DeskSeverity.Warning, _ => DeskSeverity.Record });
    }

    private void Tell(StrategyContext desk, DeskSeverity severity)
    {
        var (most, listing) = (0L, _legs[0].Leg.Listing);
        for (var i = 0; i < _count; i++)
        {
            if (State is not LegSetState.Working and not LegSetState.Partial && ExcessOf(i) is var excess && excess > most)
                (most, listing) = (excess, _legs[i].Leg.Listing);
        }

        desk.Tell(new DeskAudit
        {
            Kind = DeskAuditKind.LegsChanged,
            Severity = severity,
            Listing = listing,
            Number = Slot,
            Code = (ushort)State,
            Value = most,
            Other = Generation,
            Quantity = new Quantity(Math.Max(0, Whole)),
            OtherQuantity = new Quantity(Wanted),
        });
    }
}
