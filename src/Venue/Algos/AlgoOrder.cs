using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Algos;

/// <summary>A live algo order (algos.md). What never changes stands first.</summary>
internal sealed class AlgoOrder(long id, Book book, in AlgoWish wish, SliceTimes times) : WorkedOrder(times)
{
    public long Id { get; } = id;
    public Book Book { get; } = book;
    public AlgoWish Wish { get; } = wish;

    /// <summary>Of a Vwap: how it is spread. Null of others.</summary>
    public VolumeCurve? Curve { get; init; }

    /// <summary>Of a Pov: what it should have had at its last slice, in lots.</summary>
    public long LastTarget { get; set; }

    public long Filled { get; set; }

    /// <summary>Sum of price x quantity of what filled.</summary>
    public Int128 PriceSum { get; set; }

    /// <summary>Its child, which may have ended by itself since; zero is none.</summary>
    public long Child { get; set; }

    /// <summary>What its tape said when it began.</summary>
    public AlgoStart Start { get; set; }

    public bool IsTouched { get; set; }

    public AlgoTerms Terms => Wish.Terms;
    public long Left => Wish.Quantity - Filled;

    public VolumeTape Tape => Book.Tape!;

    /// <summary>What others have traded since it began.</summary>
    public Int128 OthersVolume => Tape.Volume - Start.Volume - Filled;

    /// <summary>Its child while that is live, else zero: what decides the future. Cold.</summary>
    public long LiveChild(Func<long, bool> isLive) => Child != 0 && isLive(Child) ? Child : 0;

    /// <summary>A trade of its child.</summary>
    public void Fill(long price, long quantity)
    {
        Filled += quantity;
        PriceSum += (Int128)price * quantity;
    }
}

/// <summary>What its owner asked for.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Group">Its children's group for self-trade prevention.</param>
/// <param name="Side">Its side.</param>
/// <param name="Terms">Its choices.</param>
/// <param name="Pace">Its pace.</param>
/// <param name="Quantity">All of it.</param>
/// <param name="Limit">Its children's worst price; zero is none.</param>
/// <param name="Name">Its client algo id.</param>
internal readonly record struct AlgoWish(int Owner, int Group, Side Side, AlgoTerms Terms, AlgoPace Pace, long Quantity, long Limit, Text36 Name)
{
    public static AlgoWish Of(in Command c) =>
        new(c.Owner.Value, c.Group.Value, c.Side, c.AlgoTerms, c.Pace, c.Quantity.Units, c.Price.Units, c.Text);
}

/// <summary>Where the market stood when an algo order began.</summary>
/// <param name="ArrivalPrice">The middle, or the reference; zero is none.</param>
/// <param name="Volume">Of the tape.</param>
/// <param name="Notional">Of the tape.</param>
/// <param name="Integral">Of the tape.</param>
/// <param name="PricedNs">Of the tape.</param>
internal readonly record struct AlgoStart(long ArrivalPrice, Int128 Volume, Int128 Notional, Int128 Integral, Int128 PricedNs);
