using System.Globalization;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Kalshi;

/// <summary>
/// The private side of Kalshi, all prices and sides of the YES leg: a bid buys YES, an ask sells it. A second order of one client id is refused. Cancels and amendments want the venue's id, which a look-up
/// of the client's id gives.
/// </summary>
internal sealed class KalshiOrders : OrderProtocol
{
    private const string SocketPath = "/trade-api/ws/v2";

    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Kalshi, ClientOrderIdStyle.Text)
    {
        CanPostOnly = true,
        CanReduceOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanAmend = true,
        FindsByClientId = true,
        CancelsByClientId = false,
        RefusesDuplicates = true,
        HasPositions = true,
        BalanceMayBeFree = true,
        NotFoundDelayMs = 10_000,
        OrdersPerSecond = 10,
    };

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => KalshiOrderCalls.Encode(request, context, call);

    /// <summary>Signed is time, method and path without the query (RSA-PSS with SHA-256, base64).</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        var method = call.Method switch { CallMethod.Post => "POST", CallMethod.Delete => "DELETE", _ => "GET" };
        Sign(credentials, moment, method + Encoding.ASCII.GetString(call.Path.Bytes), call.Headers);
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) => KalshiOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => SocketPath;

    /// <inheritdoc/>
    public override void SignStream(VenueCredentials credentials, in SigningMoment moment, string host, ICollection<KeyValuePair<string, string>> headers) => Sign(credentials, moment, "GET" + SocketPath, headers);

    /// <inheritdoc/>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) =>
        turn.Send("""{"id":1,"cmd":"subscribe","params":{"channels":["user_orders","fill","market_positions"]}}""");

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => KalshiUserStream.Read(frame, turn);

    private static void Sign(VenueCredentials credentials, in SigningMoment moment, string methodAndPath, ICollection<KeyValuePair<string, string>> headers)
    {
        var time = moment.Milliseconds.ToString(CultureInfo.InvariantCulture);
        headers.Add(new("KALSHI-ACCESS-KEY", credentials.Key));
        headers.Add(new("KALSHI-ACCESS-TIMESTAMP", time));
        headers.Add(new("KALSHI-ACCESS-SIGNATURE", Convert.ToBase64String(credentials.SignRsaPss(Encoding.UTF8.GetBytes(time + methodAndPath)))));
    }
}
