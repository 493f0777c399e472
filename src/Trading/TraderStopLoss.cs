using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>
/// A stop-loss that closes (<see cref="RiskLimitKind.StopLossCloses"/>; docs/reference/trader.md, Stop-loss). From the hit on no strategy of the listing places anything; when the work at hand is done they
/// are paused, the listing's orders cancelled, and what is held is sold or bought back within the price collar, tried again each second, until it is flat.
/// <code>
/// hit ──> paused, cancelled, told ──> reduce-only limits, one at a time ──> flat, or less than an order: told
///                                       └── the limit is switched off ──────> ended, with what is left: told
/// </code>
/// </summary>
public sealed partial class Trader<TSink>
{
    // Listings that are being closed, and those about to be once the work at hand is done.
    private int _closings;
    private int _hits;
    private Timestamp _nextClose;

    // The stopped desk takes orders that reduce only for what is being closed.
    private bool _isLoosened;

    /// <summary>True while the position of a listing is being closed because its stop-loss was hit.</summary>
    public bool IsClosing(ListingId listing) => Find(listing) is { IsClosing: true };

    private void HearStopLoss(ListingId listing, long loss)
    {
        if (Find(listing) is not { IsHit: false, IsClosing: false } followed || Risk.Limits[RiskLimitKind.StopLossCloses, listing.Value] == 0)
            return;
        (followed.IsHit, followed.Loss) = (true, loss);
        _closings++;
        _hits++;
    }

    /// <summary>A strategy that trades a listing whose stop-loss was hit, and is not flat yet.</summary>
    private bool IsHeldBack(StrategySlot slot)
    {
        if (_closings == 0 || slot.Mode == StrategyMode.Observation)
            return false;
        foreach (var listing in slot.Listings)
        {
            if (_followed[listing.Value] is { } followed && (followed.IsHit || followed.IsClosing))
                return true;
        }

        return false;
    }

    private void DoWhatWasHit()
    {
        if (_hits == 0)
            return;
        _hits = 0;
        foreach (var followed in _followed)
        {
            if (followed is { IsHit: true })
                BeginClosing(followed);
        }

        // Who wants cancels only has said so; a stop that said it in his place lets what is being closed pass.
        if (!IsStopped || _isFlattening || _modeAfterStop == DeskMode.CancelsOnly || Risk.Limits[RiskLimitKind.DeskModeOf] != (long)DeskMode.CancelsOnly)
            return;
        _isLoosened = true;
        _orders.TrySetLimit(RiskLimitKind.DeskModeOf, 0, (long)DeskMode.ReduceOnly, Text36.Of("stop-loss"));
    }

    private void BeginClosing(FollowedListing followed)
    {
        (followed.IsHit, followed.IsClosing, followed.CloseRefusal) = (false, true, DeskRefusal.None);
        _nextClose = Now;
        followed.AllowClose();
        var cancelled = _orders.CancelAll(followed.Id);
        foreach (var slot in followed.Slots)
        {
            if (slot.Mode != StrategyMode.Observation && slot.State == StrategyState.Running)
                Pause(slot, Text36.Of("stop-loss"));
        }

        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.StopLossHit,
            Severity = DeskSeverity.Critical,
            Listing = followed.Id,
            Venue = followed.Venue,
            Value = followed.Loss,
            Other = Risk.Limits[RiskLimitKind.StopLoss, followed.Id.Value],
            Number = cancelled,
            Quantity = Portfolio.PositionOf(followed.Id).Quantity,
        });
        Audit(new DeskAudit { Kind = DeskAuditKind.PersistRequested });
    }

    private void CloseOn()
    {
        _nextClose = new Timestamp(Now.Nanoseconds + FlattenEveryNs);
        foreach (var followed in _followed)
        {
            if (followed is { IsClosing: true } && !Flatten(followed, atMarket: false))
                EndClosing(followed, default);
        }
    }

    private void EndClosing(FollowedListing followed, Text36 who)
    {
        var left = Portfolio.PositionOf(followed.Id).Quantity;
        followed.IsClosing = false;
        _closings--;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.StopLossClosed,
            Severity = DeskSeverity.Warning,
            Listing = followed.Id,
            Venue = followed.Venue,
            Quantity = left,
            Value = Amounts.Cents(Portfolio.UnrealisedOf(followed.Id)),
            Text = who,
        });
        if (_closings > 0 || !_isLoosened)
            return;
        _isLoosened = false;
        _orders.TrySetLimit(RiskLimitKind.DeskModeOf, 0, (long)DeskMode.CancelsOnly, Text36.Of("desk"));
    }

    /// <summary>Somebody has set a limit.</summary>
    private void HearLimit(RiskLimitKind kind, int scope, long value, Text36 who)
    {
        if (kind == RiskLimitKind.DeskModeOf)
            (_modeAfterStop, _isLoosened) = ((DeskMode)value, false);
        if (kind != RiskLimitKind.StopLossCloses || Find(new ListingId(scope)) is not { } followed)
            return;
        if (value == 0 && followed.IsClosing)
            EndClosing(followed, who);
        else if (value != 0 && Portfolio.IndexOf(followed.Id) is >= 0 and var index && Risk.IsStopped(index))
            HearStopLoss(followed.Id, Amounts.Cents(-Portfolio.UnrealisedOf(followed.Id)));
    }
}
