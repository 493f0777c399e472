using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>What a desk keeps for one listing: its book, the last best prices that were believed, and who wants to know.</summary>
internal sealed class FollowedListing(DepthBook book, int symbol)
{
    public DepthBook Book { get; } = book;

    public ListingId Id => Book.Listing.Id;

    public FeedVenue Venue => Book.Listing.Venue;

    public int Symbol { get; } = symbol;

    /// <summary>The last best prices of a believed book; a side may be empty.</summary>
    public Bbo Last { get; set; }

    /// <summary>The last mid of a believed book with two sides that did not cross, in a tenth of the price unit; zero before the first.</summary>
    public long LastMid { get; set; }

    public bool IsTrusted { get; set; }

    /// <summary>Not believed any more, but may still be used until <see cref="GraceEnd"/>.</summary>
    public bool IsInGrace { get; set; }

    public Timestamp GraceEnd { get; set; }

    /// <summary>Its stop-loss was hit by the input at hand.</summary>
    public bool IsHit { get; set; }

    /// <summary>The loss of that moment, in 10^-8 of the reporting currency.</summary>
    public long Loss { get; set; }

    /// <summary>Its position is being closed.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Why its last closing order was refused.</summary>
    public DeskRefusal CloseRefusal { get; set; }

    /// <summary>The venue has refused all that is left of its position as too small for an order, and no closing has begun or traded since.</summary>
    public bool IsRestTooSmall { get; set; }

    /// <summary>How many closing orders the venue has refused since one of them traded, and until when the next one waits for it.</summary>
    public int CloseRejects { get; private set; }

    public Timestamp NextClose { get; private set; }

    /// <summary>The venue has refused a closing order: the next one waits twice as long as the last, to a minute. One each second would be a flood, and open the breaker of refusals over the whole desk.</summary>
    public void RejectClose(Timestamp now)
    {
        CloseRejects = Math.Min(CloseRejects + 1, 6);
        NextClose = new Timestamp(now.Nanoseconds + Math.Min(1L << CloseRejects, 60) * 1_000_000_000);
    }

    /// <summary>Closing goes on, or begins.</summary>
    public void AllowClose() => (CloseRejects, NextClose, IsRestTooSmall) = (0, default, false);

    public bool IsTouched { get; set; }

    public StrategySlot[] Slots { get; set; } = [];

    public void AddTo(ref DeskHash hash)
    {
        hash.Add(Id.Value);
        hash.Add(Last.BidPrice.Units);
        hash.Add(Last.BidQuantity.Units);
        hash.Add(Last.AskPrice.Units);
        hash.Add(Last.AskQuantity.Units);
        hash.Add(LastMid);
        hash.Add((IsTrusted ? 1L : 0) | (IsInGrace ? 2L : 0) | (IsClosing ? 4L : 0) | (IsRestTooSmall ? 8L : 0) | ((long)CloseRefusal << 8));
        hash.Add(GraceEnd.Nanoseconds);
        hash.Add(CloseRejects);
        hash.Add(NextClose.Nanoseconds);
    }

    /// <summary>Saves or loads what is kept for it, between inputs; its book is saved with the others.</summary>
    public void Keep(FieldArchive state)
    {
        Last = state.Keep(Last);
        LastMid = state.Keep(LastMid);
        IsTrusted = state.Keep(IsTrusted);
        IsInGrace = state.Keep(IsInGrace);
        GraceEnd = state.Keep(GraceEnd);
        IsClosing = state.Keep(IsClosing);
        CloseRefusal = state.Keep(CloseRefusal);
        IsRestTooSmall = state.Keep(IsRestTooSmall);
        CloseRejects = state.Keep(CloseRejects, 0, 6);
        NextClose = state.Keep(NextClose);
    }
}
