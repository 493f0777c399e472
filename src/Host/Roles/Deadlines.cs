using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Venue;

namespace Rialto.Host.Roles;

/// <summary>
/// What the timer needs to know of the exchange; written by the sequencer's thread, read by the timer's. It may err towards an early time: an
/// <c>AdvanceTime</c> that finds nothing due has no event.
/// </summary>
internal sealed class Deadlines
{
    private readonly HashSet<InstrumentId> _auctions = [];
    private long _next;
    private int _auctionCount;

    /// <summary>The earliest expiry, nanoseconds since 1970; zero for none. Cancelled orders may still count.</summary>
    public long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>True while an instrument may be in an auction, whose indicative price time brings.</summary>
    public bool HasAuctions => Volatile.Read(ref _auctionCount) > 0;

    /// <summary>What an exchange that was loaded waits for.</summary>
    public void Restore<TSink>(Exchange<TSink> exchange)
        where TSink : struct, IEventSink
    {
        Next = exchange.NextDeadline.Nanoseconds;
        foreach (var instrument in exchange.Instruments)
            OnState(instrument.Id, exchange.StateOf(instrument.Id));
    }

    /// <summary>An instrument was asked to change its state. A refusal is not seen here, which at worst costs an <c>AdvanceTime</c> now and then.</summary>
    public void OnState(InstrumentId instrument, InstrumentState state)
    {
        if (state == InstrumentState.Auction)
            _auctions.Add(instrument);
        else
            _auctions.Remove(instrument);
        Volatile.Write(ref _auctionCount, _auctions.Count);
    }
}
