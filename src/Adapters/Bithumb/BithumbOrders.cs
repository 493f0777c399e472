using Rialto.Adapters.Orders;
using Rialto.Adapters.Upbit;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Bithumb;

/// <summary>
/// The private side of Bithumb, API 2, spot: requests over REST, orders and balances over the private socket v2. Much looks like Upbit's and is not the same: names of fields, what <c>done</c> means, errors
/// that come with HTTP status 200 (apidocs.bithumb.com).
/// </summary>
internal sealed class BithumbOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Bithumb, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        FindsByClientId = true,
        OrdersPerSecond = 20,
    };

    /// <summary>A socket is cut after some 120 s without a word.</summary>
    public override (string Text, TimeSpan Interval) Heartbeat => ("PING", TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    public override OrderMemory NewMemory() => new UpbitMemory();

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => BithumbOrderCalls.Encode(request, context, call);

    /// <summary>A token for each request (HS256) with the time and the hash of what is asked.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host) => QueryToken.Sign(call, credentials, moment.Nonce, isSha512: false, moment.Milliseconds);

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => BithumbOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/websocket/v2/private";

    /// <inheritdoc/>
    public override void SignStream(VenueCredentials credentials, in SigningMoment moment, string host, ICollection<KeyValuePair<string, string>> headers) =>
        headers.Add(new("Authorization", QueryToken.Of(credentials, moment.Nonce, default, isSha512: false, moment.Milliseconds)));

    /// <summary>Subscriptions have no answer; that of a PING behind them says that they were read.</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        turn.Send(new CallText().Add("["u8).Add("{"u8).Field("ticket"u8, moment.Nonce).Add("},"u8).Add("""{"type":"myOrder","codes":[]},{"type":"myAsset"},{"format":"DEFAULT"}]"""u8));
        turn.Send("PING");
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => BithumbUserStream.Read(frame, turn);
}
