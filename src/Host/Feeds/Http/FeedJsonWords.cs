using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Rialto.Host.Feeds.Http;

/// <summary>How the feeds' JSON writes values: words in small letters with underscores, decimals as text with the digits they have, null for what there is not.</summary>
internal static class FeedJsonWords
{
    /// <summary>A member of an enumeration as a word: <c>one_sided</c>.</summary>
    public static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => Cache<TEnum>.Words.GetOrAdd(value, static value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    /// <summary>Writes a decimal as text, or null.</summary>
    public static void WriteDecimalOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is not { } some)
        {
            json.WriteNull(name);
            return;
        }

        json.WritePropertyName(name);
        Span<byte> text = stackalloc byte[32];
        some.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }

    /// <summary>Writes names as an array of text.</summary>
    public static void WriteNames(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names)
            json.WriteStringValue(one);
        json.WriteEndArray();
    }

    /// <summary>Writes flags, which the views have as <c>Stale, Outlier</c>, as an array of words.</summary>
    public static void WriteMarks(this Utf8JsonWriter json, string marks)
    {
        json.WriteStartArray("marks"u8);
        foreach (var mark in marks.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(mark));
        json.WriteEndArray();
    }

    /// <summary>Writes a rate with one decimal.</summary>
    public static void WriteRate(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double perSecond) => json.WriteNumber(name, Math.Round(perSecond, 1));

    /// <summary>Writes a number of nanoseconds, or null where it is not known.</summary>
    public static void WriteNsOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? nanoseconds)
    {
        if (nanoseconds is { } some)
            json.WriteNumber(name, some);
        else
            json.WriteNull(name);
    }

    private static class Cache<TEnum> where TEnum : struct, Enum
    {
        public static ConcurrentDictionary<TEnum, string> Words { get; } = new();
    }
}
