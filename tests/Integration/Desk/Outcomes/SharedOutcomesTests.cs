using Rialto.Host.Desk;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>What the file of a running feed says of questions, and what a desk takes over of it while it runs. Time is the test's.</summary>
public sealed class SharedOutcomesTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private static readonly ListingId One = new(1), Two = new(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_two_sides_know_each_other_where_both_are_followed()
    {
        using var shared = new SharedDistribution(_folder.Path, 1 << 10, 7);
        var (yes, no) = Sides();
        shared.OnLayout(Layout(yes with { IsExclusive = true, PaidPrice = new Price(10_000) }, no with { PaidPrice = new Price(0) }));
        var listed = FeedListings.Read(_folder.Path).Table;
        Assert.Equal((Two, One, true, false), (listed[One].Complement, listed[Two].Complement, listed[One].IsExclusive, listed[Two].IsExclusive));
        Assert.Equal((10_000, 0), (listed[One].PaidPrice!.Value.Units, listed[Two].PaidPrice!.Value.Units));

        shared.OnLayout(Layout(no));
        Assert.Equal((ListingId.None, null), (FeedListings.Read(_folder.Path).Table[One].Complement, FeedListings.Read(_folder.Path).Table[One].PaidPrice));
    }

    [Fact]
    public void A_desk_takes_over_another_tick_unless_it_has_its_own_and_is_told_once_how_a_question_ended()
    {
        // The second has a tick of its own.
        var config = _folder.File("desk.json");
        File.WriteAllText(config, """
            { "Mode": "paper", "Venues": [{ "Venue": "polymarket" }], "Markets": [{ "Venue": "polymarket", "Symbol": "11" }, { "Venue": "polymarket", "Symbol": "22", "Tick": "0.01" }],
              "Strategies": [{ "Kind": "spread-maker", "Markets": ["polymarket:11"] }] }
            """);
        var settings = TradeCommand.Load(config, _ => { }).Settings;
        using var shared = new SharedDistribution(_folder.Path, 1 << 10, 7);
        var (yes, no) = Sides();
        shared.OnLayout(Layout(yes, no));
        using var source = new SharedMarkets(_folder.Path, takesRecordings: false);
        var own = new ListingTable(2);
        own.Add(yes with { Complement = Two });
        own.Add(no with { Complement = One });
        source.Follow(own, (mine, told) => DeskParts.Changed(settings, mine, told));
        shared.Poll();
        source.Look(Second, new Timestamp(Second));
        Read(source);

        shared.OnLayout(Layout(yes with { Tick = new Price(10), PaidPrice = new Price(0) }, no with { Tick = new Price(10), Status = ListingStatus.Closed }));
        Change(shared, source, 10 * Second);
        var told = Read(source);
        Assert.Equal((10, 100, ListingStatus.Open, ListingStatus.Closed), (own[One].Tick.Units, own[Two].Tick.Units, own[One].Status, own[Two].Status));
        Assert.Equal((Two, One), (own[One].Complement, own[Two].Complement));
        Assert.Equal([One, Two], told.Where(one => one.Kind == FeedEventKind.ListingChanged).Select(one => one.Listing).Order(Comparer<ListingId>.Create((a, b) => a.Value - b.Value)));
        var ended = Assert.Single(told, one => one.Kind == FeedEventKind.Settled);
        Assert.Equal((One, 0L, FeedEventFlags.None), (ended.Listing, ended.Price.Units, ended.Flags & FeedEventFlags.Announced));

        // No more of it, and a list that does not say the tick takes none away.
        shared.OnLayout(Layout(yes with { Tick = default, PaidPrice = new Price(0) }, no));
        Change(shared, source, 20 * Second);
        Assert.DoesNotContain(Read(source), one => one.Kind == FeedEventKind.Settled);
        Assert.Equal(10, own[One].Tick.Units);
    }

    private static void Change(SharedDistribution shared, SharedMarkets source, long now)
    {
        shared.OnEvent(new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = One, Venue = FeedVenue.Polymarket, ReceiveTime = new Timestamp(now), Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame });
        shared.Flush();
        shared.Poll();
        source.Look(now, new Timestamp(now));
        Read(source);
        source.Look(now + Second, new Timestamp(now + Second));
    }

    private static List<FeedEvent> Read(SharedMarkets source)
    {
        var told = new List<FeedEvent>();
        while (source.TryRead(out var frame))
            told.AddRange(frame);
        return told;
    }

    private static FeedLayout Layout(params Listing[] listings) =>
        new([.. listings.Select((listing, place) => new SymbolPlace(place, listing.Symbol, listing.Quote, listing.PriceScale, listing.QuantityScale, [listing]))], [.. listings.Select(listing => listing.Id)]);

    private static (Listing Yes, Listing No) Sides()
    {
        var yes = new Listing(One, FeedVenue.Polymarket, "11", "11", ListingKind.Outcome, 4, 6, new Price(100), new Quantity(10_000), "pUSD", ListingStatus.Open) { Complement = Two };
        return (yes, yes with { Id = Two, VenueSymbol = "22", Symbol = "22", Complement = One });
    }
}
