using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

internal sealed class CoinbaseScript(FeedVenue venue) : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new CoinbaseProtocol(venue);

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("BTC-USD", 2, 3);

    // Exchange numbers nothing.
    public override bool LossShows => IsAdvanced;

    public override string? Refusal => IsAdvanced
        ? """{"type":"error","message":"failure to subscribe"}"""
        : """{"type":"error","message":"Failed to subscribe","reason":"BTC-USD is not a valid product"}""";

    public override string Trade => IsAdvanced
        ? """{"channel":"market_trades","timestamp":"2026-08-09T21:05:48.251397169Z","sequence_num":0,"events":[{"type":"update","trades":[{"product_id":"BTC-USD","trade_id":"1068572091","price":"200.00","size":"0.003","time":"2026-08-09T21:05:48.167634Z","side":"SELL"}]}]}"""
        : """{"type":"match","trade_id":280232,"maker_order_id":"a","taker_order_id":"b","side":"sell","size":"0.003","price":"200.00","product_id":"BTC-USD","sequence":177100030,"time":"2021-04-17T16:43:37.089723Z"}""";

    /// <summary>Trades are counted with the books.</summary>
    public override string TradeAfter(PretendedBook book) => Trade.Replace("\"sequence_num\":0", $"\"sequence_num\":{book.Frames++}", StringComparison.Ordinal);

    public override string Snapshot(PretendedBook book) => IsAdvanced
        ? Frame("snapshot", book, [.. book.All])
        : $$"""{"type":"snapshot","product_id":"BTC-USD","asks":[{{Pairs(book.All, Side.Sell)}}],"bids":[{{Pairs(book.All, Side.Buy)}}]}""";

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => IsAdvanced
        ? Frame("update", book, changes)
        : $$"""{"type":"l2update","product_id":"BTC-USD","changes":[{{string.Join(',', changes.Select(Change))}}],"time":"2021-04-17T16:43:37.075687Z"}""";

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Update(book, Crossed);

    private bool IsAdvanced => venue == FeedVenue.CoinbaseAdvanced;

    private string Frame(string type, PretendedBook book, IReadOnlyList<ScriptChange> changes)
    {
        var updates = string.Join(',', changes.Select(change =>
            $$"""{"side":"{{(change.Side == Side.Buy ? "bid" : "offer")}}","event_time":"2026-08-09T21:05:48.210883Z","price_level":"{{Price(change.Price)}}","new_quantity":"{{Quantity(change.Quantity)}}"}"""));
        return $$"""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48.505350477Z","sequence_num":{{book.Frames - 1}},"events":[{"type":"{{type}}","product_id":"BTC-USD","updates":[{{updates}}]}]}""";
    }

    private string Change(ScriptChange change) => $"[\"{(change.Side == Side.Buy ? "buy" : "sell")}\",\"{Price(change.Price)}\",\"{Quantity(change.Quantity)}\"]";
}
