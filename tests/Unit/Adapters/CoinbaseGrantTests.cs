using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>Coinbase says after each request what a connection has subscribed to: what is missing there is seen and asked for again.</summary>
public class CoinbaseGrantTests
{
    private const long SecondNs = 1_000_000_000;
    private static readonly ListingId _btc = new(1), _eth = new(2);
    private static readonly Timestamp _start = new(1_800_000_000_000_000_000);
    private long _sequence;
    private Timestamp _now = _start;

    [Theory]
    [InlineData(FeedVenue.CoinbaseAdvanced)]
    [InlineData(FeedVenue.CoinbaseExchange)]
    public void What_was_granted_in_steps_and_whole_at_last_is_not_asked_for(FeedVenue venue)
    {
        var session = Session(venue);
        Take(session, Granted(venue, "BTC-USD", ""));
        Take(session, Granted(venue, "BTC-USD,ETH-USD", "BTC-USD"));
        Take(session, Granted(venue, "ETH-USD,BTC-USD", "BTC-USD,ETH-USD"));
        Assert.Empty(Pass(session, 600));
        Assert.Equal((BookTrust.Trusted, BookTrust.Trusted, 0L), (session.StateOf(_btc), session.StateOf(_eth), session.Counters.DriftsTotal));
    }

    [Theory]
    [InlineData(FeedVenue.CoinbaseAdvanced, "market_trades")]
    [InlineData(FeedVenue.CoinbaseExchange, "matches")]
    public void Trades_that_are_missing_are_asked_for_again_and_ever_more_rarely(FeedVenue venue, string channel)
    {
        var session = Session(venue);
        Take(session, Granted(venue, "BTC-USD,ETH-USD", "BTC-USD"));
        Assert.Empty(Pass(session, 4));
        var asked = Assert.Single(Pass(session, 2));
        Assert.Contains("\"subscribe\"", asked, StringComparison.Ordinal);
        Assert.Contains($"\"{channel}\"", asked, StringComparison.Ordinal);
        Assert.Contains("[\"ETH-USD\"]", asked, StringComparison.Ordinal);
        Assert.Equal((BookTrust.Trusted, BookTrust.Trusted, 1L), (session.StateOf(_btc), session.StateOf(_eth), session.Counters.Drifts[(int)DriftKind.VenueError]));
        Assert.InRange(Pass(session, 600).Count, 9, 14);

        // Granted at last.
        Take(session, Granted(venue, "BTC-USD,ETH-USD", "BTC-USD,ETH-USD"));
        Assert.Empty(Pass(session, 600));
    }

    [Theory]
    [InlineData(FeedVenue.CoinbaseAdvanced, "level2")]
    [InlineData(FeedVenue.CoinbaseExchange, "level2_batch")]
    public void A_book_that_stands_and_is_subscribed_no_longer_is_doubted_and_asked_for(FeedVenue venue, string channel)
    {
        var session = Session(venue);
        Take(session, Granted(venue, "ETH-USD", "BTC-USD,ETH-USD"));
        var asked = Pass(session, 6);
        Assert.Equal((BookTrust.Resyncing, BookTrust.Trusted), (session.StateOf(_btc), session.StateOf(_eth)));
        Assert.Equal(2, asked.Count);
        Assert.All(asked, frame => Assert.Contains($"\"{channel}\"", frame, StringComparison.Ordinal));
        Assert.All(asked, frame => Assert.Contains("[\"BTC-USD\"]", frame, StringComparison.Ordinal));

        // The answer to the unsubscription lacks it by right; that to the subscription counts.
        Take(session, Granted(venue, "ETH-USD", "BTC-USD,ETH-USD"));
        Take(session, Granted(venue, "BTC-USD,ETH-USD", "BTC-USD,ETH-USD"));
        Take(session, Snapshot(venue, "BTC-USD"));
        Assert.Empty(Pass(session, 100));
        Assert.Equal((BookTrust.Trusted, 1L), (session.StateOf(_btc), session.Counters.Repairs));
    }

    [Fact]
    public void A_new_connection_knows_nothing_of_the_lists_of_the_one_before()
    {
        var session = Session(FeedVenue.CoinbaseExchange);
        Take(session, Granted(FeedVenue.CoinbaseExchange, "BTC-USD", ""));
        session.OnDisconnected(_now);
        session.OnConnected(_now);
        while (session.TryTakeAction(out _))
        {
            // The subscriptions.
        }

        Take(session, Snapshot(FeedVenue.CoinbaseExchange, "BTC-USD"));
        Take(session, Snapshot(FeedVenue.CoinbaseExchange, "ETH-USD"));
        Assert.Empty(Pass(session, 20));
    }

    [Theory]
    [InlineData("""{"type":"subscriptions"}""")]
    [InlineData("""{"type":"subscriptions","channels":7}""")]
    [InlineData("""{"type":"subscriptions","channels":[{"name":"level2","product_ids":[7]}]}""")]
    public void A_list_that_cannot_be_read_is_no_list(string frame)
    {
        var session = Session(FeedVenue.CoinbaseExchange);
        Take(session, frame);
        Assert.Equal(1, session.Counters.Drifts[(int)DriftKind.BrokenFrame]);
    }

    private FeedSession<FeedLogSink> Session(FeedVenue venue)
    {
        var table = new ListingTable(16);
        foreach (var symbol in new[] { "BTC-USD", "ETH-USD" })
            table.Add(new Listing(table.NextId, venue, symbol, symbol, ListingKind.Spot, 2, 8, new Price(1), default, "USD", ListingStatus.Open));
        var session = new FeedSession<FeedLogSink>(new CoinbaseProtocol(venue), table, [_btc, _eth], new FeedLogSink(new FeedLog()), quietNs: 0);
        session.OnConnected(_now);
        while (session.TryTakeAction(out _))
        {
            // The subscriptions.
        }

        Take(session, Snapshot(venue, "BTC-USD"));
        Take(session, Snapshot(venue, "ETH-USD"));
        return session;
    }

    private void Take(FeedSession<FeedLogSink> session, string frame) => session.OnFrame(System.Text.Encoding.UTF8.GetBytes(frame), _now);

    /// <summary>Seconds pass in which the venue sends heartbeats alone.</summary>
    private List<string> Pass(FeedSession<FeedLogSink> session, int seconds)
    {
        var asked = new List<string>();
        var isAdvanced = session.Counters.SequencesPassed > 0;
        for (var i = 0; i < seconds; i++)
        {
            _now = new Timestamp(_now.Nanoseconds + SecondNs);
            Take(session, isAdvanced ? $$"""{"channel":"heartbeats","timestamp":"2026-08-09T21:05:48Z","sequence_num":{{_sequence++}},"events":[]}""" : """{"type":"heartbeat","product_id":"BTC-USD"}""");
            session.OnClock(_now);
            while (session.TryTakeAction(out var action))
            {
                Assert.Equal(FeedActionKind.Send, action.Kind);
                asked.Add(action.Text);
            }
        }

        return asked;
    }

    private string Snapshot(FeedVenue venue, string product) => venue == FeedVenue.CoinbaseAdvanced
        ? $$"""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":{{_sequence++}},"events":[{"type":"snapshot","product_id":"{{product}}","updates":[]}]}"""
        : $$"""{"type":"snapshot","product_id":"{{product}}","asks":[],"bids":[]}""";

    private string Granted(FeedVenue venue, string books, string trades)
    {
        var lists = new List<string>();
        foreach (var (channel, products) in new[] { (venue == FeedVenue.CoinbaseAdvanced ? "level2" : "level2_batch", books), (venue == FeedVenue.CoinbaseAdvanced ? "market_trades" : "matches", trades) })
        {
            var named = string.Join(',', products.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(product => $"\"{product}\""));
            lists.Add(venue == FeedVenue.CoinbaseAdvanced ? $"\"{channel}\":[{named}]" : $$"""{"name":"{{channel}}","product_ids":[{{named}}]}""");
        }

        return venue == FeedVenue.CoinbaseAdvanced
            ? $$$"""{"channel":"subscriptions","timestamp":"2026-08-09T21:05:48Z","sequence_num":{{{_sequence++}}},"events":[{"subscriptions":{ {{{string.Join(',', lists)}}} }}]}"""
            : $$"""{"type":"subscriptions","channels":[{{string.Join(',', lists)}}]}""";
    }
}
