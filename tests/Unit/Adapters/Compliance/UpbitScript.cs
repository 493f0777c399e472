using Rialto.Adapters.Feeds;
using Rialto.Adapters.Upbit;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Whole books with short keys, the shorter side filled up with zeros.</summary>
internal sealed class UpbitScript : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new UpbitProtocol();

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("KRW-BTC", 2, 3);

    public override bool LossShows => false;

    public override bool SendsWholeBooks => true;

    public override int Depth => 15;

    public override string? Ending => """{"error":{"name":"WRONG_FORMAT","message":"wrong format"}}""";

    public override string Trade =>
        """{"ty":"trade","cd":"KRW-BTC","tms":1617646621082,"td":"2021-04-05","ttm":"18:17","ttms":1617646620000,"tp":2E2,"tv":0.00300000,"ab":"BID","pcp":43.20000000,"c":"FALL","cp":2.00000000,"sid":1617646620000000,"st":"REALTIME"}""";

    public override string Snapshot(PretendedBook book) => Frame(book, [.. book.All]);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All]);

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All, .. Crossed]);

    private string Frame(PretendedBook book, IReadOnlyList<ScriptChange> levels) =>
        $$"""{"ty":"orderbook","cd":"KRW-BTC","tms":{{1_617_646_620_000 + book.Last}},"tas":1.0,"tbs":2.0,"obu":[{{string.Join(',', Units(levels))}}],"st":"REALTIME"}""";

    private IEnumerable<string> Units(IReadOnlyList<ScriptChange> levels)
    {
        var (bids, asks) = (levels.Where(level => level.Side == Side.Buy).ToArray(), levels.Where(level => level.Side == Side.Sell).ToArray());
        for (var i = 0; i < Math.Max(bids.Length, asks.Length); i++)
        {
            var bid = bids.ElementAtOrDefault(i);
            var ask = asks.ElementAtOrDefault(i);
            yield return $$"""{"ap":{{Price(ask.Price)}},"bp":{{Price(bid.Price)}},"as":{{Quantity(ask.Quantity)}},"bs":{{Quantity(bid.Quantity)}} }""";
        }
    }
}
