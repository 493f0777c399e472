using System.Buffers.Text;
using System.Text.Json;

namespace Rialto.Load.Feeds;

/// <summary>
/// The ordinary way to read a feed in .NET, and not a bad one: Utf8JsonReader, decimals, a sorted dictionary a side. It proves nothing: numbers and checksums are passed over.
/// One reader for the shapes of all venues measured.
/// </summary>
internal sealed class NaiveFeed
{
    private readonly Dictionary<string, Book> _books = [];
    private readonly List<(bool IsBid, decimal Price, decimal Quantity)> _levels = [];
    private string _symbol = "";
    private bool _isSnapshot;
    private bool _isChange;

    /// <summary>Bytes to levels.</summary>
    /// <returns>How many.</returns>
    public int Read(byte[] frame)
    {
        _levels.Clear();
        _symbol = "";
        _isSnapshot = _isChange = false;
        decimal price = 0, change = 0;
        var isBid = true;
        var isArray = frame[0] == (byte)'[';
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
            // Kraken: the pair is the last of an array.
            if (isArray && reader.TokenType == JsonTokenType.String && reader.CurrentDepth == 1)
                _symbol = reader.GetString()!;
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("b"u8) || reader.ValueTextEquals("bids"u8) || reader.ValueTextEquals("yes_dollars_fp"u8))
                Pairs(ref reader, true);
            else if (reader.ValueTextEquals("a"u8) || reader.ValueTextEquals("asks"u8) || reader.ValueTextEquals("no_dollars_fp"u8))
                Pairs(ref reader, false);
            else if (reader.ValueTextEquals("bs"u8) || reader.ValueTextEquals("as"u8))
            {
                _isSnapshot = true;
                Pairs(ref reader, reader.ValueTextEquals("bs"u8));
            }
            else if (reader.ValueTextEquals("s"u8) || reader.ValueTextEquals("instId"u8) || reader.ValueTextEquals("market_ticker"u8))
                _symbol = Text(ref reader);
            else if (reader.ValueTextEquals("action"u8) || reader.ValueTextEquals("type"u8))
                _isSnapshot = Text(ref reader).EndsWith("snapshot", StringComparison.Ordinal);
            else if (reader.ValueTextEquals("price_dollars"u8))
                price = Number(ref reader);
            else if (reader.ValueTextEquals("delta_fp"u8))
            {
                change = Number(ref reader);
                _isChange = true;
            }
            else if (reader.ValueTextEquals("side"u8))
                isBid = Text(ref reader) == "yes";
        }

        if (_isChange)
            _levels.Add((isBid, price, change));
        return _levels.Count;
    }

    /// <summary>Bytes to book to best prices.</summary>
    /// <param name="frame">A frame, or the body of a REST snapshot.</param>
    /// <param name="snapshotOf">Of such a body, whose it is; empty for a frame.</param>
    public decimal Apply(byte[] frame, string snapshotOf)
    {
        Read(frame);
        var symbol = snapshotOf.Length > 0 ? snapshotOf : _symbol;
        if (!_books.TryGetValue(symbol, out var book))
            _books[symbol] = book = new Book();
        if (_isSnapshot || snapshotOf.Length > 0)
            book.Clear();
        foreach (var (isBid, price, quantity) in _levels)
            book.Set(isBid, price, _isChange ? book.At(isBid, price) + quantity : quantity);
        return book.Best;
    }

    /// <summary>Forgets all books.</summary>
    public void Clear() => _books.Clear();

    private void Pairs(ref Utf8JsonReader reader, bool isBid)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var price = Number(ref reader);
            var quantity = Number(ref reader);
            _levels.Add((isBid, price, quantity));
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
            }
        }
    }

    private static decimal Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out _) ? value : throw new FormatException("no decimal");
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }

    private sealed class Book
    {
        private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((left, right) => right.CompareTo(left)));
        private readonly SortedDictionary<decimal, decimal> _asks = [];

        public decimal Best => First(_bids) + First(_asks);

        public decimal At(bool isBid, decimal price) => (isBid ? _bids : _asks).GetValueOrDefault(price);

        public void Clear()
        {
            _bids.Clear();
            _asks.Clear();
        }

        public void Set(bool isBid, decimal price, decimal quantity)
        {
            var side = isBid ? _bids : _asks;
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }

        private static decimal First(SortedDictionary<decimal, decimal> side)
        {
            foreach (var level in side)
                return level.Key;
            return 0;
        }
    }
}
