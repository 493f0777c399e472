using System.Globalization;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Okx;

/// <summary>
/// The private side of OKX's v5 interface: spot against cash, contracts with cross margin in the net mode of positions. An answer to an order says only that it was taken in: what became of it comes
/// over the stream.
/// </summary>
internal sealed class OkxOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Okx, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanReduceOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanAmend = true,
        FindsByClientId = true,
        RefusesDuplicates = true,
        HasDeadMan = true,
        DeadManMaxMs = 120_000,
        HasPositions = true,
        OrdersPerSecond = 30,
    };

    /// <summary>The venue cuts a stream that nothing came over for 30 s.</summary>
    public override (string Text, TimeSpan Interval) Heartbeat => ("ping", TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => OkxOrderCalls.Encode(request, context, call);

    /// <summary>Signed is time, method, path with query, and body (HMAC-SHA256, base64).</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        var time = moment.Time.ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        call.Scratch.Add(time).Add(call.Method == CallMethod.Get ? "GET"u8 : "POST"u8).Add(call.Path.Bytes);
        if (!call.Query.IsEmpty)
            call.Scratch.Add("?"u8).Add(call.Query.Bytes);
        call.Scratch.Add(call.Body.Bytes);
        call.Header("OK-ACCESS-KEY", credentials.Key);
        call.Header("OK-ACCESS-PASSPHRASE", Encoding.UTF8.GetString(credentials.Passphrase));
        call.Header("OK-ACCESS-TIMESTAMP", time);
        call.Header("OK-ACCESS-SIGN", Signatures.Base64Sha256(credentials.Secret, call.Scratch.Bytes));
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => OkxOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, "/api/v5/public/time"u8, isSigned: false);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        var answer = new JsonObject();
        var time = 0L;
        var isRead = answer.Read(body) && answer.KindOf("data"u8) == JsonKind.Array && JsonItems.Of(answer, "data"u8, (scoped ref item) =>
        {
            time = item.Milliseconds("ts"u8).Nanoseconds;
            return true;
        });
        nanoseconds = time;
        return isRead && time > 0;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/ws/v5/private";

    /// <inheritdoc/>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        var time = moment.Seconds.ToString(CultureInfo.InvariantCulture);
        var signature = Signatures.Base64Sha256(credentials.Secret, Encoding.ASCII.GetBytes(time + "GET/users/self/verify"));
        turn.Send(new CallText().Add("{"u8).Field("op"u8, "login"u8).Field("args"u8).Add("[{"u8).Field("apiKey"u8, credentials.Key).Field("passphrase"u8, credentials.Passphrase)
            .Field("timestamp"u8, time).Field("sign"u8, signature).Add("}]}"u8));
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => OkxUserStream.Read(frame, turn);
}
