using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Roles;

/// <summary>
/// Brings time to the exchange: <c>AdvanceTime</c> when an expiry is due and, during auctions, after commands have changed what the auction would give;
/// and the steps of trading calendars when their time comes. It also has the journal watched. Looks at the clock every few milliseconds; sends nothing while nothing is due.
/// </summary>
internal sealed class TimerAgent(CommandPort port, Deadlines deadlines, CalendarSchedule calendars, Clock clock, JournalWatch watch, Func<bool> isHalted) : IAgent
{
    // Often enough for people, rarely enough for the journal.
    private const long IndicationIntervalNs = 250_000_000;

    private long _lastSent = -1;
    private long _lastIndication;
    private long _positionAtIndication = -1;

    /// <inheritdoc/>
    public string Name => "rialto timer";

    /// <inheritdoc/>
    public int DoWork()
    {
        if (!watch.Look())
            return 0;
        var now = clock.UtcNanoseconds;
        // What was halted because it is wrong is reopened by people, not by a calendar. Orders whose day ends with a step end after it: a closing auction is to trade first.
        if (!isHalted() && !calendars.SendDue(now, port))
            return 0;
        var due = deadlines.Next;
        var isDue = due != 0 && now >= due;
        var wantsIndication = deadlines.HasAuctions && now - _lastIndication >= IndicationIntervalNs && port.Position != _positionAtIndication;
        if ((!isDue && !wantsIndication) || !port.HasTaken(_lastSent))
            return 0;
        if (!port.TrySend(Command.AdvanceTime(new Timestamp(now)), out var position))
            return 0;
        _lastSent = position;
        _lastIndication = now;
        _positionAtIndication = position + 1;
        // Always idle: the clock is looked at again after the idle strategy's sleep.
        return 0;
    }
}
