using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>A desk that ended without warning goes on: what was asked is in doubt, and its numbers go on where no life before this one can have been.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>A life's numbers begin at a multiple of two to this: further on than a desk can have placed orders since its last input that is known.</summary>
    public const int LifeBits = 20;

    private readonly LostNumbers _lost = new();

    /// <summary>
    /// After the desk was killed, with all inputs that are left applied: what was asked and not answered is unknown, every venue is down until its stream comes up, then everything is asked
    /// again. The next number is above every number that any life of this desk has given, also where its last inputs were lost: at least the seconds since 1970 times 2^<see cref="LifeBits"/>,
    /// and less than so many orders are placed in a second.
    /// </summary>
    /// <returns>For how many orders the outcome is not known now.</returns>
    public int Restart()
    {
        Enter();
        foreach (var venue in _venues)
        {
            if (venue is null)
                continue;
            Risk.Standing(venue.Capabilities.Venue) &= VenueStanding.DifferenceOpen;
            (venue.Asked, venue.Deadline) = (VenueAsked.None, Timestamp.None);
            venue.LostSince = venue.KnownUntil.IsNone ? _input.Now : venue.KnownUntil;
        }

        var before = LastId;
        var next = Math.Max((before.Value >> LifeBits) + 1, _input.Now.Nanoseconds / 1_000_000_000) << LifeBits;
        LastId = new DeskOrderId(next);
        _lost.Add(before.Value + 1, next);

        // Orders of which nothing is left may have traded anywhere.
        Array.Fill(_isUsed, true);
        var unknown = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var following = _slots.Next(slot);
            ref readonly var order = ref _slots[slot];
            if (order.State == DeskOrderState.PendingSubmit || (order.State.IsLive() && order.Awaits(OrderPending.Cancel | OrderPending.Amend)))
                Step(slot, OrderEvent.Doubt);
            unknown += order.State == DeskOrderState.Unknown ? 1 : 0;
            slot = following;
        }

        Leave();
        return unknown;
    }

    /// <summary>
    /// Wants the end of all live orders of the desk, as soon as their venues show them: for a desk whose venues are down. Orders of others that were taken over stay.
    /// </summary>
    /// <returns>For how many.</returns>
    public int CancelWhenShown()
    {
        Enter();
        var count = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var following = _slots.Next(slot);
            ref var order = ref _slots[slot];
            if (order.State.IsLive() && !order.Is(DeskOrderMarks.Foreign) && !order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits))
            {
                order.Marks |= DeskOrderMarks.Urgent;
                Step(slot, OrderEvent.CancelAsked, OrderPending.CancelWaits);
                count++;
            }

            slot = following;
        }

        Leave();
        return count;
    }
}
