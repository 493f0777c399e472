using System.Text.Json;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Desk.Door;

/// <summary>Whether a desk can do its work, from its report: for supervisors and whoever watches it. Names of parts and words alone, since anybody may ask.</summary>
internal static class DeskHealth
{
    /// <summary>It has taken inputs.</summary>
    public static bool IsStarted(JsonElement desk) => desk.GetProperty("inputs").GetInt64() > 0;

    /// <summary>It could trade everywhere: nothing is stopped, each venue is up, reconciled and takes requests, and each market's book may be believed.</summary>
    public static bool IsReady(JsonElement desk) =>
        IsStarted(desk) && !desk.GetProperty("stopped").GetBoolean() && !desk.GetProperty("store_failing").GetBoolean() && !desk.GetProperty("risk").GetProperty("rejects_breaker_open").GetBoolean()
        && desk.Items("venues").All(venue => venue.GetProperty("up").GetBoolean() && venue.GetProperty("reconciled").GetBoolean() && !venue.GetProperty("difference_open").GetBoolean() && venue.Member("breaker") == "Closed")
        && desk.Items("positions").All(market => market.GetProperty("trusted").GetBoolean());

    /// <summary>What is well and what is not.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement desk, bool isGood, bool isTurning)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, isGood ? "ready"u8 : isTurning ? "not_ready"u8 : "standing_still"u8);
        json.WriteBoolean("stopped"u8, desk.GetProperty("stopped").GetBoolean());
        json.WriteStartArray("venues"u8);
        foreach (var venue in desk.Items("venues"))
        {
            json.WriteStartObject();
            foreach (var part in (string[])["venue", "up", "reconciled", "difference_open", "breaker"])
            {
                json.WritePropertyName(part);
                venue.GetProperty(part).WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("markets"u8);
        foreach (var market in desk.Items("positions"))
        {
            json.WriteStartObject();
            foreach (var part in (string[])["venue", "symbol", "trusted"])
            {
                json.WritePropertyName(part);
                market.GetProperty(part).WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("alerts"u8);
        foreach (var alert in desk.Items("alerts").Where(alert => alert.GetProperty("lasting").GetBoolean()))
        {
            json.WriteStartObject();
            foreach (var part in (string[])["name", "severity", "since"])
            {
                json.WritePropertyName(part);
                alert.GetProperty(part).WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
