using Rialto.Host.Desk.Sources;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>A venue's list that is read again: from the hub's table by file and rings to a desk on the same machine.</summary>
public sealed class ListingChangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_changes_in_a_list_is_the_desks_when_it_is_told_and_not_before()
    {
        var table = new ListingTable(4);
        var first = new ListingLimits(new Quantity(3), new Quantity(4_000), new Quantity(2_000), 500_000_000);
        table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, "BTC-USDT", "USDT", 2, 5) with { Lot = new Quantity(1), Limits = first });
        using var shared = new SharedDistribution(_folder.Path, 1 << 10, 7);
        await using var hub = new HubBench(table, "", shared);
        shared.BookOf = id => (hub.Core.BookOf(id), hub.Core.ReasonOf(id));
        hub.Hub.Watch([new ListingId(1)]);
        hub.Hub.DoWork();
        using var source = new SharedMarkets(_folder.Path, takesRecordings: false);
        Assert.Equal((first, 1L, 1L), (source.Listings[new ListingId(1)].Limits, source.Listings[new ListingId(1)].Tick.Units, source.Listings[new ListingId(1)].Lot.Units));
        var own = new ListingTable(1);
        own.Add(source.Listings[new ListingId(1)]);
        source.Follow(own, static (mine, told) => mine with { Status = told.Status, Tick = told.Tick, Limits = told.Limits });
        hub.Book(1, 100, 101);
        Assert.True(Until(source, shared, FeedEventKind.BookStateChanged));

        var next = new ListingLimits(new Quantity(5), default, default, 1_000_000_000);
        table.Replace(table[new ListingId(1)] with { Tick = new Price(10), Limits = next });
        hub.Tell([new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = new ListingId(1), Venue = FeedVenue.BinanceSpot, ReceiveTime = new Timestamp(hub.Clock.UtcNanoseconds), Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame }]);
        Assert.True(Until(source, shared, FeedEventKind.ListingChanged, () => Assert.Equal(first, own[new ListingId(1)].Limits)));
        Assert.Equal((next, 10L), (own[new ListingId(1)].Limits, own[new ListingId(1)].Tick.Units));
    }

    // The writer answers questions for books, and writes its file anew, when it is polled.
    private static bool Until(SharedMarkets source, SharedDistribution writer, FeedEventKind kind, Action? before = null)
    {
        var now = 1L;
        return SpinWait.SpinUntil(
            () =>
            {
                writer.Poll();
                before?.Invoke();
                source.Look(System.Diagnostics.Stopwatch.GetTimestamp(), new Timestamp(now++));
                while (source.TryRead(out var frame))
                {
                    foreach (ref readonly var told in frame)
                    {
                        if (told.Kind == kind)
                            return true;
                    }

                    before?.Invoke();
                }

                return false;
            },
            TimeSpan.FromSeconds(30));
    }
}
