using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Live;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>What a venue's run follows as its list changes; nothing is ever connected.</summary>
public class VenueRunTests
{
    [Fact]
    public async Task What_has_ended_makes_room_for_what_has_come()
    {
        await using var bench = new HubBench(TableOf(12));
        await using var run = Run(bench, "*");
        run.OnListed("");
        Assert.Equal(Names(1, 10), Followed(bench));

        foreach (var number in (int[])[2, 5, 9])
            bench.Table.Replace(bench.Table[new ListingId(number)] with { Status = ListingStatus.Closed });
        run.OnListed("");
        Assert.Equal(Names(1, 12).Except(["S02-USDT", "S05-USDT", "S09-USDT"]), Followed(bench));

        // A month of markets that end: as many as may be are followed, and no more than there are is kept.
        for (var day = 0; day < 30; day++)
        {
            foreach (var id in bench.Core.Layout.Listings)
                bench.Table.Replace(bench.Table[id] with { Status = ListingStatus.Closed });
            for (var i = 0; i < 12; i++)
                bench.Table.Add(HubBench.Make(bench.Table, FeedVenue.Okx, $"D{day:D2}N{i:D2}-USDT", "USDT", 2, 3));
            run.OnListed("");
            Assert.Equal(10, Followed(bench).Count);
        }

        Assert.Equal(10, bench.Core.Layout.Listings.Count);
    }

    [Fact]
    public async Task What_was_asked_for_by_its_name_is_kept_though_it_has_ended()
    {
        await using var bench = new HubBench(TableOf(2));
        await using var run = Run(bench, "S01-USDT");
        run.OnListed("");
        bench.Table.Replace(bench.Table[new ListingId(1)] with { Status = ListingStatus.Closed });
        run.OnListed("");
        Assert.Equal(["S01-USDT"], Followed(bench));
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_again_is_said_until_it_is()
    {
        await using var bench = new HubBench(TableOf(2));
        await using var run = Run(bench, "*");
        Assert.Equal("its list of symbols is being asked for", Said(bench));
        run.OnUnlisted("no answer");
        Assert.Equal("no answer", Said(bench));
        run.OnListed("something in it is not understood");
        Assert.Equal("something in it is not understood", Said(bench));
        run.OnUnlisted("answered 503");
        Assert.Equal("its list of symbols could not be read again, the one before holds: answered 503", Said(bench));
        run.OnListed("");
        Assert.DoesNotContain("list of symbols", Said(bench), StringComparison.Ordinal);
    }

    private static string Said(HubBench bench)
    {
        bench.Pass(300);
        return bench.Hub.Current.Venues[0].LastError;
    }

    private static List<string> Followed(HubBench bench)
    {
        bench.Pass(300);
        return [.. bench.Hub.Current.Symbols.Select(symbol => symbol.Symbol)];
    }

    private static IEnumerable<string> Names(int first, int last) => Enumerable.Range(first, last - first + 1).Select(number => $"S{number:D2}-USDT");

    private static ListingTable TableOf(int count)
    {
        var table = new ListingTable(1_000);
        foreach (var name in Names(1, count))
            table.Add(HubBench.Make(table, FeedVenue.Okx, name, "USDT", 2, 3));
        return table;
    }

    private static VenueRun Run(HubBench bench, string symbols)
    {
        var sources = new SettingSources();
        sources.Set("Feeds:Venues:okx:Enabled", "true", "test");
        sources.Set("Feeds:Symbols:0", symbols, "test");
        sources.Set("Feeds:Limited", "true", "test");
        var settings = FeedSettings.Read(new SettingsReader(sources));
        var (terms, time) = (settings.Venues[0], TimeProvider.System);
        var run = new VenueRun(terms, settings, bench.Table, bench.Hub, FeedStreamOptions.Default, new NoDialer(), new VenueRest(terms, new VenueRestOptions(), new ProcessBudgets(time), time), time, NullLogger.Instance);
        run.Start(new ListingCatalog(bench.Table, [], new ListingCatalogOptions(), time));
        return run;
    }

    private sealed class NoDialer : ISocketDialer
    {
        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop) => throw new VenueUnreachableException(DialStage.Connect, address, "There is no network here.");
    }
}
