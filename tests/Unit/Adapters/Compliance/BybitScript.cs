using Rialto.Adapters.Bybit;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Spot has its members in another order than linear, as recorded.</summary>
internal sealed class BybitScript(FeedVenue venue) : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new BybitProtocol(venue);

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("BTCUSDT", 2, 3);

    public override string? Refusal => """{"success":false,"ret_msg":"error:handler not found,topic:orderbook.200.BTCUSDT","conn_id":"1a","req_id":"","op":"subscribe"}""";

    public override string Trade => venue == FeedVenue.BybitSpot
        ? """{"topic":"publicTrade.BTCUSDT","ts":1786310820001,"type":"snapshot","data":[{"i":"2290000001234567890","T":1786310820000,"p":"200.00","v":"0.003","S":"Buy","seq":12,"s":"BTCUSDT","BT":false,"RPI":false}]}"""
        : """{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1786310820001,"data":[{"T":1786310820000,"s":"BTCUSDT","S":"Buy","v":"0.003","p":"200.00","L":"PlusTick","i":"6b3f0c1e-0000-5000-8000-0123456789ab","BT":false,"RPI":false,"seq":12}]}""";

    public override string Snapshot(PretendedBook book) => Frame("snapshot", book, [.. book.All]);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame("delta", book, changes);

    private string Frame(string type, PretendedBook book, IReadOnlyList<ScriptChange> changes)
    {
        // One number a message: the pretended book gives out three.
        var number = book.Last / 3;
        var data = $$"""{"s":"BTCUSDT","b":[{{Pairs(changes, Side.Buy)}}],"a":[{{Pairs(changes, Side.Sell)}}],"u":{{number}},"seq":{{number * 17}} }""";
        return venue == FeedVenue.BybitSpot
            ? $$"""{"topic":"orderbook.200.BTCUSDT","ts":1786310818129,"type":"{{type}}","data":{{data}},"cts":1786310818128}"""
            : $$"""{"data":{{data}},"topic":"orderbook.200.BTCUSDT","type":"{{type}}","ts":1786310818129,"cts":1786310818128}""";
    }
}
