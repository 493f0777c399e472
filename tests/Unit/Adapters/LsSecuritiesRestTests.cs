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

    private readonly AccessToken _token = new();
    private readonly Venue _venue = new();
    private readonly StandingClock _time = new();
    private readonly LsSecuritiesRest _rest;

    public LsSecuritiesRestTests() => _rest = new LsSecuritiesRest(new Uri("https://ls.test"), "app", "s3cret&", _token, _time, _venue);

    public void Dispose() => _rest.Dispose();

    [Fact]
    public async Task The_first_question_gets_a_token_and_goes_as_the_venues_post()
    {
        var answer = await AskAsync();
        Assert.True(answer.IsGood);
        Assert.Equal("token1", _token.Text);
        Assert.Equal(
            [
                "POST /oauth2/token grant_type=client_credentials&appkey=app&appsecretkey=s3cret%26&scope=oob",
                "POST /stock/etc t8436 Bearer token1 {\"t8436InBlock\":{\"gubun\":\"0\"}}",
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

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private ValueTask<RestAnswer> AskAsync() => _rest.GetAsync(new RestRequest(List, 1, RestPriority.Listings), TestContext.Current.CancellationToken);

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
            if (path == "/oauth2/token")
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
