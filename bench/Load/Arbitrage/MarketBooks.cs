using Rialto.Host.Arbitrage;
using Rialto.Load.Flows;
using Rialto.Model.Execution;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Arbitrage.Kernels;

namespace Rialto.Load.Arbitrage;

/// <summary>Markets for the kernels, from recorded books: each moment of a recording at which several venues were looked at is a market of its own, so that there are thousands.</summary>
internal static class MarketBooks
{
    private const string Spot = "ticks/cross-venue/binance_spot_btcusdt_book100_2026-02-16T0400.jsonl.gz";
    private const string Futures = "ticks/cross-venue/binance_fut_btcusdt_book100_2026-02-16T0400.jsonl.gz";
    private const string Minutes = "ticks/cross-venue/perps6_minute_bbo_2026-02-12_13.csv.gz";
    private const string Polls = "ticks/prediction/cross-venue_2026-06-11_13.csv.gz";
    private const string Kimchi = "ticks/kimchi/binance_BTC_USDT_20250824_082608.csv.gz";

    /// <summary>Most markets: what stays in the second cache.</summary>
    private const int MarketsMax = 4_096;

    // 5 hundredths of a percent a side, as perpetuals cost; 7 % of p (1 - p), as questions do.
    private const long Rate = 50_000, QuadraticRate = 7_000_000;

    /// <summary>All sets of markets there are recordings of.</summary>
    public static IEnumerable<(string Name, MarketCells Cells)> All(List<string> remarks)
    {
        if (TryFind([Spot, Futures], remarks, out var files))
            yield return ("BTC spot and perpetual, every 100 ms, 2 venues", Cross(Moments([new TableFile($"a:X={files[0]}", default), new TableFile($"b:X={files[1]}", default)], 100_000_000), 2));
        if (TryFind([Kimchi], remarks, out files))
            yield return ("BTC bars of five minutes beside the bar before, 2 places", Cross(BarPairs(new TableFile($"a:X={files[0]}", default)), 2));
        if (TryFind([Minutes], remarks, out files))
            yield return ("perpetuals every minute, 6 of 8 venues", Cross(Moments([new TableFile(files[0], default)], 60_000_000_000), 8));
        if (TryFind([Polls], remarks, out files))
            yield return ("questions of three prediction markets, YES and NO", Pairs(new TableFile(files[0], default)));
    }

    private static bool TryFind(string[] names, List<string> remarks, out string[] paths)
    {
        paths = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (Recordings.TryFind(names[i], out paths[i], out var reason))
                continue;
            remarks.Add($"arbitrage: {reason}");
            return false;
        }

        return true;
    }

    /// <summary>Books of several venues in the same span of time; of a file with several assets each asset by itself.</summary>
    private static List<List<(long Bid, long Ask)>> Moments(TableFile[] files, long spanNs)
    {
        var moments = new SortedDictionary<(long, string), List<(long, long)>>();
        for (var i = 0; i < files.Length; i++)
        {
            foreach (var row in files[i].Rows)
            {
                if (row.Bids.Length == 0 || row.Asks.Length == 0)
                    continue;
                var key = (row.Time.Nanoseconds / spanNs, files[i].Sources[row.Source].Symbol);
                if (!moments.TryGetValue(key, out var books))
                    moments.Add(key, books = []);
                if (files.Length == 1 || books.Count == i)
                    books.Add((row.Bids[0].Price, row.Asks[0].Price));
            }
        }

        return [.. moments.Values.Where(static books => books.Count >= 2)];
    }

    /// <summary>A bar and the one before it stand for two venues: real prices of a real distance, where no second venue was recorded without holes.</summary>
    private static List<List<(long Bid, long Ask)>> BarPairs(TableFile file) =>
        [.. file.Rows.Zip(file.Rows.Skip(1), static (one, next) => new List<(long, long)> { (one.Bids[0].Price, one.Asks[0].Price), (next.Bids[0].Price, next.Asks[0].Price) })];

    private static MarketCells Cross(List<List<(long Bid, long Ask)>> moments, int venues)
    {
        var step = Math.Max(1, moments.Count / MarketsMax);
        var chosen = moments.Where((_, i) => i % step == 0).Take(MarketsMax).ToList();
        var cells = new MarketCells(chosen.Count, venues);
        for (var market = 0; market < chosen.Count; market++)
        {
            // Tables keep eight decimals; prices stand here with as many as they have, as a market's do.
            var unit = 1L;
            while (unit < 100_000_000 && chosen[market].TrueForAll(book => book.Bid % (unit * 10) == 0 && book.Ask % (unit * 10) == 0))
                unit *= 10;
            var shift = chosen[market].Max(book => NetPrice.BitsOf(NetPrice.OfAsk(book.Ask / unit, Rate))) - 29;
            for (var venue = 0; venue < venues; venue++)
            {
                if (venue >= chosen[market].Count)
                {
                    cells.SetCross(market, venue, ExactTable.NoBid, ExactTable.NoAsk, CrossTable.NoBid, CrossTable.NoAsk);
                    continue;
                }

                var (bid, ask) = (NetPrice.OfBid(chosen[market][venue].Bid / unit, Rate), NetPrice.OfAsk(chosen[market][venue].Ask / unit, Rate));
                cells.SetCross(market, venue, NetPrice.ToExactCell(bid), NetPrice.ToExactCell(ask), NetPrice.ToBidUnits(bid, Math.Max(0, shift)), NetPrice.ToAskUnits(ask, Math.Max(0, shift)));
            }

            cells.SetPair(market, SumTable.NoAsk, SumTable.NoAsk, QuadraticTable.NoAsk, QuadraticTable.NoAsk, 0);
        }

        return cells;
    }

    private static MarketCells Pairs(TableFile file)
    {
        const long One = 100_000_000;
        var rows = file.Rows.Where(static row => row.Bids.Length > 0 && row.Asks.Length > 0).ToList();
        var step = Math.Max(1, rows.Count / MarketsMax);
        var chosen = rows.Where((_, i) => i % step == 0).Take(MarketsMax).ToList();
        var cells = new MarketCells(chosen.Count, 2);
        for (var market = 0; market < chosen.Count; market++)
        {
            var (yes, no) = (chosen[market].Asks[0].Price, One - chosen[market].Bids[0].Price);
            cells.SetPair(
                market, Cost(yes), Cost(no), (int)(yes * QuadraticTable.One / One), (int)(no * QuadraticTable.One / One), (int)(QuadraticRate * QuadraticTable.RateOne / TradingTerms.One));
            for (var venue = 0; venue < 2; venue++)
                cells.SetCross(market, venue, ExactTable.NoBid, ExactTable.NoAsk, CrossTable.NoBid, CrossTable.NoAsk);
        }

        return cells;

        static int Cost(long price) => (int)((((Int128)price * TradingTerms.One) + ((Int128)QuadraticRate * price * (One - price) / One)) * SumTable.One / ((Int128)One * TradingTerms.One));
    }
}
