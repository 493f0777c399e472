using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>The phases of one trading day, as clock times of the calendar's zone.</summary>
/// <param name="OpeningAuction">Start of the opening call auction; equal to <paramref name="Open"/> where there is none.</param>
/// <param name="Open">Start of continuous trading.</param>
/// <param name="ClosingAuction">Start of the closing call auction; equal to <paramref name="Close"/> where there is none.</param>
/// <param name="Close">End of the day; DAY orders end here.</param>
public sealed record TradingHours(TimeOnly OpeningAuction, TimeOnly Open, TimeOnly ClosingAuction, TimeOnly Close)
{
    /// <summary>True where the phases come in order.</summary>
    public bool IsWellFormed => OpeningAuction <= Open && Open < ClosingAuction && ClosingAuction <= Close;
}

/// <summary>One step of a calendar: at this instant the instrument moves to this state.</summary>
/// <param name="Time">When.</param>
/// <param name="State">The state that begins.</param>
/// <param name="DayEnd">End of the trading day this step belongs to.</param>
public readonly record struct CalendarStep(Timestamp Time, InstrumentState State, Timestamp DayEnd);

/// <summary>
/// When an instrument trades: hours per weekday in a time zone, holidays, days that differ. It only answers questions; whoever schedules turns
/// the answers into commands (<c>SetTradingDay</c>, <c>SetInstrumentState</c>), so that a replay never asks a calendar or a zone database.
/// </summary>
/// <remarks>Immutable; any thread. A phase time that a daylight-saving change skips takes place an hour later by the clock; one that occurs twice, the first time.</remarks>
public sealed class TradingCalendar
{
    // Long holidays last about two weeks; past a year without a trading day the calendar is simply empty.
    private const int SearchDays = 366;

    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<DayOfWeek, TradingHours> _week;
    private readonly Dictionary<DateOnly, TradingHours?> _exceptions;

    /// <param name="zone">Zone of all times.</param>
    /// <param name="week">Hours by weekday; a weekday without an entry does not trade.</param>
    /// <param name="exceptions">Dates that differ: other hours, or null for a holiday.</param>
    /// <exception cref="ArgumentException">Hours out of order.</exception>
    public TradingCalendar(TimeZoneInfo zone, IReadOnlyDictionary<DayOfWeek, TradingHours> week, IReadOnlyDictionary<DateOnly, TradingHours?> exceptions)
    {
        ArgumentNullException.ThrowIfNull(week);
        ArgumentNullException.ThrowIfNull(exceptions);
        _zone = zone;
        _week = week.ToDictionary(day => day.Key, day => day.Value);
        _exceptions = exceptions.ToDictionary(day => day.Key, day => day.Value);
        foreach (var hours in _week.Values.Concat(_exceptions.Values.OfType<TradingHours>()))
        {
            if (!hours.IsWellFormed)
                throw new ArgumentException($"Trading hours must run opening auction <= open < closing auction <= close, not {hours}.", nameof(week));
        }
    }

    /// <summary>The steps strictly after an instant, in order, endless as long as the calendar has trading days.</summary>
    public IEnumerable<CalendarStep> StepsAfter(Timestamp instant)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(instant.ToDateTimeUtc(), _zone)).AddDays(-1);
        for (var empty = 0; empty < SearchDays; date = date.AddDays(1))
        {
            if (HoursOf(date) is not { } hours)
            {
                empty++;
                continue;
            }

            empty = 0;
            foreach (var step in StepsOf(date, hours))
            {
                if (step.Time > instant)
                    yield return step;
            }
        }
    }

    /// <summary>What should hold at an instant: the state, and the end of the day it belongs to (none while closed).</summary>
    public CalendarStep At(Timestamp instant)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(instant.ToDateTimeUtc(), _zone));
        var current = new CalendarStep(instant, InstrumentState.Closed, Timestamp.None);
        if (HoursOf(date) is not { } hours)
            return current;
        foreach (var step in StepsOf(date, hours))
        {
            if (step.Time <= instant)
                current = step.State == InstrumentState.Closed ? step with { DayEnd = Timestamp.None } : step;
        }

        return current;
    }

    private TradingHours? HoursOf(DateOnly date) =>
        _exceptions.TryGetValue(date, out var exception) ? exception : _week.GetValueOrDefault(date.DayOfWeek);

    private IEnumerable<CalendarStep> StepsOf(DateOnly date, TradingHours hours)
    {
        var end = Utc(date, hours.Close);
        if (hours.OpeningAuction < hours.Open)
            yield return new CalendarStep(Utc(date, hours.OpeningAuction), InstrumentState.Auction, end);
        yield return new CalendarStep(Utc(date, hours.Open), InstrumentState.Open, end);
        if (hours.ClosingAuction < hours.Close)
            yield return new CalendarStep(Utc(date, hours.ClosingAuction), InstrumentState.Auction, end);
        yield return new CalendarStep(end, InstrumentState.Closed, end);
    }

    private Timestamp Utc(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        if (_zone.IsInvalidTime(local))
            local = local.AddHours(1);
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return Timestamp.FromDateTimeUtc(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc));
    }
}
