namespace Rialto.Gateways.Analytics;

/// <summary>Lengths of candles; all divide the UTC day.</summary>
internal enum CandleInterval : byte
{
    /// <summary>1s.</summary>
    Second,

    /// <summary>1m.</summary>
    Minute,

    /// <summary>5m.</summary>
    FiveMinutes,

    /// <summary>1h.</summary>
    Hour,

    /// <summary>1d.</summary>
    Day,
}

/// <summary>Words and lengths of the intervals.</summary>
internal static class CandleIntervals
{
    /// <summary>How many there are.</summary>
    public const int Count = 5;

    /// <summary>What a request may say.</summary>
    public const string Words = "1s, 1m, 5m, 1h or 1d";

    private const long Second = 1_000_000_000;

    public static long Nanoseconds(CandleInterval interval) => interval switch
    {
        CandleInterval.Second => Second,
        CandleInterval.Minute => 60 * Second,
        CandleInterval.FiveMinutes => 300 * Second,
        CandleInterval.Hour => 3_600 * Second,
        _ => 86_400 * Second,
    };

    public static string WordOf(CandleInterval interval) => interval switch
    {
        CandleInterval.Second => "1s",
        CandleInterval.Minute => "1m",
        CandleInterval.FiveMinutes => "5m",
        CandleInterval.Hour => "1h",
        _ => "1d",
    };

    public static bool TryParse(string word, out CandleInterval interval)
    {
        interval = word switch
        {
            "1s" => CandleInterval.Second,
            "1m" => CandleInterval.Minute,
            "5m" => CandleInterval.FiveMinutes,
            "1h" => CandleInterval.Hour,
            "1d" => CandleInterval.Day,
            _ => (CandleInterval)byte.MaxValue,
        };
        return interval <= CandleInterval.Day;
    }
}
