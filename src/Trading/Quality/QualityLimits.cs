using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>
/// The limits of one listing. The defaults of <see cref="For"/> are wide: what they reject is wrong, not merely unusual. Times are nanoseconds, prices and quantities the listing's units,
/// ppm millionths. Zero switches a rule off where it says so.
/// </summary>
public sealed record QualityLimits
{
    /// <summary>Rules that reject; all others only mark.</summary>
    public QualityMarks Rejects { get; init; } = QualityMarks.Range | QualityMarks.Jump | QualityMarks.Stale | QualityMarks.Outlier | QualityMarks.Crossed;

    /// <summary>Lowest price of a level or a trade; at least -2^62.</summary>
    public long PriceMin { get; init; } = 1;

    /// <summary>Highest price of a level or a trade; below 2^62.</summary>
    public long PriceMax { get; init; } = (1L << 62) - 1;

    /// <summary>Largest quantity of a level or a trade.</summary>
    public long QuantityMax { get; init; } = (1L << 62) - 1;

    /// <summary>A jump is so many robust standard deviations (1.4826 times the median absolute deviation), 1 to 1,000.</summary>
    public int JumpDeviations { get; init; } = 10;

    /// <summary>A jump is at least so much of the median price; zero switches both jump rules off.</summary>
    public int JumpFloorPpm { get; init; } = 5_000;

    /// <summary>A jump is at least so many units of price.</summary>
    public long JumpFloor { get; init; } = 5;

    /// <summary>So many jumps in a row that agree with each other are a new price level; 1 to 31.</summary>
    public int JumpConfirmations { get; init; } = 3;

    /// <summary>After a silence of this length the recent prices are forgotten.</summary>
    public long JumpMemoryNs { get; init; } = 60_000_000_000;

    /// <summary>A spike is so many times the 90th percentile of the recent trades; zero switches the rule off.</summary>
    public int SpikeRatio { get; init; } = 100;

    /// <summary>The venue's time may go back so far without a mark.</summary>
    public long TimeToleranceNs { get; init; }

    /// <summary>An event whose times differ by more is of no use to the clock; zero switches the rule off.</summary>
    public long TimeRangeNs { get; init; } = 3_600_000_000_000;

    /// <summary>The clocks may differ so much; zero switches the rule off.</summary>
    public long ClockOffsetMaxNs { get; init; } = 100_000_000;

    /// <summary>Most messages in one second; zero switches the rule off.</summary>
    public int RatePerSecondMax { get; init; } = 10_000;

    /// <summary>A listing of which nothing was heard for longer is stale; zero switches the rule off.</summary>
    public long StaleNs { get; init; } = 30_000_000_000;

    /// <summary>An outlier is further from the median of the other venues; zero switches the rule off.</summary>
    public int OutlierPpm { get; init; } = 5_000;

    /// <summary>Another venue is compared only if its best prices changed, or something else was heard of it, not longer ago.</summary>
    public long OutlierAgeMaxNs { get; init; } = 5_000_000_000;

    /// <summary>Safe limits of a listing by its venue and kind; docs/reference/quality.md gives them as a table.</summary>
    public static QualityLimits For(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var tick = Math.Max(1, listing.Tick.Units);
        var limits = new QualityLimits { JumpFloor = 5 * tick };
        switch (listing.Venue)
        {
            // Outcomes pay 0 or 1: a share of the price says nothing near zero, so a jump is twenty hundredths; books are quiet for minutes.
            case FeedVenue.Kalshi or FeedVenue.Polymarket or FeedVenue.PredictIt or FeedVenue.Augur:
                var one = DecimalText.PowerOfTen(listing.PriceScale);
                limits = limits with
                {
                    PriceMin = 0,
                    PriceMax = one,
                    JumpFloor = Math.Max(5 * tick, one / 5),
                    StaleNs = 600_000_000_000,
                    OutlierPpm = 0,
                };
                break;
            case FeedVenue.Deribit:
                limits = limits with { StaleNs = 300_000_000_000 };
                break;
            case FeedVenue.LsSecurities:
                limits = limits with { StaleNs = 60_000_000_000, OutlierPpm = 0 };
                break;
        }

        // Kalshi's books cross for a moment between two deltas: that is no fault.
        if (listing.Venue == FeedVenue.Kalshi)
            limits = limits with { Rejects = limits.Rejects & ~QualityMarks.Crossed };
        if (listing.Kind is ListingKind.Option)
            limits = limits with { JumpFloorPpm = 500_000, StaleNs = 600_000_000_000 };
        return limits;
    }
}
