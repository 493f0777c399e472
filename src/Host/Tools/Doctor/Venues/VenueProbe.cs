using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Rialto.Adapters.Connections;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Tools.Doctor.Venues;

/// <summary>Looks at one venue as a feed would reach it: names, ports, TLS, clock, keys. Everything it does is over within its patience; it subscribes to nothing.</summary>
/// <param name="terms">Which, and where.</param>
/// <param name="route">The way there: a proxy is looked at in the place of the hosts behind it.</param>
/// <param name="patience">For each step.</param>
internal sealed class VenueProbe(VenueTerms terms, VenueRoute route, TimeSpan patience)
{
    private const int CertificateDays = 21;
    private const int TimeRequests = 3;
    private const long Second = 1_000_000_000;
    private const double ClockWorryMs = 100;

    private readonly List<Finding> _findings = [];

    /// <summary>False once no host of it had an address.</summary>
    public bool HasNames { get; private set; }

    /// <summary>All of it, one after the other.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken stop)
    {
        var reached = new List<Uri>();
        if (terms.NeedsNode && terms.KeyProblem.Length > 0)
        {
            HasNames = true;
            Keys();
            return _findings;
        }

        foreach (var host in (terms.IsPolled ? [terms.Rest] : new[] { terms.WebSocket, terms.Rest }).DistinctBy(uri => (uri.IdnHost, uri.Port)))
        {
            var proxy = route.Proxy.For(host);
            if (await NamesAsync(proxy ?? host, stop) is { } addresses && await ConnectAsync(host, proxy, addresses, stop))
                reached.Add(host);
        }

        if (reached.Any(host => (host.IdnHost, host.Port) == (terms.Rest.IdnHost, terms.Rest.Port)))
            await ClockAsync(stop);
        Keys();
        return _findings;
    }

    private async Task<IPAddress[]?> NamesAsync(Uri host, CancellationToken stop)
    {
        try
        {
            var addresses = await Within(limit => route.ResolveAsync(host.IdnHost, limit).AsTask(), stop);
            if (addresses.Length > 0)
            {
                HasNames = true;
                return addresses;
            }

            Add(Finding.Problem, "name", $"{host.IdnHost} has no address", NameAdvice);
        }
        catch (SocketException problem)
        {
            Add(Finding.Problem, "name", $"{host.IdnHost}: {problem.Message}", NameAdvice);
        }
        catch (TimeoutException)
        {
            Add(Finding.Problem, "name", $"{host.IdnHost}: no answer within {Seconds}", NameAdvice);
        }

        return null;
    }

    private async Task<bool> ConnectAsync(Uri host, Uri? proxy, IPAddress[] addresses, CancellationToken stop)
    {
        var first = proxy ?? host;
        var began = Clock.MonotonicNanoseconds;
        try
        {
            await using var stream = await Within(limit => route.ConnectAsync(addresses, first.Port, limit).AsTask(), stop);
            var (took, isPlain) = (Milliseconds(Clock.MonotonicNanoseconds - began), host.Scheme is "ws" or "http");
            _findings.Add(Finding.Ok(Check("connection"), $"{first.IdnHost}:{first.Port} in {took}{(proxy is null ? "" : $", the proxy to {host.IdnHost}")}{(isPlain ? ", without TLS as the settings say" : "")}"));
            return isPlain || await (proxy is null ? SecureAsync(host, stream, stop) : ThroughAsync(host, stop));
        }
        catch (Exception problem) when (problem is SocketException or TimeoutException)
        {
            Add(Finding.Problem, "connection", $"{first.IdnHost}:{first.Port}: {(problem is TimeoutException ? $"no answer within {Seconds}" : problem.Message)}", proxy is null
                ? "Let this machine out to that port: a firewall or a network without a way out stops it. Some venues shut out whole countries."
                : "That is the proxy of Feeds:Network:Proxy, or of HTTPS_PROXY: is its address right, does it run?");
            return false;
        }
    }

    private async Task<bool> SecureAsync(Uri host, Stream stream, CancellationToken stop)
    {
        var seen = new SeenCertificate(route);
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host.IdnHost,
                EnabledSslProtocols = route.TlsVersions,
                CertificateRevocationCheckMode = route.Revocation,
                RemoteCertificateValidationCallback = seen.Look,
            };
            await Within(async limit => { await tls.AuthenticateAsClientAsync(options, limit); return true; }, stop);
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException or SocketException or TimeoutException)
        {
            AddInsecure(host, seen, problem);
            return false;
        }

        AddSecure(host, seen, tls.SslProtocol);
        return true;
    }

    /// <summary>TLS with a host behind a proxy, by a request whose answer does not matter.</summary>
    private async Task<bool> ThroughAsync(Uri host, CancellationToken stop)
    {
        var (seen, version) = (new SeenCertificate(route), SslProtocols.None);
        var handler = route.MakeHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = seen.Look;
        handler.PlaintextStreamFilter = (context, _) =>
        {
            version = (context.PlaintextStream as SslStream)?.SslProtocol ?? SslProtocols.None;
            return ValueTask.FromResult(context.PlaintextStream);
        };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, new UriBuilder("https", host.IdnHost, host.Port).Uri);
            request.Headers.UserAgent.ParseAdd("rialto-doctor");
            using var answer = await Within(limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), stop);
        }
        catch (HttpRequestException problem) when (problem.HttpRequestError == HttpRequestError.ProxyTunnelError)
        {
            Add(Finding.Problem, "connection", $"the proxy does not lead to {host.IdnHost}:{host.Port}: {problem.Message}", "Does it want a name and a password (in Feeds:Network:Proxy), does it allow this host and port?");
            return false;
        }
        catch (Exception problem) when (version == SslProtocols.None && problem is HttpRequestException or TimeoutException)
        {
            AddInsecure(host, seen, problem);
            return false;
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException)
        {
            // TLS stands, and hosts of sockets need not answer a request.
        }

        AddSecure(host, seen, version);
        return true;
    }

    private void AddInsecure(Uri host, SeenCertificate seen, Exception problem)
    {
        if (seen.Errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Add(Finding.Problem, "TLS", $"{host.IdnHost}: the certificate is for another name: {seen.Name}", "The address leads elsewhere: a proxy, a captive network, or a wrong setting of the venue's host.");
        else if (seen.Errors != SslPolicyErrors.None)
            Add(Finding.Problem, "TLS", $"{host.IdnHost}: the certificate of {seen.Name} is not trusted: {seen.Why}", "Set the certificate of the authority that signed it (Feeds:Network:CaFile), if a proxy of your own is between; and see that this machine's date is right.");
        else
            Add(Finding.Problem, "TLS", $"{host.IdnHost}: {(problem is TimeoutException ? $"no answer within {Seconds}" : (problem.InnerException ?? problem).Message)}", "Something between here and the venue may take part in its connections: a proxy, a firewall that looks inside.");
    }

    private void AddSecure(Uri host, SeenCertificate seen, SslProtocols version)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{host.IdnHost}: {Version(version)}, certificate until {seen.Until.ToUniversalTime():yyyy-MM-dd}");
        _findings.Add((seen.Until - DateTime.Now).TotalDays < CertificateDays
            ? Finding.Warning(Check("TLS"), text, "The venue will renew it; if it does not, connections will be refused from that day on.")
            : Finding.Ok(Check("TLS"), text));
    }

    private async Task ClockAsync(CancellationToken stop)
    {
        var time = VenueTime.Of(terms.Venue);
        using var http = new HttpClient(route.MakeHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        VenueOffset? best = null;
        var isDate = time is null;
        try
        {
            // The first also makes the connection; the quickest of them says most.
            for (var i = 0; i < TimeRequests; i++)
            {
                var (offset, byDate) = await Within(limit => AskTimeAsync(http, time, limit), stop);
                if (offset is { } found && (best is null || found.ErrorNs < best.Value.ErrorNs))
                    (best, isDate) = (found, byDate);
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException)
        {
            if (best is null)
            {
                Add(Finding.Warning, "clock", problem is TimeoutException ? $"REST did not answer within {Seconds}" : $"REST did not answer: {problem.Message}", "Books of venues whose snapshots come over REST will not be trusted while it does not.");
                return;
            }
        }

        if (best is not { } known)
        {
            _findings.Add(Finding.Skipped(Check("clock"), "its answers have no time"));
            return;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"ours is {known.OffsetNs / 1e6:+0.###;-0.###;0} ms ahead, ± {known.ErrorNs / 1e6:0.###} ms{(isDate ? " (by the header Date, which counts seconds)" : "")}");
        if ((Math.Abs(known.OffsetNs) - known.ErrorNs) / 1e6 > ClockWorryMs)
            _findings.Add(Finding.Warning(Check("clock"), text, "Keep this machine's clock in step (chrony, systemd-timesyncd): latencies from the venue's times will be off by it, and signed requests may be refused."));
        else
            _findings.Add(Finding.Ok(Check("clock"), text));
    }

    private async Task<(VenueOffset? Offset, bool IsDate)> AskTimeAsync(HttpClient http, VenueTime? time, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(time is null ? HttpMethod.Head : HttpMethod.Get, terms.RestAddressOf(time?.Path ?? "/"));
        request.Headers.UserAgent.ParseAdd("rialto-doctor");
        var (sent, began) = (Clock.System.UtcNanoseconds, Clock.MonotonicNanoseconds);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var received = sent + Clock.MonotonicNanoseconds - began;
        if (time is not null && answer.IsSuccessStatusCode && time.TryRead(await answer.Content.ReadAsByteArrayAsync(stop), out var venue))
            return (VenueOffset.Of(sent, received, venue, time.UnitNs), false);
        return answer.Headers.Date is { } date ? (VenueOffset.Of(sent, received, (date.UtcDateTime - DateTime.UnixEpoch).Ticks * 100, Second), true) : (null, true);
    }

    private void Keys()
    {
        if (terms.KeyProblem.Length > 0)
            _findings.Add(Finding.Warning(Check("key"), terms.KeyProblem, $"They are settings of Feeds:Venues:{terms.Name} (docs/guide/configuration.md)."));
        else if (terms.NeedsSigning || terms.NeedsAppKey)
            _findings.Add(Finding.Ok(Check("key"), "one is set"));
    }

    private void Add(Func<string, string, string, Finding> verdict, string what, string text, string advice) => _findings.Add(verdict(Check(what), text, advice));

    private string Check(string what) => $"{terms.Name}, {what}";

    private async Task<T> Within<T>(Func<CancellationToken, Task<T>> step, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            // Resolvers do not all listen to their token.
            return await step(limit.Token).WaitAsync(patience, stop);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private string Seconds => string.Create(CultureInfo.InvariantCulture, $"{patience.TotalSeconds:0.#} s");

    private static string NameAdvice => "Check this machine's DNS (/etc/resolv.conf) and its network; a host of your own is set by Feeds:Venues:NAME:WebSocket and Rest, an address without DNS by Feeds:Network:Hosts.";

    private static string Milliseconds(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0.#} ms");

    // Tls13 is TLS 1.3; older ones are refused by the system.
    private static string Version(SslProtocols protocol) => protocol.ToString().Replace("Tls1", "TLS 1.", StringComparison.Ordinal);
}
