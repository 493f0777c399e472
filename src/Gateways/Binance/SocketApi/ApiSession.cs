using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Binance.SocketApi;

/// <summary>
/// One connection at /ws-api/v3: requests, answered one after the other in the order sent, and the user data streams that it has subscribed to. Runs on its reader.
/// </summary>
internal sealed class ApiSession
{
    private const int ConnectWeight = 2;
    private static readonly BinanceError UnknownMethod = new(-1020, "This operation is not supported.");

    private readonly BinanceConnection _connection;
    private readonly BinanceServices _binance;
    private readonly IPAddress? _address;
    private readonly bool _returnsLimits;
    private readonly TokenBucket _rate;
    private readonly ApiLogon _logon;
    private readonly ApiSubscriptions _subscriptions;
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);

    /// <param name="connection">The connection.</param>
    /// <param name="binance">What all requests share.</param>
    /// <param name="hub">Where streams begin and end.</param>
    /// <param name="address">The client's, whose weight is used; null where that is not known.</param>
    /// <param name="returnsLimits">Answers say how much was used of the limits, unless a request asks otherwise.</param>
    public ApiSession(BinanceConnection connection, BinanceServices binance, BinanceHub hub, IPAddress? address, bool returnsLimits)
    {
        (_connection, _binance, _address, _returnsLimits) = (connection, binance, address, returnsLimits);
        var perSecond = binance.Options.Sockets.RequestsPerSecond;
        _rate = new TokenBucket(perSecond, perSecond, Stopwatch.Frequency);
        _logon = new ApiLogon(binance, connection.Socket.IsMicroseconds);
        _subscriptions = new ApiSubscriptions(connection.Socket, binance, hub);
    }

    /// <summary>Runs it to its end.</summary>
    public async Task RunAsync()
    {
        _binance.Limits.Charge(_address, ConnectWeight);
        try
        {
            while (await _connection.ReadAsync().ConfigureAwait(false))
            {
                await AnswerAsync(ApiRequest.Read(_connection.Message.Span)).ConfigureAwait(false);
                _connection.Socket.Signal(here: true);
                await _connection.Socket.WaitForRoomAsync(_binance.Options.Sockets.MaxUnreadAnswerBytes).ConfigureAwait(false);
            }
        }
        finally
        {
            await _subscriptions.EndAllAsync(tells: false).ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync(ApiRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var parameters = request.Parameters;
        // Read before the operation looks for parameters that nobody has read.
        var returnsLimits = parameters["returnRateLimits"] is { } asked ? asked == "true" : _returnsLimits;
        var operation = ApiOperations.Find(request.Method);
        var charge = new BinanceCharge(0, null);
        BinanceCall? call = null;
        BinanceAnswer answer;
        // Charged first: whoever sends what cannot be read pays for it like anybody else.
        if (!_rate.TryTake(started, out _))
            answer = new BinanceError(-1003, "Too many requests; the connection sends more of them than it may.", 429) { RetryAfterSeconds = 1 };
        else if ((charge = _binance.Limits.Charge(_address, operation?.Weight(parameters) ?? 1)).Refused is { } tooMuch)
            answer = tooMuch;
        else if (parameters.Error is { } malformed)
            answer = malformed;
        else if (operation is null)
            answer = await DoHereAsync(request).ConfigureAwait(false) ?? UnknownMethod;
        else if (Authenticate(operation, parameters, out var key) is { } refused)
            answer = refused;
        else
        {
            call = new BinanceCall { Binance = _binance, Parameters = parameters, Key = key, Address = _address, Microseconds = _connection.Socket.IsMicroseconds };
            answer = await HandleAsync(operation, call).ConfigureAwait(false);
        }

        Write(request, in answer, returnsLimits ? charge.UsedWeight : null, call);
        _binance.Gateways.Metrics.RequestDone(started);
    }

    private async ValueTask<BinanceAnswer> HandleAsync(BinanceOperation operation, BinanceCall call)
    {
        try
        {
            return await operation.Handle(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return BinanceError.ShuttingDown;
        }
#pragma warning disable CA1031 // One request's fault must not take the connection with it; it is logged and counted.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _binance.Failed(operation.SocketMethod, problem);
            return BinanceError.UnknownError;
        }
    }

    /// <summary>What is about the connection itself; null where there is no such method.</summary>
    private async ValueTask<BinanceAnswer?> DoHereAsync(ApiRequest request)
    {
        var parameters = request.Parameters;
        switch (request.Method)
        {
            case "session.logon":
                return _logon.Begin(parameters);
            case "session.status":
                return _logon.Status();
            case "session.logout":
                var status = _logon.End();
                await _subscriptions.EndAllAsync(tells: true).ConfigureAwait(false);
                return status;
            case "session.subscriptions":
                return _subscriptions.List();
            case "userDataStream.subscribe":
                return _logon.Key is { } key ? await _subscriptions.AddAsync(key).ConfigureAwait(false) : ApiLogon.NotLoggedOn;
            case "userDataStream.subscribe.signature":
                return _logon.Check(parameters, Permissions.Read, out var signer) is { } refused ? refused : await _subscriptions.AddAsync(signer!).ConfigureAwait(false);
            case "userDataStream.unsubscribe":
                return await _subscriptions.RemoveAsync(parameters).ConfigureAwait(false);
            default:
                return null;
        }
    }

    private BinanceError? Authenticate(BinanceOperation operation, BinanceParameters parameters, out ApiKey? key)
    {
        key = null;
        if (operation.Access == BinanceAccess.Public)
            return null;
        if (operation.IsSigned)
            return _logon.CheckOrLoggedOn(parameters, operation.Permission, out key);
        if (_logon.Key is not null && !parameters.Has("apiKey"))
        {
            key = _logon.Key;
            return null;
        }

        key = _binance.Authentication.FindKey(parameters["apiKey"], operation.Permission, out var error);
        return error;
    }

    private void Write(ApiRequest request, in BinanceAnswer answer, int? usedWeight, BinanceCall? call)
    {
        _buffer.ResetWrittenCount();
        var json = JsonText.On(_buffer);
        json.WriteStartObject();
        json.WritePropertyName("id"u8);
        json.WriteRawValue(request.Id, skipInputValidation: true);
        json.WriteNumber("status"u8, answer.Error?.Status ?? 200);
        if (answer.Error is { } error)
        {
            json.WritePropertyName("error"u8);
            WriteError(json, error);
        }
        else
        {
            json.WritePropertyName("result"u8);
            answer.Write!(json);
        }

        if (usedWeight is { } used)
            WriteLimits(json, used, call?.OrderCount);
        json.WriteEndObject();
        json.Flush();
        _connection.Socket.Put(_buffer.WrittenSpan);
    }

    // Whoever is asked to wait learns until when: there are no headers here.
    private void WriteError(Utf8JsonWriter json, BinanceError error)
    {
        if (error.RetryAfterSeconds == 0)
        {
            error.Write(json);
            return;
        }

        var now = _binance.Gateways.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteStartObject("data"u8);
        json.WriteNumber("serverTime"u8, now);
        json.WriteNumber("retryAfter"u8, now + error.RetryAfterSeconds * 1_000);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLimits(Utf8JsonWriter json, int usedWeight, BinanceOrderCount? orders)
    {
        var options = _binance.Options;
        json.WriteStartArray("rateLimits"u8);
        if (orders is { } count)
        {
            WriteLimit(json, "ORDERS"u8, "SECOND"u8, 10, options.OrdersPerTenSeconds, count.TenSeconds);
            WriteLimit(json, "ORDERS"u8, "DAY"u8, 1, options.OrdersPerDay, count.Day);
        }

        WriteLimit(json, "REQUEST_WEIGHT"u8, "MINUTE"u8, 1, options.WeightPerMinute, usedWeight);
        json.WriteEndArray();
    }

    private static void WriteLimit(Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> interval, int intervals, int limit, int count)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        json.WriteNumber("count"u8, count);
        json.WriteEndObject();
    }
}
