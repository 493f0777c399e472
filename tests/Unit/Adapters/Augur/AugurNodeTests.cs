using System.Numerics;
using System.Text;
using Rialto.Adapters.Augur;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Unit.Adapters.Connections;
using Rialto.Unit.Wire.Fuzz;
using Xunit;

namespace Rialto.Unit.Adapters.Augur;

/// <summary>From a node's answers to events: listings, books, trades, and what goes wrong on the way.</summary>
public class AugurNodeTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly BigInteger Share = StandInNode.Share;
    private static readonly Timestamp Start = new(1_700_000_000_000_000_000);

    [Fact]
    public void A_market_that_was_swapped_in_of_late_has_listings_and_books() => VirtualTime.Run(async time =>
    {
        var node = Node();
        using var augur = Augur(node, time);
        var (session, log, table) = Open(await BodyAsync(augur));
        Assert.Equal(2, table.Count);
        var (yes, no) = (table[new ListingId(1)], table[new ListingId(2)]);
        Assert.Equal((StandInNode.Crypto + ":2:0", "USDC", ListingStatus.Open, ListingKind.Outcome, no.Id), (yes.VenueSymbol, yes.Quote, yes.Status, yes.Kind, yes.Complement));
        Assert.Equal((yes.Id, 6, 6), (no.Complement, no.PriceScale, no.QuantityScale));
        await PollAsync(session, augur, Start);
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Trusted, state));

        // 1,000 of each, no fee: one set more buys 1 + 1000/1001 shares; the price of the first step is 1001/2001, rounded up.
        Assert.StartsWith("bids 499749:", log.BookOf(yes.Id).Picture(), StringComparison.Ordinal);
        Assert.Contains("asks 500250:1999000", log.BookOf(yes.Id).Picture(), StringComparison.Ordinal);
        Assert.Equal(0, session.Counters.DriftsTotal);
    });

    [Fact]
    public void Markets_that_are_over_or_dormant_have_no_books() => VirtualTime.Run(async time =>
    {
        var node = Node();
        node.Put(3, 3, [1_000 * Share, 1_000 * Share, 1_000 * Share], [Share, Share, Share], 0);
        node.Put(4, 2, [1_000 * Share, 1_000 * Share], [Share, Share], 0, isResolved: true);
        node.Swap(node.Head - 2_000_000, 1, 3, 0, -Share, Share, Share / 2);
        using var augur = Augur(node, time);
        var (session, log, table) = Open(await BodyAsync(augur));
        Assert.Equal(5, table.Count);
        Assert.Equal(3, Enumerable.Range(1, 5).Count(id => table[new ListingId(id)].Status == ListingStatus.Halted));
        await PollAsync(session, augur, Start);
        Assert.Equal(2, log.States.Values.Count(state => state == BookTrust.Trusted));

        // The open one is decided: its books are over, and it is closed.
        node.Put(2, 2, [1_000 * Share, 1_000 * Share], [Share, Share], 0, isResolved: true);
        await time.PassAsync(TimeSpan.FromMinutes(1));
        node.Head += 30;
        await PollAsync(session, augur, Start.After(60), table);
        Assert.DoesNotContain(log.States.Values, state => state == BookTrust.Trusted);
        Assert.Equal(2, Enumerable.Range(1, 5).Count(id => table[new ListingId(id)].Status == ListingStatus.Closed));
    });

    [Fact]
    public void Swaps_are_told_once_and_only_when_they_cannot_be_taken_back() => VirtualTime.Run(async time =>
    {
        var node = Node();
        using var augur = Augur(node, time);
        var trades = new List<FeedEvent>();
        var (session, log, _) = Open(await BodyAsync(augur));
        log.OnFrame = frame => trades.AddRange(frame.ToArray().Where(told => told.Kind == FeedEventKind.Trade));
        await PollAsync(session, augur, Start);
        var first = node.Head + 1;
        node.Swap(first, 5, 2, 1, 3 * Share, -5 * Share, 600_000_900_000_000_000);
        node.Swap(first, 4, 2, 0, -2 * Share, 4 * Share, 500_000_100_000_000_000);
        node.Swap(first, 6, 2, 0, -2 * Share, 4 * Share, Share / 2, isRemoved: true);
        var seconds = 0;
        foreach (var (blocks, expected) in new[] { (100, 0), (28, 0), (1, 2), (500, 2) })
        {
            seconds += 60;
            node.Head += blocks;
            await time.PassAsync(TimeSpan.FromMinutes(1));
            await PollAsync(session, augur, Start.After(seconds));
            Assert.Equal(expected, trades.Count);
        }

        Assert.Equal([(Side.Buy, 500_001L, 4_000_000L), (Side.Sell, 600_000L, 5_000_000L)], trades.Select(told => (told.Side, told.Price.Units, told.Quantity.Units)));
        Assert.Equal(StandInNode.SecondsOf(first) * 1_000_000_000, trades[0].EventTime.Nanoseconds);
        Assert.Equal((first << 20) + 4, trades[0].TradeId);
        Assert.Equal(0, session.Counters.DriftsTotal);
    });

    [Fact]
    public void A_range_that_is_too_large_is_halved_until_the_node_takes_it() => VirtualTime.Run(async time =>
    {
        var node = Node();
        node.RangeMax = 3_000;
        using var augur = Augur(node, time);
        var (_, _, table) = Open(await BodyAsync(augur));
        Assert.Equal(ListingStatus.Open, table[new ListingId(1)].Status);
    });

    [Fact]
    public void A_node_without_batches_is_asked_one_by_one() => VirtualTime.Run(async time =>
    {
        var node = Node();
        node.TakesBatches = false;
        using var augur = Augur(node, time);
        Open(await BodyAsync(augur));
        Assert.InRange(node.LargestBatch, 2, 20);
    });

    [Theory]
    [InlineData("eth_call", 429, "too many requests", "too often")]
    [InlineData("eth_getLogs", -32_005, "daily request count exceeded, request rate limited", "too often")]
    [InlineData("eth_getLogs", 7, "no history", "gives no log")]
    [InlineData("eth_call", -32_000, "header not found", "could not ask a contract")]
    [InlineData("eth_getBlockByNumber", -32_000, "gone", "names no newest block")]
    [InlineData("eth_chainId", -32_601, "unknown", "which chain")]
    public void A_node_that_refuses_is_told_of_and_asked_again(string method, int code, string words, string told) => VirtualTime.Run(async time =>
    {
        var (node, isIll) = (Node(), true);
        node.ErrorOf = asked => isIll && asked == method ? (code, words) : null;
        using var augur = Augur(node, time);
        var answer = await augur.GetAsync(Request, Stop);
        Assert.False(answer.IsGood);
        Assert.Contains(told, answer.Problem, StringComparison.Ordinal);
        isIll = false;
        var asked = node.Asked.Count;
        if (answer.RetryAfter > TimeSpan.Zero)
        {
            Assert.StartsWith("not asked", (await augur.GetAsync(Request, Stop)).Problem, StringComparison.Ordinal);
            Assert.Equal(asked, node.Asked.Count);
            await time.PassAsync(answer.RetryAfter);
        }

        Assert.Equal("", (await augur.GetAsync(Request, Stop)).Problem);
    });

    [Fact]
    public void A_node_of_another_chain_is_refused() => VirtualTime.Run(async time =>
    {
        var node = Node();
        node.ChainId = 1;
        using var augur = Augur(node, time);
        Assert.Contains("the chain 1; Augur's markets are on Polygon, 137", (await augur.GetAsync(Request, Stop)).Problem, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"id":0,"result":"\ud800"}""")]
    public void What_is_no_answer_is_a_problem(string text) => VirtualTime.Run(async time =>
    {
        using var augur = new AugurNode(Terms(), new Answering(_ => text), time);
        Assert.NotEqual("", (await augur.GetAsync(Request, Stop)).Problem);
    });

    [Fact]
    public async Task Without_a_node_it_is_off_and_says_so()
    {
        Assert.True(VenueRegistry.TryFind("augur", out var terms));
        using var augur = new AugurNode(terms, new Answering(_ => throw new InvalidOperationException("asked")), TimeProvider.System);
        Assert.Equal("augur is off: set Feeds:Venues:augur:Rest to the address of a Polygon JSON-RPC node of yours", (await augur.GetAsync(Request, Stop)).Problem);
        Assert.DoesNotContain(VenueRegistry.Others, other => other.Name == "augur");
        Assert.Equal("https://augur.invalid/augur/markets", Terms().RecordedAddressOf("/augur/markets").AbsoluteUri);
    }

    [Theory]
    [InlineData("0x12")]
    [InlineData("")]
    public void Contracts_are_addresses(string text) =>
        Assert.Throws<VenueSettingException>(() => Terms().With(new VenueSettings { Factories = [text] }));

    [Fact]
    public void Bent_answers_never_break_the_session_and_its_books_never_cross()
    {
        byte[] body = [];
        VirtualTime.Run(async time =>
        {
            var node = Node();
            using var augur = Augur(node, time);
            await BodyAsync(augur);
            node.Swap(node.Head + 1, 5, 2, 1, 3 * Share, -5 * Share, 600_000_900_000_000_000);
            node.Head += 200;
            await time.PassAsync(TimeSpan.FromMinutes(1));
            body = await BodyAsync(augur);
        });
        var (session, log, table) = Open(body, 4_096);
        FuzzRun.Over([body], FuzzRun.TextBytes, 2, (bent, index) =>
        {
            new AugurProtocol().DecodeListings(bent, table);
            session.OnConnected(new Timestamp(index));
            session.OnSnapshot(ListingId.None, bent, new Timestamp(index));
            if (log.BookOf(new ListingId(1)).IsCrossed || log.BookOf(new ListingId(2)).IsCrossed)
                Assert.Fail("crossed");
            log.Changes.Clear();
            log.Drifts.Clear();
        });
    }

    [Fact]
    public void Bent_answers_of_a_node_are_problems_or_drift_and_nothing_else()
    {
        var samples = new List<byte[]>();
        AskAll(new VirtualTime(), body =>
        {
            var answer = Node().Answer(body);
            samples.Add(Encoding.UTF8.GetBytes(answer));
            return answer;
        });
        FuzzRun.Over([.. samples.DistinctBy(sample => sample.Length)], FuzzRun.TextBytes, 1, (bent, index) =>
        {
            var (node, text, left) = (Node(), Encoding.UTF8.GetString(bent), index % 40);
            node.RangeMax = 1_000_000;
            AskAll(new VirtualTime(), body => left-- == 0 ? text : node.Answer(body));
        });
    }

    private static void AskAll(TimeProvider time, Func<string, string> answer)
    {
        using var augur = new AugurNode(Terms(), new Answering(answer), time);
        var asked = augur.GetAsync(Request, Stop).AsTask();
        Assert.True(asked.IsCompletedSuccessfully);
        var given = asked.Result;
        if (given.IsGood)
            Assert.NotEqual(DriftKind.BrokenFrame, new AugurProtocol().Decode(given.Body.Span, new ListingTable(8), new FrameContent()));
        else
            Assert.NotEqual("", given.Problem);
    }

    private static RestRequest Request => new("/augur/markets", 1, RestPriority.Start);

    /// <summary>One market of two outcomes, swapped in an hour ago.</summary>
    private static StandInNode Node()
    {
        var node = new StandInNode();
        node.Put(2, 2, [1_000 * Share, 1_000 * Share], [25 * Share, 25 * Share], 0);
        node.Swap(node.Head - 1_800, 3, 2, 0, -Share, 2 * Share, Share / 2);
        return node;
    }

    private static VenueTerms Terms()
    {
        Assert.True(VenueRegistry.TryFind("augur", out var terms));
        return terms.With(new VenueSettings { Rest = new Uri("https://node.example/key") });
    }

    private static AugurNode Augur(StandInNode node, TimeProvider time) => new(Terms(), new Answering(node.Answer), time);

    private static async Task<byte[]> BodyAsync(AugurNode augur)
    {
        var answer = await augur.GetAsync(Request, Stop);
        Assert.Equal("", answer.Problem);
        return answer.Body.ToArray();
    }

    private static async Task PollAsync(IFeedSession session, AugurNode augur, Timestamp now, ListingTable? table = null)
    {
        var body = await BodyAsync(augur);
        if (table is not null)
            Assert.Equal(DriftKind.None, new AugurProtocol().DecodeListings(body, table));
        session.OnClock(now);
        session.TryTakeAction(out _);
        session.OnSnapshot(ListingId.None, body, now);
    }

    private static (IFeedSession Session, FeedLog Log, ListingTable Table) Open(byte[] body, int capacity = 64)
    {
        var (table, log, protocol) = (new ListingTable(capacity), new FeedLog(), new AugurProtocol());
        Assert.Equal(DriftKind.None, protocol.DecodeListings(body, table));
        var session = FeedSessions.Open(protocol, table, Enumerable.Range(1, table.Count).Select(id => new ListingId(id)), new FeedLogSink(log));
        session.OnConnected(Start);
        return (session, log, table);
    }

    private sealed class Answering(Func<string, string> answer) : IRestSource
    {
        public ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop) =>
            ValueTask.FromResult(new RestAnswer(200, Encoding.UTF8.GetBytes(answer(Encoding.UTF8.GetString(request.Body.Span))), TimeSpan.Zero, ""));

        public void Dispose()
        {
        }
    }
}

file static class Times
{
    public static Timestamp After(this Timestamp time, int seconds) => new(time.Nanoseconds + seconds * 1_000_000_000L);
}
