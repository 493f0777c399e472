using System.Security.Cryptography;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Live;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>A desk that pretends before the one that trades: it walks the way of an order, and nothing of it is left.</summary>
public sealed class DeskRehearsalTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rehearsal_quotes_and_requotes()
    {
        using var rig = Rig("one");
        Assert.True(Rehearse(rig, 10_000) > 1_000);
    }

    [Fact]
    public void A_rehearsal_of_a_listing_whose_price_is_not_known_makes_one_up()
    {
        using var rig = Rig("one");
        Assert.True(DeskRehearsal.Run(rig.Settings, rig.Desk.Listings, new Dictionary<ListingId, long>(), _patience, CancellationToken.None) > 1_000);
    }

    [Fact]
    public void A_desk_is_the_same_with_and_without_a_rehearsal()
    {
        using var plain = Rig("plain");
        using var rehearsed = Rig("rehearsed");
        var before = rehearsed.Desk.Identity;
        Rehearse(rehearsed, 10_000);
        Assert.Equal(ListingStatus.Open, rehearsed.Desk.Listings[new ListingId(1)].Status);
        Assert.Empty(rehearsed.Link.Take());
        foreach (var rig in (LiveDeskRig[])[plain, rehearsed])
            Trade(rig);
        Assert.Equal(plain.Desk.Identity, before);
        Assert.Equal((plain.Desk.Trader.Sequence, plain.Desk.Trader.StateHash(), plain.Desk.Trader.OutputHash), (rehearsed.Desk.Trader.Sequence, rehearsed.Desk.Trader.StateHash(), rehearsed.Desk.Trader.OutputHash));
        Assert.Contains(plain.Link.Sent, request => request.Kind == OrderRequestKind.Place);
        Assert.Equal(plain.Link.Sent, rehearsed.Link.Sent);
        Assert.Equal(plain.Desk.Counts.Requests, rehearsed.Desk.Counts.Requests);
        plain.Dispose();
        rehearsed.Dispose();
        Assert.Equal(Journal(plain.Run), Journal(rehearsed.Run));
    }

    [Fact]
    public void A_rehearsal_that_is_stopped_ends_at_once()
    {
        using var rig = Rig("one");
        Assert.Equal(0, DeskRehearsal.Run(rig.Settings, rig.Desk.Listings, new Dictionary<ListingId, long>(), _patience, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_rehearsals_venue_has_no_way_to_anywhere()
    {
        using var rig = Rig("one");
        var link = new RehearsalLink(DeskParts.Terms(rig.Settings, rig.Desk.Listings).Venues[0], rig.Desk.Listings);
        link.Start();
        Assert.Equal("a rehearsal", link.Route);
        Assert.True(link.Requests.TryPublish(new OrderRequest { Kind = OrderRequestKind.Place, Venue = FeedVenue.Rialto, Listing = new ListingId(1), Order = new DeskOrderId(7), Price = new Price(100), Quantity = new Quantity(1) }));
        link.Answer(1);
        var told = new List<OrderReportKind>();
        while (link.Reports.TryTake(out var report))
            told.Add(report.Kind);
        Assert.Equal([OrderReportKind.Sent, OrderReportKind.Accepted], told);
    }

    private static long Rehearse(LiveDeskRig rig, long about) =>
        DeskRehearsal.Run(rig.Settings, rig.Desk.Listings, new Dictionary<ListingId, long> { [new ListingId(1)] = about }, _patience, CancellationToken.None);

    private static void Trade(LiveDeskRig rig)
    {
        rig.Begin();
        rig.Say(OrderReportKind.StreamUp);
        rig.Settle();
        rig.Answer();
        rig.Settle();
        for (var i = 0; i < 200; i++)
        {
            rig.Wait(100);
            rig.Book(10_000 + (i % 7));
            rig.Settle();
            rig.Answer();
            rig.Settle();
        }

        rig.Desk.Check();
        rig.Desk.Commit();
    }

    // The first segment, which is all there is of so short a run; the next one may be there or not yet.
    private static string Journal(string run) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Directory.EnumerateFiles(run, "*.journal").Order(StringComparer.Ordinal).First())));

    private LiveDeskRig Rig(string name)
    {
        var folder = _folder.File(name);
        Directory.CreateDirectory(folder);
        return new LiveDeskRig(folder, ring: 4_096);
    }
}
