using System.Net;
using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.LsSecurities;
using Xunit;

namespace Rialto.Unit.Adapters;

public sealed class LsSecuritiesRestTests : IDisposable
{
    private const string List = "/stock/etc?tr_cd=t8436&gubun=0";

    private readonly Venue _venue = new();
    private readonly StandingClock _time = new();
    private readonly AccessToken _token;
    private readonly LsSecuritiesRest _rest;

    public LsSecuritiesRestTests()
    {
        var terms = Terms().With(new VenueSettings { Rest = new Uri("https://ls.test/api"), AppKey = "app ", AppSecret = "s3cret&" });
        _token = terms.App!.Token;
        _rest = new LsSecuritiesRest(terms, _time, _venue);
    }

    public void Dispose() => _rest.Dispose();

    [Fact]
    public async Task The_first_question_gets_a_token_and_goes_as_the_venues_post()
    {
        var answer = await AskAsync();
        Assert.True(answer.IsGood);
        Assert.Equal("token1", _token.Text);
        Assert.Equal(
            [
                "POST /api/oauth2/token grant_type=client_credentials&appkey=app&appsecretkey=s3cret%26&scope=oob",
                "POST /api/stock/etc t8436 Bearer token1 {\"t8436InBlock\":{\"gubun\":\"0\"}}",
            ],
            _venue.Asked);
    }

    [Theory]
    [InlineData("2026-11-22T21:59:59Z", "2026-11-22T22:00:00Z")]
    [InlineData("2026-11-22T22:00:00Z", "2026-11-23T22:00:00Z")]
    [InlineData("2026-11-22T00:00:00Z", "2026-11-22T22:00:00Z")]
    public void A_token_ends_at_seven_in_Seoul(string given, string end) => Assert.Equal(Time(end), LsSecuritiesRest.EndOfToken(Time(given)));

    [Fact]
    public async Task A_token_that_has_ended_is_got_anew_and_not_before()
    {
        await AskAsync();
        _time.Now = Time("2026-11-22T21:59:00Z");
        await AskAsync();
        Assert.Equal("token1", _token.Text);
        _time.Now = Time("2026-11-22T22:00:00Z");
        await AskAsync();
        Assert.Equal("token2", _token.Text);
    }

    [Fact]
    public async Task A_token_refused_before_its_time_is_got_anew_once()
    {
        await AskAsync();
        _time.Now += TimeSpan.FromHours(1);
        _venue.Refuses = "token1";
        Assert.True((await AskAsync()).IsGood);
        Assert.Equal("token2", _token.Text);

        // And again at once: the venue is not asked for a third within the minute.
        _venue.Refuses = "token2";
        _time.Now += TimeSpan.FromSeconds(5);
        var answer = await AskAsync();
        Assert.False(answer.IsGood);
        Assert.Equal(2, _venue.Asked.Count(asked => asked.Contains("/oauth2/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_a_good_key_the_answer_says_what_to_look_at_and_tells_no_secret()
    {
        _venue.HasKey = false;
        var answer = await AskAsync();
        Assert.False(answer.IsGood);
        Assert.Contains("app key", answer.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", answer.Problem, StringComparison.Ordinal);
        Assert.False(_token.IsThere);
        await AskAsync();
        Assert.Single(_venue.Asked);
        _venue.HasKey = true;
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.True((await AskAsync()).IsGood);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_in_the_answer()
    {
        _venue.IsGone = true;
        var answer = await AskAsync();
        Assert.Equal(0, answer.Status);
        Assert.Contains("ls.test", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_is_dialed_with_a_token_that_is_good()
    {
        var inner = new CountedDialer();
        var dialer = new LsSecuritiesDialer(inner, _rest);
        _venue.HasKey = false;
        var refused = await Assert.ThrowsAsync<VenueUnreachableException>(() => DialAsync(dialer));
        Assert.Equal((0, true), (inner.Dials, refused.Message.Contains("app key", StringComparison.Ordinal)));

        _venue.HasKey = true;
        _time.Now = Time("2026-11-22T21:59:00Z");
        await Assert.ThrowsAsync<IOException>(() => DialAsync(dialer));
        await Assert.ThrowsAsync<IOException>(() => DialAsync(dialer));
        Assert.Equal((2, "token1"), (inner.Dials, _token.Text));
        _time.Now = Time("2026-11-22T22:00:00Z");
        await Assert.ThrowsAsync<IOException>(() => DialAsync(dialer));
        Assert.Equal((3, "token2"), (inner.Dials, _token.Text));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_asked_and_the_answer_says_which_settings_are_missing()
    {
        using var rest = new LsSecuritiesRest(Terms(), _time, new Venue());
        var answer = await rest.GetAsync(new RestRequest(List, 1, RestPriority.Listings), TestContext.Current.CancellationToken);
        Assert.Equal((0, "ls-securities answers nobody without an app key: set AppKey and AppSecret to yours"), (answer.Status, answer.Problem));
    }

    private static VenueTerms Terms() => VenueRegistry.TryFind("ls-securities", out var terms) ? terms : throw new InvalidOperationException("The registry lacks it.");

    private static async Task DialAsync(LsSecuritiesDialer dialer) => await dialer.DialAsync(new Uri("wss://ls.test/websocket"), TestContext.Current.CancellationToken);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private ValueTask<RestAnswer> AskAsync() => _rest.GetAsync(new RestRequest(List, 1, RestPriority.Listings), TestContext.Current.CancellationToken);

    private sealed class CountedDialer : ISocketDialer
    {
        public int Dials { get; private set; }

        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
        {
            Dials++;
            throw new IOException("There is no network here.");
        }
    }

    /// <summary>A clock whose waits are over at once.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Time("2026-11-22T00:00:00Z");

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Now += dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero;
            return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Venue : HttpMessageHandler
    {
        private int _tokens;

        public List<string> Asked { get; } = [];

        public bool HasKey { get; set; } = true;

        public bool IsGone { get; set; }

        public string Refuses { get; set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsGone)
                throw new HttpRequestException(HttpRequestError.ConnectionError, "gone");
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            var path = request.RequestUri!.AbsolutePath;
            if (path == "/api/oauth2/token")
            {
                Asked.Add($"POST {path} {body}");
                return HasKey ? Answer(HttpStatusCode.OK, $$"""{"access_token":"token{{++_tokens}}","scope":"oob","token_type":"Bearer","expires_in":86400}""") : Answer(HttpStatusCode.Forbidden, "no");
            }

            var authorization = request.Headers.GetValues("authorization").Single();
            Asked.Add($"POST {path} {request.Headers.GetValues("tr_cd").Single()} {authorization} {body}");
            return authorization == "Bearer " + Refuses
                ? Answer(HttpStatusCode.InternalServerError, """{"rsp_cd":"IGW00121","rsp_msg":"x"}""")
                : Answer(HttpStatusCode.OK, """{"rsp_cd":"00000","t8436OutBlock":[]}""");
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
