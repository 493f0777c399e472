using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>Positions of one account at one moment.</summary>
internal sealed record PositionsPicture(PositionPicture[] Positions, long Sequence, Timestamp Time);

/// <summary>Writes the messages of the channels positions and mark.</summary>
internal static class MarginText
{
    public static void WriteSnapshot(Utf8JsonWriter json, PositionsPicture picture, GatewayServices services)
    {
        Begin(json, "snapshot"u8, "positions"u8);
        json.WriteStartArray("positions"u8);
        foreach (var position in picture.Positions)
        {
            json.WriteStartObject();
            MarginAnswer.WritePosition(json, position, services.Views.Accounts.Assets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        End(json, picture.Sequence, picture.Time);
    }

    /// <summary>A position that changed, or what became of the account's margin.</summary>
    public static void Write(Utf8JsonWriter json, in OutboxItem item, OwnerId viewer, GatewayServices services)
    {
        var assets = services.Views.Accounts.Assets;
        ref readonly var e = ref item.Event;
        if (item.Payload is PositionPicture position)
        {
            Begin(json, "position"u8, "positions"u8);
            MarginAnswer.WritePosition(json, position, assets);
        }
        else
        {
            Begin(json, "margin"u8, "positions"u8);
            MarginAnswer.WriteNotice(json, in e, viewer, services.Directory, assets);
        }

        End(json, e.Sequence, e.Time);
    }

    /// <summary>A contract as it stands after its mark, terms, funding or end.</summary>
    public static void WriteMark(Utf8JsonWriter json, ContractPicture contract)
    {
        Begin(json, "mark"u8, "mark"u8);
        json.WriteText("symbol"u8, contract.Instrument.Symbol);
        MarginAnswer.WriteStanding(json, contract);
        End(json, contract.Sequence, contract.Time);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> channel)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("channel"u8, channel);
    }

    private static void End(Utf8JsonWriter json, long sequence, Timestamp time)
    {
        json.WriteNumber("sequence"u8, sequence);
        json.WriteTime("timestamp"u8, time);
        json.WriteEndObject();
    }
}
