namespace Rialto.Model.Units;

/// <summary>An instant: nanoseconds since 1970-01-01T00:00:00Z. Zero means "no time".</summary>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>Nanoseconds in one day of 86,400 seconds.</summary>
    public const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>No time.</summary>
    public static Timestamp None => default;

    /// <summary>True where there is no time.</summary>
    public bool IsNone => Nanoseconds == 0;

    /// <summary>The first midnight, UTC, strictly after this instant.</summary>
    public Timestamp NextMidnightUtc => new((Nanoseconds / NanosecondsPerDay + 1) * NanosecondsPerDay);

    /// <summary>The same instant as .NET counts it; the last two digits of the nanoseconds are lost.</summary>
    public DateTime ToDateTimeUtc() => DateTime.UnixEpoch.AddTicks(Nanoseconds / 100);

    /// <summary>From .NET's count, which must be UTC.</summary>
    public static Timestamp FromDateTimeUtc(DateTime utc) => new((utc - DateTime.UnixEpoch).Ticks * 100);

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Later than.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Earlier than or equal.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Later than or equal.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>ISO 8601 with nine decimals: <c>2026-11-21T04:10:52.000000001Z</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{DateTime.UnixEpoch.AddSeconds(Nanoseconds / 1_000_000_000):yyyy-MM-ddTHH:mm:ss}.{Nanoseconds % 1_000_000_000:D9}Z");
}
