using System.Net;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Tools.Doctor;
using Rialto.Host.Tools.Doctor.Venues;
using Rialto.Unit;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>One way to venues for sockets, REST, <c>rialto doctor</c> and <c>rialto feed</c>: proxy, names and certificates as set.</summary>
public class VenueRouteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly VenueRoute Straight = new() { Proxy = VenueProxy.None };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rest_goes_through_the_proxy_and_believes_the_root_that_is_set()
    {
        using var certificate = new TestCertificate(name: "venue.test");
        await using var venue = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"));
        await using var proxy = new TestProxy(venue.Port, certificate, "me:secret");
        var route = Straight with { Proxy = VenueProxy.At(new Uri($"http://me:secret@127.0.0.1:{proxy.Port}")) };

        var refused = await AskAsync(route, "https://venue.test");
        Assert.Equal(0, refused.Status);
        Assert.StartsWith("no TLS connection with venue.test: its certificate is not believed: ", refused.Problem, StringComparison.Ordinal);

        var answer = await AskAsync(route with { Roots = [certificate.Shown] }, "https://venue.test");
        Assert.Equal((200, "[]"), (answer.Status, Encoding.ASCII.GetString(answer.Body.Span)));
        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT venue.test:443 ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_set_is_not_asked_for_by_sockets_or_Rest()
    {
        using var certificate = new TestCertificate(name: "venue.test");
        await using var venue = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 204 No Content\r\nConnection: close"), certificate.Shown);
        var route = Straight with { Hosts = new Dictionary<string, IReadOnlyList<IPAddress>> { ["venue.test"] = [IPAddress.Loopback] }, Roots = [certificate.Shown] };

        Assert.Equal(204, (await AskAsync(route, $"https://venue.test:{venue.Port}")).Status);
        var refused = await Assert.ThrowsAsync<VenueUnreachableException>(async () =>
            await new SocketDialer(new SocketDialerOptions { Route = route }).DialAsync(new Uri($"wss://VENUE.test:{venue.Port}/"), Stop));
        Assert.Equal((DialStage.Handshake, 204), (refused.Stage, refused.Status));
        Assert.All(venue.Requests, request => Assert.Contains("\r\nHost: venue.test", request, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_host_that_is_set_to_addresses_of_another_kind_has_none()
    {
        var route = Straight with { Hosts = new Dictionary<string, IReadOnlyList<IPAddress>> { ["venue.test"] = [IPAddress.IPv6Loopback] }, Family = System.Net.Sockets.AddressFamily.InterNetwork };
        var refused = await Assert.ThrowsAsync<VenueUnreachableException>(async () =>
            await new SocketDialer(new SocketDialerOptions { Route = route }).DialAsync(new Uri("ws://venue.test/"), Stop));
        Assert.Equal(DialStage.Dns, refused.Stage);
        Assert.StartsWith("the address of venue.test cannot be found", (await AskAsync(route, "http://venue.test")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_is_tried_where_the_first_refuses()
    {
        await using var venue = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 204 No Content\r\nConnection: close"));
        var route = Straight with { Hosts = new Dictionary<string, IReadOnlyList<IPAddress>> { ["venue.test"] = [IPAddress.Parse("127.0.0.9"), IPAddress.Loopback] } };
        Assert.Equal(204, (await AskAsync(route, $"http://venue.test:{venue.Port}")).Status);
    }

    [Theory]
    [InlineData("wss://venue.test/ws", "http://127.0.0.9:3128/")]
    [InlineData("https://venue.test/", "http://127.0.0.9:3128/")]
    [InlineData("http://localhost:7090/", null)]
    [InlineData("ws://127.0.0.1:7090/", null)]
    [InlineData("wss://[::1]:7090/", null)]
    public void This_machine_is_never_reached_through_a_proxy_and_its_password_is_not_shown(string address, string? proxy) =>
        Assert.Equal(proxy, VenueProxy.At(new Uri("http://me:secret@127.0.0.9:3128")).For(new Uri(address))?.ToString());

    [Fact]
    public async Task Doctor_looks_at_the_proxy_and_at_the_certificate_behind_it()
    {
        using var certificate = new TestCertificate(name: "venue.test");
        await using var venue = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close"));
        await using var proxy = new TestProxy(venue.Port, certificate);
        var route = Straight with { Proxy = VenueProxy.At(new Uri($"http://127.0.0.1:{proxy.Port}")) };

        var believed = await new VenueProbe(Terms("https://venue.test"), route with { Roots = [certificate.Shown] }, Patience).LookAsync(Stop);
        Assert.Contains(believed, finding => finding.Check == "upbit, connection" && finding.Text.EndsWith("the proxy to venue.test", StringComparison.Ordinal));
        Assert.Contains(believed, finding => finding.Check == "upbit, TLS" && finding.Text.StartsWith("venue.test: TLS 1.", StringComparison.Ordinal));
        Assert.DoesNotContain(believed, finding => finding.Verdict == Verdict.Problem);

        var refused = await new VenueProbe(Terms("https://venue.test"), route, Patience).LookAsync(Stop);
        Assert.Contains("not trusted", Assert.Single(refused, finding => finding.Check == "upbit, TLS").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_tells_a_proxy_that_does_not_let_us_pass()
    {
        await using var proxy = new TestProxy(1, credentials: "me:secret");
        var route = Straight with { Proxy = VenueProxy.At(new Uri($"http://127.0.0.1:{proxy.Port}")) };
        var findings = await new VenueProbe(Terms("https://venue.test"), route, Patience).LookAsync(Stop);
        var problem = Assert.Single(findings, finding => finding.Verdict == Verdict.Problem);
        Assert.StartsWith("the proxy does not lead to venue.test:443", problem.Text, StringComparison.Ordinal);
        Assert.Contains("a name and a password", problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_read_and_the_password_of_a_proxy_is_not_listed()
    {
        using var certificate = new TestCertificate();
        var (route, reader) = Read(
            ("Proxy", "http://me:secret@proxy.test:3128"), ("CaFile", certificate.Pem), ("TlsLeast", "1.3"), ("Addresses", "ipv4"), ("LocalAddress", "127.0.0.1"), ("Hosts:API.venue.test", "192.0.2.1, 192.0.2.2"));
        reader.ThrowIfRefused();
        Assert.Equal("http://proxy.test:3128/", route.Proxy.For(new Uri("https://api.venue.test"))!.ToString());
        Assert.Equal((1, System.Security.Authentication.SslProtocols.Tls13, System.Net.Sockets.AddressFamily.InterNetwork), (route.Roots.Count, route.TlsVersions, route.Family));
        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")], route.Hosts["api.venue.test"]);
        Assert.Equal("http://(hidden)@proxy.test:3128", reader.Effective.Single(setting => setting.Key == "Feeds:Network:Proxy").Value);
    }

    [Theory]
    [InlineData("Proxy", "https://me:secret@proxy.test:3128", "must be system, none, or an address")]
    [InlineData("Proxy", "me:secret@nonsense", "must be system, none, or an address")]
    [InlineData("Proxy", "socks5://me:secret@proxy.test", "must be system, none, or an address with a port")]
    [InlineData("CaFile", "/nowhere.pem", "cannot be read")]
    [InlineData("TlsLeast", "1.1", "must be 1.2 or 1.3")]
    [InlineData("Addresses", "ipx", "must be one of any, ipv4, ipv6")]
    [InlineData("LocalAddress", "here", "must be an IP address")]
    [InlineData("Hosts:venue.test", "192.0.2.1,there", "must be IP addresses by commas, not 'there'")]
    public void A_setting_that_cannot_be_used_is_refused_without_its_secrets(string key, string value, string problem)
    {
        var (_, reader) = Read((key, value));
        var refused = Assert.Throws<ConfigurationException>(reader.ThrowIfRefused);
        Assert.Contains($"Feeds:Network:{key}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(reader.Effective, setting => setting.Value.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_feed_reaches_its_venue_through_a_proxy_that_looks_into_its_connections(bool isInEnvironment)
    {
        await using var replay = RialtoProcess.Start(["replay", "--http", "0", "--json", "--capture", Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz")]);
        var server = new Uri(JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!);
        using var certificate = new TestCertificate(name: "venues.test");
        await using var proxy = new TestProxy(server.Port, certificate, "me:secret");
        var address = $"http://me:secret@127.0.0.1:{proxy.Port}";
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "feed", "--venues", "bybit", "--symbols", "BTC-USDT", "--server", "https://venues.test", "--json", "--set", $"Feeds:BudgetFolder={folder.File("budgets")}",
            "--set", $"Feeds:Network:CaFile={certificate.Pem}",
        ];
        if (!isInEnvironment)
            arguments = [.. arguments, "--set", $"Feeds:Network:Proxy={address}"];
        await using var feed = RialtoProcess.Start(arguments, folder.Path, isInEnvironment ? new Dictionary<string, string> { ["https_proxy"] = address } : null);
        while (!(await feed.LineAsync()).Contains("\"state\":\"trusted\"", StringComparison.Ordinal))
        {
        }

        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT venues.test:443 ", request, StringComparison.Ordinal));
    }

    private static (VenueRoute Route, SettingsReader Reader) Read(params (string Key, string Value)[] settings)
    {
        var sources = new SettingSources();
        foreach (var (key, value) in settings)
            sources.Set($"Feeds:Network:{key}", value, "test");
        var reader = new SettingsReader(sources);
        return (FeedRouteSettings.Read(reader, "Feeds:Network"), reader);
    }

    private static VenueTerms Terms(string rest)
    {
        Assert.True(VenueRegistry.TryFind("upbit", out var terms));
        return terms with { Rest = new Uri(rest), WebSocket = new Uri(rest.Replace("http", "ws", StringComparison.Ordinal)) };
    }

    private static async Task<RestAnswer> AskAsync(VenueRoute route, string rest)
    {
        using var source = new VenueRest(Terms(rest), new VenueRestOptions { Route = route }, new ProcessBudgets(TimeProvider.System), TimeProvider.System);
        return await source.GetAsync(new RestRequest("/list", 1, RestPriority.Listings), Stop);
    }
}
