using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Where a live order is.</summary>
internal enum Place
{
    /// <summary>Nowhere: it is being entered, or acting, or queued to act.</summary>
    Incoming,

    /// <summary>In the book.</summary>
    Book,

    /// <summary>In the stop book.</summary>
    StopBook,
}

/// <summary>What makes two submissions the same order.</summary>
internal readonly record struct Fingerprint(
    InstrumentId Instrument, Side Side, OrderTerms Terms, Price Price, Quantity Quantity, Quantity DisplayQuantity, Price TriggerPrice, Timestamp ExpireTime, OwnerGroup Group)
{
    public static Fingerprint Of(in Command c) =>
        new(c.Instrument, c.Side, c.Terms, c.Price, c.Quantity, c.DisplayQuantity, c.TriggerPrice, c.ExpireTime, c.Group);
}

/// <summary>One live order.</summary>
internal sealed record NaiveOrder
{
    public required OrderId Id { get; init; }
    public required OwnerId Owner { get; init; }
    public required OwnerGroup Group { get; init; }
    public required SessionId Session { get; init; }
    public required InstrumentId Instrument { get; init; }
    public required Side Side { get; init; }
    public required OrderTerms Terms { get; init; }
    public required Fingerprint Fingerprint { get; init; }
    public required Text36 ClientOrderId { get; set; }

    /// <summary>A stop that acts becomes Market or Limit.</summary>
    public required OrderType Type { get; set; }

    public required TimeInForce TimeInForce { get; set; }
    public required Price Price { get; set; }
    public required Price TriggerPrice { get; set; }

    /// <summary>As asked, or as last replaced; a budget order's is its budget.</summary>
    public required long Total { get; set; }

    /// <summary>What is left, hidden part included. Not used by budget orders.</summary>
    public long Leaves { get; set; }

    /// <summary>What the book shows; zero outside the book.</summary>
    public long Display { get; set; }

    /// <summary>Size of a tranche; zero where all is shown.</summary>
    public long DisplayQuantity { get; set; }

    /// <summary>Base quantity traded.</summary>
    public long Traded { get; set; }

    /// <summary>What is left of a budget, in the unit of <see cref="Amounts.Exact"/>.</summary>
    public BigInteger BudgetLeft { get; set; }

    /// <summary>Of a settled instrument: the highest rate it may be charged.</summary>
    public int CoverPpm { get; set; }

    /// <summary>Of a settled instrument, where it has no price and its cover needs a bound.</summary>
    public Price Bound { get; set; }

    /// <summary>When it expires; none for orders that do not.</summary>
    public Timestamp End { get; set; }

    public Place Place { get; set; }

    /// <summary>When it took its place in the book or the stop book, on a clock that ticks once a placement.</summary>
    public long Placed { get; set; }

    public bool IsBuy => Side == Side.Buy;
    public Side OppositeSide => IsBuy ? Side.Sell : Side.Buy;
    public bool IsBudget => Terms.QuoteQuantity;
    public bool IsDone => IsBudget ? BudgetLeft.IsZero : Leaves == 0;
    public bool CanRest => Type == OrderType.Limit && TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd or TimeInForce.Day;
    public bool IsDay => Terms.TimeInForce == TimeInForce.Day;

    public NaiveOrder Copy() => this with { };
}
