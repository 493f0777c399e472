using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters;

/// <summary>
/// The venue's own best prices (bookTicker) against the book: where a ticker's number is the last number of a depth update, both speak of one instant. An independent reading:
/// .NET's JSON and decimal.
/// </summary>
internal sealed class BinanceTouches
{
    private readonly Dictionary<long, (decimal Bid, decimal BidSize, decimal Ask, decimal AskSize)> _tickers = [];
    private readonly Func<int, FeedLog> _logOf;
    private readonly decimal _price;
    private readonly decimal _quantity;

    public BinanceTouches(Func<int, FeedLog> logOf, int priceScale, int quantityScale) => (_logOf, _price, _quantity) = (logOf, Power(priceScale), Power(quantityScale));

    public int Compared { get; private set; }

    public int Different { get; private set; }

    public override string ToString() => $"touches {Compared} different {Different}";

    private static decimal Power(int scale)
    {
        var power = 1m;
        while (scale-- > 0)
            power *= 10;
        return power;
    }

    /// <summary>Looks at a frame after its session has.</summary>
    public void Take(int connection, byte[] frame)
    {
        if (frame.AsSpan().IndexOf("bookTicker"u8) is >= 0 and < 64)
        {
            using var json = JsonDocument.Parse(frame);
            var data = json.RootElement.GetProperty("data");
            decimal Number(string name) => decimal.Parse(data.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            _tickers[data.GetProperty("u").GetInt64()] = (Number("b"), Number("B"), Number("a"), Number("A"));
            return;
        }

        if (frame.AsSpan().IndexOf("@depth"u8) is < 0 or > 64 || _logOf(connection).StateOf(new ListingId(1)) != BookTrust.Trusted)
            return;
        using var depth = JsonDocument.Parse(frame);
        var last = depth.RootElement.GetProperty("data").GetProperty("u").GetInt64();
        if (!_tickers.Remove(last, out var ticker))
            return;
        var book = _logOf(connection).Books[new ListingId(1)];
        var (bid, ask) = (book.BestBid!.Value, book.BestAsk!.Value);
        Compared++;
        if (ticker != (bid / _price, book.Bids[bid] / _quantity, ask / _price, book.Asks[ask] / _quantity))
            Different++;
    }
}
