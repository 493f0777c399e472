using System.Globalization;
using System.Text.Json;

namespace Rialto.Gateways.Faults;

/// <summary>The fields of a fault in a profile: which there are, of which kinds, and what values they take.</summary>
internal static class FaultFields
{
    private const int MostSeconds = 86_400;

    private static readonly FaultKind[] Refusing = [FaultKind.RateLimited, FaultKind.Banned];
    private static readonly FaultKind[] Holding = [FaultKind.RateLimited, FaultKind.Banned, FaultKind.ClockSkew];
    private static readonly FaultKind[] Delaying = [FaultKind.AckLate, FaultKind.FillDelayed, FaultKind.SlowSnapshot];

    /// <summary>The fault with a field set.</summary>
    /// <exception cref="FaultProfileException">Names the key.</exception>
    public static Fault Set(Fault fault, JsonProperty property, string key) => property.Name switch
    {
        "doors" => fault with { Doors = ReadDoors(fault.Kind, property.Value, key) },
        "keys" => fault with { Keys = ReadTexts(property.Value, key).ToHashSet(StringComparer.Ordinal) },
        "on" => fault with { On = ReadClasses(fault.Kind, property.Value, key) },
        "from" => fault with { From = Real(property.Value, key, 0, MostSeconds) },
        "until" => fault with { Until = Real(property.Value, key, 0, MostSeconds) },
        "first" => fault with { First = Whole(property.Value, key, 1, int.MaxValue) },
        "every" => fault with { Every = Whole(property.Value, key, 1, int.MaxValue) },
        "probability" => fault with { Probability = Real(property.Value, key, 0, 1) },
        "times" => fault with { Times = Whole(property.Value, key, 0, int.MaxValue) },
        "delay_ms" => Only(Delaying, fault, key) with { DelayMs = Whole(property.Value, key, 1, 600_000) },
        "retry_after" => Only(Refusing, fault, key) with { RetryAfter = Whole(property.Value, key, 1, MostSeconds) },
        "hold" => Only(Holding, fault, key) with { Hold = Flag(property.Value, key) },
        "messages" => Only([FaultKind.StreamGap], fault, key) with { Messages = Whole(property.Value, key, 1, 100_000) },
        "seconds" => Only([FaultKind.Silent], fault, key) with { Seconds = Whole(property.Value, key, 0, MostSeconds) },
        "cut" => Only([FaultKind.Truncated], fault, key) with { Cut = Choice<FaultCut>(property.Value, key) },
        "loss" => Only([FaultKind.AckDropped], fault, key) with { Loss = Choice<FaultLoss>(property.Value, key) },
        _ => throw new FaultProfileException(key, "is not a field of a fault"),
    };

    private static Fault Only(FaultKind[] kinds, Fault fault, string key) =>
        kinds.Contains(fault.Kind) ? fault : throw new FaultProfileException(key, $"is a field of {string.Join(", ", kinds.Select(FaultWords.Of))} only");

    private static List<FaultDoor> ReadDoors(FaultKind kind, JsonElement value, string key)
    {
        var doors = new List<FaultDoor>();
        foreach (var word in ReadTexts(value, key))
        {
            if (!FaultWords.TryDoor(word, out var door))
                throw new FaultProfileException(key, $"names the door '{word}'; there are {string.Join(", ", FaultWords.AllDoors)}");
            if (!FaultWords.DoorsOf(kind).Contains(door))
                throw new FaultProfileException(key, $"names {word}, where {FaultWords.Of(kind)} makes no sense; it does at {string.Join(", ", FaultWords.DoorsOf(kind).Select(FaultWords.Of))}");
            doors.Add(door);
        }

        return doors.Count == 0 ? throw new FaultProfileException(key, "must name a door") : doors;
    }

    private static FaultClasses ReadClasses(FaultKind kind, JsonElement value, string key)
    {
        var classes = FaultClasses.None;
        foreach (var word in ReadTexts(value, key))
        {
            if (!FaultWords.TryClass(word, out var one))
                throw new FaultProfileException(key, $"names '{word}'; there are {string.Join(", ", FaultWords.AllClasses.Order())}");
            if ((FaultWords.ClassesOf(kind) & one) == 0)
                throw new FaultProfileException(key, $"names {word}, which {FaultWords.Of(kind)} cannot hit");
            classes |= one;
        }

        return classes == FaultClasses.None ? throw new FaultProfileException(key, "must name something") : classes;
    }

    private static IEnumerable<string> ReadTexts(JsonElement value, string key)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new FaultProfileException(key, "must be a list of texts");
        foreach (var item in value.EnumerateArray())
            yield return item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new FaultProfileException(key, "must be a list of texts");
    }

    private static int Whole(JsonElement value, string key, int min, int max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number : throw new FaultProfileException(key, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));

    private static double Real(JsonElement value, string key, double min, double max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max
            ? number : throw new FaultProfileException(key, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));

    private static bool Flag(JsonElement value, string key) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new FaultProfileException(key, "must be true or false");

    private static T Choice<T>(JsonElement value, string key)
        where T : struct, Enum =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } word && Array.Find(Enum.GetNames<T>(), name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found) : throw new FaultProfileException(key, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
}
