using Rialto.Model.Orders;
using Rialto.Venue.Algos;
using Rialto.Venue.Books;

namespace Rialto.Venue.Snapshots;

/// <summary>Tapes and algo orders as sections of a saved state; an exchange that has none writes none. Cold.</summary>
internal static class AlgoSaving
{
    public static void Save(StateWriter to, AlgoRegistry algos, IEnumerable<Book> books, Func<long, bool> isLive)
    {
        foreach (var book in books)
            if (book.Tape is { } tape)
                Save(to, book.Id, tape);
        if (algos.LastId == 0)
            return;
        to.Add(algos.LastId);
        foreach (var algo in algos.Live)
            Save(to, algo, isLive);
        to.EndSection(StateSection.Algos);
    }

    private static void Save(StateWriter to, int instrument, VolumeTape tape)
    {
        var state = tape.State;
        to.Add(instrument);
        to.Add(state.LastPrice);
        to.Add(state.LastNs);
        to.Add(state.Integral);
        to.Add(state.PricedNs);
        to.Add(state.Volume);
        to.Add(state.Notional);
        foreach (var weight in tape.Supplied)
            to.Add(weight);
        var (volumes, days) = tape.Own;
        for (var quarter = 0; quarter < volumes.Length; quarter++)
        {
            to.Add(volumes[quarter]);
            to.Add(days[quarter]);
        }

        to.EndSection(StateSection.Tapes);
    }

    private static void Save(StateWriter to, AlgoOrder algo, Func<long, bool> isLive)
    {
        var wish = algo.Wish;
        to.Add(algo.Id);
        to.Add((int)algo.Book.Id);
        to.Add(wish.Owner);
        to.Add(wish.Group);
        to.Add((byte)wish.Side);
        to.Add(wish.Terms.Bits);
        to.Add(wish.Pace.Bits);
        to.Add(wish.Quantity);
        to.Add(wish.Limit);
        to.Add(wish.Name);
        to.Add(algo.Times.Start.Nanoseconds);
        to.Add(algo.Times.End.Nanoseconds);
        to.Add((byte)algo.State);
        to.Add((byte)(algo.HasBegun ? 1 : 0));
        to.Add(algo.NextSlice);
        to.Add(algo.LastTarget);
        to.Add(algo.Filled);
        to.Add(algo.PriceSum);
        to.Add(algo.LiveChild(isLive));
        to.Add(algo.Start.ArrivalPrice);
        to.Add(algo.Start.Volume);
        to.Add(algo.Start.Notional);
        to.Add(algo.Start.Integral);
        to.Add(algo.Start.PricedNs);
        if (wish.Terms.Type != AlgoType.Vwap)
            return;
        foreach (var weight in algo.Curve!.Weights)
            to.Add(weight);
    }
}
