using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Roles;

/// <summary>
/// The next step of each instrument that has a trading calendar. A step becomes commands (<c>SetTradingDay</c>, <c>SetInstrumentState</c>) when its time
/// comes, so that a replay never asks a calendar. One thread at a time.
/// </summary>
internal sealed class CalendarSchedule
{
    private readonly List<Entry> _entries = [];
    private long _nextDue = long.MaxValue;

    /// <summary>
    /// Takes an instrument in. Where its state is not what the calendar wants now, that is the first step; a halt stays until somebody ends it or the
    /// calendar's next step comes, and what is announced waits for its first opening.
    /// </summary>
    public void Add(InstrumentId instrument, InstrumentState state, TradingCalendar calendar, Timestamp now)
    {
        var steps = calendar.StepsAfter(now).GetEnumerator();
        var wanted = calendar.At(now);
        var isStepNow = wanted.State != state && state != InstrumentState.Halted && state != InstrumentState.Expired
            && !(state == InstrumentState.Announced && wanted.State == InstrumentState.Closed);
        var entry = new Entry(instrument, steps);
        if (isStepNow)
            entry.Next = wanted;
        else if (!entry.MoveNext())
            return;
        _entries.Add(entry);
        _nextDue = Math.Min(_nextDue, entry.Next.Time.Nanoseconds);
    }

    /// <summary>Sends the steps whose time has come; what the full ring refuses comes the next time.</summary>
    /// <returns>False where the ring refused one.</returns>
    public bool SendDue(long now, CommandPort port)
    {
        if (now < _nextDue)
            return true;
        _nextDue = long.MaxValue;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            while (entry.Next.Time.Nanoseconds <= now && Send(entry, now, port))
            {
                if (entry.MoveNext())
                    continue;
                _entries.RemoveAt(i);
                entry.Next = new CalendarStep(new Timestamp(long.MaxValue), InstrumentState.Closed, Timestamp.None);
            }

            _nextDue = Math.Min(_nextDue, entry.Next.Time.Nanoseconds);
        }

        return _nextDue > now;
    }

    private static bool Send(Entry entry, long now, CommandPort port)
    {
        var step = entry.Next;
        if (!entry.HasSentDay && step.DayEnd.Nanoseconds > now && !port.TrySend(Command.SetTradingDay(entry.Instrument, step.DayEnd), out _))
            return false;
        entry.HasSentDay = true;
        return port.TrySend(Command.SetInstrumentState(entry.Instrument, step.State), out _);
    }

    private sealed class Entry(InstrumentId instrument, IEnumerator<CalendarStep> steps)
    {
        public InstrumentId Instrument { get; } = instrument;

        public CalendarStep Next { get; set; }

        public bool HasSentDay { get; set; }

        public bool MoveNext()
        {
            HasSentDay = false;
            if (!steps.MoveNext())
                return false;
            Next = steps.Current;
            return true;
        }
    }
}
