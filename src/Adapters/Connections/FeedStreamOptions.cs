namespace Rialto.Adapters.Connections;

/// <summary>How a feed stream keeps its links up. Immutable.</summary>
public sealed record FeedStreamOptions
{
    /// <summary>What there is to set where nothing is.</summary>
    public static FeedStreamOptions Default { get; } = new();

    /// <summary>Wait before the first dial after a link went; doubles with each failure up to <see cref="BackoffMax"/>.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two dials of a link.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far a wait is spread, so that not all links dial in the same moment: 0.2 is from 80 to 120 %. Zero to one.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>A link that was up for so long starts its waits anew; one that went sooner counts as a failure.</summary>
    public TimeSpan SettledAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many failures of one link within <see cref="BreakerWindow"/> open its breaker.</summary>
    public int BreakerFailures { get; init; } = 10;

    /// <summary>See <see cref="BreakerFailures"/>.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an open breaker lets no dial pass; then one is tried.</summary>
    public TimeSpan BreakerOpen { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a link looks at the clock.</summary>
    public TimeSpan ClockInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a new link may take until all books are trusted that the old one has so, before the rotation is put off. Where snapshots come by REST it may take twice as long as the venue's budget
    /// needs for those of all its books, if that is longer.
    /// </summary>
    public TimeSpan RotationLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a link that is told to stop may take to close its socket.</summary>
    public TimeSpan CloseLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>See <see cref="Feeds.FeedSession{TSink}"/>; less than zero leaves the venue's.</summary>
    public long QuietNs { get; init; } = -1;

    /// <summary>Numbers the connections; several streams share one, so that no number is used twice. Null numbers them from 1.</summary>
    public Func<int>? NextConnection { get; init; }

    /// <summary>What this machine's address may still do, shared with other streams and processes: how often it connects. Null counts for this stream alone.</summary>
    public IAddressBudgets? Budgets { get; init; }

    /// <summary>Where the jitter comes from: a number from 0 to below 1. Any thread.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
