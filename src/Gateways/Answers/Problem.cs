using System.Text.Json;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>One refusal as clients are told (RFC 9457); what does not apply is empty or zero.</summary>
internal readonly record struct Problem(RejectReason Reason, string Detail = "")
{
    /// <summary>Offending field of a request that cannot be read.</summary>
    public string Field { get; init; } = string.Empty;

    /// <summary>Where it was sequenced.</summary>
    public long Sequence { get; init; }

    /// <summary>The price the reason speaks of, as text.</summary>
    public string Price { get; init; } = string.Empty;

    public Text36 ClientOrderId { get; init; }

    /// <summary>Of a refused movement: the account's name for it.</summary>
    public Text36 Reference { get; init; }

    public long RetryAfterMs { get; init; }

    /// <summary>HTTP status where it differs from the reason's usual one; zero otherwise.</summary>
    public int StatusOverride { get; init; }

    public int Status => StatusOverride != 0 ? StatusOverride : Refusals.Of(Reason).Status;

    public static Problem Malformed(string field, string detail) => new(RejectReason.MalformedRequest, detail) { Field = field };

    public void Write(Utf8JsonWriter json)
    {
        var refusal = Refusals.Of(Reason);
        json.WriteStartObject();
        json.WriteString("type"u8, "urn:rialto:reject:" + refusal.Code);
        json.WriteString("title"u8, refusal.Title);
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, Detail.Length > 0 ? Detail : refusal.Title);
        json.WriteString("code"u8, refusal.Code);
        json.WriteNumber("number"u8, (int)Reason);
        json.WriteString("retry"u8, refusal.Retry);
        if (Field.Length > 0)
            json.WriteString("field"u8, Field);
        if (Sequence != 0)
            json.WriteNumber("sequence"u8, Sequence);
        if (Price.Length > 0)
            json.WriteString("price"u8, Price);
        if (!ClientOrderId.IsEmpty)
            json.WriteText("client_order_id"u8, ClientOrderId);
        if (!Reference.IsEmpty)
            json.WriteText("reference"u8, Reference);
        if (RetryAfterMs != 0)
            json.WriteNumber("retry_after_ms"u8, RetryAfterMs);
        json.WriteEndObject();
    }
}
