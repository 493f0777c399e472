using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket.Signing;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// The private side of Polymarket's CLOB, version 2. A wallet's signature gives an API key (L1), whose HMAC is on every request (L2); orders are signed by the wallet once more (EIP-712). There are no client
/// ids: an order is called by the hash that is signed, which the desk is told before it goes out, and is looked up by it.
/// </summary>
internal sealed class PolymarketOrders : OrderProtocol
{
    private const string KeyPath = "/auth/api-key";
    private const string DerivePath = "/auth/derive-api-key";
    private const string BalancePath = "/balance-allowance";
    private const string OrderPath = "/order";
    private const long HalfSecondNs = 500_000_000;

    /// <inheritdoc/>
    public override VenueCapabilities Capabilities { get; } = new(FeedVenue.Polymarket, ClientOrderIdStyle.None)
    {
        CanPostOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanCancelAll = true,
        FindsByClientId = false,
        RefusesDuplicates = true,
        HasPositions = true,
        SellsOnlyHeld = true,
        HasDeadMan = true,
        DeadManMaxMs = 10_000,
        NotFoundDelayMs = 10_000,
        OrdersPerSecond = 40,
    };

    /// <inheritdoc/>
    public override (string Text, TimeSpan Interval) Heartbeat => ("PING", TimeSpan.FromSeconds(10));

    /// <inheritdoc/>
    public override bool TicketIsForCalls => true;

    /// <inheritdoc/>
    public override OrderMemory NewMemory() => new PolymarketMemory();

    /// <inheritdoc/>
    public override VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call) => PolymarketOrderCalls.Encode(request, context, call);

    /// <summary>
    /// Requests for the API key have the wallet's signature (L1). All others have the API key's over time, method, path without the query, and body (HMAC-SHA256, base64url, L2); an order gets its own
    /// signature and its body here, and its hash becomes what the venue calls it.
    /// </summary>
    public override void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host)
    {
        var account = PolymarketAccount.Of(credentials);
        var seconds = moment.Seconds.ToString(CultureInfo.InvariantCulture);
        var path = Encoding.ASCII.GetString(call.Path.Bytes);
        call.Header("POLY_ADDRESS", account.Signer.AddressText);
        call.Header("POLY_TIMESTAMP", seconds);
        if (path is KeyPath or DerivePath)
        {
            call.Header("POLY_SIGNATURE", "0x" + Convert.ToHexStringLower(ClobAuth.Sign(account.Signer, PolymarketOrder.ChainId, moment.Seconds, 0)));
            call.Header("POLY_NONCE", "0");
            return;
        }

        var key = PolymarketTicket.Parse(ticket);
        if (path == BalancePath)
            call.Query.Pair("signature_type"u8, (long)account.Kind);
        if (path == OrderPath && call is { Method: CallMethod.Post, ToSign: PolymarketOrder order })
            SignOrder(order, call, account, moment, key.ApiKey);
        call.Scratch.Add(seconds).Add(call.Method switch { CallMethod.Post => "POST"u8, CallMethod.Delete => "DELETE"u8, _ => "GET"u8 }).Add(call.Path.Bytes).Add(call.Body.Bytes);
        call.Header("POLY_SIGNATURE", Hmac(key.Secret, call.Scratch.Bytes));
        call.Header("POLY_API_KEY", key.ApiKey);
        call.Header("POLY_PASSPHRASE", key.Passphrase);
    }

    /// <inheritdoc/>
    public override bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports) =>
        PolymarketOrderAnswers.Decode(request, context, status, body, reports);

    /// <inheritdoc/>
    public override bool EncodeTime(OrderCall call)
    {
        call.To(CallMethod.Get, "/time"u8, isSigned: false);
        return true;
    }

    /// <summary>Whole seconds, cut off: half of one is the likeliest rest.</summary>
    public override bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        nanoseconds = 0;
        if (DecimalText.TryParse(body, 0, out var seconds) != DecimalTextError.None || seconds is <= 0 or > 100_000_000_000 / 10)
            return false;
        nanoseconds = (seconds * 1_000_000_000) + HalfSecondNs;
        return true;
    }

    /// <inheritdoc/>
    public override bool EncodeTicket(OrderCall call, VenueCredentials credentials)
    {
        call.To(CallMethod.Get, "/auth/derive-api-key"u8);
        return true;
    }

    /// <inheritdoc/>
    public override bool EncodeFirstTicket(OrderCall call, VenueCredentials credentials)
    {
        call.To(CallMethod.Post, "/auth/api-key"u8);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDecodeTicket(ReadOnlySpan<byte> body, out string ticket) => PolymarketTicket.TryDecode(body, out ticket);

    /// <inheritdoc/>
    public override string StreamPath(string ticket) => "/ws/user";

    /// <summary>Without a list of markets the channel tells of all.</summary>
    public override void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        var key = PolymarketTicket.Parse(turn.Ticket);
        turn.Send(new CallText().Add("{\"auth\":{"u8).Field("apiKey"u8, key.ApiKey).Field("secret"u8, key.Secret).Field("passphrase"u8, key.Passphrase).Add("}"u8).Field("type"u8, "user"u8).Add("}"u8));
        turn.Send("PING");
    }

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment)
    {
        if (turn.Context.Memory is PolymarketMemory memory)
            memory.Heard(moment.Time);
        return PolymarketUserStream.Read(frame, turn);
    }

    /// <summary>The API key's signature, in base64 of the alphabet for addresses, with its equals signs.</summary>
    internal static string Hmac(string secret, ReadOnlySpan<byte> text)
    {
        var key = Signatures.SecretOfBase64(Encoding.ASCII.GetBytes(secret));
        try
        {
            return Signatures.Base64Sha256(key, text).Replace('+', '-').Replace('/', '_');
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void SignOrder(PolymarketOrder order, OrderCall call, PolymarketAccount account, in SigningMoment moment, string apiKey)
    {
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        order.Timestamp = moment.Milliseconds;
        order.Hash(account, hash);
        order.Write(call.Body, account, account.Signer.Sign(hash), apiKey);
        call.VenueOrder = VenueOrderId.Of("0x" + Convert.ToHexStringLower(hash));
    }
}
