using Rialto.Adapters.Feeds;
using Rialto.Adapters.Polymarket;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Prices are 0.2 and near; every change comes with its mirror in the other token, to which nobody has subscribed.</summary>
internal sealed class PolymarketScript : VenueScript
{
    private const string Token = "55558439202698150487746672855322717857013777460388991228050731207297477093591";
    private const string Other = "1627500284739545390204314775735988068784669364445492030335161034375823784781";
    private const long One = 100_000;

    public override IVenueProtocol Protocol { get; } = new PolymarketProtocol();

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => (Token, 5, 3);

    // Only one at the touch would.
    public override bool LossShows => false;

    public override string Trade =>
        $$"""{"asset_id":"{{Token}}","event_type":"last_trade_price","fee_rate_bps":"0","market":"0x14","price":"0.20000","side":"BUY","size":"0.003","timestamp":"1770921571394","transaction_hash":"0xdf"}""";

    /// <summary>The worst levels first, and within an array, as after a subscription.</summary>
    public override string Snapshot(PretendedBook book) =>
        $$"""[{"asks":[{{Levels(book, Side.Sell)}}],"asset_id":"{{Token}}","bids":[{{Levels(book, Side.Buy)}}],"event_type":"book","hash":"ab","market":"0x14","tick_size":"0.01","timestamp":"1770921570954"}]""";

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, changes, 0);

    /// <summary>A best bid that is not the book's.</summary>
    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, changes, 1);

    private string Frame(PretendedBook book, IReadOnlyList<ScriptChange> changes, long off)
    {
        var (bid, ask) = (book.Levels.BestBid!.Value + off, book.Levels.BestAsk!.Value);
        var entries = changes.SelectMany(change => new[]
        {
            Entry(Token, Price(change.Price), change.Side, change.Quantity, bid, ask),
            Entry(Other, Short(One - change.Price), change.Side == Side.Buy ? Side.Sell : Side.Buy, change.Quantity, One - ask, One - bid),
        });
        return $$"""{"market":"0x14","price_changes":[{{string.Join(',', entries)}}],"timestamp":"1778480999942","event_type":"price_change"}""";
    }

    private string Entry(string token, string price, Side side, long quantity, long bid, long ask) =>
        $$"""{"asset_id":"{{token}}","price":"{{price}}","size":"{{Quantity(quantity)}}","side":"{{(side == Side.Buy ? "BUY" : "SELL")}}","hash":"2a","best_bid":"{{Short(bid)}}","best_ask":"{{Short(ask)}}"}""";

    private string Levels(PretendedBook book, Side side) =>
        string.Join(',', book.All.Where(level => level.Side == side).Reverse().Select(level => $$"""{"price":"{{Price(level.Price)}}","size":"{{Quantity(level.Quantity)}}"}"""));

    private string Short(long price) => Price(price).TrimEnd('0');
}
