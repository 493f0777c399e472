using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Algos;
using Rialto.Venue.Books;

namespace Rialto.Venue.Snapshots;

/// <summary>Reads what <see cref="AlgoSaving"/> wrote, and believes none of it. Cold.</summary>
internal sealed class AlgoLoading<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private const string Impossible = "its algo orders are impossible";

    private int _lastTape;

    public string? LoadTape(FieldReader from)
    {
        var number = from.Read<int>();
        var book = market.Find(number);
        var state = new TapeState(
            from.Read<long>(), from.Read<long>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>());
        var isPossible = book is not null && number > _lastTape && IsPrice(state.LastPrice) && state.LastNs >= 0
            && state.Integral >= 0 && state.PricedNs >= 0 && state.Volume >= 0 && state.Notional >= 0;
        if (!isPossible)
            return Impossible;
        _lastTape = number;
        var tape = book!.EnsureTape(market.Algos, default);
        tape.Restore(state);
        ReadWeights(from, tape.Supplied);
        var (volumes, days) = tape.Own;
        for (var quarter = 0; quarter < volumes.Length; quarter++)
        {
            (volumes[quarter], days[quarter]) = (from.Read<long>(), from.Read<int>());
            if (volumes[quarter] is < 0 or > 1L << 62 || days[quarter] < 0)
                return Impossible;
        }

        return from.IsWhole ? null : Impossible;
    }

    public string? Load(FieldReader from)
    {
        market.Algos.LastId = from.Read<long>();
        var before = 0L;
        while (from.HasMore)
        {
            if (ReadOne(from) is not { } algo || algo.Id <= before || algo.Id > market.Algos.LastId || market.Algos.Find(algo.Wish.Owner, algo.Wish.Name) is not null)
                return Impossible;
            before = algo.Id;
            market.Algos.Live.Add(algo);
        }

        return from.IsWhole && market.Algos is { LastId: > 0, Live.Count: <= AlgoRegistry.MaxLive } ? null : Impossible;
    }

    /// <summary>All orders are where they were. What is wrong, or null.</summary>
    public string? PutBack()
    {
        foreach (var algo in market.Algos.Live)
        {
            if (algo.Child == 0)
                continue;
            var slot = algo.Child < 1 || market.Algos.IsChild(algo.Child) ? 0 : market.Orders.Find(algo.Child);
            if (slot == 0 || market.Orders[slot].Owner != algo.Wish.Owner || market.Orders[slot].Instrument != algo.Book.Id || market.Orders[slot].Side != algo.Wish.Side)
                return Impossible;
            market.Algos.Adopt(algo, algo.Child);
        }

        return null;
    }

    private AlgoOrder? ReadOne(FieldReader from)
    {
        var (id, book) = (from.Read<long>(), market.Find(from.Read<int>()));
        var wish = new AlgoWish(
            from.Read<int>(), from.Read<int>(), (Side)from.Read<byte>(), new AlgoTerms(from.Read<ushort>()), new AlgoPace(from.Read<long>()), from.Read<long>(), from.Read<long>(), from.Read<Text36>());
        var times = new SliceTimes(new Timestamp(from.Read<long>()), new Timestamp(from.Read<long>()), wish.Pace.IntervalMs, wish.Pace.JitterPercent, id);
        var (state, hasBegun, nextSlice, lastTarget) = (from.Read<byte>(), from.Read<byte>(), from.Read<long>(), from.Read<long>());
        var (filled, priceSum, child) = (from.Read<long>(), from.Read<Int128>(), from.Read<long>());
        var start = new AlgoStart(from.Read<long>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>(), from.Read<Int128>());
        var curve = wish.Terms.Type == AlgoType.Vwap ? ReadCurve(from) : null;
        if (from.IsShort || book?.Tape is null || !IsPossible(wish, times, book, curve))
            return null;
        if (state > (byte)AlgoState.Paused || hasBegun != (state == (byte)AlgoState.Scheduled ? 0 : 1) || nextSlice < 0 || nextSlice > times.Count || lastTarget < 0
            || filled < 0 || filled >= wish.Quantity || priceSum < 0 || !IsPrice(start.ArrivalPrice))
            return null;
        var algo = new AlgoOrder(id, book, wish, times)
        {
            Curve = curve,
            State = (AlgoState)state,
            HasBegun = hasBegun == 1,
            LastTarget = lastTarget,
            Filled = filled,
            PriceSum = priceSum,
            Child = child,
            Start = start,
        };
        algo.WaitFor(nextSlice);
        return algo;
    }

    private static bool IsPossible(in AlgoWish wish, in SliceTimes times, Book book, VolumeCurve? curve) =>
        wish.Owner >= 1 && wish.Side <= Side.Sell && wish.Terms.IsWellFormed && wish.Name.IsWellFormed
        && wish.Quantity is >= 1 and <= Quantity.MaxUnits && book.Lot.Divides(wish.Quantity) && IsPrice(wish.Limit)
        && wish.Pace is { Bits: >= 0, IntervalMs: >= AlgoPace.MinIntervalMs and <= AlgoPace.MaxIntervalMs, JitterPercent: <= 50, CatchUpPercent: <= 1_000, ParticipationPpm: <= 1_000_000 }
        && times.Start.Nanoseconds >= 0 && times.End > times.Start && times.End.Nanoseconds - times.Start.Nanoseconds <= AlgoPace.MaxSpanNs
        && times.Count <= AlgoPace.MaxSlices
        && (curve is null || curve.Between(times.Start, times.End) != 0);

    private static VolumeCurve ReadCurve(FieldReader from)
    {
        Span<ushort> weights = stackalloc ushort[VolumeCurve.Quarters];
        ReadWeights(from, weights);
        return VolumeCurve.Of(weights);
    }

    private static void ReadWeights(FieldReader from, Span<ushort> weights)
    {
        foreach (ref var weight in weights)
            weight = from.Read<ushort>();
    }

    private static bool IsPrice(long price) => price is >= 0 and <= Price.MaxUnits;
}
