using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Unit;
using Rialto.Wire.Files.Export;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>What <c>rialto export</c> writes, read by NumPy itself where this machine has it.</summary>
public sealed class ExportTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NumPy_reads_the_array_with_its_names_types_and_values()
    {
        var listing = new Listing(new ListingId(1), FeedVenue.Okx, "A-B", "A-B", ListingKind.Spot, 2, 3, default, default, "B", ListingStatus.Open);
        var path = _folder.File("a.npz");
        using (var npz = new NpzWriter(_folder.File("rows")))
        {
            foreach (var one in new[]
            {
                new FeedEvent { Kind = FeedEventKind.BookCleared, EventTime = new Timestamp(5), ReceiveTime = new Timestamp(7) },
                new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Sell, Flags = FeedEventFlags.Snapshot, Price = new Price(6_173_760), Quantity = new Quantity(14), ReceiveTime = new Timestamp(8) },
                new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Buy, Price = new Price(6_173_750), EventTime = new Timestamp(6), ReceiveTime = new Timestamp(9) },
                new FeedEvent { Kind = FeedEventKind.Trade, Side = Side.Sell, Price = new Price(1), Quantity = new Quantity(1), EventTime = new Timestamp(9), ReceiveTime = new Timestamp(10) },
                new FeedEvent { Kind = FeedEventKind.BookStateChanged },
            })
            {
                var (first, second, count) = HftEvent.Of(one, listing);
                if (count > 0)
                    npz.Add(first);
                if (count > 1)
                    npz.Add(second);
            }

            using var file = File.Create(path);
            npz.Pack(file);
        }

        Assert.Equal(
            """
            (5,) 64 ('ev', 'exch_ts', 'local_ts', 'px', 'qty', 'order_id', 'ival', 'fval') uint64 int64 int64 float64 float64 uint64 int64 float64
            0xe0000003 5 7 nan 0.0
            0xd0000003 5 7 nan 0.0
            0xd0000004 8 8 61737.6 0.014
            0xe0000001 6 9 61737.5 0.0
            0xd0000002 9 10 0.01 0.001
            """,
            Python(
                """
                import sys, numpy
                a = numpy.load(sys.argv[1])['data']
                print(a.shape, a.dtype.itemsize, a.dtype.names, *[a.dtype[n] for n in a.dtype.names])
                for r in a: print(hex(r['ev']), r['exch_ts'], r['local_ts'], r['px'], r['qty'])
                """,
                path));
    }

    [Theory]
    [InlineData("binance-spot/btcusdt_20240808.gz", FeedVenue.BinanceSpot, "BTCUSDT", 2, 8)]
    [InlineData("binance-usdm/btcusdt_20240808.gz", FeedVenue.BinanceUsdM, "BTCUSDT", 2, 3)]
    public void A_recorded_day_is_the_same_events_in_both_forms(string capture, FeedVenue venue, string symbol, int priceScale, int quantityScale)
    {
        var recording = new Recording();
        recording.Load([Recordings.Path("wire/" + capture)], FeedVenue.None, Stop);
        var (csv, npz) = (_folder.File("a.csv"), _folder.File("a.npz"));
        var (lines, rows) = (new ExportFeedsCommand.Counts(), new ExportFeedsCommand.Counts());
        var events = new RecordedEvents(recording, venue, symbol, (priceScale, quantityScale));
        ExportFeedsCommand.Write(events, "csv", csv, lines, Stop);
        ExportFeedsCommand.Write(new RecordedEvents(recording, venue, symbol, (priceScale, quantityScale)), "npz", npz, rows, Stop);
        Assert.Equal(0, events.Drifts);
        Assert.Equal([csv, npz], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal((lines.Levels, lines.Trades, lines.Cleared), (rows.Levels, rows.Trades, rows.Cleared));
        Assert.Equal(rows.Levels + rows.Trades + 2 * rows.Cleared, rows.Rows);
        Assert.True(rows.Levels > 100_000 && rows.Cleared > 0);
        Assert.Equal(lines.Rows + 1, File.ReadLines(csv).LongCount());

        // NumPy reads both: each decimal of the text is the double of the array, to the last bit.
        Assert.Equal(
            "True " + (rows.Levels + rows.Trades).ToString(CultureInfo.InvariantCulture),
            Python(
                """
                import sys, csv, numpy
                a = numpy.load(sys.argv[1])['data']
                a = a[(a['ev'] & 255) != 3]
                t = [r for r in csv.DictReader(open(sys.argv[2])) if r['kind'] in ('Level', 'Trade')]
                px = numpy.array([float(r['price']) for r in t]); qty = numpy.array([float(r['quantity']) for r in t]); ts = numpy.array([int(r['receive_ns']) for r in t])
                bid = numpy.array([r['side'] == 'Buy' for r in t])
                print((a['px'] == px).all() and (a['qty'] == qty).all() and (a['local_ts'] == ts).all() and (((a['ev'] >> 29) & 1 == 1) == bid).all(), len(a))
                """,
                npz, csv));
    }

    [Fact]
    public void A_symbol_that_is_not_there_or_has_no_scale_says_what_to_do()
    {
        var path = _folder.File("a.jsonl");
        File.WriteAllText(path, SmallCaptures.Okx("okx.ws.1", "A-B", 1, 2));
        var recording = new Recording();
        recording.Load([path], FeedVenue.None, Stop);
        Assert.Contains("--price-scale", Assert.Throws<RecordingException>(() => new RecordedEvents(recording, FeedVenue.None, "A-B", null)).Message, StringComparison.Ordinal);
        Assert.Contains("Recorded: A-B", Assert.Throws<RecordingException>(() => new RecordedEvents(recording, FeedVenue.None, "C-D", null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-5, 1, -0.5)]
    [InlineData(6_173_760, 2, 61_737.6)]
    [InlineData(1, 18, 1e-18)]
    [InlineData(long.MaxValue, 0, 9.2233720368547758E+18)]
    [InlineData(9_007_199_254_740_993, 3, 9_007_199_254_740.993)]
    public void A_decimal_becomes_the_nearest_double(long value, int scale, double nearest) => Assert.Equal(nearest, HftEvent.ToDouble(value, scale));

    /// <summary>Runs a script with the interpreter of this machine that has NumPy.</summary>
    private static string Python(string script, params string[] arguments)
    {
        foreach (var interpreter in new[] { "/usr/bin/python3", "python3" })
        {
            if (Run(interpreter, ["-c", "import numpy"]) is not { Code: 0 })
                continue;
            var (code, text) = Run(interpreter, ["-c", script, .. arguments])!.Value;
            Assert.True(code == 0, text);
            return text.ReplaceLineEndings("\n").TrimEnd();
        }

        Assert.Skip("No python3 with NumPy here: apt-get install python3-numpy.");
        return "";
    }

    private static (int Code, string Text)? Run(string interpreter, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(Stop);
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? text : errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
