using System.IO.Compression;
using System.Text;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Files.Historical;
using Xunit;

namespace Rialto.Unit.Wire.Files.Historical;

public class HistoricalFilesTests
{
    [Fact]
    public void Tardis_levels_of_Deribit_are_read()
    {
        using var file = new TardisLevels(CsvRows.Open(Recordings.Path("ticks/tardis/deribit_incremental_book_L2_BTC-PERPETUAL.csv")), 1, 0);
        var rows = All(file);
        Assert.Empty(file.Faults.First);
        Assert.Equal(new HistoricalLevel(new Timestamp(1_585_699_200_245_000_000), new Timestamp(1_585_699_200_355_684_000), 0, true, Side.Sell, 64_215, 18_640), rows[0]);
        Assert.Equal(Lines("ticks/tardis/deribit_incremental_book_L2_BTC-PERPETUAL.csv") - 1, rows.Count);
    }

    [Fact]
    public void Tardis_trades_of_BitMEX_are_read()
    {
        using var file = new TardisTrades(CsvRows.Open(Recordings.Path("ticks/tardis/bitmex_trades_XBTUSD.csv")), 1, 0);
        var rows = All(file);
        Assert.Empty(file.Faults.First);
        Assert.Equal(new HistoricalTrade(new Timestamp(1_583_020_803_145_000_000), new Timestamp(1_583_020_803_307_160_000), 0, Side.Sell, true, 85_315, 2_152), rows[0]);
        Assert.Equal(Lines("ticks/tardis/bitmex_trades_XBTUSD.csv") - 1, rows.Count);
    }

    [Theory]
    [InlineData("ticks/tardis/binance-futures_book_snapshot_5_BTCUSDT.csv", 5)]
    [InlineData("ticks/tardis/binance-futures_book_snapshot_25_BTCUSDT.csv", 25)]
    public void Tardis_snapshots_of_Binance_are_read_and_in_order(string name, int depth)
    {
        using var file = new TardisBooks(CsvRows.Open(Recordings.Path(name)), 2, 3);
        var count = 0;
        while (file.TryRead(out var book))
        {
            count++;
            Assert.Equal((depth, depth), (book.Bids.Count, book.Asks.Count));
            Assert.True(book.Bids[0].Price < book.Asks[0].Price);
            Assert.Equal(book.Bids.OrderByDescending(level => level.Price), book.Bids);
            Assert.Equal(book.Asks.OrderBy(level => level.Price), book.Asks);
            if (count == 1)
                Assert.Equal(((1_165_707L, 10_896L), (1_165_708L, 1_714L)), (book.Bids[0], book.Asks[0]));
        }

        Assert.Empty(file.Faults.First);
        Assert.Equal(Lines(name) - 1, count);
    }

    [Theory]
    [InlineData("ticks/binance/btcusdt-depth-snap.csv", true)]
    [InlineData("ticks/binance/btcusdt-depth-update.csv", false)]
    public void Depth_history_of_Binance_is_read(string name, bool isSnapshot)
    {
        using var file = new BinanceDepthHistory(CsvRows.Open(Recordings.Path(name)), 2, 3);
        var rows = All(file);
        Assert.Empty(file.Faults.First);
        Assert.All(rows, row => Assert.Equal(isSnapshot, row.IsSnapshot));
        Assert.Equal(Lines(name) - 1, rows.Count);
        if (isSnapshot)
            Assert.Equal(new HistoricalLevel(new Timestamp(1_667_346_579_146_000_000), new Timestamp(1_667_346_579_146_000_000), 2_098_021_528_332, true, Side.Buy, 2_037_700, 1_770), rows[0]);
    }

    [Fact]
    public void Aggregate_trades_have_a_header_or_none_and_milliseconds_or_microseconds()
    {
        const string Header = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n";
        foreach (var (text, time) in new[]
        {
            ("17,20377.50,0.010,1,2,1667346579146,true\n", 1_667_346_579_146_000_000),
            (Header + "17,20377.50,0.010,1,2,1667346579146,true\n", 1_667_346_579_146_000_000),
            ("17,20377.50000000,0.01000000,1,2,1735689600123456,True,True\n", 1_735_689_600_123_456_000),
        })
        {
            using var file = new BinanceAggTrades(Rows(text), 2, 3);
            Assert.Equal([new HistoricalTrade(new Timestamp(time), new Timestamp(time), 17, Side.Sell, true, 2_037_750, 10)], All(file));
            Assert.Equal(0, file.Faults.Count);
        }
    }

    [Fact]
    public void Book_tickers_depths_and_bars_of_Binance_are_read()
    {
        using var touches = new BinanceBookTickers(Rows("update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,1.5,2,1.6,3,1667346579146,1667346579150\n"), 1, 0);
        Assert.Equal([new HistoricalTouch(new Timestamp(1_667_346_579_146_000_000), new Timestamp(1_667_346_579_150_000_000), 5, 15, 2, 16, 3)], All(touches));
        using var depths = new BinanceBookDepths(Rows("timestamp,percentage,depth,notional\n2023-01-01 00:00:10,-5,1234.500,1\n2023-01-01 00:00:10,0.20,7,1\n2023-02-30 00:00:10,1,7,1\n"), 3);
        Assert.Equal([new HistoricalDepth(new Timestamp(1_672_531_210_000_000_000), -500, 1_234_500), new HistoricalDepth(new Timestamp(1_672_531_210_000_000_000), 20, 7_000)], All(depths));
        Assert.Equal("test, row 4: timestamp is not YYYY-MM-DD HH:MM:SS", Assert.Single(depths.Faults.First).ToString());
        using var bars = new BinanceKlines(Rows("1667346540000,1.0,2.0,0.5,1.5,10,1667346599999,15.0,4,6,9.0,0\n1667346540000,3.0,2.0,0.5,1.5,10,1667346599999,15.0,4,6,9.0,0\n"), 1, 0);
        Assert.Equal([new HistoricalBar(new Timestamp(1_667_346_540_000_000_000), new Timestamp(1_667_346_599_999_000_000), 10, 20, 5, 15, 10, 4, 6)], All(bars));
        Assert.Equal(2, Assert.Single(bars.Faults.First).Row);
    }

    [Fact]
    public void Trades_of_Bybit_are_of_two_kinds()
    {
        using var contracts = new BybitTrades(
            Rows("timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n1585180700.0647,BTCUSDT,Buy,0.042,6698.5,ZeroMinusTick,6a9c,28,0.042,281\n1585180701,BTCUSDT,Sell,1,6698,,,,,\n"), 1, 3);
        Assert.Equal(
            [
                new HistoricalTrade(new Timestamp(1_585_180_700_064_700_000), new Timestamp(1_585_180_700_064_700_000), 0, Side.Buy, true, 66_985, 42),
                new HistoricalTrade(new Timestamp(1_585_180_701_000_000_000), new Timestamp(1_585_180_701_000_000_000), 0, Side.Sell, true, 66_980, 1_000),
            ],
            All(contracts));
        using var spot = new BybitTrades(Rows("id,timestamp,price,volume,side,rpi\n9,1747612800074,6698.5,0.042,sell,0\n"), 1, 3);
        Assert.Equal([new HistoricalTrade(new Timestamp(1_747_612_800_074_000_000), new Timestamp(1_747_612_800_074_000_000), 9, Side.Sell, true, 66_985, 42)], All(spot));
    }

    [Fact]
    public void A_bad_line_is_told_with_file_line_and_reason_and_the_next_is_read()
    {
        using var file = new TardisLevels(
            Rows("exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nx,y,1,2,true,bid,1.5,1\nx,y,0,2,true,bid,1.5,1\nx,y,1,2,maybe,bid,1.5,1\nx,y,1,2,true,both,1.5,1\nx,y,1,2,true,bid,1.55,1\nx,y,1,2,true,bid,1.5,-1\nx,y\n\nx,y,3,4,false,ask,1.6,0\n"), 1, 0);
        Assert.Equal([15L, 16L], All(file).Select(row => row.Price));
        Assert.Equal(
            [
                "test, row 3: a time is not microseconds since 1970",
                "test, row 4: is_snapshot is neither true nor false",
                "test, row 5: side is neither bid nor ask",
                "test, row 6: price is not a decimal of at most 1 digits",
                "test, row 7: amount is not a decimal of at most 0 digits, 0 or more",
                "test, row 8: a time is not microseconds since 1970",
            ],
            file.Faults.First.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("timestamp,local_timestamp,is_snapshot,side,price\n1,2,true,bid,1\n", "no column amount")]
    [InlineData("1,2,true,bid,1,1\n", "no header")]
    public void A_file_of_another_kind_is_told_at_its_first_line(string text, string reason)
    {
        using var file = new TardisLevels(Rows(text), 1, 1);
        Assert.Empty(All(file));
        Assert.Equal(new FileFault("test", 1, reason), Assert.Single(file.Faults.First));
    }

    [Fact]
    public void Gzip_zip_and_broken_gzip_are_told_apart()
    {
        const string Text = "17,20377.50,0.010,1,2,1667346579146,true\n";
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes(Text));
        using (var file = new BinanceAggTrades(new CsvRows(new MemoryStream(packed.ToArray()), "test"), 2, 3))
            Assert.Single(All(file));
        var broken = packed.ToArray();
        broken[12] ^= 0xFF;
        using (var file = new BinanceAggTrades(new CsvRows(new MemoryStream(broken), "test"), 2, 3))
        {
            Assert.Empty(All(file));
            Assert.NotEqual(0, file.Faults.Count);
        }

        var path = Path.Combine(Path.GetTempPath(), $"rialto-{Guid.NewGuid():N}.zip");
        try
        {
            using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            using (var entry = zip.CreateEntry("BTCUSDT-aggTrades.csv").Open())
                entry.Write(Encoding.ASCII.GetBytes(Text));
            using (var file = new BinanceAggTrades(CsvRows.Open(path), 2, 3))
                Assert.Single(All(file));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_row_allocates_nothing()
    {
        var text = string.Concat(Enumerable.Repeat("17,20377.50,0.010,1,2,1667346579146,true\n", 40_000));
        using var file = new BinanceAggTrades(Rows(text), 2, 3);
        for (var i = 0; i < 20_000; i++)
            Assert.True(file.TryRead(out _));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 20_000 / Allocations.Rounds; i++)
                Assert.True(file.TryRead(out _));
        }));
        Assert.False(file.TryRead(out _));
    }

    private static CsvRows Rows(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test");

    private static int Lines(string name) => File.ReadLines(Recordings.Path(name)).Count(line => line.Length > 0);

    private static List<TRow> All<TRow>(HistoricalCsv<TRow> file)
    {
        var rows = new List<TRow>();
        while (file.TryRead(out var row))
            rows.Add(row);
        return rows;
    }
}
