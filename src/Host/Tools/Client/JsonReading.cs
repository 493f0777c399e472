using System.Globalization;
using System.Text.Json;

namespace Rialto.Host.Tools.Client;

/// <summary>Short ways to read members of answers.</summary>
internal static class JsonReading
{
    /// <summary>A member as text: a string's content, a number's or boolean's digits or word; null where it is missing or null.</summary>
    public static string? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => value.GetRawText(),
            }
            : null;

    /// <summary>A member as text, or a dash.</summary>
    public static string Cell(this JsonElement element, string name) => element.Member(name) ?? "-";

    /// <summary>The elements of an array member; none where it is missing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>A time without its date and with microseconds, for tables.</summary>
    public static string Clock(this JsonElement element, string name) =>
        element.Member(name) is { Length: >= 26 } time ? time[11..26] : element.Cell(name);

    /// <summary>A share in millionths as percent, for people; a dash where it is missing.</summary>
    public static string Percent(this JsonElement element, string name) =>
        decimal.TryParse(element.Member(name), CultureInfo.InvariantCulture, out var ppm) ? (ppm / 10_000).ToString("0.####", CultureInfo.InvariantCulture) + " %" : "-";
}
