using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>Events of the user data stream that are not about orders, as user-data-stream.md has them.</summary>
internal static class UserText
{
    /// <summary>Balances that changed together.</summary>
    public static void WritePosition(Utf8JsonWriter json, List<BalancePicture> balances, AccountTable accounts, Timestamp time, bool micro)
    {
        Begin(json, "outboundAccountPosition"u8, time, micro);
        json.WriteUnixTime("u"u8, time, micro);
        json.WriteStartArray("B"u8);
        foreach (var balance in balances)
        {
            if (accounts.Find(balance.Asset) is not { } asset)
                continue;
            json.WriteStartObject();
            json.WriteText("a"u8, asset.Code);
            json.WriteDecimal("f"u8, balance.Total.Units - balance.Reserved.Units, asset.Scale);
            json.WriteDecimal("l"u8, balance.Reserved.Units, asset.Scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Money came or went other than by trading.</summary>
    public static void WriteMovement(Utf8JsonWriter json, Asset asset, long amount, Timestamp time, bool micro)
    {
        Begin(json, "balanceUpdate"u8, time, micro);
        json.WriteText("a"u8, asset.Code);
        json.WriteDecimal("d"u8, amount, asset.Scale);
        json.WriteUnixTime("T"u8, time, micro);
        json.WriteEndObject();
    }

    /// <summary>The stream ends.</summary>
    public static void WriteTerminated(Utf8JsonWriter json, Timestamp time, bool micro)
    {
        Begin(json, "eventStreamTerminated"u8, time, micro);
        json.WriteEndObject();
    }

    /// <summary>The listenKey was not kept alive, or was closed.</summary>
    public static void WriteListenKeyExpired(Utf8JsonWriter json, string listenKey, Timestamp time, bool micro)
    {
        Begin(json, "listenKeyExpired"u8, time, micro);
        json.WriteString("listenKey"u8, listenKey);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> kind, Timestamp time, bool micro)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, kind);
        json.WriteUnixTime("E"u8, time, micro);
    }
}
