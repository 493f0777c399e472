using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Integration.Feeds.Live;

/// <summary>A hub whose thread is the test's and whose clock is moved by hand.</summary>
internal sealed class HubBench : IAsyncDisposable
{
    public const long Start = 1_700_000_000_000_000_000;

    private readonly Dictionary<FeedVenue, FeedOutlet> _outlets = [];

    public HubBench(ListingTable table, string currency = "", params IFeedDistribution[] ways)
        : this(table, new FeedCoreOptions(), currency, ways)
    {
    }

    public HubBench(ListingTable table, FeedCoreOptions options, string currency, params IFeedDistribution[] ways)
    {
        Table = table;
        Core = new FeedCore(table, options, Clock, new CurrencyBoard(table, currency), ways);
        Hub = new FeedHub(Core, Clock, IdleMode.Park, ways, (_, _) => { });
    }

    public ManualClock Clock { get; } = new(Start);

    public ListingTable Table { get; }

    public FeedCore Core { get; }

    public FeedHub Hub { get; }

    public FeedOutlet OutletOf(FeedVenue venue) => _outlets.TryGetValue(venue, out var outlet) ? outlet : _outlets[venue] = Hub.MakeOutlet(venue);

    /// <summary>Writes one frame as a session would, and lets the hub work.</summary>
    public void Tell(ReadOnlySpan<FeedEvent> frame)
    {
        var writer = OutletOf(frame[0].Venue).Writer;
        foreach (ref readonly var told in frame)
            writer.Claim() = told;
        writer.EndFrame();
        Hub.DoWork();
    }

    /// <summary>A book of one level a side that may be believed.</summary>
    public void Book(int listing, long bid, long ask, long quantity = 5, BookTrust trust = BookTrust.Trusted)
    {
        var now = new Timestamp(Clock.UtcNanoseconds);
        var common = new FeedEvent { Listing = new ListingId(listing), Venue = Table[new ListingId(listing)].Venue, ReceiveTime = now, EventTime = new Timestamp(now.Nanoseconds - 20_000_000) };
        FeedEvent Of(FeedEventKind kind, Side side = Side.Buy, long price = 0)
        {
            var told = common;
            (told.Kind, told.Side, told.Price, told.Quantity) = (kind, side, new Price(price), new Quantity(price == 0 ? 0 : quantity));
            return told;
        }

        var state = Of(FeedEventKind.BookStateChanged);
        (state.State, state.Reason) = (trust, trust == BookTrust.Trusted ? BookReason.Synchronized : BookReason.Gap);
        Tell([Of(FeedEventKind.BookCleared), Of(FeedEventKind.Level, Side.Buy, bid), Of(FeedEventKind.Level, Side.Sell, ask), state]);
    }

    /// <summary>Lets time pass, so that a state is taken.</summary>
    public void Pass(long ms)
    {
        Clock.Advance(ms * 1_000_000);
        Hub.DoWork();
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    public static Listing Make(ListingTable table, FeedVenue venue, string symbol, string quote, int priceScale, int quantityScale) => new(
        table.NextId, venue, symbol.Replace("-", "", StringComparison.Ordinal), symbol, ListingKind.Spot, priceScale, quantityScale, new Price(1), default, quote, ListingStatus.Open);
}
