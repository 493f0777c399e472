using System.Globalization;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Deribit;

/// <summary>The private side of Deribit: everything goes over one socket that is logged in (JSON-RPC). Labels carry our ids; the venue does not keep them apart.</summary>
internal sealed class DeribitOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Deribit, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanReduceOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanAmend = true,
        CanCancelAll = true,
        FindsByClientId = true,
        HasPositions = true,
        OrdersPerSecond = 5,
    };

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => DeribitOrderCalls.Encode(request, context, call);

    /// <summary>The connection is logged in: a request only gets its number.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host) => call.Body.FieldNumber("id"u8, call.Id).Add("}"u8);

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => DeribitOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, "/api/v2/public/get_time"u8, isSigned: false);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        var answer = new JsonObject();
        nanoseconds = answer.Read(body) ? answer.Milliseconds("result"u8).Nanoseconds : 0;
        return nanoseconds > 0;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/ws/api/v2";

    /// <summary>Signed is time, nonce and data, a line each (HMAC-SHA256, hexadecimal).</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        var time = moment.Milliseconds.ToString(CultureInfo.InvariantCulture);
        var nonce = moment.Nonce.Replace("-", "", StringComparison.Ordinal);
        var signature = Signatures.HexSha256(credentials.Secret, Encoding.ASCII.GetBytes(time + "\n" + nonce + "\n"));
        turn.Send(new CallText().Add("{"u8).Field("jsonrpc"u8, "2.0"u8).FieldNumber("id"u8, DeribitUserStream.LoginId).Field("method"u8, "public/auth"u8).Field("params"u8).Add("{"u8)
            .Field("grant_type"u8, "client_signature"u8).Field("client_id"u8, credentials.Key).Field("timestamp"u8).Add(time).Field("nonce"u8, nonce).Field("data"u8, ""u8).Field("signature"u8, signature).Add("}}"u8));
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => DeribitUserStream.Read(frame, turn);
}
