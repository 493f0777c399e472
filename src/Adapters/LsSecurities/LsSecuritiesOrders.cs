using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// The private side of LS Securities' Open API for Korean shares. A token of the app key stands on every request and in every frame. There are no client ids: an order has the number that its answer gives;
/// one without an answer is recognised by what it says (<see cref="LsSecuritiesMemory"/>).
/// </summary>
internal sealed class LsSecuritiesOrders : OrderProtocol
{
    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.LsSecurities, ClientOrderIdStyle.None)
    {
        CanMarket = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        FindsByClientId = false,
        FindsByTerms = true,
        NotFoundDelayMs = 15_000,
        OrdersPerSecond = 10,
    };

    /// <inheritdoc/>
    public override bool TicketIsForCalls => true;

    /// <inheritdoc/>
    public override TimeSpan TicketPause => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override OrderMemory NewMemory() => new LsSecuritiesMemory();

    /// <summary>At 07:00 in Seoul, whatever the answer says.</summary>
    public override DateTimeOffset TicketEnds(DateTimeOffset now) => LsSecuritiesRest.EndOfToken(now);

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => LsSecuritiesOrderCalls.Encode(request, context, call);

    /// <inheritdoc/>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host) => call.Header("authorization", "Bearer " + ticket);

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) =>
        LsSecuritiesOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override void Conclude(in OrderRequest request, OrderContext context, OrderReports reports)
    {
        if (request.Kind != OrderRequestKind.Place || context.Memory is not LsSecuritiesMemory memory)
            return;
        var (isUnknown, isRefused) = (false, false);
        foreach (ref readonly var report in reports.Items)
        {
            isUnknown |= report.Kind == OrderReportKind.Unknown && report.Order == request.Order;
            isRefused |= report.Kind == OrderReportKind.Rejected && report.Order == request.Order;
        }

        if (isUnknown)
            memory.Doubt(request.Order, reports);
        else if (isRefused)
            memory.Refused(request.Order, reports);
    }

    /// <inheritdoc/>
    public override bool EncodeTicket(OrderCall call, VenueCredentials credentials)
    {
        call.To(CallMethod.Post, "/oauth2/token"u8, isSigned: false).Content = CallContent.Form;
        call.Body.Pair("grant_type"u8, "client_credentials"u8).Pair("appkey"u8).AddEscaped(Encoding.ASCII.GetBytes(credentials.Key)).Pair("appsecretkey"u8).AddEscaped(credentials.Secret).Pair("scope"u8, "oob"u8);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTicket(ReadOnlySpan<byte> body, out string ticket)
    {
        ticket = "";
        var answer = new JsonObject();
        if (!answer.Read(body) || answer.Text("access_token"u8) is not { Length: > 0 and <= 4_096 } token || token.ContainsAnyExceptInRange((byte)'!', (byte)'~') || token.ContainsAny((byte)'"', (byte)'\\'))
            return false;
        ticket = Encoding.ASCII.GetString(token);
        return true;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/websocket";

    /// <inheritdoc/>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        for (var kind = 0; kind < LsSecuritiesUserStream.Kinds; kind++)
            turn.Send($$$"""{"header":{"token":"{{{turn.Ticket}}}","tr_type":"1"},"body":{"tr_cd":"SC{{{kind}}}","tr_key":""}}""");
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        if (turn.Context.Memory is LsSecuritiesMemory memory)
            memory.Heard(moment.Time);
        return LsSecuritiesUserStream.Read(frame, turn);
    }
}
