using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Strategy;

/// <summary>A book to look at. Shows the last that is known also where it may not be believed: ask <see cref="IsTrusted"/>.</summary>
public readonly struct BookView
{
    private readonly DepthBook _book;

    internal BookView(DepthBook book) => _book = book;

    /// <summary>Whose.</summary>
    public Listing Listing => _book.Listing;

    /// <summary>Whether it may be believed.</summary>
    public BookTrust State => _book.State;

    /// <summary>True where every check that the venue allows has passed.</summary>
    public bool IsTrusted => _book.State == BookTrust.Trusted;

    /// <summary>When its last event came in.</summary>
    public Timestamp ReceiveTime => _book.ReceiveTime;

    /// <summary>The best prices, in the listing's units.</summary>
    public Bbo Best => _book.Best;

    /// <summary>Number of levels of a side: buys have the bids.</summary>
    public int Count(Side side) => Of(side).Count;

    /// <summary>What rests at a price of a side.</summary>
    public Quantity QuantityAt(Side side, Price price) => new(Of(side).QuantityAt(price.Units));

    /// <summary>Writes the best levels of a side, the best first.</summary>
    /// <returns>How many were written.</returns>
    public int CopyBest(Side side, Span<DepthLevel> levels) => Of(side).CopyBest(levels);

    private DepthSide Of(Side side) => side == Side.Buy ? _book.Bids : _book.Asks;
}
