using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Features;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>A desk that was killed goes on (docs/reference/trader.md, Starting again).</summary>
public sealed partial class Trader<TSink>
{
    private bool _isRestarting;

    /// <summary>The first command of each life after the first, behind all inputs that are left. What was seen of markets ends here; orders, positions and strategies go on.</summary>
    private CommandRefusal Restart(in DeskCommand command)
    {
        ForgetMarkets();
        var last = _orders.LastId;
        var unknown = _orders.Restart();
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Restarted,
            Severity = DeskSeverity.Warning,
            Order = _orders.LastId,
            Number = unknown,
            Value = last.Value,
            Other = _orders.LiveCount,
            Text = command.Who,
        });
        if (_settings.OnRestart == RestartPolicy.Cancel && _orders.CancelWhenShown() is > 0 and var wanted)
            Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Number = wanted, Code = (ushort)DeskConditions.ExecutionFailing, Text = command.Who });
        foreach (var slot in _slots)
        {
            if (slot.IsCalled)
                Call(slot, CallKind.Restart, ListingId.None, 0);
        }

        return CommandRefusal.None;
    }

    /// <summary>
    /// Books are empty and not believed until each is told anew, and features begin to warm up: what they last saw is older than anybody can say. A frame of which only the beginning is left is
    /// no frame. Nothing is cancelled for it here, and there is no grace.
    /// </summary>
    private void ForgetMarkets()
    {
        _isRestarting = true;
        (_isMidFrame, _nextGraceEnd) = (false, Timestamp.None);
        foreach (var followed in _followed)
        {
            if (followed is null)
                continue;
            var told = new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = followed.Id, Venue = followed.Venue, EventTime = Now, ReceiveTime = Now };
            _books.Apply(in told);
            (told.Kind, told.State, told.Reason, told.Flags) = (FeedEventKind.BookStateChanged, BookTrust.Disconnected, BookReason.Starting, FeedEventFlags.LastOfFrame);
            _books.Apply(in told);
            (followed.IsTrusted, followed.IsInGrace, followed.IsTouched) = (false, false, false);
            Lose(followed);
        }

        _tradeCount = _touchedCount = _changedCount = 0;
        _features = new FeatureSets();
        foreach (var slot in _slots)
            MakeFeatures(slot);
        _isRestarting = false;
    }
}
