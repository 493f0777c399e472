using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

public sealed class TimestampTests
{
    [Fact]
    public void Text_has_all_nine_decimals_of_the_second()
    {
        var opening = Timestamp.FromDateTimeUtc(new DateTime(2012, 6, 21, 9, 30, 0, DateTimeKind.Utc));
        Assert.Equal("2012-06-21T09:30:00.000000001Z", new Timestamp(opening.Nanoseconds + 1).ToString());
    }

    [Fact]
    public void Next_midnight_of_a_midnight_is_a_day_later()
    {
        var midnight = Timestamp.FromDateTimeUtc(new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(midnight.Nanoseconds + Timestamp.NanosecondsPerDay, midnight.NextMidnightUtc.Nanoseconds);
    }

    [Fact]
    public void Next_midnight_of_the_last_nanosecond_of_a_day_is_one_nanosecond_later()
    {
        var midnight = Timestamp.FromDateTimeUtc(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(midnight, new Timestamp(midnight.Nanoseconds - 1).NextMidnightUtc);
    }
}
