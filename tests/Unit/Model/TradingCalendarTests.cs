using Rialto.Model.Instruments;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

public class TradingCalendarTests
{
    private static readonly TradingHours NewYork = new(new TimeOnly(9, 28), new TimeOnly(9, 30), new TimeOnly(15, 50), new TimeOnly(16, 0));

    private static TradingCalendar Stocks(params (DateOnly Date, TradingHours? Hours)[] exceptions) => new(
        TimeZoneInfo.FindSystemTimeZoneById("America/New_York"),
        new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }.ToDictionary(day => day, _ => NewYork),
        exceptions.ToDictionary(e => e.Date, e => e.Hours));

    private static Timestamp At(string utc) => Timestamp.FromDateTimeUtc(DateTime.Parse(utc, null, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal));

    [Fact]
    public void A_day_runs_auction_open_auction_closed()
    {
        var steps = Stocks().StepsAfter(At("2026-11-20T00:00:00Z")).Take(4).ToArray();
        Assert.Equal(
            [
                (At("2026-11-20T14:28:00Z"), InstrumentState.Auction), (At("2026-11-20T14:30:00Z"), InstrumentState.Open),
                (At("2026-11-20T20:50:00Z"), InstrumentState.Auction), (At("2026-11-20T21:00:00Z"), InstrumentState.Closed),
            ],
            steps.Select(s => (s.Time, s.State)));
        Assert.All(steps, s => Assert.Equal(At("2026-11-20T21:00:00Z"), s.DayEnd));
    }

    [Fact]
    public void Weekends_and_holidays_are_skipped_and_short_days_are_short()
    {
        var calendar = Stocks(
            (new DateOnly(2026, 11, 26), null),
            (new DateOnly(2026, 11, 27), NewYork with { ClosingAuction = new TimeOnly(12, 50), Close = new TimeOnly(13, 0) }));
        var closes = calendar.StepsAfter(At("2026-11-25T12:00:00Z")).Where(s => s.State == InstrumentState.Closed).Take(3).Select(s => s.Time);
        Assert.Equal([At("2026-11-25T21:00:00Z"), At("2026-11-27T18:00:00Z"), At("2026-11-30T21:00:00Z")], closes);
    }

    [Fact]
    public void Daylight_saving_moves_the_open_in_utc_and_not_on_the_clock()
    {
        // New York leaves daylight saving on 2026-11-01.
        var opens = Stocks().StepsAfter(At("2026-10-30T00:00:00Z")).Where(s => s.State == InstrumentState.Open).Take(2).Select(s => s.Time);
        Assert.Equal([At("2026-10-30T13:30:00Z"), At("2026-11-02T14:30:00Z")], opens);
    }

    [Fact]
    public void The_state_at_an_instant_is_the_last_step_of_that_day()
    {
        Assert.Equal(InstrumentState.Closed, Stocks().At(At("2026-11-20T14:00:00Z")).State);
        Assert.Equal(InstrumentState.Auction, Stocks().At(At("2026-11-20T14:29:00Z")).State);
        Assert.Equal(InstrumentState.Open, Stocks().At(At("2026-11-20T14:30:00Z")).State);
        Assert.Equal(InstrumentState.Closed, Stocks().At(At("2026-11-20T21:00:00Z")).State);
        Assert.Equal(InstrumentState.Closed, Stocks().At(At("2026-11-21T15:00:00Z")).State);
    }

    [Fact]
    public void A_calendar_without_days_has_no_steps()
    {
        var never = new TradingCalendar(TimeZoneInfo.Utc, new Dictionary<DayOfWeek, TradingHours>(), new Dictionary<DateOnly, TradingHours?>());
        Assert.Empty(never.StepsAfter(At("2026-11-20T00:00:00Z")));
    }

    [Fact]
    public void Hours_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => new TradingCalendar(
            TimeZoneInfo.Utc,
            new Dictionary<DayOfWeek, TradingHours> { [DayOfWeek.Monday] = NewYork with { Close = new TimeOnly(9, 0) } },
            new Dictionary<DateOnly, TradingHours?>()));
}
