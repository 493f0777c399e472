using System.Text;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>What the session does for several books at once; what it does for one is the compliance suite's.</summary>
public class FeedSessionTests
{
    private static readonly Timestamp Start = new(1_800_000_000_000_000_000);

    [Theory]
    [InlineData("""{"channel":"weather","timestamp":"2026-08-09T21:05:48Z","sequence_num":1,"events":[]}""", DriftKind.UnknownMessage)]
    [InlineData("""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":1,"events":[{"type":"update","product_id":"ZZZ-USD","updates":[]}]}""", DriftKind.UnknownSymbol)]
    public void What_is_not_known_has_its_place_in_the_count(string unknown, DriftKind drift)
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), "BTC-USD");
        Take(session, Update("snapshot", 0, "BTC-USD"));
        Take(session, unknown);
        Take(session, Update("update", 2, "BTC-USD"));
        Assert.Equal((BookTrust.Trusted, 0L, 1L, 3L), (session.StateOf(new ListingId(1)), session.Counters.Repairs, session.Counters.Drifts[(int)drift], session.Counters.SequencesPassed));
        Take(session, Update("update", 4, "BTC-USD"));
        Assert.Equal((BookTrust.Resyncing, 1L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
    }

    [Fact]
    public void A_product_that_is_not_known_takes_nothing_from_one_that_is()
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), "BTC-USD");
        Take(session, """{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":0,"events":[{"type":"update","product_id":"ZZZ-USD","updates":[]},{"type":"snapshot","product_id":"BTC-USD","updates":[]}]}""");
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.DriftsTotal));
    }

    [Fact]
    public void One_request_for_everything_does_for_all_books_doubted_at_once()
    {
        var session = Session(new UpbitProtocol(), "KRW-BTC", "KRW-ETH", "KRW-XRP");
        foreach (var code in new[] { "KRW-BTC", "KRW-ETH", "KRW-XRP" })
            Take(session, $$"""{"ty":"orderbook","cd":"{{code}}","tms":1617646620673,"obu":[{"ap":2,"bp":1,"as":1,"bs":1}],"st":"SNAPSHOT"}""");
        Take(session, "{");
        Assert.Equal(3, session.Counters.Repairs);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.Send, action.Kind);
        Assert.Contains("\"KRW-BTC\",\"KRW-ETH\",\"KRW-XRP\"", action.Text, StringComparison.Ordinal);
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void One_new_connection_does_for_all_books_doubted_at_once()
    {
        var session = Session(new KalshiProtocol(), "A", "B");
        foreach (var (ticker, number) in new[] { ("A", 1), ("B", 2) })
            Take(session, $$"""{"type":"orderbook_snapshot","sid":2,"seq":{{number}},"msg":{"market_ticker":"{{ticker}}"} }""");
        Take(session, "{");
        Assert.Equal(2, session.Counters.Repairs);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.Reconnect, action.Kind);
        Assert.False(session.TryTakeAction(out _));
    }

    private static string Update(string type, long number, string product) =>
        $$"""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":{{number}},"events":[{"type":"{{type}}","product_id":"{{product}}","updates":[{"side":"bid","event_time":"2026-08-09T21:05:48Z","price_level":"1.5","new_quantity":"2"}]}]}""";

    private static FeedSession<FeedLogSink> Session(IVenueProtocol protocol, params string[] symbols)
    {
        var table = TestListings.Of(protocol.Venue, [.. symbols.Select(symbol => (symbol, 2, 3))]);
        var session = new FeedSession<FeedLogSink>(protocol, table, Enumerable.Range(1, symbols.Length).Select(id => new ListingId(id)), new FeedLogSink(new FeedLog()));
        session.OnConnected(Start);
        while (session.TryTakeAction(out _))
        {
        }

        return session;
    }

    // A minute later, so that repairs need not wait.
    private static void Take(FeedSession<FeedLogSink> session, string frame) => session.OnFrame(Encoding.UTF8.GetBytes(frame), new Timestamp(Start.Nanoseconds + 61_000_000_000));
}
