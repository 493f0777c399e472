using System.Text.Json;

namespace Rialto.Host.Tools.Client;

/// <summary>Bodies of requests.</summary>
internal static class JsonBody
{
    /// <summary>One object, as its bytes.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A member that is left out where there is no value.</summary>
    public static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary>A member that is left out where there is no value.</summary>
    public static void Optional(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }
}
