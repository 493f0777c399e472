using System.Globalization;
using System.Text;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Historical;

namespace Rialto.Host.Arbitrage;

/// <summary>
/// One file of prices that others recorded in tables: books line by line, minutes of best prices, polls of prediction markets, bars. Which it is its first line says. Prices and quantities
/// are kept at eight decimals, exactly; a row that does not fit, or cannot be read, is counted and passed over.
/// </summary>
internal sealed class TableFile
{
    /// <summary>Decimals of prices and quantities.</summary>
    public const int Scale = 8;

    private const int LineBytesMax = 1 << 20;

    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly ArbSource? _named;
    private readonly long _aheadNs;
    private readonly CancellationToken _stop;

    /// <summary>Reads a file.</summary>
    /// <param name="argument"><c>FILE</c>, or for files of one source <c>venue:SYMBOL=FILE</c>, with <c>@+09:00</c> behind the symbol where its times are not UTC.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="ArbFileException">It cannot be read, or is none of the kinds.</exception>
    public TableFile(string argument, CancellationToken stop)
    {
        _stop = stop;
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        _path = equals < 0 ? argument : argument[(equals + 1)..];
        (_named, _aheadNs) = equals < 0 ? (null, 0) : NameOf(argument[..equals]);
        try
        {
            using var lines = new LineReader(File.OpenRead(_path), Path.GetFileName(_path), LineBytesMax);
            var first = lines.TryRead(out var line) ? Encoding.UTF8.GetString(line) : "";
            if (first.StartsWith('{') && first.Contains("\"bids_px\"", StringComparison.Ordinal))
                ReadBooks(_named ?? throw Unnamed("books"));
            else if (first.StartsWith("ts_minute_utc,exchange,ticker,", StringComparison.Ordinal))
                ReadCsv(row => MinuteOf(row));
            else if (first.StartsWith("snapshot,platform,market_id,yes_price,no_price", StringComparison.Ordinal))
                ReadCsv(row => PollOf(row));
            else if (first.StartsWith("ts,slug,category,bid,ask", StringComparison.Ordinal))
                ReadCsv(row => QuoteOf(row));
            else if (first.StartsWith("timestamp,open,high,low,close", StringComparison.Ordinal))
                ReadBars(_named ?? throw Unnamed("bars"));
            else
                throw new ArbFileException($"{_path} is no table that is known: books (bids_px), minutes (ts_minute_utc), polls (snapshot, platform), quotes (ts, slug) or bars (timestamp, open).");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FlowFileException)
        {
            throw new ArbFileException($"{_path}: {problem.Message}", problem);
        }
    }

    /// <summary>What it tells of.</summary>
    public List<ArbSource> Sources { get; } = [];

    /// <summary>All looks, in the file's order.</summary>
    public List<TableRow> Rows { get; } = [];

    /// <summary>Rows that could not be read.</summary>
    public long Strange { get; private set; }

    /// <summary>What one should know of it.</summary>
    public List<string> Remarks { get; } = [];

    private ArbFileException Unnamed(string what) => new($"{_path} holds {what} of one source: say which, venue:SYMBOL={Path.GetFileName(_path)}.");

    private static (ArbSource, long) NameOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var symbol = colon > 0 ? (at < 0 ? text[(colon + 1)..] : text[(colon + 1)..Math.Max(at, colon + 1)]) : "";
        if (symbol.Length == 0)
            throw new ArbFileException($"A source is venue:SYMBOL, for example binance:BTC-USDT, not '{text}'.");
        var ahead = 0L;
        if (at > 0)
        {
            if (!TimeSpan.TryParseExact(text[(at + 2)..], "hh\\:mm", CultureInfo.InvariantCulture, out var offset) || text[at + 1] is not ('+' or '-'))
                throw new ArbFileException($"A time zone is @+HH:MM or @-HH:MM, not '{text[at..]}'.");
            ahead = offset.Ticks * 100 * (text[at + 1] == '+' ? 1 : -1);
        }

        var quote = symbol.Split('.')[0].Split('-') is [.., var last] && symbol.Contains('-', StringComparison.Ordinal) ? last : "";
        return (new ArbSource(text[..colon], symbol, symbol, quote, Scale, Scale), ahead);
    }

    private void ReadBooks(ArbSource source)
    {
        Sources.Add(source);
        using var lines = new LineReader(File.OpenRead(_path), Path.GetFileName(_path), LineBytesMax);
        while (lines.TryRead(out var line))
        {
            _stop.ThrowIfCancellationRequested();
            if (line.IsEmpty)
                continue;
            if (BookLine.TryRead(line, out var timeMs, out var bids, out var asks))
                Rows.Add(new TableRow(new Timestamp(timeMs * 1_000_000), 0, bids, asks));
            else
                Strange++;
        }
    }

    private void ReadCsv(Func<CsvRows, Func<CsvRows, bool>> kind)
    {
        using var rows = CsvRows.Open(_path);
        if (!rows.TryRead())
            return;
        var take = kind(rows);
        while (rows.TryRead())
        {
            _stop.ThrowIfCancellationRequested();
            if (!take(rows))
                Strange++;
        }

        Strange += rows.Faults.Count;
    }

    private Func<CsvRows, bool> MinuteOf(CsvRows head)
    {
        var (minute, venue, ticker, bid, ask) = (head.Find("ts_minute_utc"u8), head.Find("exchange"u8), head.Find("ticker"u8), head.Find("best_bid"u8), head.Find("best_ask"u8));
        Remarks.Add("Venues were asked in the same minute, not at the same instant; some quote in USDT, some in USDC or USD, and what lies between these is in the figures. Sizes were not recorded.");
        return row =>
        {
            var name = Encoding.UTF8.GetString(row[ticker]);
            var place = Encoding.UTF8.GetString(row[venue]);
            return name.Length > 0 && place.Length > 0 && TryTime(row[minute], out var time)
                && Add(time, new ArbSource(place, name, $"{name}-USD.PERP", "USD", Scale, Scale) { HasSizes = false }, PriceOf(row[bid]), PriceOf(row[ask]));
        };
    }

    private Func<CsvRows, bool> PollOf(CsvRows head)
    {
        var (taken, platform, id, yes, no) = (head.Find("snapshot"u8), head.Find("platform"u8), head.Find("market_id"u8), head.Find("yes_price"u8), head.Find("no_price"u8));
        Remarks.Add("Prices of PredictIt and Polymarket are last or middle ones (YES and NO add up to one): they hint, nobody could trade at them. Sizes were not recorded.");
        return row =>
        {
            var name = Encoding.UTF8.GetString(row[id]);
            var place = Encoding.UTF8.GetString(row[platform]);

            // 2026-06-11T16-06-47Z
            var text = Encoding.UTF8.GetString(row[taken]).ToCharArray();
            if (text.Length == 20)
                (text[13], text[16]) = (':', ':');
            if (name.Length == 0 || !TryTime(Encoding.UTF8.GetBytes(text), out var time))
                return false;
            var source = new ArbSource(place, name, name, "USD", Scale, Scale) { IsOutcome = true, HasSizes = false, IsQuote = place == "kalshi" };
            var (ask, other) = (PriceOf(row[yes]), PriceOf(row[no]));
            var one = DecimalText.PowerOfTen(Scale);

            // Zero and one are what an empty side shows, not prices.
            return Add(time, source, other > 0 && other < one ? one - other : 0, ask < one ? ask : 0);
        };
    }

    private Func<CsvRows, bool> QuoteOf(CsvRows head)
    {
        var (taken, slug, bid, ask) = (head.Find("ts"u8), head.Find("slug"u8), head.Find("bid"u8), head.Find("ask"u8));
        Remarks.Add("Sizes were not recorded.");
        return row =>
        {
            var name = Encoding.UTF8.GetString(row[slug]);
            return name.Length > 0 && TryTime(row[taken], out var time)
                && Add(time, new ArbSource("polymarket", name, name, "USD", Scale, Scale) { IsOutcome = true, HasSizes = false }, PriceOf(row[bid]), PriceOf(row[ask]));
        };
    }

    private void ReadBars(ArbSource source)
    {
        Remarks.Add($"{source.Name}: a bar's last price stands for bid and ask from its end on; it hints, nobody could trade at it.");
        Sources.Add(source with { HasSizes = false, IsQuote = false });
        var closes = new List<(long OpenNs, long Close)>();
        ReadCsv(head =>
        {
            var (opened, close) = (head.Find("timestamp"u8), head.Find("close"u8));
            return row =>
            {
                if (!TryTime(row[opened], out var time) || PriceOf(row[close]) is not (> 0 and var price))
                    return false;
                closes.Add((time.Nanoseconds - _aheadNs, price));
                return true;
            };
        });
        var lengthNs = closes.Zip(closes.Skip(1), static (one, next) => next.OpenNs - one.OpenNs).Where(static gap => gap > 0).DefaultIfEmpty(0).Min();
        foreach (var (opened, close) in closes)
            Rows.Add(new TableRow(new Timestamp(opened + lengthNs), 0, [new DepthLevel(close, DecimalText.PowerOfTen(Scale))], [new DepthLevel(close, DecimalText.PowerOfTen(Scale))]));
    }

    private bool Add(Timestamp time, ArbSource source, long bid, long ask)
    {
        if (!_byName.TryGetValue(source.Name, out var index))
        {
            _byName.Add(source.Name, index = Sources.Count);
            Sources.Add(source);
        }

        Rows.Add(new TableRow(time, index, bid > 0 ? [new DepthLevel(bid, source.Unit)] : [], ask > 0 ? [new DepthLevel(ask, source.Unit)] : []));
        return true;
    }

    private static long PriceOf(ReadOnlySpan<byte> text) => !text.IsEmpty && DecimalText.TryParseScientific(text, Scale, out var price, out _) == DecimalTextError.None ? price : 0;

    private static bool TryTime(ReadOnlySpan<byte> text, out Timestamp time)
    {
        var known = DateTime.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc);
        time = known ? Timestamp.FromDateTimeUtc(utc) : default;
        return known;
    }
}
