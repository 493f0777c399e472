using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Adapters.Connections;

/// <summary>One dial: remembers how far it came, so that a failure can be told for what it is. Lives as long as its socket.</summary>
internal sealed class Dial : IDisposable
{
    private readonly SocketDialerOptions _options;
    private readonly Uri _address;
    private readonly Uri? _proxy;
    private volatile DialStage _stage;
    private string _certificate = "";
    private string _where;

    public Dial(SocketDialerOptions options, Uri address)
    {
        (_options, _address, _where) = (options, address, $"{address.Host}:{address.Port}");
        _proxy = options.Route.Proxy.For(address);
        _stage = _proxy is null ? DialStage.Dns : DialStage.Proxy;
        var handler = options.Route.MakeHandler();
        handler.ConnectTimeout = options.ConnectTimeout;
        handler.ConnectCallback = ConnectAsync;
        handler.SslOptions.RemoteCertificateValidationCallback = Believes;
        Invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>What the handshake is sent over.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <summary>What a failure was, and what to do.</summary>
    public VenueUnreachableException Explain(Exception failed, ClientWebSocket socket, DateTimeOffset now)
    {
        var status = (int)socket.HttpStatusCode;
        if (status != 0 && status != (int)HttpStatusCode.SwitchingProtocols)
        {
            return new VenueUnreachableException(DialStage.Handshake, _address, DialWords.Refused(_address, status), failed)
            {
                Status = status,
                RetryAfter = RetryAfterOf(socket.HttpResponseHeaders, now),
            };
        }

        var stage = failed is DialFailedException || Find<DialFailedException>(failed) is not null ? _stage : StageOf(failed);
        var why = stage switch
        {
            DialStage.Tls when _certificate.Length > 0 => DialWords.Certificate(_address, _certificate),
            _ when IsTimeout(failed) => DialWords.TooSlow(_where, stage, _options.ConnectTimeout),
            DialStage.Tls => DialWords.Tls(_address, Innermost(failed)),
            DialStage.Proxy => DialWords.Proxy(_proxy!, Innermost(failed)),
            DialStage.Dns => DialWords.Dns(_address, Innermost(failed)),
            DialStage.Connect => DialWords.Connect(_where, Find<SocketException>(failed), Innermost(failed)),
            _ => DialWords.Handshake(_address, Innermost(failed)),
        };
        return new VenueUnreachableException(stage, _address, why, failed);
    }

    /// <inheritdoc/>
    public void Dispose() => Invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        _where = $"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}";
        try
        {
            var addresses = await _options.Route.ResolveAsync(context.DnsEndPoint.Host, stop);
            if (_proxy is null)
                _stage = DialStage.Connect;
            var stream = await _options.Route.ConnectAsync(addresses, context.DnsEndPoint.Port, stop);
            if (_proxy is null)
                _stage = _address.Scheme == "wss" ? DialStage.Tls : DialStage.Handshake;
            return stream;
        }
        catch (Exception failed) when (failed is SocketException or ArgumentException)
        {
            throw new DialFailedException(failed);
        }
    }

    private bool Believes(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_options.Route.Believes(certificate, chain, errors))
        {
            _stage = DialStage.Handshake;
            return true;
        }

        _stage = DialStage.Tls;
        _certificate = DialWords.Reasons(errors, chain, certificate);
        return false;
    }

    private DialStage StageOf(Exception failed) => Find<AuthenticationException>(failed) is not null ? DialStage.Tls : _stage;

    private static bool IsTimeout(Exception failed) => Find<OperationCanceledException>(failed) is not null || Find<TimeoutException>(failed) is not null;

    private static T? Find<T>(Exception? failed)
        where T : Exception
    {
        while (failed is not null and not T)
            failed = failed.InnerException;
        return (T?)failed;
    }

    private static string Innermost(Exception failed)
    {
        while (failed.InnerException is { } inner)
            failed = inner;
        return failed.Message.TrimEnd('.');
    }

    private static TimeSpan RetryAfterOf(IReadOnlyDictionary<string, IEnumerable<string>>? headers, DateTimeOffset now)
    {
        var text = headers?.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return RetryAfter.Of(RetryConditionHeaderValue.TryParse(text, out var said) ? said : null, now);
    }

    /// <summary>Carries what failed below HTTP through HTTP.</summary>
    private sealed class DialFailedException(Exception inner) : Exception(inner.Message, inner);
}
