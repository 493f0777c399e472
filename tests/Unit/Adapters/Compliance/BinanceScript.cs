using Rialto.Adapters.Binance;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

internal sealed class BinanceScript(FeedVenue venue) : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new BinanceProtocol(venue);

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("BTCUSDT", 2, 3);

    public override string? Refusal => """{"error":{"code":2,"msg":"Invalid request: unknown symbol"},"id":1}""";

    public override string Trade =>
        """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"200.00000000","q":"0.00300000","T":1723161255342,"m":false,"M":true}}""";

    public override string Snapshot(PretendedBook book) =>
        $$"""{"lastUpdateId":{{book.Last}},"bids":[{{Pairs(book.All, Side.Buy)}}],"asks":[{{Pairs(book.All, Side.Sell)}}]}""";

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes)
    {
        var link = venue == FeedVenue.BinanceSpot ? "" : $"\"pu\":{book.Previous},";
        return $$"""{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":{{book.First}},"u":{{book.Last}},{{link}}"b":[{{Pairs(changes, Side.Buy)}}],"a":[{{Pairs(changes, Side.Sell)}}]} }""";
    }
}
