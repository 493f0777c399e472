using System.Globalization;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

public class FixScheduleTests
{
    [Theory]
    [InlineData("07:00-18:00", "2026-11-22 07:00", true, "2026-11-22 07:00")]
    [InlineData("07:00-18:00", "2026-11-22 17:59", true, "2026-11-22 07:00")]
    [InlineData("07:00-18:00", "2026-11-22 18:00", false, "2026-11-22 07:00")]
    [InlineData("07:00-18:00", "2026-11-22 06:59", false, "2026-11-21 07:00")]
    [InlineData("22:00-21:30:30", "2026-11-22 21:30", true, "2026-11-21 22:00")]
    [InlineData("22:00-21:30:30", "2026-11-22 21:31", false, "2026-11-21 22:00")]
    [InlineData("00:00-00:00", "2026-11-22 23:59", true, "2026-11-22 00:00")]
    [InlineData("Sun 22:00-Fri 21:00", "2026-11-22 21:59", false, "2026-11-15 22:00")]
    [InlineData("Sun 22:00-Fri 21:00", "2026-11-22 22:00", true, "2026-11-22 22:00")]
    [InlineData("Sun 22:00 - Fri 21:00", "2026-11-27 20:59", true, "2026-11-22 22:00")]
    [InlineData("Sun 22:00-Fri 21:00", "2026-11-27 21:00", false, "2026-11-22 22:00")]
    [InlineData("Fri 10:00-Mon 10:00", "2026-11-23 09:00", true, "2026-11-20 10:00")]
    public void Sessions_begin_and_end(string text, string now, bool isOpen, string start)
    {
        Assert.True(FixSchedule.TryParse(text, out var schedule));
        Assert.Equal(isOpen, schedule!.IsOpen(Time(now)));
        Assert.Equal(Time(start), schedule.StartOf(Time(now)));
    }

    [Theory]
    [InlineData("07:00")]
    [InlineData("07:00-25:00")]
    [InlineData("Sun 07:00-08:00")]
    [InlineData("Sonntag 07:00-Mon 08:00")]
    [InlineData("always")]
    [InlineData("-")]
    public void What_is_no_schedule(string text) => Assert.False(FixSchedule.TryParse(text, out _));

    private static Timestamp Time(string text) =>
        Timestamp.FromDateTimeUtc(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
}
