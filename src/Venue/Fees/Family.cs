namespace Rialto.Venue.Fees;

/// <summary>What is known of a family: its window, what its removed makers had today, and whether its tier is fixed.</summary>
internal struct Family
{
    /// <summary>Sums over the window.</summary>
    public FeeSums Window;

    /// <summary>Of this day, gathered so far: in between the end of a day and the next it holds only what removed makers had.</summary>
    public FeeSums Today;

    /// <summary>One more than the tier it is fixed at; zero where it is automatic.</summary>
    public int FixedAt;

    /// <summary>Until when; zero is for ever.</summary>
    public long FixedUntil;

    /// <summary>Something of it is not what was last told.</summary>
    public bool HasChanged;

    public readonly bool IsFixed => FixedAt != 0;
}

/// <summary>Volume and time, of a day or of a window.</summary>
internal record struct FeeSums(Int128 Volume, Int128 Made, Int128 OpenNs, Int128 QuotedNs)
{
    public static FeeSums operator +(in FeeSums a, in FeeSums b) => new(a.Volume + b.Volume, a.Made + b.Made, a.OpenNs + b.OpenNs, a.QuotedNs + b.QuotedNs);

    public static FeeSums operator -(in FeeSums a, in FeeSums b) => new(a.Volume - b.Volume, a.Made - b.Made, a.OpenNs - b.OpenNs, a.QuotedNs - b.QuotedNs);
}

/// <summary>What a family came to on a day that is over.</summary>
internal readonly record struct FamilyDay(long Day, int Row, FeeSums Sums);
