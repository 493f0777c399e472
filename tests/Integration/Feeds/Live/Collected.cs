using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Integration.Feeds.Live;

/// <summary>Takes what leaves the hub.</summary>
internal sealed class Collected : IFeedDistribution
{
    public List<FeedNbbo> Best { get; } = [];

    public FeedLayout Layout { get; private set; } = FeedLayout.Empty;

    public List<FeedEvent> Told { get; } = [];

    public long Events => Told.Count;

    public int Flushes { get; private set; }

    public int Polls { get; private set; }

    public bool IsClosed { get; private set; }

    public void OnLayout(FeedLayout layout) => Layout = layout;

    public void OnEvent(in FeedEvent told) => Told.Add(told);

    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
    {
        // The best of each symbol is what is compared.
    }

    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best) => Best.Add(best);

    public void Flush() => Flushes++;

    public void Poll() => Polls++;

    public ValueTask CloseAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
