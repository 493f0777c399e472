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
    private volatile DialStage _stage;
    private string _certificate = "";
    private string _where;

    public Dial(SocketDialerOptions options, Uri address)
    {
        (_options, _address, _where) = (options, address, $"{address.Host}:{address.Port}");
        _stage = options.Proxy is null ? DialStage.Dns : DialStage.Proxy;
        var handler = new SocketsHttpHandler
        {
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy is { } proxy ? ProxyOf(proxy) : null,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        handler.SslOptions.EnabledSslProtocols = options.TlsVersions;
        handler.SslOptions.CertificateRevocationCheckMode = options.Revocation;
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
            DialStage.Proxy => DialWords.Proxy(_options.Proxy!, Innermost(failed)),
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
        var isProxy = _options.Proxy is not null;
        _where = $"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}";
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, _options.Family, stop);
        }
        catch (Exception failed) when (failed is SocketException or ArgumentException)
        {
            throw new DialFailedException(failed);
        }

        if (!isProxy)
            _stage = DialStage.Connect;
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                if (_options.LocalAddress is { } local)
                    socket.Bind(new IPEndPoint(local, 0));
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), stop);
                if (!isProxy)
                    _stage = _address.Scheme == "wss" ? DialStage.Tls : DialStage.Handshake;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failed)
            {
                socket.Dispose();
                if (failed is not SocketException)
                    throw;
                last = failed;
            }
        }

        throw new DialFailedException(last ?? new SocketException((int)SocketError.HostNotFound));
    }

    private bool Believes(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            _stage = DialStage.Handshake;
            return true;
        }

        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && _options.ExtraRoot is { } root && certificate is X509Certificate2 leaf && chain is not null)
        {
            using var own = new X509Chain();
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.Add(root);
            own.ChainPolicy.RevocationMode = _options.Revocation;
            foreach (var element in chain.ChainElements)
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            if (own.Build(leaf))
            {
                _stage = DialStage.Handshake;
                return true;
            }
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

    private static WebProxy ProxyOf(Uri proxy)
    {
        var plain = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri);
        if (proxy.UserInfo.Length > 0)
        {
            var parts = proxy.UserInfo.Split(':', 2);
            plain.Credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return plain;
    }

    /// <summary>Carries what failed below HTTP through HTTP.</summary>
    private sealed class DialFailedException(Exception inner) : Exception(inner.Message, inner);
}
