using System.Runtime.CompilerServices;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Collections;
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

    /// <summary>Applies the levels that stand at the start, of one side and up to the end of a frame, as <see cref="Apply"/> would one by one; the first event is a level of this listing.</summary>
    /// <returns>How many events were applied: one at least.</returns>
    internal int ApplyLevels(ReadOnlySpan<FeedEvent> told)
    {
        var side = told[0].Side;
        var count = (side == Side.Buy ? Bids : Asks).SetAll(new LevelRun(told, side));
        if (count == 0)
        {
            _isIncomplete = true;
            count = 1;
        }

        ref readonly var last = ref told[count - 1];
        ReceiveTime = last.ReceiveTime;
        Sequence = last.Sequence;
        return count;
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

    /// <summary>Events from a level on as changes of its side: as long as they are levels of the same listing, side and frame.</summary>
    private readonly ref struct LevelRun(ReadOnlySpan<FeedEvent> told, Side side) : ILadderChanges
    {
        private readonly ReadOnlySpan<FeedEvent> _told = told;
        private readonly ListingId _listing = told[0].Listing;
        private readonly long _turn = side == Side.Buy ? 0 : -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryGet(int index, out long place, out long quantity)
        {
            if ((uint)index < (uint)_told.Length)
            {
                ref readonly var level = ref _told[index];
                if (level.Kind == FeedEventKind.Level && level.Side == side && level.Listing == _listing && (index == 0 || (_told[index - 1].Flags & FeedEventFlags.LastOfFrame) == 0))
                {
                    (place, quantity) = ((level.Price.Units ^ _turn) - _turn, level.Quantity.Units);
                    return true;
                }
            }

            (place, quantity) = (0, 0);
            return false;
        }
    }
}
