using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters.Connections;
using Xunit;

namespace Rialto.Integration.BinanceApi;

/// <summary>Our own adapter of Binance follows this exchange: its list of instruments, its snapshots, its numbers without a gap.</summary>
public sealed class OwnAdapterTests
{
    private const int Orders = 400;

    [Fact]
    public async Task The_book_that_the_adapter_proves_is_the_exchange_s_book()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var terms = Terms(exchange.Url);
        var budgets = new ProcessBudgets();
        using var rest = new VenueRest(terms, new VenueRestOptions(), budgets, TimeProvider.System);
        var protocol = new BinanceProtocol(FeedVenue.BinanceSpot);
        var listings = new ListingTable(16);
        var list = await rest.GetAsync(new RestRequest(protocol.ListingsPaths[0], terms.RestTerms.ListingsWeight, RestPriority.Listings), TestContext.Current.CancellationToken);
        Assert.True(list.IsGood, list.Problem);
        protocol.DecodeListings(list.Body.Span, listings);
        Assert.True(listings.TryFind(FeedVenue.BinanceSpot, "BTCUSDT"u8, out var listing));

        var reader = new OutletReader(512) { IsBrief = true };
        var options = new FeedStreamOptions { Jitter = 0, Budgets = budgets };
        await using var stream = new FeedStream(
            terms, listings, [listing!.Id], options, new SocketDialer(SocketDialerOptions.For(terms)), rest, () => reader.Add(new FeedOutlet()), TimeProvider.System);
        stream.Start();
        // A snapshot is believed once an update has met it, so the book is trusted while the market moves.
        var flow = FlowAsync(exchange);
        await UntilAsync(reader, () => flow.IsCompleted && reader.Log.StateOf(listing.Id) == BookTrust.Trusted);
        await flow;
        var want = await DepthAsync(exchange, listing);
        await UntilAsync(reader, () => reader.Log.BookOf(listing.Id).Picture() == want);

        var counters = stream.Report().Single().Counters;
        Assert.True(counters.BookUpdates > 1, $"{counters.BookUpdates} updates");
        Assert.Equal((counters.BookUpdates, 0L, 0L, 0L), (counters.SequencesPassed, counters.Repairs, counters.DriftsTotal, reader.Log.CrossedFrames));
        Assert.True(reader.Log.Trades > 0);
    }

    // Orders of two traders around one price, some of them cancelled; a fixed seed.
    private static async Task FlowAsync(BinanceExchange exchange)
    {
        using var alice = await exchange.Exchange.ClientOfAsync("alice", "trader");
        using var bob = await exchange.Exchange.ClientOfAsync("bob", "trader");
        var random = new Random(7);
        for (var i = 0; i < Orders; i++)
        {
            var price = (1_000 + random.Next(-30, 31) / 10m).ToString(CultureInfo.InvariantCulture);
            var body = $$"""{"symbol":"BTC-USDT","side":"{{(random.Next(2) == 0 ? "buy" : "sell")}}","price":"{{price}}","quantity":"0.0{{random.Next(1, 9)}}"}""";
            var reply = await (random.Next(2) == 0 ? alice : bob).SignedAsync(HttpMethod.Post, "/api/v1/orders", Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
            reply.OrThrow();
            if (i % 100 == 99)
                (await alice.SignedAsync(HttpMethod.Delete, "/api/v1/orders", null, TestContext.Current.CancellationToken)).OrThrow();
        }
    }

    private static async Task<string> DepthAsync(BinanceExchange exchange, Listing listing)
    {
        using var http = new HttpClient();
        using var depth = JsonDocument.Parse(await http.GetStringAsync(new Uri(exchange.Url + "/api/v3/depth?symbol=BTCUSDT&limit=5000"), TestContext.Current.CancellationToken));
        return $"bids {Levels("bids")} asks {Levels("asks")}";

        string Levels(string side) => string.Join(' ', depth.RootElement.GetProperty(side).EnumerateArray().Select(level => $"{Units(level[0], listing.PriceScale)}:{Units(level[1], listing.QuantityScale)}"));
        static long Units(JsonElement text, int scale) => (long)(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, scale));
    }

    private static async Task UntilAsync(OutletReader reader, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        do
        {
            if (reader.Read() == 0)
                await Task.Delay(1, patience.Token);
        }
        while (!condition());
    }

    private static VenueTerms Terms(string url)
    {
        Assert.True(VenueRegistry.TryFind("binance", out var known));
        return known with { WebSocket = new Uri(url.Replace("http:", "ws:", StringComparison.Ordinal)), Rest = new Uri(url) };
    }
}
