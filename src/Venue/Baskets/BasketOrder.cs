using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Algos;
using Rialto.Venue.Books;

namespace Rialto.Venue.Baskets;

/// <summary>A live basket that is worked over time (baskets.md, section 7). Between its slices it has no order and holds nothing.</summary>
/// <param name="id">Its number.</param>
/// <param name="wish">What its owner asked for; its orders belong to no session.</param>
/// <param name="schedule">When and how.</param>
/// <param name="times">Its slices.</param>
/// <param name="legs">In their order.</param>
internal sealed class BasketOrder(long id, in BasketWish wish, in BasketSchedule schedule, SliceTimes times, WorkedLeg[] legs) : WorkedOrder(times)
{
    public long Id { get; } = id;
    public BasketWish Wish { get; } = wish;
    public BasketSchedule Schedule { get; } = schedule;
    public WorkedLeg[] Legs { get; } = legs;

    public bool IsFilled
    {
        get
        {
            foreach (var leg in Legs)
                if (leg.Left != 0)
                    return false;
            return true;
        }
    }

    /// <summary>What is not filled can never be.</summary>
    public bool HasExpired
    {
        get
        {
            foreach (var leg in Legs)
                if (leg.Left != 0 && leg.Book.State == InstrumentState.Expired)
                    return true;
            return false;
        }
    }
}

/// <summary>When a basket is worked, and what it follows.</summary>
/// <param name="Type">Twap or Vwap.</param>
/// <param name="Start">When it begins, at the earliest.</param>
/// <param name="End">When it is over.</param>
/// <param name="Pace">Its slices.</param>
internal readonly record struct BasketSchedule(AlgoType Type, Timestamp Start, Timestamp End, AlgoPace Pace);

/// <summary>A leg of a basket that is worked over time.</summary>
/// <param name="book">What is traded.</param>
/// <param name="side">Its side.</param>
/// <param name="quantity">All of it.</param>
/// <param name="limit">The worst price; zero is none.</param>
/// <param name="curve">Of a Vwap: how it is spread.</param>
internal sealed class WorkedLeg(Book book, Side side, long quantity, long limit, VolumeCurve? curve)
{
    public Book Book { get; } = book;
    public Side Side { get; } = side;
    public long Quantity { get; } = quantity;
    public long Limit { get; } = limit;
    public VolumeCurve? Curve { get; } = curve;

    /// <summary>Where its market stood when the basket began.</summary>
    public AlgoStart Start { get; set; }

    public long Filled { get; set; }

    /// <summary>Sum of price x quantity of what filled.</summary>
    public Int128 PriceSum { get; set; }

    public long Left => Quantity - Filled;

    /// <summary>What a slice asks for; zero where that is nothing, or less than an order may have.</summary>
    public long DueAt(in SliceTimes times, long slice, int catchUpPercent)
    {
        var lot = Book.Lot.Divisor;
        var (plan, share) = SlicePlan.Of(Curve, times, Quantity / lot, slice);
        var due = AlgoSlices.DueOf(Book, plan * lot - Filled, share, catchUpPercent);
        return due < Book.Definition.MinQuantity.Units ? 0 : due;
    }
}
