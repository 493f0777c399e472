using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Rules;

namespace Rialto.Venue.Algos;

/// <summary>What is looked at before anything is worked over time: an algo order, or a leg of a basket (algos.md, section 1).</summary>
internal sealed class AlgoChecks<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    /// <summary>Point 3.</summary>
    public RejectReason Place(Book? book, int owner, int session)
    {
        if (book is null)
            return RejectReason.UnknownInstrument;
        if (!market.Sessions.MayUse(session, owner))
            return RejectReason.UnknownSession;
        var reason = Checks.Stopped(market.Kills, book, owner, session);
        if (reason == RejectReason.None && market.Customers.IsRequired)
            reason = market.Customers.Check(owner, AccountRights.Trade);
        return reason != RejectReason.None ? reason : book.State switch
        {
            InstrumentState.Announced => RejectReason.InstrumentNotOpenYet,
            InstrumentState.Expired => RejectReason.InstrumentExpired,
            _ => RejectReason.None,
        };
    }

    /// <summary>Points 4 and 5.</summary>
    public static RejectReason Numbers(Book book, long quantity, long limit) =>
        quantity <= 0 ? RejectReason.QuantityNotPositive
        : quantity > Quantity.MaxUnits ? RejectReason.QuantityAboveMaximum
        : !book.Lot.Divides(quantity) ? RejectReason.QuantityOffLot
        : quantity < book.Definition.MinQuantity.Units ? RejectReason.QuantityBelowMinimum
        : limit == 0 ? RejectReason.None
        : Checks.LimitPrice(book, mayBeZero: true, limit);

    /// <summary>Point 6, and the start: the later of what was asked for and now.</summary>
    public RejectReason Times(Timestamp asked, Timestamp end, AlgoPace pace, out Timestamp start)
    {
        var now = market.Report.Time;
        start = asked > now ? asked : now;
        var isPossible = end > start
            && end.Nanoseconds - start.Nanoseconds <= AlgoPace.MaxSpanNs && start.Nanoseconds - now.Nanoseconds <= AlgoPace.MaxSpanNs
            && pace.IntervalMs is >= AlgoPace.MinIntervalMs and <= AlgoPace.MaxIntervalMs
            && new SliceTimes(start, end, pace.IntervalMs, 0, 0).Count <= AlgoPace.MaxSlices;
        return isPossible ? RejectReason.None : RejectReason.AlgoTimesInvalid;
    }

    /// <summary>Point 7, but what it says of Pov.</summary>
    public static RejectReason Pace(AlgoPace pace) =>
        pace.Bits >= 0 && pace.JitterPercent <= 50 && pace.CatchUpPercent <= 1_000 && pace.ParticipationPpm <= 1_000_000 ? RejectReason.None : RejectReason.AlgoPaceInvalid;

    /// <summary>Point 8.</summary>
    public RejectReason Account(Book book, int owner, Side side, bool isBounded)
    {
        if (book.Settlement is null)
            return RejectReason.None;
        var account = market.Ledger.Accounts.Find(owner);
        if (account == 0)
            return RejectReason.AccountUnknown;
        if ((market.Ledger.Accounts[account].Rights & AccountRights.Trade) == 0)
            return RejectReason.AccountMayNotTrade;
        return side == Side.Buy && !isBounded && book.Rules.CollarPpm == 0 ? RejectReason.ProtectionRequired : RejectReason.None;
    }
}
