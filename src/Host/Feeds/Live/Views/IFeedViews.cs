namespace Rialto.Host.Feeds.Live.Views;

/// <summary>What screens and pages ask the feeds. Any thread.</summary>
internal interface IFeedViews
{
    /// <summary>The newest view; never none.</summary>
    FeedView Current { get; }

    /// <summary>The books of a symbol laid on each other.</summary>
    /// <param name="symbol">As we write it, or with its quote currency behind a colon where one name has several: <c>BTC-USDT.PERP:USDT</c>.</param>
    /// <param name="depth">Most prices a side, 1 to 1,000.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>None where there is no such symbol.</returns>
    Task<LadderView?> LadderAsync(string symbol, int depth, CancellationToken stop);

    /// <summary>The newest events of a symbol at all its venues.</summary>
    /// <param name="symbol">As for <see cref="LadderAsync"/>.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>None where there is no such symbol.</returns>
    Task<HistoryView?> HistoryAsync(string symbol, int limit, CancellationToken stop);

    /// <summary>What the quality rules have found.</summary>
    Task<QualityView> QualityAsync(CancellationToken stop);
}
