using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Views;

/// <summary>How much the views remember beyond what is live.</summary>
public sealed class ViewOptions
{
    /// <summary>Ended orders kept for queries, over all owners; the oldest go first.</summary>
    [Range(0, 10_000_000)]
    public int FinishedOrders { get; set; } = 100_000;

    /// <summary>Newest fills kept of each order.</summary>
    [Range(0, 100_000)]
    public int MaxFillsPerOrder { get; set; } = 1_000;

    /// <summary>Newest trades kept of each instrument.</summary>
    [Range(1, 10_000_000)]
    public int KeptTrades { get; set; } = 10_000;

    /// <summary>Newest candles kept of each instrument and interval.</summary>
    [Range(1, 1_000_000)]
    public int KeptCandles { get; set; } = 1_500;

    /// <summary>Samples of the book kept of each instrument: one for each of the last seconds in which something happened.</summary>
    [Range(1, 1_000_000)]
    public int KeptSamples { get; set; } = 900;

    /// <summary>Newest deposits, withdrawals and transfers kept for queries, over all accounts.</summary>
    [Range(0, 10_000_000)]
    public int KeptMovements { get; set; } = 100_000;

    /// <summary>Newest margin calls, liquidations, fundings and settings of positions kept for queries, over all accounts.</summary>
    [Range(0, 10_000_000)]
    public int KeptMarginNotices { get; set; } = 100_000;
}
