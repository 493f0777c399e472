using System.Security.Cryptography;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// The private side of Kraken, spot: orders, cancels and amendments over WebSocket v2 with a token, everything else over REST, one request at a time because their nonces must rise
/// (docs.kraken.com, Spot REST authentication).
/// </summary>
internal sealed class KrakenOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Kraken, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanAmend = true,
        CanCancelAllOfVenue = true,
        FindsByClientId = true,
        HasDeadMan = true,
        DeadManMaxMs = 3_600_000,
        OrdersPerSecond = 2,
    };

    /// <inheritdoc/>
    public override bool NeedsRisingNumbers => true;

    /// <summary>Not needed to keep the stream open; its answer shows that the venue listens.</summary>
    public override (string Text, TimeSpan Interval) Heartbeat => ("""{"method":"ping"}""", TimeSpan.FromSeconds(30));

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => KrakenOrderCalls.Encode(request, context, call);

    /// <summary>A frame gets the token and its number. Of a form the path is signed with SHA-256 of nonce and body (HMAC-SHA512, base64), which begins with the nonce.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        if (call.IsFrame)
        {
            call.Body.Field("token"u8, ticket).Add("}"u8).FieldNumber("req_id"u8, call.Id).Add("}"u8);
            return;
        }

        call.Scratch.Pair("nonce"u8, moment.Number);
        if (!call.Body.IsEmpty)
            call.Scratch.Add("&"u8).Add(call.Body.Bytes);
        call.Body.Clear();
        call.Body.Add(call.Scratch.Bytes);
        call.Scratch.Clear();
        call.Scratch.Add(moment.Number).Add(call.Body.Bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(call.Scratch.Bytes, hash);
        call.Scratch.Clear();
        call.Scratch.Add(call.Path.Bytes).Add(hash);
        var secret = Signatures.SecretOfBase64(credentials.Secret);
        call.Header("API-Key", credentials.Key);
        call.Header("API-Sign", Signatures.Base64Sha512(secret, call.Scratch.Bytes));
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => KrakenOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTicket(OrderCall call, VenueCredentials credentials)
    {
        call.To(CallMethod.Post, "/0/private/GetWebSocketsToken"u8).Content = CallContent.Form;
        return true;
    }

    /// <summary>A token opens a stream for fifteen minutes, and is good as long as that lives: each connection has its own.</summary>
    public override bool TryDecodeTicket(ReadOnlySpan<byte> body, out string ticket)
    {
        var answer = new JsonObject();
        var token = "";
        var isRead = answer.Read(body) && answer.KindOf("result"u8) == JsonKind.Object && JsonItems.One(answer, "result"u8, (scoped ref result) =>
        {
            token = System.Text.Encoding.ASCII.GetString(result.Text("token"u8));
            return true;
        });
        ticket = isRead && !token.AsSpan().ContainsAny('"', '\\') ? token : "";
        return ticket.Length > 0;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/v2";

    /// <summary>Live orders are asked for over REST, which tells their client ids and what is filled in one answer.</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) =>
        turn.Send(new CallText().Add("{"u8).Field("method"u8, "subscribe"u8).Field("params"u8).Add("{"u8).Field("channel"u8, "executions"u8).Field("snap_orders"u8).Add("false"u8)
            .Field("snap_trades"u8).Add("false"u8).Field("token"u8, turn.Ticket).Add("}"u8).FieldNumber("req_id"u8, 1).Add("}"u8));

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => KrakenUserStream.Read(frame, turn);
}
