using System.Globalization;
using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kraken;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

internal sealed class KrakenScript(FeedVenue venue) : VenueScript
{
    public override IVenueProtocol Protocol { get; } = new KrakenProtocol(venue, 10);

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("XBT/USD", 2, 3);

    public override bool LossShowsAtOnce => false;

    // The checksum sees ten levels a side: a book of ten shows every loss.
    public override int Depth => 10;

    public override string? Refusal => venue == FeedVenue.Kraken
        ? """{"error":"Currency pair not supported","method":"subscribe","req_id":1,"success":false,"symbol":"XBT/USD","time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z"}"""
        : """{"errorMessage":"Subscription depth not supported","event":"subscriptionStatus","pair":"XBT/USD","status":"error","subscription":{"depth":42,"name":"book"}}""";

    public override string? Ending => venue == FeedVenue.Kraken
        ? """{"method":"unsubscribe","result":{"channel":"book","depth":10,"symbol":"XBT/USD"},"success":true,"time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z"}"""
        : """{"channelID":320,"channelName":"book-10","event":"subscriptionStatus","pair":"XBT/USD","status":"unsubscribed","subscription":{"depth":10,"name":"book"}}""";

    public override string Trade => venue == FeedVenue.Kraken
        ? """{"channel":"trade","type":"update","data":[{"symbol":"XBT/USD","side":"buy","price":200.00,"qty":0.003,"ord_type":"market","trade_id":4665906,"timestamp":"2023-09-25T07:49:37.708706Z"}]}"""
        : """[321,[["200.00","0.003","1617666423.606671","b","m",""]],"trade","XBT/USD"]""";

    public override string Snapshot(PretendedBook book) => venue == FeedVenue.Kraken
        ? Frame("snapshot", [.. book.All], Checksum(book))
        : $$"""[320,{"as":[{{Levels([.. book.All], Side.Sell)}}],"bs":[{{Levels([.. book.All], Side.Buy)}}]},"book-10","XBT/USD"]""";

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(changes, Checksum(book));

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(changes, Checksum(book) ^ 1);

    private string Frame(IReadOnlyList<ScriptChange> changes, uint checksum)
    {
        if (venue == FeedVenue.Kraken)
            return Frame("update", changes, checksum);
        var (asks, bids) = (Levels(changes, Side.Sell), Levels(changes, Side.Buy));
        var sum = $"\"c\":\"{checksum}\"";
        return asks.Length == 0 ? $$"""[320,{"b":[{{bids}}],{{sum}} },"book-10","XBT/USD"]"""
            : bids.Length == 0 ? $$"""[320,{"a":[{{asks}}],{{sum}} },"book-10","XBT/USD"]"""
            : $$"""[320,{"a":[{{asks}}]},{"b":[{{bids}}],{{sum}} },"book-10","XBT/USD"]""";
    }

    private string Frame(string type, IReadOnlyList<ScriptChange> changes, uint checksum) =>
        $$"""{"channel":"book","type":"{{type}}","data":[{"symbol":"XBT/USD","bids":[{{Objects(changes, Side.Buy)}}],"asks":[{{Objects(changes, Side.Sell)}}],"checksum":{{checksum}},"timestamp":"2023-10-06T17:35:55.440295Z"}]}""";

    private string Objects(IReadOnlyList<ScriptChange> changes, Side side) =>
        string.Join(',', changes.Where(change => change.Side == side).Select(change => $$"""{"price":{{Price(change.Price)}},"qty":{{Quantity(change.Quantity)}} }"""));

    private string Levels(IReadOnlyList<ScriptChange> changes, Side side) =>
        string.Join(',', changes.Where(change => change.Side == side).Select(change => $"[\"{Price(change.Price)}\",\"{Quantity(change.Quantity)}\",\"1617666423.606671\"]"));

    /// <summary>As the venue's page says, with strings and a bit at a time: nothing of the adapter's.</summary>
    private uint Checksum(PretendedBook book)
    {
        var text = new StringBuilder();
        foreach (var level in book.Levels.Asks.Take(10).Concat(book.Levels.Bids.Take(10)))
            text.Append(Digits(Price(level.Key))).Append(Digits(Quantity(level.Value)));
        var crc = uint.MaxValue;
        foreach (var c in Encoding.ASCII.GetBytes(text.ToString()))
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;

        static string Digits(string number) => number.Replace(".", "", StringComparison.Ordinal).TrimStart('0').ToString(CultureInfo.InvariantCulture);
    }
}
