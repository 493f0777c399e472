namespace Rialto.Trading.Quality;

/// <summary>What can be wrong with an event or with a best price. Numbers are stored with samples and never reused; docs/reference/quality.md defines each.</summary>
public enum QualityRule : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A price or a quantity that no venue of this kind has.</summary>
    Range = 1,

    /// <summary>A trade far from the recent trades.</summary>
    Jump = 2,

    /// <summary>A trade far larger than the recent trades.</summary>
    VolumeSpike = 3,

    /// <summary>The venue's time went back.</summary>
    TimeBackwards = 4,

    /// <summary>The venue's time is nowhere near ours.</summary>
    TimeRange = 5,

    /// <summary>Our time went back.</summary>
    ReceiveBackwards = 6,

    /// <summary>Our clock and the venue's differ by more than they may, error bound included.</summary>
    ClockOffset = 7,

    /// <summary>More messages in one second than the listing may have.</summary>
    Rate = 8,

    /// <summary>Nothing was heard of the listing for too long.</summary>
    Stale = 9,

    /// <summary>Its price is far from what the other venues say.</summary>
    Outlier = 10,

    /// <summary>Its best bid is at its best ask.</summary>
    Locked = 11,

    /// <summary>Its best bid is above its best ask.</summary>
    Crossed = 12,

    /// <summary>The proof of its book failed.</summary>
    BookDoubted = 13,

    /// <summary>The venue said something that we do not know.</summary>
    Drift = 14,

    /// <summary>The middle of its best prices moved far.</summary>
    TouchJump = 15,
}

/// <summary>A set of rules: bit n is rule n.</summary>
[Flags]
public enum QualityMarks : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>See <see cref="QualityRule.Range"/>.</summary>
    Range = 1 << QualityRule.Range,

    /// <summary>See <see cref="QualityRule.Jump"/>.</summary>
    Jump = 1 << QualityRule.Jump,

    /// <summary>See <see cref="QualityRule.VolumeSpike"/>.</summary>
    VolumeSpike = 1 << QualityRule.VolumeSpike,

    /// <summary>See <see cref="QualityRule.TimeBackwards"/>.</summary>
    TimeBackwards = 1 << QualityRule.TimeBackwards,

    /// <summary>See <see cref="QualityRule.TimeRange"/>.</summary>
    TimeRange = 1 << QualityRule.TimeRange,

    /// <summary>See <see cref="QualityRule.ReceiveBackwards"/>.</summary>
    ReceiveBackwards = 1 << QualityRule.ReceiveBackwards,

    /// <summary>See <see cref="QualityRule.ClockOffset"/>.</summary>
    ClockOffset = 1 << QualityRule.ClockOffset,

    /// <summary>See <see cref="QualityRule.Rate"/>.</summary>
    Rate = 1 << QualityRule.Rate,

    /// <summary>See <see cref="QualityRule.Stale"/>.</summary>
    Stale = 1 << QualityRule.Stale,

    /// <summary>See <see cref="QualityRule.Outlier"/>.</summary>
    Outlier = 1 << QualityRule.Outlier,

    /// <summary>See <see cref="QualityRule.Locked"/>.</summary>
    Locked = 1 << QualityRule.Locked,

    /// <summary>See <see cref="QualityRule.Crossed"/>.</summary>
    Crossed = 1 << QualityRule.Crossed,

    /// <summary>See <see cref="QualityRule.BookDoubted"/>.</summary>
    BookDoubted = 1 << QualityRule.BookDoubted,

    /// <summary>See <see cref="QualityRule.Drift"/>.</summary>
    Drift = 1 << QualityRule.Drift,

    /// <summary>See <see cref="QualityRule.TouchJump"/>.</summary>
    TouchJump = 1 << QualityRule.TouchJump,
}

/// <summary>What the rules say about one event or one best price.</summary>
/// <param name="Marks">The rules that it breaks.</param>
/// <param name="IsRejected">One of them rejects: what is judged must not be used as a price. A level is applied to its book all the same.</param>
public readonly record struct QualityVerdict(QualityMarks Marks, bool IsRejected);
