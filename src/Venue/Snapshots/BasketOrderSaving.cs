using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Algos;
using Rialto.Venue.Baskets;
using Rialto.Venue.Books;

namespace Rialto.Venue.Snapshots;

/// <summary>Schedules of drafts and the baskets that are worked over time, as a section of a saved state; an exchange that has neither writes none. Cold.</summary>
internal static class BasketOrderSaving
{
    public static void Save(StateWriter to, BasketRegistry baskets)
    {
        var scheduled = baskets.Drafts.FindAll(draft => draft.Schedule is not null);
        if (scheduled.Count + baskets.Live.Count == 0)
            return;
        to.Add((ushort)scheduled.Count);
        foreach (var draft in scheduled)
        {
            to.Add(draft.Id);
            Save(to, draft.Schedule!.Value);
        }

        foreach (var basket in baskets.Live)
            Save(to, basket);
        to.EndSection(StateSection.BasketOrders);
    }

    private static void Save(StateWriter to, in BasketSchedule schedule)
    {
        to.Add((byte)schedule.Type);
        to.Add(schedule.Start.Nanoseconds);
        to.Add(schedule.End.Nanoseconds);
        to.Add(schedule.Pace.Bits);
    }

    private static void Save(StateWriter to, BasketOrder basket)
    {
        var wish = basket.Wish;
        to.Add(basket.Id);
        to.Add(wish.Owner);
        to.Add(wish.Group);
        to.Add(wish.Terms.Bits);
        to.Add(wish.Total);
        to.Add(wish.Name);
        Save(to, basket.Schedule);
        to.Add((byte)basket.State);
        to.Add(basket.NextSlice);
        to.Add((byte)basket.Legs.Length);
        foreach (var leg in basket.Legs)
        {
            to.Add((int)leg.Book.Id);
            to.Add((byte)leg.Side);
            to.Add(leg.Quantity);
            to.Add(leg.Limit);
            to.Add(leg.Filled);
            to.Add(leg.PriceSum);
            to.Add(leg.Start.ArrivalPrice);
            to.Add(leg.Start.Volume);
            to.Add(leg.Start.Notional);
            to.Add(leg.Start.Integral);
            to.Add(leg.Start.PricedNs);
            if (leg.Curve is not { } curve)
                continue;
            foreach (var weight in curve.Weights)
                to.Add(weight);
        }
    }
}

/// <summary>Reads what <see cref="BasketOrderSaving"/> wrote, and believes none of it. Cold.</summary>
internal static class BasketOrderLoading
{
    private const string Impossible = "its baskets over time are impossible";

    public static string? Load(FieldReader from, BasketRegistry baskets, long sequence, Func<int, Book?> find)
    {
        var before = 0L;
        for (var left = from.Read<ushort>(); left > 0 && !from.IsShort; left--)
        {
            var id = from.Read<long>();
            if (id <= before || baskets.Find(id) is not { } draft || ReadSchedule(from) is not { } schedule)
                return Impossible;
            before = id;
            draft.Schedule = schedule;
        }

        before = 0;
        while (from.HasMore)
        {
            if (ReadOne(from, find) is not { } basket || basket.Id <= before || basket.Id > sequence || baskets.LiveOf(basket.Wish.Owner, basket.Wish.Name) is { HasName: true } or { Count: >= BasketRegistry.MaxLiveOfOwner })
                return Impossible;
            before = basket.Id;
            baskets.Live.Add(basket);
        }

        return from.IsWhole && baskets.Live.Count <= BasketRegistry.MaxLive ? null : Impossible;
    }

    /// <summary>Tapes, which come after, are there. What is wrong, or null.</summary>
    public static string? Check(BasketRegistry baskets) =>
        baskets.Live.TrueForAll(basket => Array.TrueForAll(basket.Legs, leg => leg.Book.Tape is not null)) ? null : Impossible;

    private static BasketSchedule? ReadSchedule(FieldReader from)
    {
        var schedule = new BasketSchedule((AlgoType)from.Read<byte>(), new Timestamp(from.Read<long>()), new Timestamp(from.Read<long>()), new AlgoPace(from.Read<long>()));
        var (type, _, end, pace) = schedule;
        return type is AlgoType.Twap or AlgoType.Vwap && end.Nanoseconds > 0 && pace.ParticipationPpm == 0
            && pace is { Bits: >= 0, IntervalMs: >= AlgoPace.MinIntervalMs and <= AlgoPace.MaxIntervalMs, JitterPercent: <= 50, CatchUpPercent: <= 1_000 } ? schedule : null;
    }

    private static BasketOrder? ReadOne(FieldReader from, Func<int, Book?> find)
    {
        var (id, owner, group, terms, total, name) = (from.Read<long>(), from.Read<int>(), from.Read<int>(), new BasketTerms(from.Read<ushort>()), from.Read<long>(), from.Read<Text36>());
        if (ReadSchedule(from) is not { } schedule)
            return null;
        var (state, nextSlice, count) = (from.Read<byte>(), from.Read<long>(), from.Read<byte>());
        var times = new SliceTimes(schedule.Start, schedule.End, schedule.Pace.IntervalMs, schedule.Pace.JitterPercent, id);
        // A draft may ask for any start; a live one has begun, or will.
        var areTimesPossible = schedule.Start.Nanoseconds >= 0 && schedule.End > schedule.Start && schedule.End.Nanoseconds - schedule.Start.Nanoseconds <= AlgoPace.MaxSpanNs && times.Count <= AlgoPace.MaxSlices;
        var isPossible = owner >= 1 && terms.IsWellFormed && name.IsWellFormed && (terms.Weights ? total is >= 1 and <= BasketTerms.MaxTotal : total == 0)
            && state <= (byte)AlgoState.Paused && count is >= 1 and <= BasketTerms.MaxLegs && areTimesPossible && nextSlice >= 0 && nextSlice <= times.Count;
        if (!isPossible || from.IsShort)
            return null;
        var legs = new WorkedLeg[count];
        for (var i = 0; i < legs.Length; i++)
        {
            if (ReadLeg(from, schedule.Type, times, find) is not { } leg || Array.Exists(legs[..i], other => other.Book == leg.Book))
                return null;
            legs[i] = leg;
        }

        var basket = new BasketOrder(id, new BasketWish(owner, 0, group, terms, count, total, name), schedule, times, legs) { State = (AlgoState)state, HasBegun = state != (byte)AlgoState.Scheduled };
        basket.WaitFor(nextSlice);
        return basket.IsFilled || (!basket.HasBegun && Array.Exists(legs, leg => leg.Filled != 0)) ? null : basket;
    }

    private static WorkedLeg? ReadLeg(FieldReader from, AlgoType type, in SliceTimes times, Func<int, Book?> find)
    {
        var (book, side, quantity, limit, filled, priceSum) = (find(from.Read<int>()), (Side)from.Read<byte>(), from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<Int128>());
        var start = new AlgoStart(from.Read<long>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>());
        VolumeCurve? curve = null;
        if (type == AlgoType.Vwap)
        {
            Span<ushort> weights = stackalloc ushort[VolumeCurve.Quarters];
            foreach (ref var weight in weights)
                weight = from.Read<ushort>();
            curve = VolumeCurve.Of(weights);
        }

        return !from.IsShort && book is not null && side <= Side.Sell && quantity is >= 1 and <= Quantity.MaxUnits && book.Lot.Divides(quantity) && limit is >= 0 and <= Price.MaxUnits
            && filled >= 0 && filled <= quantity && priceSum >= 0 && start.ArrivalPrice is >= 0 and <= Price.MaxUnits && (curve is null || curve.Between(times.Start, times.End) != 0)
            ? new WorkedLeg(book, side, quantity, limit, curve) { Start = start, Filled = filled, PriceSum = priceSum }
            : null;
    }
}
