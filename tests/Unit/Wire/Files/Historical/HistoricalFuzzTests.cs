using System.Text;
using Rialto.Unit.Wire.Fuzz;
using Rialto.Wire.Files.Historical;
using Xunit;

namespace Rialto.Unit.Wire.Files.Historical;

/// <summary>Historical files bent in every way: readers never throw, and come to an end.</summary>
public class HistoricalFuzzTests
{
    private static readonly (string Text, Func<CsvRows, Func<bool>> Open)[] Files =
    [
        ("exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nx,y,1585699200245000,1585699200355684,true,ask,6421.5,18640\nx,y,1585699200245000,1585699200355684,false,bid,6421,0\n", rows => Of(new TardisLevels(rows, 1, 0))),
        ("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nx,y,1583020803145000,1583020803307160,ccc3,sell,8531.5,2152\nx,y,1,2,17,unknown,8531.5,2152\n", rows => Of(new TardisTrades(rows, 1, 0))),
        ("timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount\n1583020803145000,1583020803307160,2.5,1,2.4,7\n1,2,,,2.4,7\n", rows => Of(new TardisBooks(rows, 1, 0))),
        ("17,20377.50,0.010,1,2,1667346579146,true\n18,20377.50,0.010,1,2,1735689600123456,False,True\n", rows => Of(new BinanceAggTrades(rows, 2, 3))),
        ("update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,1.5,2,1.6,3,1667346579146,1667346579150\n", rows => Of(new BinanceBookTickers(rows, 1, 0))),
        ("timestamp,percentage,depth,notional\n2023-01-01 00:00:10,-5.00,1234.500,1\n", rows => Of(new BinanceBookDepths(rows, 3))),
        ("1667346540000,1.0,2.0,0.5,1.5,10,1667346599999,15.0,4,6,9.0,0\n", rows => Of(new BinanceKlines(rows, 1, 0))),
        ("symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\nBTCUSDT,1667346579146,1,2098021528332,b,snap,20377.00,1.770,-1\n", rows => Of(new BinanceDepthHistory(rows, 2, 3))),
        ("timestamp,symbol,side,size,price,tickDirection\n1585180700.0647,BTCUSDT,Buy,0.042,6698.5,ZeroMinusTick\n", rows => Of(new BybitTrades(rows, 1, 3))),
        ("id,timestamp,price,volume,side\n9,1747612800074,6698.5,0.042,sell\n", rows => Of(new BybitTrades(rows, 1, 3))),
    ];

    [Fact]
    public void Csv_files_never_break_their_readers()
    {
        for (var i = 0; i < Files.Length; i++)
        {
            var (text, open) = Files[i];
            FuzzRun.Over([Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(Files[(i + 1) % Files.Length].Text)], FuzzRun.TextBytes, 1, (file, index) =>
            {
                // Each reader has buffers of its own: one in four is enough.
                if (index % 4 != 0)
                    return;
                var lines = file.Count((byte)'\n') + 1;
                using var rows = new CsvRows(new MemoryStream(file.ToArray()), "fuzz");
                var next = open(rows);
                var count = 0;
                while (next())
                    Assert.InRange(++count, 1, lines);
                Assert.InRange(rows.Faults.Count, 0, lines + 1);
            });
        }
    }

    [Fact]
    public void Itch_messages_and_files_never_break_the_reader()
    {
        byte[][] messages = [.. ItchTests.Kinds.Select(kind => ItchTests.Make(kind.Kind))];
        FuzzRun.Over(messages, FuzzRun.BinaryBytes, 10, static (message, index) =>
        {
            if (!ItchMessage.TryDecode(message, out _, out var reason))
                Assert.NotEqual("", reason);
            Assert.InRange(ItchMessage.StockIn(message).Length, 0, 8);
        });
        var whole = ItchTests.File(messages);
        FuzzRun.Over([whole, ItchTests.File(messages[..4])], FuzzRun.BinaryBytes, 1, static (file, index) =>
        {
            if (index % 4 != 0)
                return;
            using var reader = new ItchFile(new MemoryStream(file.ToArray()), "fuzz");
            var count = 0;
            while (reader.TryRead(out _))
                Assert.InRange(++count, 1, file.Length / 2);
        });
    }

    private static Func<bool> Of<TRow>(HistoricalCsv<TRow> file) => () => file.TryRead(out _);
}
