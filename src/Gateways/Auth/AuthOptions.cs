using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Auth;

/// <summary>How requests prove who sent them.</summary>
public sealed class AuthOptions
{
    /// <summary>Farthest a request's timestamp may be behind the clock, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int WindowMs { get; set; } = 5_000;

    /// <summary>Farthest it may be ahead of the clock, in milliseconds; such a request is held until the clock has reached its timestamp.</summary>
    [Range(0, 100_000)]
    public int AheadMs { get; set; } = 1_000;

    /// <summary>Signatures remembered against replay; with more than this in the time they live, requests are refused as rate limited.</summary>
    [Range(1_000, 50_000_000)]
    public int ReplayCacheSize { get; set; } = 2_000_000;

    /// <summary>Requests a second of one key, over REST.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerSecond { get; set; } = 20_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 10_000_000)]
    public int RequestBurst { get; set; } = 40_000;

    /// <summary>Market data needs a key with permission to read, too.</summary>
    public bool RequireKeyForMarketData { get; set; }

    /// <summary>Metrics need a key with permission to administrate.</summary>
    public bool RequireKeyForMetrics { get; set; }
}
