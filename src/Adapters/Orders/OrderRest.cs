using System.Net.Http.Headers;
using System.Text;
using Rialto.Adapters.Connections;

namespace Rialto.Adapters.Orders;

/// <summary>What came of a call over REST.</summary>
/// <param name="Status">HTTP status; 0 where no answer came.</param>
/// <param name="Body">The body.</param>
/// <param name="WasSent">False where surely no byte of the request reached the venue.</param>
/// <param name="RetryAfter">How long the venue wants to be left alone.</param>
/// <param name="Problem">Why there is no answer; never with a secret in it.</param>
internal readonly record struct OrderRestAnswer(int Status, ReadOnlyMemory<byte> Body, bool WasSent, TimeSpan RetryAfter, string Problem);

/// <summary>
/// Sends calls over HTTP/1.1, each once: every call but a question has a body, if an empty one, because .NET would send a request without a body again where a connection that was open before breaks under it.
/// Nothing throws for what a venue does. Any thread.
/// </summary>
internal sealed class OrderRest : IDisposable
{
    private const int BodyBytesMax = 8 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public OrderRest(Uri root, OrderSessionOptions options, TimeProvider time, HttpMessageHandler? handler)
    {
        (_root, _timeout, _time) = (root, options.AnswerTimeout, time);
        if (handler is null)
        {
            var sockets = options.Route.MakeHandler();
            sockets.AutomaticDecompression = System.Net.DecompressionMethods.All;
            sockets.ConnectTimeout = options.ConnectTimeout;
            sockets.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
            sockets.AllowAutoRedirect = false;
            sockets.UseCookies = false;
            handler = sockets;
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<OrderRestAnswer> SendAsync(OrderCall call, CancellationToken stop)
    {
        using var message = MessageOf(call);
        using var late = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var (body, problem) = await BodyReader.ReadAsync(answer.Content, BodyBytesMax, either.Token).ConfigureAwait(false);
            var wait = RetryAfter.Of(answer.Headers.RetryAfter, _time.GetUtcNow());
            return problem.Length > 0 ? new(0, default, true, wait, problem) : new((int)answer.StatusCode, body, true, wait, "");
        }
        catch (OperationCanceledException)
        {
            return new(0, default, true, default, stop.IsCancellationRequested ? "the session was stopped" : FormattableString.Invariant($"no whole answer within {_timeout.TotalSeconds:0.###} s"));
        }
        catch (HttpRequestException problem)
        {
            // Before there is a connection nothing can have been sent.
            var isEarly = problem.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            return new(0, default, !isEarly, default, problem.HttpRequestError.ToString());
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or InvalidOperationException)
        {
            return new(0, default, true, default, problem.GetType().Name);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage MessageOf(OrderCall call)
    {
        var address = new StringBuilder(_root.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append(Encoding.ASCII.GetString(call.Path.Bytes));
        if (!call.Query.IsEmpty)
            address.Append('?').Append(Encoding.ASCII.GetString(call.Query.Bytes));
        var message = new HttpRequestMessage(MethodOf(call.Method), new Uri(address.ToString(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (call.Method != CallMethod.Get)
        {
            message.Content = new ByteArrayContent(call.Body.Bytes.ToArray());
            if (call.Content != CallContent.None)
                message.Content.Headers.ContentType = new MediaTypeHeaderValue(call.Content == CallContent.Json ? "application/json" : "application/x-www-form-urlencoded");
        }

        message.Headers.TryAddWithoutValidation("User-Agent", "rialto");
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in call.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static HttpMethod MethodOf(CallMethod method) => method switch
    {
        CallMethod.Post => HttpMethod.Post,
        CallMethod.Put => HttpMethod.Put,
        CallMethod.Delete => HttpMethod.Delete,
        _ => HttpMethod.Get,
    };
}
