using Rialto.Adapters.Feeds;
using Rialto.Adapters.Okx;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

internal sealed class OkxScript : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new OkxProtocol();

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("BTC-USDT", 2, 3);

    public override string? Refusal => """{"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"}""";

    public override string? Ending => """{"event":"unsubscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"a4d3ae55"}""";

    public override string Trade =>
        """{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"200.00","sz":"0.003","side":"buy","ts":"1630048897897"}]}""";

    public override string Snapshot(PretendedBook book) => Frame("snapshot", book, [.. book.All], -1, 0);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame("update", book, changes, book.Previous, 0);

    /// <summary>A checksum that is not the book's.</summary>
    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame("update", book, changes, book.Previous, 12_345);

    private string Frame(string action, PretendedBook book, IReadOnlyList<ScriptChange> changes, long previous, int checksum) =>
        $$"""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"{{action}}","data":[{"asks":[{{Pairs(changes, Side.Sell)}}],"bids":[{{Pairs(changes, Side.Buy)}}],"ts":"1630048897897","checksum":{{checksum}},"seqId":{{book.Last}},"prevSeqId":{{previous}} }]}""";
}
