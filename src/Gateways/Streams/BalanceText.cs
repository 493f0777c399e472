using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>Writes the messages of the channel balances.</summary>
internal static class BalanceText
{
    public static void WriteSnapshot(Utf8JsonWriter json, BalancesPicture picture, GatewayServices services)
    {
        Begin(json, "snapshot"u8);
        AccountAnswer.WriteBalances(json, picture, services.Views.Accounts.Assets);
        End(json, picture.Sequence, picture.Time);
    }

    /// <summary>A balance that changed, or a movement as one of its accounts sees it.</summary>
    public static void Write(Utf8JsonWriter json, in ExchangeEvent e, OwnerId viewer, GatewayServices services)
    {
        var assets = services.Views.Accounts.Assets;
        if (e.Kind == EventKind.BalanceChanged)
        {
            Begin(json, "balance"u8);
            if (assets.Find(e.Asset) is { } asset)
                AccountAnswer.WriteBalance(json, new BalancePicture(e.Asset, e.Total, e.Reserved), asset);
        }
        else
        {
            Begin(json, "movement"u8);
            json.WritePropertyName("movement"u8);
            AccountAnswer.WriteMovement(json, AccountTable.MovementOf(in e), viewer, assets, services.Keys);
        }

        End(json, e.Sequence, e.Time);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("channel"u8, "balances"u8);
    }

    private static void End(Utf8JsonWriter json, long sequence, Timestamp time)
    {
        json.WriteNumber("sequence"u8, sequence);
        json.WriteTime("timestamp"u8, time);
        json.WriteEndObject();
    }
}
