using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Connections;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Doctor;
using Rialto.Host.Tools.Doctor.Venues;
using Rialto.Model.Feeds;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>What doctor finds at venues: servers on loopback in the place of theirs.</summary>
public sealed class VenueDoctorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_venue_that_answers_is_told_with_its_clock()
    {
        await using var venue = new LoopbackVenue(() => $$"""{"serverTime":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 2_000}}}""");

        var findings = await new VenueProbe(Terms("binance", venue), VenueRoute.Standard, Patience).LookAsync(Stop);

        Assert.All(findings.Where(finding => finding.Check == "binance, connection"), finding => Assert.Equal(Verdict.Ok, finding.Verdict));
        var clock = Assert.Single(findings, finding => finding.Check == "binance, clock");
        Assert.Equal(Verdict.Warning, clock.Verdict);
        Assert.StartsWith("ours is +", clock.Text, StringComparison.Ordinal);
        Assert.Contains("± ", clock.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_venue_that_tells_no_time_is_known_by_the_date_of_its_answer_to_a_second()
    {
        await using var venue = new LoopbackVenue(() => "");

        var findings = await new VenueProbe(Terms("upbit", venue), VenueRoute.Standard, Patience).LookAsync(Stop);

        var clock = Assert.Single(findings, finding => finding.Check == "upbit, clock");
        Assert.Equal((Verdict.Ok, true), (clock.Verdict, clock.Text.EndsWith("(by the header Date, which counts seconds)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_certificate_that_nobody_has_signed_is_a_problem_and_nothing_is_asked_over_it()
    {
        using var certificate = new TestCertificate();
        await using var venue = new LoopbackVenue(() => "{}", certificate);

        var findings = await new VenueProbe(Terms("binance", venue, "wss", "https"), VenueRoute.Standard, Patience).LookAsync(Stop);

        var tls = Assert.Single(findings, finding => finding.Check == "binance, TLS");
        Assert.Equal(Verdict.Problem, tls.Verdict);
        Assert.Contains("not trusted", tls.Text, StringComparison.Ordinal);
        Assert.NotEmpty(tls.Advice);
        Assert.DoesNotContain(findings, finding => finding.Check == "binance, clock");
    }

    [Fact]
    public async Task A_port_that_nobody_listens_to_is_a_problem_of_that_venue_alone()
    {
        await using var venue = new LoopbackVenue(() => "");
        var port = ClosedPort();
        var gone = Terms("upbit", venue) with { WebSocket = new Uri($"ws://127.0.0.1:{port}"), Rest = new Uri($"http://127.0.0.1:{port}") };

        var findings = await VenueChecks.AllAsync([gone, Terms("bithumb", venue)], VenueRoute.Standard, Stop);

        Assert.Equal(Verdict.Problem, Assert.Single(findings, finding => finding.Check == "upbit, connection").Verdict);
        Assert.All(findings.Where(finding => finding.Check == "bithumb, connection"), finding => Assert.Equal(Verdict.Ok, finding.Verdict));
        Assert.Contains(findings, finding => finding.Check == "open files, feeds");
    }

    [Fact]
    public async Task Offline_is_said_once_and_is_no_problem()
    {
        var findings = await VenueChecks.AllAsync([Nowhere("binance"), Nowhere("okx"), Nowhere("kraken")], VenueRoute.Standard, Stop);

        Assert.Equal(Verdict.Warning, Assert.Single(findings, finding => finding.Check == "venues").Verdict);
        Assert.StartsWith("offline", findings[0].Text, StringComparison.Ordinal);
        Assert.Equal(["binance", "okx", "kraken"], findings.Where(finding => finding.Text == "offline").Select(finding => finding.Check));
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Problem);
    }

    [Fact]
    public async Task A_venue_that_signs_needs_a_key()
    {
        await using var venue = new LoopbackVenue(() => "");

        var findings = await new VenueProbe(Terms("kalshi", venue), VenueRoute.Standard, Patience).LookAsync(Stop);

        Assert.Equal(Verdict.Warning, Assert.Single(findings, finding => finding.Check == "kalshi, key").Verdict);
    }

    [Fact]
    public void Venues_are_named_as_everywhere_and_an_unknown_one_is_refused_with_those_there_are()
    {
        Assert.Equal(["binance", "okx"], VenueChecks.Named("binance, okx").Select(terms => terms.Name));
        Assert.Equal(VenueRegistry.Others, VenueChecks.Named("all"));
        var refused = Assert.Throws<ToolException>(() => VenueChecks.Named("nyse"));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("binance", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Venues_of_the_settings_are_looked_at_where_the_settings_say_they_are()
    {
        await using var venue = new LoopbackVenue(() => "");
        using var folder = new TemporaryFolder();

        var finished = await RialtoProcess.RunAsync(
            "doctor", "--data", folder.File("data"), "--http", "0", "--native", "0", "--json",
            "--set", $"Feeds:Venues:upbit:WebSocket={venue.At("ws")}", "--set", $"Feeds:Venues:upbit:Rest={venue.At("http")}");

        Assert.Equal(0, finished.ExitCode);
        var report = JsonElement.Parse(finished.Output);
        Assert.Equal("ok", report.Items("findings").First(finding => finding.Member("check") == "upbit, connection").Member("verdict"));
        Assert.DoesNotContain(report.Items("findings"), finding => finding.Member("check")!.StartsWith("binance", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FeedVenue.BinanceSpot, """{"serverTime":1700000000123}""", 1_700_000_000_123_000_000)]
    [InlineData(FeedVenue.Okx, """{"code":"0","data":[{"ts":"1700000000123"}]}""", 1_700_000_000_123_000_000)]
    [InlineData(FeedVenue.Kraken, """{"error":[],"result":{"unixtime":1700000000,"rfc1123":"x"}}""", 1_700_000_000_000_000_000)]
    [InlineData(FeedVenue.Deribit, """{"jsonrpc":"2.0","result":1700000000123}""", 1_700_000_000_123_000_000)]
    [InlineData(FeedVenue.BinanceSpot, """{"code":-1003}""", null)]
    [InlineData(FeedVenue.Okx, """{"data":[]}""", null)]
    [InlineData(FeedVenue.Okx, "<html>", null)]
    [InlineData(FeedVenue.BinanceSpot, """{"serverTime":9223372036854775807}""", null)]
    public void Times_are_read_as_venues_write_them(FeedVenue venue, string answer, long? expected)
    {
        Assert.Equal(expected is not null, VenueTime.Of(venue)!.TryRead(Encoding.UTF8.GetBytes(answer), out var time));
        Assert.Equal(expected ?? 0, time);
    }

    [Fact]
    public void The_truth_is_within_the_error_whatever_the_ways_took()
    {
        var seed = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var (offset, step, out_, back) = (seed.NextInt64(-5_000, 5_000), seed.NextInt64(1, 1_000), seed.NextInt64(0, 10_000), seed.NextInt64(0, 10_000));
            const long Sent = 1_000_000;
            var theirs = Sent + out_ - offset;
            var found = VenueOffset.Of(Sent, Sent + out_ + back, theirs / step * step, step);
            Assert.InRange(offset, found.OffsetNs - found.ErrorNs, found.OffsetNs + found.ErrorNs);
            Assert.True(found.ErrorNs <= (out_ + back + step + 1) / 2);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static VenueTerms Terms(string name, LoopbackVenue venue, string socket = "ws", string rest = "http")
    {
        Assert.True(VenueRegistry.TryFind(name, out var terms));
        return terms with { WebSocket = venue.At(socket), Rest = venue.At(rest) };
    }

    private static VenueTerms Nowhere(string name)
    {
        Assert.True(VenueRegistry.TryFind(name, out var terms));
        return terms with { WebSocket = new Uri($"wss://{name}.invalid"), Rest = new Uri($"https://api.{name}.invalid") };
    }

    private static int ClosedPort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return ((IPEndPoint)taken.LocalEndpoint).Port;
    }

    /// <summary>Answers every request with one body, with TLS where it has a certificate.</summary>
    private sealed class LoopbackVenue : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Func<string> _body;
        private readonly TestCertificate? _certificate;
        private readonly Task _serving;

        public LoopbackVenue(Func<string> body, TestCertificate? certificate = null)
        {
            (_body, _certificate) = (body, certificate);
            _listener.Start();
            _serving = ServeAsync();
        }

        public Uri At(string scheme) => new(string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _serving;
            _stop.Dispose();
        }

        private async Task ServeAsync()
        {
            var clients = new List<Task>();
            try
            {
                while (true)
                    clients.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
            {
                await Task.WhenAll(clients);
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            try
            {
                using (client)
                {
                    Stream stream = client.GetStream();
                    if (_certificate is not null)
                    {
                        var tls = new SslStream(stream);
                        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Shown }, _stop.Token);
                        stream = tls;
                    }

                    using var reader = new StreamReader(stream, Encoding.ASCII);
                    while (await reader.ReadLineAsync(_stop.Token) is { } request)
                    {
                        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                        {
                        }

                        var body = request.StartsWith("HEAD", StringComparison.Ordinal) ? "" : _body();
                        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: {DateTimeOffset.UtcNow:R}\r\nContent-Length: {body.Length}\r\n\r\n{body}"), _stop.Token);
                    }
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client has seen enough, or the test is over.
            }
        }
    }
}
