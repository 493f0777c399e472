using System.Diagnostics;
using Rialto.Host.Arbitrage;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Integration.Feeds.Live;
using Rialto.Model.Feeds;
using Rialto.Trading.Arbitrage;
using Xunit;

namespace Rialto.Integration.Arbitrage;

/// <summary>A scan beside a running feed whose listings come and go.</summary>
public sealed class SharedInputTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TemporaryFolder _folder = new();
    private readonly ListingTable _table = new(8);
    private readonly ArbLedger _ledger = new([Second]);
    private readonly SharedDistribution _shared;
    private readonly HubBench _hub;
    private readonly SharedInput _input;
    private long _now = Second;

    public SharedInputTests()
    {
        _table.Add(HubBench.Make(_table, FeedVenue.Okx, "A-B", "B", 0, 0));
        _table.Add(HubBench.Make(_table, FeedVenue.BybitSpot, "A-B", "B", 0, 0));
        _table.Add(HubBench.Make(_table, FeedVenue.Kraken, "A-B", "B", 1, 2));
        _shared = new SharedDistribution(_folder.Path, 1 << 10, 1);
        _hub = new HubBench(_table, "", _shared);
        _shared.BookOf = id => (_hub.Core.BookOf(id), _hub.Core.ReasonOf(id));
        File.WriteAllText(_folder.File("fees.json"), """{"okx": {"taker": "0"}, "bybit": {"taker": "0"}, "bybit-spot": {"taker": "0"}, "kraken": {"taker": "0"}}""");
        _input = new SharedInput(_folder.Path, new ArbTerms(ArbFees.Read(_folder.File("fees.json")), new ArbMarkets()) { LatenciesNs = [Second] }, _ledger);
        Watch(1, 2);
        Poll();
        _hub.Book(1, 100, 101);
        _hub.Book(2, 105, 106);
        Poll();
        Assert.Equal(1, _ledger.Count);
    }

    public void Dispose()
    {
        _input.Dispose();
        _shared.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_listing_that_joins_counts_nothing_twice_and_makes_no_silent_book_fresh()
    {
        _hub.Pass(2_000);
        Watch(3);
        _hub.Book(3, 1_020, 1_030);
        Poll();
        Assert.Equal((1, 0), ((int)_ledger.Count, _ledger.Entries.Count));
        Assert.Equal(3, _input.Sources);

        // Five seconds after both others were heard of, not after the third joined.
        _hub.Pass(4_000);
        _hub.Book(3, 1_020, 1_031);
        Poll();
        var only = Assert.Single(_ledger.Entries);
        Assert.Equal((5 * Second, EpisodeEnd.Doubt), (only.Episode.LifetimeNs, only.Episode.End));
        Assert.Equal("okx:AB > bybit:AB", ArbReport.RouteOf(only.Key, only.Episode.First));
        _input.Finish();
        Assert.Equal(1, _ledger.Count);

        // 5 at 4, at the finer scales of the plan with all three.
        var summary = Assert.Single(_ledger.Summaries);
        Assert.Equal(("20", "20"), (AmountText.Exact(summary.Net, summary.Key.AmountScale), AmountText.Exact(summary.NetAfter[0], summary.Key.AmountScale)));
        Assert.Equal((1, 3), (_ledger.Tallies[0].Survived, summary.Key.AmountScale));
    }

    [Fact]
    public void A_listing_that_is_halted_does_not_count_until_it_trades_again()
    {
        Tell(ListingStatus.Halted, () => _ledger.Entries.Count == 1);
        Assert.Equal(EpisodeEnd.Gone, _ledger.Entries[0].Episode.End);
        _hub.Book(1, 100, 101);
        _hub.Book(2, 107, 108);
        Poll();
        Assert.Equal(1, _ledger.Count);
        Tell(ListingStatus.Open, () => _ledger.Count == 2);
    }

    private void Tell(ListingStatus status, Func<bool> isTold)
    {
        _table.Replace(_table[new ListingId(2)] with { Status = status });
        _hub.Tell([new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = new ListingId(2), Venue = FeedVenue.BybitSpot, ReceiveTime = new(_hub.Clock.UtcNanoseconds) }]);
        var since = Stopwatch.StartNew();
        while (!isTold())
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(30), "the list of listings was not written, or not read");
            _hub.Pass(1);
            Poll();
            Thread.Yield();
        }
    }

    private void Watch(params int[] listings)
    {
        _hub.Hub.Watch([.. listings.Select(static id => new ListingId(id))]);
        _hub.Hub.DoWork();
    }

    // Each look comes later than the last, so that the list is looked at; a book that is asked for comes at the next.
    private void Poll()
    {
        for (var i = 0; i < 4; i++)
        {
            _input.Poll(_now += Second / 10, 100_000);
            _hub.Hub.DoWork();
        }
    }
}
