using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>One REST request: its body, who sent it, and the writing of its answer.</summary>
internal sealed class RestCall(HttpContext http, GatewayServices services) : IDisposable
{
    private const int KeptBufferBytes = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private byte[]? _body;
    private int _bodyLength;

    public HttpContext Http => http;

    /// <summary>The route it came by; null for what is no route of the API.</summary>
    public Route? Route { get; init; }

    public GatewayServices Services => services;

    /// <summary>Who sent it; only after <see cref="TryAuthenticateAsync(Permissions)"/>.</summary>
    public ApiKey Key { get; private set; } = null!;

    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The path's parameter with its escapes undone, <c>%2F</c> included, which the web server leaves as it is.</summary>
    public string PathText
    {
        get
        {
            var decoded = http.Request.RouteValues[Route!.Parameter] as string ?? string.Empty;
            if (!decoded.Contains('%', StringComparison.Ordinal))
                return decoded;
            // "%2F" may stand for itself (sent as %252F) or for a slash: only the bytes as sent tell.
            var pieces = (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty).Split('?')[0].Split('/');
            var (index, count) = Route.ParameterPlace;
            return pieces.Length == count ? Uri.UnescapeDataString(pieces[index]) : decoded;
        }
    }

    /// <summary>Reads the whole body, up to its limit, which must be JSON if it says what it is; false where the answer has been given.</summary>
    public async ValueTask<bool> TryReadBodyAsync(CancellationToken cancellationToken)
    {
        if (!await TryReadBytesAsync(cancellationToken).ConfigureAwait(false))
            return false;
        if (_bodyLength == 0 || IsJson(http.Request.Headers.ContentType))
            return true;
        await RefuseAsync(new Problem(RejectReason.MalformedRequest, "A body is application/json, in UTF-8.") { Field = "Content-Type", StatusOverride = 415 }).ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// The key that the headers name, where they could belong to a request that may be: for what must not be read from just anybody. Says nothing of the signature. Null where the answer has been given.
    /// </summary>
    public async ValueTask<ApiKey?> KeyByHeadersAsync(Permissions wanted)
    {
        var headers = http.Request.Headers;
        var (key, reason, detail) = services.Authenticator.CheckHeaders(headers[RequestSignature.KeyHeader], headers[RequestSignature.TimestampHeader], headers[RequestSignature.SignatureHeader]);
        if (key is null)
            await RefuseAsync(new Problem(reason, detail)).ConfigureAwait(false);
        else if (!key.May(wanted) && !await RefuseAsync(wanted).ConfigureAwait(false))
            return null;
        return key;
    }

    private static bool IsJson(StringValues contentType)
    {
        if (contentType.Count == 0 || string.Equals(contentType, "application/json", StringComparison.Ordinal))
            return true;
        return MediaTypeHeaderValue.TryParse(contentType.ToString(), out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private async ValueTask<bool> TryReadBytesAsync(CancellationToken cancellationToken)
    {
        var limit = Math.Max(services.Options.Http.MaxBodyBytes, Route?.MaxBodyBytes ?? 0);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var bytes = read.Buffer;
            if (bytes.Length > limit)
            {
                reader.AdvanceTo(bytes.End);
                await RefuseAsync(new Problem(RejectReason.MalformedRequest, $"A body has at most {limit} bytes.") { StatusOverride = 413 }).ConfigureAwait(false);
                return false;
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(bytes.Start, bytes.End);
                continue;
            }

            _bodyLength = (int)bytes.Length;
            if (_bodyLength > 0)
            {
                _body = ArrayPool<byte>.Shared.Rent(_bodyLength);
                bytes.CopyTo(_body);
            }

            reader.AdvanceTo(bytes.End);
            services.Metrics.BytesReceived(_bodyLength);
            return true;
        }
    }

    /// <summary>Checks signature and permission; false where the answer has been given.</summary>
    public ValueTask<bool> TryAuthenticateAsync(Permissions wanted) => TryAuthenticateAsync(wanted, _body.AsMemory(0, _bodyLength));

    /// <summary>True where the body that was read has this SHA-256; false where the answer has been given.</summary>
    public async ValueTask<bool> HasDigestAsync(string digest)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(Body)) == digest)
            return true;
        await RefuseAsync(new Problem(RejectReason.Unauthorized, $"The body is not the one that {RequestSignature.DigestHeader} and the signature speak of.")).ConfigureAwait(false);
        return false;
    }

    /// <summary>The same, with what was signed in the place of the body.</summary>
    public async ValueTask<bool> TryAuthenticateAsync(Permissions wanted, ReadOnlyMemory<byte> signed)
    {
        var headers = http.Request.Headers;
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        var result = services.Authenticator.Check(
            headers[RequestSignature.KeyHeader], headers[RequestSignature.TimestampHeader], headers[RequestSignature.SignatureHeader], http.Request.Method, target, signed.Span);
        if (result.Remaining >= 0)
        {
            http.Response.Headers["X-RateLimit-Limit"] = services.Authenticator.Burst;
            http.Response.Headers["X-RateLimit-Remaining"] = result.Remaining.ToString(CultureInfo.InvariantCulture);
        }

        if (result.Key is null)
        {
            await RefuseAsync(new Problem(result.Reason, result.Detail) { RetryAfterMs = result.RetryAfterMs }).ConfigureAwait(false);
            return false;
        }

        if (result.WaitMs > 0)
            await services.Authenticator.HoldAsync(in result, Aborted).ConfigureAwait(false);
        Key = result.Key;
        return Key.May(wanted) || await RefuseAsync(wanted).ConfigureAwait(false);
    }

    /// <summary>Refuses for want of a permission; always false.</summary>
    public async ValueTask<bool> RefuseAsync(Permissions wanted)
    {
        await RefuseAsync(new Problem(RejectReason.Forbidden, $"The key needs the permission {string.Join(" and ", PermissionWords.Of(wanted))}.")).ConfigureAwait(false);
        return false;
    }

    /// <summary>Sends a command and waits for its events; null where the answer has been given. Return the command when done with it.</summary>
    public async ValueTask<AwaitableCommand?> SubmitAsync(Command command)
    {
        var waiter = AwaitableCommand.Rent();
        var refused = services.Intake.Submit(in command, waiter);
        if (refused != RejectReason.None)
        {
            waiter.Return();
            await RefuseAsync(new Problem(refused, services.Readiness.Reason) { ClientOrderId = command.Kind == CommandKind.NewOrder ? command.Text : default }).ConfigureAwait(false);
            return null;
        }

        await waiter.Completion.ConfigureAwait(false);
        services.Metrics.Answered(waiter);
        if (!OrderAnswer.TryGetProblem(waiter, services.Directory, out var problem))
            return waiter;
        waiter.Return();
        await RefuseAsync(problem).ConfigureAwait(false);
        return null;
    }

    /// <summary>Sends an order's command, over the session of its sender's address, and answers with the order as it stands after it.</summary>
    public async ValueTask SubmitAndAnswerAsync(Command command)
    {
        AwaitableCommand? done;
        using (var lease = services.RestSessions.Enter(Key, http.Connection.RemoteIpAddress))
        {
            if (lease.Refused != RejectReason.None)
            {
                await RefuseAsync(new Problem(lease.Refused, services.Readiness.Reason) { ClientOrderId = command.Kind == CommandKind.NewOrder ? command.Text : default }).ConfigureAwait(false);
                return;
            }

            // A mass cancel may speak of another.
            if (command.Session.Value == 0)
                command.Session = lease.Session;
            done = await SubmitAsync(command).ConfigureAwait(false);
        }

        // Whoever has this answer finds the session unused.
        if (done is null)
            return;
        var status = OrderAnswer.StatusOf(done);
        if (status == StatusCodes.Status201Created)
            http.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/api/v1/orders/{done.Order.OrderId.Value}");
        var json = Begin();
        OrderAnswer.WriteResult(json, done, services.Directory);
        done.Return();
        await EndAsync(json, status).ConfigureAwait(false);
    }

    /// <summary>True where the query has no other parameters than these, and each once; false where the answer has been given.</summary>
    public async ValueTask<bool> TakesOnlyAsync(string[] parameters)
    {
        foreach (var (name, values) in http.Request.Query)
        {
            if (parameters.Contains(name, StringComparer.OrdinalIgnoreCase) && values.Count == 1)
                continue;
            await RefuseAsync(Problem.Malformed(name, $"The parameters here, each once, are {string.Join(", ", parameters)}.")).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    public async ValueTask RefuseAsync(Problem problem)
    {
        services.Metrics.Refused(problem.Reason);
        if (problem.RetryAfterMs > 0)
            http.Response.Headers.RetryAfter = ((problem.RetryAfterMs + 999) / 1_000).ToString(CultureInfo.InvariantCulture);
        var json = Begin();
        problem.Write(json);
        await EndAsync(json, problem.Status, "application/problem+json").ConfigureAwait(false);
    }

    /// <summary>Writes an answer in one piece.</summary>
    public ValueTask AnswerAsync<T>(int status, T state, Action<Utf8JsonWriter, T> write)
    {
        var json = Begin();
        write(json, state);
        return EndAsync(json, status);
    }

    public void Dispose()
    {
        if (_body is not null)
            ArrayPool<byte>.Shared.Return(_body);
        _body = null;
    }

    /// <summary>Whom a user_id names: a user by name, otherwise an owner by number; null where it names nobody.</summary>
    public OwnerId? OwnerOf(string user)
    {
        if (services.Keys.OwnerOf(user) is { } known)
            return known;
        return int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? new OwnerId(number) : null;
    }

    /// <summary>A client order id in the path; false where it is none.</summary>
    public bool TryClientOrderId(out Text36 id) =>
        Text36.TryCreate(PathText.AsSpan(), out id);

    /// <summary>An order id in the path; false where it is none.</summary>
    public bool TryOrderId(out OrderId id)
    {
        var isNumber = long.TryParse(PathText, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        id = new OrderId(number);
        return isNumber && number > 0;
    }

    // The buffer belongs to the thread between Begin and the copy in EndAsync, with no await between them.
    private static Utf8JsonWriter Begin()
    {
        if (_buffer is null || _buffer.Capacity > KeptBufferBytes)
            _buffer = new ArrayBufferWriter<byte>(4_096);
        _buffer.ResetWrittenCount();
        return JsonText.On(_buffer);
    }

    private ValueTask EndAsync(Utf8JsonWriter json, int status, string contentType = "application/json")
    {
        json.Flush();
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = _buffer!.WrittenCount;
        services.Metrics.BytesSent(_buffer.WrittenCount);
        response.BodyWriter.Write(_buffer.WrittenSpan);
        var flushed = response.BodyWriter.FlushAsync(CancellationToken.None);
        return flushed.IsCompletedSuccessfully ? Consume(flushed.Result) : AwaitAsync(flushed);

        static ValueTask Consume(System.IO.Pipelines.FlushResult _) => ValueTask.CompletedTask;

        static async ValueTask AwaitAsync(ValueTask<System.IO.Pipelines.FlushResult> flush) => await flush.ConfigureAwait(false);
    }
}
