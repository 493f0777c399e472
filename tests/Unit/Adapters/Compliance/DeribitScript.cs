using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

internal sealed class DeribitScript : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new DeribitProtocol();

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("BTC-PERPETUAL", 2, 3);

    public override string? Refusal => """{"jsonrpc":"2.0","id":2,"error":{"code":11050,"message":"bad_request"},"usIn":1,"usOut":2,"usDiff":1,"testnet":false}""";

    public override string Trade =>
        """{"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":[{"trade_seq":30289442,"trade_id":"48079269","timestamp":1590484512188,"tick_direction":2,"price":2.0e2,"mark_price":8948.9,"instrument_name":"BTC-PERPETUAL","index_price":8955.88,"direction":"buy","amount":3e-3}]}}""";

    public override string Snapshot(PretendedBook book) => Frame("snapshot", "", book, [.. book.All]);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame("change", $"\"prev_change_id\":{book.Previous},", book, changes);

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Update(book, Crossed);

    private string Frame(string type, string link, PretendedBook book, IReadOnlyList<ScriptChange> changes) =>
        $$"""{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.BTC-PERPETUAL.100ms","data":{"type":"{{type}}","timestamp":1617644858339,{{link}}"instrument_name":"BTC-PERPETUAL","change_id":{{book.Last}},"bids":[{{Levels(changes, Side.Buy)}}],"asks":[{{Levels(changes, Side.Sell)}}]} } }""";

    private string Levels(IReadOnlyList<ScriptChange> changes, Side side) =>
        string.Join(',', changes.Where(change => change.Side == side).Select(change => $"[\"{(change.Quantity == 0 ? "delete" : change.Before == 0 ? "new" : "change")}\",{Price(change.Price)},{Quantity(change.Quantity)}]"));
}
