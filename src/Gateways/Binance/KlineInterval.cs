namespace Rialto.Gateways.Binance;

/// <summary>A length of Binance's candles. Weeks begin on Mondays, three days are counted from 1970-01-01, months are those of the calendar.</summary>
/// <param name="Word">As Binance writes it.</param>
/// <param name="Nanoseconds">Its length; of a month a day, of which it is made.</param>
/// <param name="ShiftDays">How many days before 1970-01-01 its count begins.</param>
internal sealed record KlineInterval(string Word, long Nanoseconds, int ShiftDays = 0)
{
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>All of them, the shortest first.</summary>
    public static IReadOnlyList<KlineInterval> All { get; } =
    [
        new("1s", Second), new("1m", Minute), new("3m", 3 * Minute), new("5m", 5 * Minute), new("15m", 15 * Minute), new("30m", 30 * Minute), new("1h", Hour), new("2h", 2 * Hour), new("4h", 4 * Hour),
        new("6h", 6 * Hour), new("8h", 8 * Hour), new("12h", 12 * Hour), new("1d", Day), new("3d", 3 * Day), new("1w", 7 * Day, 3), new("1M", Day),
    ];

    private bool IsMonth => Word == "1M";

    public static bool TryParse(string word, out KlineInterval interval)
    {
        interval = All.FirstOrDefault(one => one.Word == word) ?? All[0];
        return interval.Word == word;
    }

    /// <summary>When the interval began in which a time lies.</summary>
    /// <param name="time">Nanoseconds since 1970, UTC.</param>
    /// <param name="offset">The time zone, in nanoseconds ahead of UTC.</param>
    public long StartOf(long time, long offset)
    {
        var local = time + offset;
        if (IsMonth)
        {
            var day = Of(local);
            return At(new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc)) - offset;
        }

        var shifted = local + ShiftDays * Day;
        var rest = shifted % Nanoseconds;
        return local - (rest < 0 ? rest + Nanoseconds : rest) - offset;
    }

    /// <summary>When the interval after the one that began at a time begins.</summary>
    public long Next(long start, long offset) => IsMonth ? At(Of(start + offset).AddMonths(1)) - offset : start + Nanoseconds;

    /// <summary>When the interval so many before began; not before 1970.</summary>
    public long Back(long start, int count, long offset) => IsMonth
        ? At(Of(start + offset).AddMonths(-Math.Min(count, 12 * (Of(start).Year - 1970)))) - offset
        : start / Nanoseconds <= count ? 0 : start - count * Nanoseconds;

    private static DateTime Of(long nanoseconds) => DateTime.UnixEpoch.AddTicks(nanoseconds / 100);

    private static long At(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;
}
