using System.Globalization;
using System.Text.Json;

namespace Rialto.Gateways.Faults;

/// <summary>
/// Which faults, and when. Immutable. As a file (JSON, comments allowed):
/// <code>
/// { "seed": "monday", "faults": [ { "kind": "ack_dropped", "doors": ["binance-rest"], "every": 10, "times": 3 } ] }
/// </code>
/// </summary>
/// <param name="Seed">Any text: the same seed, session and message give the same decision.</param>
/// <param name="Faults">Looked at in this order; of two that would hit the same message the first one does.</param>
public sealed record FaultProfile(string Seed, IReadOnlyList<Fault> Faults)
{
    private const int MostFaults = 256;
    private const int MostKeys = 1_000;

    private static readonly JsonDocumentOptions Readable = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

    /// <summary>Nothing goes wrong.</summary>
    public static FaultProfile None { get; } = new(string.Empty, []);

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="FaultProfileException">Names the offending key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FaultProfile Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads and checks.</summary>
    /// <exception cref="FaultProfileException">Names the offending key.</exception>
    public static FaultProfile Parse(ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Readable);
        }
        catch (JsonException problem)
        {
            throw new FaultProfileException("the file", $"is not JSON: {problem.Message.TrimEnd('.')}");
        }

        using (document)
            return Read(document.RootElement, string.Empty);
    }

    /// <summary>As <see cref="Parse"/>, of something that is part of another file.</summary>
    /// <param name="root">The object.</param>
    /// <param name="prefix">What its keys are named with, for example <c>scenarios[1].</c>.</param>
    public static FaultProfile Read(JsonElement root, string prefix)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FaultProfileException(prefix.Length == 0 ? "the file" : prefix.TrimEnd('.'), "must be an object");
        var (seed, faults) = (string.Empty, new List<Fault>());
        foreach (var property in root.EnumerateObject())
        {
            var key = prefix + property.Name;
            switch (property.Name)
            {
                case "seed" when property.Value.ValueKind == JsonValueKind.String:
                    seed = property.Value.GetString()!;
                    break;
                case "seed":
                    throw new FaultProfileException(key, "must be a text");
                case "faults" when property.Value.ValueKind != JsonValueKind.Array:
                    throw new FaultProfileException(key, "must be a list");
                case "faults":
                    foreach (var fault in property.Value.EnumerateArray())
                        faults.Add(ReadFault(fault, string.Create(CultureInfo.InvariantCulture, $"{key}[{faults.Count}]")));
                    break;
                default:
                    throw new FaultProfileException(key, "is not a key of a profile: seed, faults");
            }
        }

        return faults.Count is 0 or > MostFaults
            ? throw new FaultProfileException(prefix + "faults", $"must name 1 to {MostFaults} faults")
            : new FaultProfile(seed, faults);
    }

    private static Fault ReadFault(JsonElement root, string at)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FaultProfileException(at, "must be an object");
        if (!root.TryGetProperty("kind", out var word) || word.ValueKind != JsonValueKind.String || !FaultWords.TryKind(word.GetString()!, out var kind))
            throw new FaultProfileException(at + ".kind", $"must be one of {string.Join(", ", FaultWords.AllKinds)}");
        var fault = new Fault(kind);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != "kind")
                fault = FaultFields.Set(fault, property, $"{at}.{property.Name}");
        }

        if (fault.Until <= fault.From)
            throw new FaultProfileException(at + ".until", "must be later than from");
        return fault.Keys.Count > MostKeys ? throw new FaultProfileException(at + ".keys", $"must name at most {MostKeys} keys") : fault;
    }
}
