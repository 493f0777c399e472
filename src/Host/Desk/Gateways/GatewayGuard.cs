using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>What stands before the signature: hold, policy, rate and the day's use, in this order. One thread at a time.</summary>
/// <param name="policy">What is allowed.</param>
/// <param name="use">What was used.</param>
/// <param name="time">Clock of the rate.</param>
internal sealed class GatewayGuard(GatewayPolicy policy, DayUse use, TimeProvider time)
{
    private readonly OrderRate _rate = new(policy.OrdersPerSecond);

    /// <summary>Why a request may not go, as the report that says so; a report of no kind where it may, and is counted.</summary>
    public OrderReport Refusal(in OrderRequest request, ListingTable listings, bool isHeld, DateOnly today)
    {
        // The gateway sets the venue's switch itself, for as long as it lives.
        if (request.Kind == OrderRequestKind.ArmDeadMan)
            return GatewayRequests.Answer(in request, FailureClass.Reject, VenueReason.NotOffered);
        if (request.Kind is not (OrderRequestKind.Place or OrderRequestKind.Amend))
            return default;
        var (quote, value) = ("", default(Int128));
        var refusal = isHeld ? PolicyRefusal.Held : policy.Check(in request, listings, out quote, out value);
        if (refusal == PolicyRefusal.None && !_rate.TryTake(time.GetElapsedTime(0).Ticks))
            refusal = PolicyRefusal.Rate;
        if (refusal == PolicyRefusal.None)
            refusal = use.TryReserve(in request, quote, value, today);
        if (refusal == PolicyRefusal.None)
            return default;
        var (failure, reason) = refusal switch
        {
            PolicyRefusal.Rate => (FailureClass.BackOff, VenueReason.RateLimited),
            PolicyRefusal.UnknownListing => (FailureClass.Reject, VenueReason.NotOffered),
            PolicyRefusal.PriceBounds => (FailureClass.Reject, VenueReason.PriceOutOfBand),
            PolicyRefusal.OrderNotional or PolicyRefusal.DayNotional => (FailureClass.Reject, VenueReason.TooLarge),
            PolicyRefusal.Numbers => (FailureClass.Reject, VenueReason.WrongStep),
            _ => (FailureClass.Reject, VenueReason.NotAllowed),
        };
        return GatewayRequests.Answer(in request, failure, reason, (int)refusal);
    }

    /// <summary>What the venue said.</summary>
    public void Take(in OrderReport report) => use.Take(in report);

    /// <summary>Another desk: its orders have other numbers.</summary>
    public void Forget() => use.Forget();

    /// <summary>The venue has no live order of the desk.</summary>
    public void NoneLives() => use.NoneLives();

    /// <summary>Writes what is used.</summary>
    public void Close() => use.Close();
}
