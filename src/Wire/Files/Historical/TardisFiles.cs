using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Historical;

/// <summary>Tardis <c>incremental_book_L2</c>: <c>exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount</c>; times in microseconds, the local one is the recorder's.</summary>
public sealed class TardisLevels(CsvRows rows, int priceScale, int quantityScale)
    : HistoricalCsv<HistoricalLevel>(rows, true, "timestamp", "local_timestamp", "is_snapshot", "side", "price", "amount")
{
    private protected override bool TryTake(out HistoricalLevel row)
    {
        row = default;
        if (!Rows.TryTime(At(0), 6, out var eventTime) || !Rows.TryTime(At(1), 6, out var receiveTime))
            return Rows.Fault("a time is not microseconds since 1970");
        if (!Rows.TryBoolean(At(2), out var isSnapshot))
            return Rows.Fault("is_snapshot is neither true nor false");
        if (!Rows.TrySide(At(3), "bid"u8, "ask"u8, out var side))
            return Rows.Fault("side is neither bid nor ask");
        if (!Rows.TryDecimal(At(4), priceScale, out var price))
            return Rows.Fault($"price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(5), quantityScale, out var quantity) || quantity < 0)
            return Rows.Fault($"amount is not a decimal of at most {quantityScale} digits, 0 or more");
        row = new HistoricalLevel(eventTime, receiveTime, 0, isSnapshot, side, price, quantity);
        return true;
    }
}

/// <summary>Tardis <c>trades</c>: <c>exchange,symbol,timestamp,local_timestamp,id,side,price,amount</c>; the side is the aggressor's, or unknown.</summary>
public sealed class TardisTrades(CsvRows rows, int priceScale, int quantityScale)
    : HistoricalCsv<HistoricalTrade>(rows, true, "timestamp", "local_timestamp", "id", "side", "price", "amount")
{
    private protected override bool TryTake(out HistoricalTrade row)
    {
        row = default;
        if (!Rows.TryTime(At(0), 6, out var eventTime) || !Rows.TryTime(At(1), 6, out var receiveTime))
            return Rows.Fault("a time is not microseconds since 1970");
        var hasAggressor = Rows.TrySide(At(3), "buy"u8, "sell"u8, out var side);
        if (!hasAggressor && !Rows[At(3)].SequenceEqual("unknown"u8))
            return Rows.Fault("side is neither buy nor sell nor unknown");
        if (!Rows.TryDecimal(At(4), priceScale, out var price))
            return Rows.Fault($"price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(5), quantityScale, out var quantity) || quantity <= 0)
            return Rows.Fault($"amount is not a positive decimal of at most {quantityScale} digits");

        // Some venues name trades by words: those have no number.
        var id = Rows.TryWhole(At(2), out var number) ? number : 0;
        row = new HistoricalTrade(eventTime, receiveTime, id, hasAggressor ? side : Side.Buy, hasAggressor, price, quantity);
        return true;
    }
}

/// <summary>One line of a book snapshot file: the best levels of both sides at one time.</summary>
/// <param name="EventTime">The venue's time.</param>
/// <param name="ReceiveTime">The recorder's time.</param>
/// <param name="Bids">Price and quantity, the best first; the list of the reader, valid until its next row.</param>
/// <param name="Asks">The same.</param>
public readonly record struct HistoricalBook(Timestamp EventTime, Timestamp ReceiveTime, IReadOnlyList<(long Price, long Quantity)> Bids, IReadOnlyList<(long Price, long Quantity)> Asks);

/// <summary>Tardis <c>book_snapshot_5</c>, <c>book_snapshot_25</c> and the like: <c>..,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,..</c>; cells of levels that do not exist are empty.</summary>
public sealed class TardisBooks(CsvRows rows, int priceScale, int quantityScale) : HistoricalCsv<HistoricalBook>(rows, true, "timestamp", "local_timestamp")
{
    /// <summary>Most levels a side that are looked for.</summary>
    public const int DepthMax = 100;

    private readonly List<(long Price, long Quantity)> _bids = [];
    private readonly List<(long Price, long Quantity)> _asks = [];
    private readonly List<int> _places = [];

    private protected override bool TryMapMore()
    {
        for (var level = 0; level < DepthMax; level++)
        {
            foreach (var side in new[] { "asks", "bids" })
            {
                var price = Rows.Find(System.Text.Encoding.UTF8.GetBytes($"{side}[{level}].price"));
                var amount = Rows.Find(System.Text.Encoding.UTF8.GetBytes($"{side}[{level}].amount"));
                if (price < 0 || amount < 0)
                    return level > 0 && side == "asks" ? true : Rows.Fault($"no column {side}[{level}]");
                _places.Add(price);
                _places.Add(amount);
            }
        }

        return true;
    }

    private protected override bool TryTake(out HistoricalBook row)
    {
        row = default;
        _bids.Clear();
        _asks.Clear();
        if (!Rows.TryTime(At(0), 6, out var eventTime) || !Rows.TryTime(At(1), 6, out var receiveTime))
            return Rows.Fault("a time is not microseconds since 1970");
        for (var i = 0; i < _places.Count; i += 2)
        {
            var (at, amount) = (_places[i], _places[i + 1]);
            if (Rows[at].IsEmpty && Rows[amount].IsEmpty)
                continue;
            if (!Rows.TryDecimal(at, priceScale, out var price) || !Rows.TryDecimal(amount, quantityScale, out var quantity) || quantity < 0)
                return Rows.Fault($"level {i / 4} is not price and amount of at most {priceScale} and {quantityScale} digits");
            (i % 4 == 0 ? _asks : _bids).Add((price, quantity));
        }

        row = new HistoricalBook(eventTime, receiveTime, _bids, _asks);
        return true;
    }
}
