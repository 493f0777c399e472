using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Binance;

/// <summary>One request over REST: weight, key and signature, the operation, its answer. Cold.</summary>
internal sealed class BinanceRestCall(BinanceServices binance, HttpContext http)
{
    private const int KeptBufferBytes = 1 << 20;
    private const string FormType = "application/x-www-form-urlencoded";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public async Task RunAsync(BinanceOperation operation)
    {
        var started = Stopwatch.GetTimestamp();
        // Questions may take their time, and must not hold up other connections of the thread that read this one.
        await Task.Yield();
        var query = QueryOf(http);
        var body = await ReadBodyAsync().ConfigureAwait(false);
        var parameters = BinanceParameters.OfForm(query, body);
        var charge = binance.Limits.Charge(http.Connection.RemoteIpAddress, operation.Weight(parameters));
        var headers = http.Response.Headers;
        headers["X-MBX-USED-WEIGHT"] = headers["X-MBX-USED-WEIGHT-1M"] = charge.UsedWeight.ToString(CultureInfo.InvariantCulture);
        ApiKey? key = null;
        var error = charge.Refused ?? parameters.Error;
        error ??= Authenticate(operation, parameters, query, body, out key);
        await AnswerAsync(error ?? await HandleAsync(operation, parameters, key).ConfigureAwait(false)).ConfigureAwait(false);
        binance.Gateways.Metrics.RequestDone(started);
    }

    /// <summary>Writes an answer in one piece.</summary>
    public async ValueTask AnswerAsync(BinanceAnswer answer)
    {
        var response = http.Response;
        if (answer.Error is { } error)
        {
            response.StatusCode = error.Status;
            if (error.RetryAfterSeconds > 0)
                response.Headers.RetryAfter = error.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json;charset=UTF-8";
        Write(answer);
        await response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<BinanceAnswer> HandleAsync(BinanceOperation operation, BinanceParameters parameters, ApiKey? key)
    {
        var call = new BinanceCall
        {
            Binance = binance,
            Parameters = parameters,
            Key = key,
            Address = http.Connection.RemoteIpAddress,
            Microseconds = http.Request.Headers["X-MBX-TIME-UNIT"].ToString().Equals("MICROSECOND", StringComparison.OrdinalIgnoreCase),
            Aborted = http.RequestAborted,
        };
        var answer = await operation.Handle(call).ConfigureAwait(false);
        if (call.OrderCount is { } count)
        {
            http.Response.Headers["X-MBX-ORDER-COUNT-10S"] = count.TenSeconds.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["X-MBX-ORDER-COUNT-1D"] = count.Day.ToString(CultureInfo.InvariantCulture);
        }

        return answer;
    }

    private BinanceError? Authenticate(BinanceOperation operation, BinanceParameters parameters, string query, string body, out ApiKey? key)
    {
        key = null;
        if (operation.Access == BinanceAccess.Public && !binance.Gateways.Options.Auth.RequireKeyForMarketData)
            return null;
        key = binance.Authentication.FindKey(http.Request.Headers["X-MBX-APIKEY"], operation.Permission, out var error);
        if (key is null || !operation.IsSigned)
            return error;
        return binance.Authentication.CheckTime(parameters)
            ?? BinanceAuthentication.CheckSignature(key, BinanceAuthentication.SignedText(query, body), parameters["signature"]);
    }

    // The bytes as sent are what is signed.
    private static string QueryOf(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? string.Empty : target[(mark + 1)..];
    }

    // Kestrel ends what is longer than the options allow. Other bodies than forms are none of Binance's: what they say would not be read, and so is refused by what is missing.
    private async ValueTask<string> ReadBodyAsync()
    {
        var type = http.Request.ContentType;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted).ConfigureAwait(false);
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var isForm = type is null || type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase);
            var text = isForm ? Encoding.UTF8.GetString(read.Buffer) : string.Empty;
            binance.Gateways.Metrics.BytesReceived((int)read.Buffer.Length);
            reader.AdvanceTo(read.Buffer.End);
            return text;
        }
    }

    // The buffer belongs to the thread for as long as this lasts, with no await in it.
    private void Write(BinanceAnswer answer)
    {
        if (_buffer is null || _buffer.Capacity > KeptBufferBytes)
            _buffer = new ArrayBufferWriter<byte>(4_096);
        _buffer.ResetWrittenCount();
        var json = JsonText.On(_buffer);
        if (answer.Error is { } error)
            error.Write(json);
        else
            answer.Write!(json);
        json.Flush();
        http.Response.ContentLength = _buffer.WrittenCount;
        binance.Gateways.Metrics.BytesSent(_buffer.WrittenCount);
        http.Response.BodyWriter.Write(_buffer.WrittenSpan);
    }
}
