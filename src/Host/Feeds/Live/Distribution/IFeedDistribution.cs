using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Feeds.Live.Distribution;

/// <summary>A way out of the process for what the hub knows. All calls on the hub's thread; none waits, none throws for what a receiver or a network does; events allocate nothing.</summary>
internal interface IFeedDistribution
{
    /// <summary>There are other symbols and listings than before; told before any event of theirs.</summary>
    void OnLayout(FeedLayout layout);

    /// <summary>An event, before the best prices that it changes.</summary>
    void OnEvent(in FeedEvent told);

    /// <summary>A listing's best prices have changed; empty once its book may not be believed.</summary>
    void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime);

    /// <summary>A symbol's best prices have changed.</summary>
    void OnNbbo(SymbolPlace symbol, in FeedNbbo best);

    /// <summary>Nothing more is at hand now: what waits may go.</summary>
    void Flush();

    /// <summary>Some times a second, between frames: signs of life, questions of receivers.</summary>
    void Poll();

    /// <summary>The end; told once, after the last event.</summary>
    ValueTask CloseAsync();
}
