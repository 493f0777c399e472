using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Books;

/// <summary>One listing's book of price levels, as its feed tells it. A function of its events.</summary>
public sealed class DepthBook
{
    private BookTrust _state;
    private bool _isIncomplete;

    /// <summary>Makes an empty book that is not to be believed yet.</summary>
    /// <param name="listing">Whose.</param>
    /// <param name="windowBits">See <see cref="DepthSide"/>: what the sides begin with.</param>
    /// <param name="widestBits">What they grow to at most.</param>
    public DepthBook(Listing listing, int windowBits = 12, int widestBits = DepthSide.WidestBits)
    {
        ArgumentNullException.ThrowIfNull(listing);
        Listing = listing;
        Bids = new DepthSide(Side.Buy, windowBits, widestBits);
        Asks = new DepthSide(Side.Sell, windowBits, widestBits);
    }

    /// <summary>Whose, as it was when its book was made or last told to have changed.</summary>
    public Listing Listing { get; internal set; }

    /// <summary>Bids.</summary>
    public DepthSide Bids { get; }

    /// <summary>Asks.</summary>
    public DepthSide Asks { get; }

    /// <summary>Whether the book may be believed. A book that was told a price it has no place for may not, until it is told anew.</summary>
    public BookTrust State => _isIncomplete && _state == BookTrust.Trusted ? BookTrust.Resyncing : _state;

    /// <summary>When its last event came in.</summary>
    public Timestamp ReceiveTime { get; private set; }

    /// <summary>Number of its last update, by the venue.</summary>
    public long Sequence { get; private set; }

    /// <summary>The best prices now; look at them at the end of a frame.</summary>
    public Bbo Best => new(new Price(Bids.BestPrice), new Quantity(Bids.BestQuantity), new Price(Asks.BestPrice), new Quantity(Asks.BestQuantity));

    /// <summary>Applies one event of this listing; kinds that do not concern books change nothing.</summary>
    public void Apply(in FeedEvent told)
    {
        switch (told.Kind)
        {
            case FeedEventKind.Level:
                // A price that no side has a place for: the book is not what was told any more.
                if (!(told.Side == Side.Buy ? Bids : Asks).Set(told.Price.Units, told.Quantity.Units))
                    _isIncomplete = true;
                break;
            case FeedEventKind.BookCleared:
                Bids.Clear();
                Asks.Clear();
                _isIncomplete = false;
                break;
            case FeedEventKind.BookStateChanged:
                _state = told.State;
                break;
            default:
                return;
        }

        ReceiveTime = told.ReceiveTime;
        Sequence = told.Sequence;
    }

    /// <summary>Saves or loads its levels and whether it may be believed; what it is a book of stays.</summary>
    internal void Keep(FieldArchive state)
    {
        _state = state.Keep(_state);
        _isIncomplete = state.Keep(_isIncomplete);
        ReceiveTime = state.Keep(ReceiveTime);
        Sequence = state.Keep(Sequence);
        Bids.Keep(state);
        Asks.Keep(state);
    }
}
