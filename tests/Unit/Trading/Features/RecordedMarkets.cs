using Rialto.Adapters.Binance;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit.Adapters;

namespace Rialto.Unit.Trading.Features;

/// <summary>Recordings of two markets of the same minutes, as one stream of events in the order in which their frames came in.</summary>
internal static class RecordedMarkets
{
    public static readonly ListingId Spot = new(1);
    public static readonly ListingId Perpetual = new(2);

    /// <summary>BTCUSDT at Binance, spot and USD-M, 2024-08-08 23:54 to 09 00:05 (spot) and 23:59 (USD-M).</summary>
    public static (ListingTable Table, List<FeedEvent> Events) Bitcoin()
    {
        var table = new ListingTable(8);
        table.Add(Listing(table, FeedVenue.BinanceSpot, "BTC-USDT", ListingKind.Spot, 2, 8));
        table.Add(Listing(table, FeedVenue.BinanceUsdM, "BTC-USDT.PERP", ListingKind.Perpetual, 2, 3));
        var frames = new List<FeedEvent[]>();
        Read(FeedVenue.BinanceSpot, table, Spot, frames, "wire/binance-spot/btcusdt_20240808.gz", "wire/binance-spot/btcusdt_20240809.gz");
        Read(FeedVenue.BinanceUsdM, table, Perpetual, frames, "wire/binance-usdm/btcusdt_20240808.gz");
        return (table, [.. frames.OrderBy(frame => frame[0].ReceiveTime.Nanoseconds).SelectMany(frame => frame)]);
    }

    private static Listing Listing(ListingTable table, FeedVenue venue, string symbol, ListingKind kind, int priceScale, int quantityScale) =>
        new(table.NextId, venue, "BTCUSDT", symbol, kind, priceScale, quantityScale, new Price(kind == ListingKind.Spot ? 1 : 10), default, "USDT", ListingStatus.Open);

    private static void Read(FeedVenue venue, ListingTable table, ListingId listing, List<FeedEvent[]> frames, params string[] files) =>
        new CaptureReplay(new BinanceProtocol(venue), table) { OnlyListing = listing, OnEvents = frame => frames.Add(frame.ToArray()) }.Run([.. files.Select(Recordings.Path)]);
}
