using System.Text.Json;
using Rialto.Trading;

namespace Rialto.Host.Desk.Door;

/// <summary>Why a desk refused a command, for people.</summary>
internal static class RefusalWords
{
    /// <summary>A refusal as a problem (RFC 9457).</summary>
    public static void Write(Utf8JsonWriter json, string command, CommandRefusal refusal)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, $"urn:rialto:desk:{refusal}");
        json.WriteString("title"u8, "The desk refused the command.");
        json.WriteNumber("status"u8, 409);
        json.WriteString("detail"u8, $"{command}: {Of(refusal)}");
        json.WriteString("code"u8, refusal.ToString());
        json.WriteEndObject();
    }

    /// <summary>One sentence.</summary>
    public static string Of(CommandRefusal refusal) => refusal switch
    {
        CommandRefusal.UnknownStrategy => "there is no such strategy.",
        CommandRefusal.UnknownParameter => "the strategy has no such parameter.",
        CommandRefusal.OutOfBounds => "the value is outside the parameter's bounds.",
        CommandRefusal.NotHot => "the parameter can be set only while the strategy is stopped.",
        CommandRefusal.WrongState => "what it is about is in a state that does not allow it.",
        CommandRefusal.EmergencyStop => "the desk is stopped by an emergency; resume it first.",
        CommandRefusal.StoreFailing => "the store does not work.",
        CommandRefusal.OfferNotTaken => "the offered strategy cannot take over.",
        CommandRefusal.LimitNotSet => "there is no such limit, or it cannot have this value.",
        CommandRefusal.StopLoss => "a stop-loss is closing what is held of a market that the strategy trades; it may go on when that is flat, or StopLossCloses of the market is 0.",
        CommandRefusal.NoReason => "it needs a name and a reason.",
        _ => $"{refusal}.",
    };
}
