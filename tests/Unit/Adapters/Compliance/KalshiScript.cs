using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Prices are 0.2 dollars and near; NO levels stand at NO prices, as in recordings.</summary>
internal sealed class KalshiScript : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new KalshiProtocol(usesYesPrice: false);

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("KXBTC15M-26MAY110830-30", 5, 3);

    public override int ChangesMax => 1;

    public override string? Refusal => """{"id":1,"type":"error","msg":{"code":26,"msg":"Too many markets"}}""";

    public override string? Ending => """{"id":1,"type":"error","sid":2,"msg":{"code":25,"msg":"Subscription buffer overflow"}}""";

    public override string Trade =>
        """{"type":"trade","sid":3,"seq":10,"msg":{"trade_id":"f851595a","market_ticker":"KXBTC15M-26MAY110830-30","yes_price_dollars":"0.20000","no_price_dollars":"0.80000","count_fp":"0.003","taker_side":"yes","ts":1770897981}}""";

    public override string Snapshot(PretendedBook book) =>
        $$"""{"type":"orderbook_snapshot","sid":2,"seq":{{book.Frames}},"msg":{"market_ticker":"KXBTC15M-26MAY110830-30","yes_dollars_fp":[{{Levels(book, Side.Buy)}}],"no_dollars_fp":[{{Levels(book, Side.Sell)}}]} }""";

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Delta(book, changes[0], changes[0].Quantity - changes[0].Before);

    /// <summary>Takes away more than there is.</summary>
    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Delta(book, changes[0], -100_000);

    private string Delta(PretendedBook book, ScriptChange change, long by)
    {
        var side = change.Side == Side.Buy ? "yes" : "no";
        return $$"""{"type":"orderbook_delta","sid":2,"seq":{{book.Frames}},"msg":{"market_ticker":"KXBTC15M-26MAY110830-30","price_dollars":"{{Price(AsSent(change.Side, change.Price))}}","delta_fp":"{{Quantity(by)}}","side":"{{side}}","ts_ms":1778501852135} }""";
    }

    private string Levels(PretendedBook book, Side side) =>
        string.Join(',', book.All.Where(level => level.Side == side).Select(level => $"[\"{Price(AsSent(side, level.Price))}\",\"{Quantity(level.Quantity)}\"]"));

    private static long AsSent(Side side, long price) => side == Side.Buy ? price : 100_000 - price;
}
