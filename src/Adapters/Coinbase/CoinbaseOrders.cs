using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Coinbase;

/// <summary>
/// The private side of Coinbase Advanced Trade, spot: requests over REST, the channel <c>user</c> for what becomes of them. That channel tells sums alone, so what was filled is asked for whenever it
/// tells one (docs.cdp.coinbase.com, WebSocket channels). A client id that was used before gives the order of before: nothing trades twice.
/// </summary>
internal sealed class CoinbaseOrders : OrderProtocol
{
    private const int TokenSeconds = 120;

    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.CoinbaseAdvanced, ClientOrderIdStyle.Uuid)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanAmend = true,
        FindsByClientId = true,
        CancelsByClientId = false,
        RefusesDuplicates = true,
        OrdersPerSecond = 15,
    };

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => CoinbaseOrderCalls.Encode(request, context, call);

    /// <summary>A token for each request (ES256, 120 s) that names method, host and path without the query.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        call.Scratch.Add(call.Method == CallMethod.Get ? "GET "u8 : "POST "u8).Add(host).Add(call.Path.Bytes);
        var token = Token(credentials, moment.Seconds, moment.Nonce, call.Scratch.Bytes);
        call.Header("Authorization", "Bearer " + token);
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => CoinbaseOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, "/api/v3/brokerage/time"u8, isSigned: false);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        var answer = new JsonObject();
        nanoseconds = answer.Read(body) ? answer.Milliseconds("epochMillis"u8).Nanoseconds : 0;
        return nanoseconds > 0;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/";

    /// <summary>Each subscription has a token of its own, without address. Quiet channels are closed after a minute or so unless heartbeats come too.</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        Subscribe(turn, "user"u8, Token(credentials, moment.Seconds, moment.Nonce, default));
        Subscribe(turn, "heartbeats"u8, Token(credentials, moment.Seconds, moment.Nonce + "0", default));
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => CoinbaseUserStream.Read(frame, turn);

    /// <summary>A time as the venue reads it.</summary>
    public static string TextOf(Timestamp time) => time.ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static void Subscribe(UserStreamTurn turn, ReadOnlySpan<byte> channel, string token) =>
        turn.Send(new CallText().Add("{"u8).Field("type"u8, "subscribe"u8).Field("channel"u8, channel).Field("jwt"u8, token).Add("}"u8));

    private static string Token(VenueCredentials credentials, long now, string nonce, ReadOnlySpan<byte> address)
    {
        var header = new CallText().Add("{"u8).Field("alg"u8, "ES256"u8).Field("kid"u8, credentials.Key).Field("nonce"u8, nonce.Replace("-", "", StringComparison.Ordinal)).Field("typ"u8, "JWT"u8).Add("}"u8);
        var payload = new CallText().Add("{"u8).Field("sub"u8, credentials.Key).Field("iss"u8, "cdp"u8).FieldNumber("nbf"u8, now).FieldNumber("exp"u8, now + TokenSeconds);
        if (!address.IsEmpty)
            payload.Field("uri"u8, address);
        return Signatures.Jwt(header.Bytes, payload.Add("}"u8).Bytes, signed => credentials.SignEs256(signed));
    }
}
