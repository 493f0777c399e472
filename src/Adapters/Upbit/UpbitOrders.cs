using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// The private side of Upbit, spot: requests over REST, orders and balances over a socket that is opened with a token. Its way to amend is another order for what is left or for a whole quantity, whatever
/// was filled meanwhile: not offered, because a new order beside a fill that nobody has seen trades too much.
/// </summary>
internal sealed class UpbitOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Upbit, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanCancelAll = true,
        FindsByClientId = true,
        RefusesDuplicates = true,
        OrdersPerSecond = 12,
    };

    /// <summary>A socket is cut after 120 s without a word.</summary>
    public override (string Text, TimeSpan Interval) Heartbeat => ("PING", TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    public override OrderMemory NewMemory() => new UpbitMemory();

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => UpbitOrderCalls.Encode(request, context, call);

    /// <summary>A token for each request (HS512) with the hash of what is asked; it has no time in it.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host) => QueryToken.Sign(call, credentials, moment.Nonce, isSha512: true, 0);

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => UpbitOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/websocket/v1/private";

    /// <inheritdoc/>
    public override void SignStream(VenueCredentials credentials, in SigningMoment moment, string host, ICollection<KeyValuePair<string, string>> headers) =>
        headers.Add(new("Authorization", QueryToken.Of(credentials, moment.Nonce, default, isSha512: true, 0)));

    /// <summary>Subscriptions have no answer; that of a PING behind them says that they were read.</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        turn.Send(new CallText().Add("["u8).Add("{"u8).Field("ticket"u8, moment.Nonce).Add("},"u8).Add("""{"type":"myOrder"},{"type":"myAsset"}]"""u8));
        turn.Send("PING");
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => UpbitUserStream.Read(frame, turn);
}
