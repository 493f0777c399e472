using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Binance;

/// <summary>
/// The private side of Binance, spot, USD-M and COIN-M futures. Spot: an amendment is a cancel and a new order in one request (cancelReplace), of an order that nothing was filled of, so that never more is
/// bought or sold than was asked for. Futures: an amendment keeps the order. COIN-M is
/// the same language at another address: quantities are contracts of so many dollars, money is the coin, orders have no end of their own.
/// </summary>
internal sealed class BinanceOrders : OrderProtocol
{
    private const string RecvWindowMs = "5000";

    private readonly bool _isFutures;
    private readonly bool _isCoin;
    private readonly BinanceOrderCalls _calls;
    private readonly BinanceOrderAnswers _answers;

    public BinanceOrders(FeedVenue venue)
    {
        _isCoin = venue == FeedVenue.BinanceCoinM;
        _isFutures = _isCoin || venue == FeedVenue.BinanceUsdM;
        _calls = new BinanceOrderCalls(_isFutures, _isCoin);
        _answers = new BinanceOrderAnswers(_isFutures);
        Capabilities = new VenueCapabilities(venue, ClientOrderIdStyle.Text)
        {
            CanMarket = true,
            CanPostOnly = true,
            CanReduceOnly = _isFutures,
            ReducesBelowNotional = venue == FeedVenue.BinanceUsdM,
            CanFillOrKill = true,
            CanImmediateOrCancel = true,
            CanExpire = _isFutures && !_isCoin,
            CanAmend = true,
            AmendMakesNewOrder = !_isFutures,
            CanCancelAll = true,
            CanCancelAllOfVenue = false,
            FindsByClientId = true,
            RefusesDuplicates = true,
            HasDeadMan = _isFutures,
            DeadManMaxMs = _isFutures ? 600_000 : 0,
            HasPositions = _isFutures,
            OrdersPerSecond = _isFutures ? 20 : 10,
        };
    }

    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; }

    /// <summary>A listen key lives for an hour unless it is kept alive.</summary>
    public override TimeSpan TicketInterval => _isFutures ? TimeSpan.FromMinutes(30) : TimeSpan.Zero;

    /// <inheritdoc/>
    public override bool DeadManIsPerListing => true;

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => _calls.Encode(request, context, call);

    /// <summary>Signed is the query followed by the body, without anything between (HMAC-SHA256, hexadecimal); the signature goes last.</summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        call.Header("X-MBX-APIKEY", credentials.Key);
        var text = call.Content == CallContent.Form ? call.Body : call.Query;
        text.Pair("recvWindow"u8, RecvWindowMs).Pair("timestamp"u8, moment.Milliseconds);
        call.Scratch.Add(call.Query.Bytes).Add(call.Body.Bytes);
        text.Pair("signature"u8, Signatures.HexSha256(credentials.Secret, call.Scratch.Bytes));
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) =>
        _answers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, _isCoin ? "/dapi/v1/time"u8 : _isFutures ? "/fapi/v1/time"u8 : "/api/v3/time"u8, isSigned: false);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        var answer = new JsonObject();
        nanoseconds = answer.Read(body) ? answer.Milliseconds("serverTime"u8).Nanoseconds : 0;
        return nanoseconds > 0;
    }

    /// <inheritdoc/>
    public override bool EncodeTicket(OrderCall call, VenueCredentials credentials)
    {
        if (!_isFutures)
            return false;
        call.To(CallMethod.Post, _isCoin ? "/dapi/v1/listenKey"u8 : "/fapi/v1/listenKey"u8, isSigned: false).Content = CallContent.Form;
        call.Header("X-MBX-APIKEY", credentials.Key);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTicket(ReadOnlySpan<byte> body, out string ticket)
    {
        var answer = new JsonObject();
        ticket = answer.Read(body) ? Encoding.ASCII.GetString(answer.Text("listenKey"u8)) : "";
        return ticket.Length > 0 && ticket.All(char.IsAsciiLetterOrDigit);
    }

    /// <inheritdoc/>
    public override bool EncodeKeepAlive(OrderCall call, VenueCredentials credentials, string ticket)
    {
        call.To(CallMethod.Put, _isCoin ? "/dapi/v1/listenKey"u8 : "/fapi/v1/listenKey"u8, isSigned: false).Content = CallContent.Form;
        call.Header("X-MBX-APIKEY", credentials.Key);
        return true;
    }

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => _isCoin ? "/ws/" + ticket : _isFutures ? "/private/ws?listenKey=" + ticket : "/ws-api/v3";

    /// <inheritdoc/>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        if (_isFutures)
        {
            turn.Signal = StreamSignal.Up;
            return;
        }

        // Signed are all parameters but the signature, sorted by name, as they stand in JSON.
        var signed = FormattableString.Invariant($"apiKey={credentials.Key}&timestamp={moment.Milliseconds}");
        var frame = new CallText().Add("{"u8).Field("id"u8, "1"u8).Field("method"u8, "userDataStream.subscribe.signature"u8).Field("params"u8).Add("{"u8)
            .Field("apiKey"u8, credentials.Key).FieldNumber("timestamp"u8, moment.Milliseconds)
            .Field("signature"u8, Signatures.HexSha256(credentials.Secret, Encoding.UTF8.GetBytes(signed))).Add("}}"u8);
        turn.Send(frame);
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment) => BinanceUserStream.Read(frame, turn, _isFutures);
}
