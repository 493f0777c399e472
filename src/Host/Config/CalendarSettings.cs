using System.Globalization;
using Rialto.Model.Instruments;

namespace Rialto.Host.Config;

/// <summary>A named trading calendar of the configuration.</summary>
/// <param name="Name">As instruments refer to it.</param>
/// <param name="Calendar">The calendar.</param>
internal sealed record CalendarSettings(string Name, TradingCalendar Calendar)
{
    private static readonly DayOfWeek[] Workdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>All of <c>Calendars</c>, by name.</summary>
    public static IReadOnlyDictionary<string, CalendarSettings> ReadAll(SettingsReader reader)
    {
        var all = new Dictionary<string, CalendarSettings>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in reader.Children("Calendars"))
        {
            if (Read(reader, name) is { } calendar)
                all[name] = calendar;
        }

        return all;
    }

    private static CalendarSettings? Read(SettingsReader reader, string name)
    {
        var key = $"Calendars:{name}";
        var zoneName = reader.Text($"{key}:Zone", "UTC");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            reader.Refuse($"{key}:Zone", $"is not a time zone of this machine: '{zoneName}'");
            zone = TimeZoneInfo.Utc;
        }

        var week = new Dictionary<DayOfWeek, TradingHours>();
        foreach (var day in reader.Children($"{key}:Week"))
        {
            if (ReadHours(reader, $"{key}:Week:{day}") is not { } hours)
                continue;
            if (string.Equals(day, "Weekdays", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var workday in Workdays)
                    week.TryAdd(workday, hours);
            }
            else if (Enum.TryParse<DayOfWeek>(day, ignoreCase: true, out var weekday) && Enum.IsDefined(weekday))
            {
                week[weekday] = hours;
            }
            else
            {
                reader.Refuse($"{key}:Week:{day}", "must be Weekdays or a day's English name");
            }
        }

        var exceptions = new Dictionary<DateOnly, TradingHours?>();
        foreach (var index in reader.Children($"{key}:Holidays"))
        {
            if (ReadDate(reader, $"{key}:Holidays:{index}", reader.Text($"{key}:Holidays:{index}", "")) is { } date)
                exceptions[date] = null;
        }

        foreach (var date in reader.Children($"{key}:Days"))
        {
            if (ReadDate(reader, $"{key}:Days:{date}", date) is { } day && ReadHours(reader, $"{key}:Days:{date}") is { } hours)
                exceptions[day] = hours;
        }

        return new CalendarSettings(name, new TradingCalendar(zone, week, exceptions));
    }

    // "09:30-16:00", or with auctions "09:00 09:30-15:50 16:00": opening auction, open, closing auction, close.
    private static TradingHours? ReadHours(SettingsReader reader, string key)
    {
        var text = reader.Text(key, "");
        var times = text.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = new List<TimeOnly>();
        foreach (var time in times)
        {
            if (TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var value))
                parsed.Add(value);
        }

        var hours = (times.Length == parsed.Count ? parsed.Count : 0) switch
        {
            2 => new TradingHours(parsed[0], parsed[0], parsed[1], parsed[1]),
            4 => new TradingHours(parsed[0], parsed[1], parsed[2], parsed[3]),
            _ => null,
        };
        if (hours is { IsWellFormed: true })
            return hours;
        reader.Refuse(key, $"must be 'open-close' or 'auction open-auction close', such as '09:30-16:00' or '09:00 09:30-15:50 16:00', not '{text}'");
        return null;
    }

    private static DateOnly? ReadDate(SettingsReader reader, string key, string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        reader.Refuse(key, $"must be a date such as 2026-12-25, not '{text}'");
        return null;
    }
}
