using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk.Status;

namespace Rialto.Host.Desk.Door;

/// <summary>What strategies are and let be set, as JSON.</summary>
internal static class DeclarationJson
{
    /// <summary>An object with <c>strategies</c>.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<StrategyName> strategies)
    {
        json.WriteStartObject();
        json.WriteStartArray("strategies"u8);
        foreach (var strategy in strategies)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, strategy.Name);
            json.WriteString("kind"u8, strategy.Declaration.Name);
            json.WriteString("version"u8, strategy.Declaration.Version);
            json.WriteString("summary"u8, strategy.Declaration.Summary);
            json.WriteStartArray("parameters"u8);
            foreach (var parameter in strategy.Declaration.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, parameter.Name);
                json.WriteString("kind"u8, parameter.Kind.ToString());
                json.WriteString("unit"u8, parameter.Unit);
                json.WriteString("meaning"u8, parameter.Meaning);
                json.WriteString("bounds"u8, parameter.Bounds);
                json.WriteString("initial"u8, parameter.Format(parameter.Initial));
                json.WriteBoolean("hot"u8, parameter.IsHot);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
