using Rialto.Adapters.Bithumb;
using Rialto.Adapters.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Whole books with long keys, the worst level first, their times strings of microseconds.</summary>
internal sealed class BithumbScript : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new BithumbProtocol();

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("KRW-BTC", 2, 3);

    public override bool LossShows => false;

    public override bool SendsWholeBooks => true;

    public override int Depth => 30;

    public override string? Ending => """{"error":{"name":"WRONG_FORMAT","message":"wrong format"}}""";

    public override string Trade =>
        """{"type":"trade","code":"KRW-BTC","trade_price":200.00,"trade_volume":0.003,"ask_bid":"BID","trade_date":"2026-07-10","trade_time":"09:31:22","trade_timestamp":1783657882348,"sequential_id":"17836578823480001","timestamp":1783657882350,"stream_type":"REALTIME"}""";

    public override string Snapshot(PretendedBook book) => Frame(book, [.. book.All]);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All]);

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All, .. Crossed]);

    private string Frame(PretendedBook book, IReadOnlyList<ScriptChange> levels) =>
        $$"""{"type":"orderbook","code":"KRW-BTC","total_ask_size":1.5,"total_bid_size":2.5,"orderbook_units":[{{string.Join(',', Units(levels))}}],"level":0,"timestamp":"{{1_783_657_882_348_968 + book.Last}}","stream_type":"REALTIME"}""";

    private IEnumerable<string> Units(IReadOnlyList<ScriptChange> levels)
    {
        var (bids, asks) = (levels.Where(level => level.Side == Side.Buy).ToArray(), levels.Where(level => level.Side == Side.Sell).ToArray());
        for (var i = Math.Max(bids.Length, asks.Length) - 1; i >= 0; i--)
        {
            var bid = bids.ElementAtOrDefault(i);
            var ask = asks.ElementAtOrDefault(i);
            yield return $$"""{"ask_price":{{Price(ask.Price)}},"bid_price":{{Price(bid.Price)}},"ask_size":{{Quantity(ask.Quantity)}},"bid_size":{{Quantity(bid.Quantity)}} }""";
        }
    }
}
