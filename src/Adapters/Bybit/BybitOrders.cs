using System.Globalization;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Bybit;

/// <summary>The private side of Bybit's v5 interface, one category a venue. One-way mode of positions. An answer to an order says only that it was taken in: what became of it comes over the stream.</summary>
internal sealed class BybitOrders : OrderProtocol
{
    private const string RecvWindowMs = "5000";

    private readonly string _category;
    private readonly BybitOrderCalls _calls;

    public BybitOrders(FeedVenue venue)
    {
        var isSpot = venue == FeedVenue.BybitSpot;
        _category = isSpot ? "spot" : venue == FeedVenue.BybitLinear ? "linear" : "inverse";
        _calls = new BybitOrderCalls(_category);
        Capabilities = new VenueCapabilities(venue, ClientOrderIdStyle.Text)
        {
            CanMarket = true,
            CanPostOnly = true,
            CanReduceOnly = !isSpot,
            CanFillOrKill = true,
            CanImmediateOrCancel = true,
            CanAmend = true,
            CanCancelAll = true,

            // Of linear contracts one request ends only what settles in one coin.
            CanCancelAllOfVenue = venue != FeedVenue.BybitLinear,
            FindsByClientId = true,
            RefusesDuplicates = true,
            HasPositions = !isSpot,
            OrdersPerSecond = isSpot ? 20 : 10,
        };
    }

    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public override (string Text, TimeSpan Interval) Heartbeat => ("""{"op":"ping"}""", TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    public override OrderMemory NewMemory() => new BybitMemory();

    /// <inheritdoc/>
    public override void Conclude(in OrderRequest request, OrderContext context, OrderReports reports)
    {
        if (request.Kind != OrderRequestKind.Amend || context.Memory is not BybitMemory memory)
            return;
        foreach (ref readonly var report in reports.Items)
        {
            if (report.Kind == OrderReportKind.AmendRejected)
                memory.Forget(request.Order);
        }
    }

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => _calls.Encode(request, context, call);

    /// <summary>Signed is time, key, window, and the query as sent or the exact body (HMAC-SHA256, hexadecimal).</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        call.Scratch.Add(moment.Milliseconds).Add(credentials.Key).Add(RecvWindowMs).Add(call.Query.Bytes).Add(call.Body.Bytes);
        call.Header("X-BAPI-API-KEY", credentials.Key);
        call.Header("X-BAPI-TIMESTAMP", moment.Milliseconds.ToString(CultureInfo.InvariantCulture));
        call.Header("X-BAPI-RECV-WINDOW", RecvWindowMs);
        call.Header("X-BAPI-SIGN", Signatures.HexSha256(credentials.Secret, call.Scratch.Bytes));
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) =>
        BybitOrderAnswers.Decode(request, context, status, body, reports, _category);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, "/v5/market/time"u8, isSigned: false);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        var answer = new JsonObject();
        nanoseconds = answer.Read(body) ? answer.Milliseconds("time"u8).Nanoseconds : 0;
        return nanoseconds > 0;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/v5/private";

    /// <inheritdoc/>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        var expires = moment.Milliseconds + 10_000;
        var signature = Signatures.HexSha256(credentials.Secret, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET/realtime{expires}")));
        turn.Send(new CallText().Add("{"u8).Field("op"u8, "auth"u8).Field("args"u8).Add("[\""u8).Add(credentials.Key).Add("\","u8).Add(expires).Add(",\""u8).Add(signature).Add("\"]}"u8));
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => BybitUserStream.Read(frame, turn, _category);
}
