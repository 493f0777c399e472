using System.Buffers;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>Writes the answers to WebSocket requests.</summary>
internal static class SocketAnswers
{
    /// <summary>The answer to a command, result or refusal.</summary>
    public static void WriteResponse(Utf8JsonWriter json, SocketCommand command, InstrumentDirectory directory)
    {
        if (OrderAnswer.TryGetProblem(command, directory, out var problem))
        {
            WriteRefusal(json, "response"u8, command.RequestId, in problem);
            return;
        }

        Begin(json, "response"u8, command.RequestId);
        json.WriteNumber("status"u8, OrderAnswer.StatusOf(command));
        json.WritePropertyName("result"u8);
        OrderAnswer.WriteResult(json, command, directory);
        json.WriteEndObject();
    }

    /// <summary>A refusal before anything was sent on: a response for order requests, an error for all others.</summary>
    public static byte[] Refusal(bool isOrder, byte[] id, in Problem problem)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        var json = JsonText.On(buffer);
        WriteRefusal(json, isOrder ? "response"u8 : "error"u8, id, in problem);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Subscribed(bool began, byte[] id, string channel, string? symbol)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        var json = JsonText.On(buffer);
        Begin(json, began ? "subscribed"u8 : "unsubscribed"u8, id);
        json.WriteString("channel"u8, channel);
        if (symbol is not null)
            json.WriteString("symbol"u8, symbol);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Authenticated(byte[] id, Auth.ApiKey key, int session)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var json = JsonText.On(buffer);
        Begin(json, "authenticated"u8, id);
        json.WriteString("user_id"u8, key.UserName);
        json.WriteStartArray("permissions"u8);
        foreach (var word in Auth.PermissionWords.Of(key.Permissions))
            json.WriteStringValue(word);
        json.WriteEndArray();
        if (session != 0)
            json.WriteId("session_id"u8, session);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Pong(byte[] id, Timestamp now)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        var json = JsonText.On(buffer);
        Begin(json, "pong"u8, id);
        json.WriteTime("time"u8, now);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRefusal(Utf8JsonWriter json, ReadOnlySpan<byte> type, byte[] id, in Problem problem)
    {
        Begin(json, type, id);
        json.WriteNumber("status"u8, problem.Status);
        json.WritePropertyName("error"u8);
        problem.Write(json);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type, byte[] id)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (id.Length == 0)
            return;
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id, skipInputValidation: true);
    }
}
