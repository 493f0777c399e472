using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rialto.Adapters.Connections;
using Xunit;
using ManualTime = Rialto.Unit.Gateways.ManualTime;

namespace Rialto.Unit.Adapters.Connections.Rest;

public sealed class VenueRestTests
{
    private static readonly RestRequest _snapshot = new("/api/v3/depth?symbol=BTCUSDT&limit=5000", 0, RestPriority.Repair);

    // Time is stepped on while real answers are under way: they must not seem to take long.
    private static readonly VenueRestOptions _patient = new() { Timeout = TimeSpan.FromDays(1), Patience = TimeSpan.FromDays(1) };
    private readonly ManualTime _time = new();
    private readonly ProcessBudgets _budgets;

    public VenueRestTests() => _budgets = new ProcessBudgets(_time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_its_bytes_and_weighs_what_the_venue_counts_for_its_path()
    {
        await using var server = await VenueServer.StartAsync(context =>
        {
            Assert.Equal("Mozilla/5.0 (compatible; rialto)", context.Request.Headers.UserAgent);
            Assert.False(context.Request.Headers.ContainsKey("Origin"));
            return context.Response.WriteAsync("{}");
        });
        using var rest = Rest(server.Terms("binance"));
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.True(answer.IsGood);
        Assert.Equal("{}", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(250, rest.Counters.Used);
        Assert.True((await rest.GetAsync(new RestRequest("/api/v3/exchangeInfo", 0, RestPriority.Listings), Stop)).IsGood);
        Assert.Equal(270, rest.Counters.Used);
        Assert.Equal(["/api/v3/depth?symbol=BTCUSDT&limit=5000", "/api/v3/exchangeInfo"], server.Asked);
    }

    [Fact]
    public async Task The_venues_own_count_corrects_ours()
    {
        await using var server = await VenueServer.StartAsync(context =>
        {
            context.Response.Headers["X-MBX-USED-WEIGHT-1M"] = "5990";
            return context.Response.WriteAsync("{}");
        });
        using var rest = Rest(server.Terms("binance"));
        await rest.GetAsync(_snapshot, Stop);
        Assert.Equal(5_990, rest.Counters.Used);

        // It would have to wait a minute, which is beyond the patience.
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.False(answer.IsGood);
        Assert.Equal(0, answer.Status);
        Assert.InRange(answer.RetryAfter, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(64));
        Assert.StartsWith("not asked: the weight that 127.0.0.1 allows this address (6000 / 60 s) is used up for", answer.Problem, StringComparison.Ordinal);
        Assert.Single(server.Asked);
        _time.Step(answer.RetryAfter);
        Assert.True((await rest.GetAsync(_snapshot, Stop)).IsGood);
    }

    [Theory]
    [InlineData("upbit", "Remaining-Req", "group=market; min=1800; sec=0")]
    [InlineData("bybit", "X-Bapi-Limit-Status", "0")]
    public async Task A_venue_that_says_nothing_is_left_is_not_asked_in_this_window(string venue, string header, string value)
    {
        await using var server = await VenueServer.StartAsync(context =>
        {
            context.Response.Headers[header] = value;
            return context.Response.WriteAsync("{}");
        });
        using var rest = Rest(server.Terms(venue), _patient);
        var request = new RestRequest("/list", 1, RestPriority.Listings);
        Assert.True((await rest.GetAsync(request, Stop)).IsGood);
        Assert.True(rest.Counters.ShutUntil > _time.GetUtcNow());
        var second = rest.GetAsync(request, Stop).AsTask();
        Assert.Single(server.Asked);
        Assert.Equal(1, rest.Counters.Waiting);
        Assert.True((await SteppingAsync(second)).IsGood);
    }

    [Theory]
    [InlineData("binance", 429, "17", 17)]
    [InlineData("binance", 429, null, 60)]
    [InlineData("binance", 418, "120", 120)]
    [InlineData("binance", 418, null, 600)]
    [InlineData("bybit", 403, null, 600)]
    [InlineData("bithumb", 429, null, 600)]
    [InlineData("polymarket", 425, "90", 90)]
    [InlineData("kraken", 503, "30", 30)]
    public async Task A_ban_stops_all_requests_of_the_address_until_the_time_the_venue_named(string venue, int status, string? retryAfter, int seconds)
    {
        var isShut = true;
        await using var server = await VenueServer.StartAsync(context =>
        {
            if (isShut)
            {
                context.Response.StatusCode = status;
                if (retryAfter is not null)
                    context.Response.Headers.RetryAfter = retryAfter;
            }

            return context.Response.WriteAsync("{}");
        });
        var terms = server.Terms(venue);
        using var rest = Rest(terms, new VenueRestOptions { Patience = TimeSpan.FromSeconds(5) });
        using var other = Rest(terms, new VenueRestOptions { Patience = TimeSpan.FromSeconds(5) });
        var request = new RestRequest("/list", 1, RestPriority.Listings);
        var answer = await rest.GetAsync(request, Stop);
        Assert.Equal((status, TimeSpan.FromSeconds(seconds)), (answer.Status, answer.RetryAfter));
        Assert.False(answer.IsGood);
        isShut = false;

        // Another source of the same host shares the ban: it asks nothing.
        answer = await other.GetAsync(request, Stop);
        Assert.Equal((0, TimeSpan.FromSeconds(seconds)), (answer.Status, answer.RetryAfter));
        var until = _time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"not asked: 127.0.0.1 has shut this address out until {until:HH:mm:ss} UTC"), answer.Problem);
        Assert.Single(server.Asked);
        Assert.Equal((1, 1), (rest.Counters.Bans, other.Counters.Refused));
        _time.Step(TimeSpan.FromSeconds(seconds));
        Assert.True((await other.GetAsync(request, Stop)).IsGood);
    }

    [Fact]
    public async Task A_venue_that_names_no_time_is_asked_less_and_less()
    {
        await using var server = await VenueServer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        });
        using var rest = Rest(server.Terms("kalshi"), new VenueRestOptions { Patience = TimeSpan.FromSeconds(1) });
        List<double> waits = [];
        for (var n = 0; n < 7; n++)
        {
            var answer = await rest.GetAsync(new RestRequest("/list", 10, RestPriority.Listings), Stop);
            Assert.Equal(429, answer.Status);
            waits.Add(answer.RetryAfter.TotalSeconds);
            _time.Step(answer.RetryAfter);
        }

        Assert.Equal([10, 20, 40, 80, 160, 320, 320], waits);
    }

    [Fact]
    public async Task A_date_is_a_time_to_wait_too_and_nonsense_is_none()
    {
        var header = "";
        await using var server = await VenueServer.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        using var rest = Rest(server.Terms("kraken"));
        async Task<double> WaitAsync(string text)
        {
            header = text;
            var answer = await rest.GetAsync(new RestRequest("/list", 1, RestPriority.Listings), Stop);
            Assert.Equal(503, answer.Status);
            _time.Step(answer.RetryAfter + TimeSpan.FromSeconds(2));
            return answer.RetryAfter.TotalSeconds;
        }

        Assert.Equal(45, await WaitAsync((_time.GetUtcNow() + TimeSpan.FromSeconds(45)).ToString("R", CultureInfo.InvariantCulture)));
        Assert.Equal(0, await WaitAsync("-5"));
        Assert.Equal(0, await WaitAsync("soon"));
        Assert.Equal(TimeSpan.FromDays(3).TotalSeconds, await WaitAsync("999999999"));
    }

    [Fact]
    public async Task A_repair_goes_before_a_list_that_came_first()
    {
        await using var server = await VenueServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var rest = Rest(server.Terms("deribit"), _patient);
        Assert.True((await rest.GetAsync(new RestRequest("/0", 1, RestPriority.Listings), Stop)).IsGood);
        Task<RestAnswer>[] answers =
        [
            rest.GetAsync(new RestRequest("/list/1", 1, RestPriority.Listings), Stop).AsTask(),
            rest.GetAsync(new RestRequest("/start/2", 1, RestPriority.Start), Stop).AsTask(),
            rest.GetAsync(new RestRequest("/list/3", 1, RestPriority.Listings), Stop).AsTask(),
            rest.GetAsync(new RestRequest("/repair/4", 1, RestPriority.Repair), Stop).AsTask(),
        ];
        Assert.All(await SteppingAsync(Task.WhenAll(answers)), answer => Assert.True(answer.IsGood));
        Assert.Equal(["/0", "/repair/4", "/start/2", "/list/1", "/list/3"], server.Asked);
    }

    [Fact]
    public async Task Who_stops_waiting_is_stopped_and_others_go_on()
    {
        await using var server = await VenueServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var rest = Rest(server.Terms("deribit"), _patient);
        Assert.True((await rest.GetAsync(new RestRequest("/0", 1, RestPriority.Listings), Stop)).IsGood);
        using var stop = new CancellationTokenSource();
        var first = rest.GetAsync(new RestRequest("/1", 1, RestPriority.Repair), stop.Token).AsTask();
        var second = rest.GetAsync(new RestRequest("/2", 1, RestPriority.Listings), Stop).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True((await SteppingAsync(second)).IsGood);
        Assert.Equal(["/0", "/2"], server.Asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_not_read_whatever_its_length_is_said_to_be(bool isPacked)
    {
        await using var server = await VenueServer.StartAsync(async context =>
        {
            var body = new byte[200_000];
            if (isPacked)
            {
                // A few hundred bytes that unpack to too many.
                context.Response.Headers.ContentEncoding = "gzip";
                using var packed = new MemoryStream();
                using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                    gzip.Write(body);
                body = packed.ToArray();
                context.Response.ContentLength = body.Length;
            }

            await context.Response.Body.WriteAsync(body);
        });
        var terms = server.Terms("binance");
        using var rest = Rest(terms with { RestTerms = terms.RestTerms with { BodyBytesMax = 100_000 } });
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.Equal("127.0.0.1: an answer of more than the 100000 bytes that are read", answer.Problem);
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public async Task A_body_as_large_as_is_allowed_is_read()
    {
        await using var server = await VenueServer.StartAsync(async context => await context.Response.Body.WriteAsync(new byte[100_000]));
        var terms = server.Terms("binance");
        using var rest = Rest(terms with { RestTerms = terms.RestTerms with { BodyBytesMax = 100_000 } });
        Assert.Equal(100_000, (await rest.GetAsync(_snapshot, Stop)).Body.Length);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_not_begun()
    {
        await using var server = await VenueServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100_001;
            await context.Response.Body.WriteAsync(new byte[100_001]);
        });
        var terms = server.Terms("binance");
        using var rest = Rest(terms with { RestTerms = terms.RestTerms with { BodyBytesMax = 100_000 } });
        Assert.Equal("127.0.0.1: an answer of 100001 bytes, more than the 100000 that are read", (await rest.GetAsync(_snapshot, Stop)).Problem);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_given_up()
    {
        var hasBegun = new TaskCompletionSource();
        await using var server = await VenueServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            hasBegun.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var rest = Rest(server.Terms("binance"), new VenueRestOptions { Timeout = TimeSpan.FromSeconds(7) });
        var answer = rest.GetAsync(_snapshot, Stop).AsTask();
        await hasBegun.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        _time.Step(TimeSpan.FromSeconds(7));
        Assert.Equal("127.0.0.1: no whole answer within 7 s", (await answer.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Problem);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_is_a_problem_and_no_answer()
    {
        await using var server = await VenueServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var rest = Rest(server.Terms("binance"));
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.False(answer.IsGood);
        Assert.StartsWith("127.0.0.1", answer.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_that_cannot_be_unpacked_is_a_problem_and_no_answer(string encoding)
    {
        await using var server = await VenueServer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.Body.WriteAsync(Enumerable.Repeat((byte)0xA5, 300).ToArray());
        });
        using var rest = Rest(server.Terms("binance"));
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.False(answer.IsGood);
        Assert.StartsWith("127.0.0.1: its answer cannot be unpacked: ", answer.Problem, StringComparison.Ordinal);
        Assert.Equal(1, rest.Counters.Failures);
    }

    [Fact]
    public async Task A_signer_that_breaks_is_a_problem_and_no_answer()
    {
        await using var server = await VenueServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var rest = Rest(server.Terms("kalshi") with { Signer = new Signer { Broken = new System.Security.Cryptography.CryptographicException("no key") } });
        var answer = await rest.GetAsync(new RestRequest("/list", 1, RestPriority.Listings), Stop);
        Assert.Equal((false, "127.0.0.1: no key"), (answer.IsGood, answer.Problem));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Budgets_that_break_send_away_who_waits_and_serve_who_comes_next()
    {
        await using var server = await VenueServer.StartAsync(context => context.Response.WriteAsync("{}"));
        var budgets = new BrokenBudgets(_budgets) { IsBroken = true };
        using var rest = new VenueRest(server.Terms("binance"), new VenueRestOptions(), budgets, _time);
        for (var n = 0; n < 3; n++)
        {
            var answer = await rest.GetAsync(_snapshot, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);
            Assert.Equal("not asked: an error of Rialto's own, please report it: InvalidOperationException: a bug", answer.Problem);
        }

        budgets.IsBroken = false;
        Assert.Equal(0, rest.Counters.Waiting);
        Assert.True((await rest.GetAsync(_snapshot, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).IsGood);
    }

    [Theory]
    [InlineData(301, "127.0.0.1 sends elsewhere (301 to https://elsewhere.example/): set Feeds:Venues:binance:Rest")]
    [InlineData(401, "127.0.0.1 wants a key (401)")]
    [InlineData(404, "127.0.0.1 knows no such path (404): check Feeds:Venues:binance:Rest")]
    [InlineData(451, "127.0.0.1 does not serve this country (451)")]
    [InlineData(502, "127.0.0.1 is out of order (502)")]
    [InlineData(400, "127.0.0.1 answered 400")]
    public async Task Every_other_answer_is_told_in_words(int status, string problem)
    {
        await using var server = await VenueServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://elsewhere.example/";
            return Task.CompletedTask;
        });
        using var rest = Rest(server.Terms("binance"));
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.Equal((status, problem, TimeSpan.Zero), (answer.Status, answer.Problem, answer.RetryAfter));
        Assert.Equal(problem, rest.Counters.LastProblem);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_told_with_what_to_check()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        Assert.True(VenueRegistry.TryFind("binance", out var terms));
        using var rest = Rest(terms.With(new VenueSettings { Rest = new Uri($"http://127.0.0.1:{port}") }));
        var answer = await rest.GetAsync(_snapshot, Stop);
        Assert.StartsWith($"127.0.0.1:{port} cannot be reached: ", answer.Problem, StringComparison.Ordinal);
        Assert.EndsWith("; check network, firewall and proxy", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told_with_what_to_check()
    {
        Assert.True(VenueRegistry.TryFind("binance", out var terms));
        using var rest = Rest(terms.With(new VenueSettings { Rest = new Uri("http://venue.invalid") }));
        Assert.Equal("the address of venue.invalid cannot be found: check this machine's DNS and network", (await rest.GetAsync(_snapshot, Stop)).Problem);
    }

    [Fact]
    public async Task A_signer_signs_every_request()
    {
        var signature = "";
        await using var server = await VenueServer.StartAsync(context =>
        {
            signature = context.Request.Headers["X-Signed"].ToString();
            return context.Response.WriteAsync("{}");
        });
        using var rest = Rest(server.Terms("kalshi") with { Signer = new Signer() });
        Assert.True((await rest.GetAsync(new RestRequest("/trade-api/v2/markets?limit=1", 0, RestPriority.Listings), Stop)).IsGood);
        Assert.Equal("GET/trade-api/v2/markets", signature);
    }

    private async Task<T> SteppingAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _time.Step(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(task, Task.Delay(1, Stop));
        }

        return await task;
    }

    private VenueRest Rest(VenueTerms terms, VenueRestOptions? options = null) => new(terms, options ?? new VenueRestOptions(), _budgets, _time);

    private sealed class Signer : IRequestSigner
    {
        public Exception? Broken { get; init; }

        public void Sign(string method, Uri address, DateTimeOffset now, ICollection<KeyValuePair<string, string>> headers)
        {
            if (Broken is not null)
                throw Broken;
            headers.Add(new("X-Signed", method + address.AbsolutePath));
        }
    }

    private sealed class BrokenBudgets(IAddressBudgets whole) : IAddressBudgets
    {
        public bool IsBroken { get; set; }

        public bool TryTake(string key, RateLimit limit, int weight, out TimeSpan wait) =>
            IsBroken ? throw new InvalidOperationException("a bug") : whole.TryTake(key, limit, weight, out wait);

        public void Correct(string key, RateLimit limit, int used) => whole.Correct(key, limit, used);

        public void ShutUntil(string key, RateLimit limit, DateTimeOffset until) => whole.ShutUntil(key, limit, until);

        public BudgetState StateOf(string key, RateLimit limit) => whole.StateOf(key, limit);
    }
}
