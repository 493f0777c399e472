using System.IO.Compression;
using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Wire.Files;

public class LobsterFlowTests
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    [Theory]
    [InlineData("34200.000000001,1,1001,18,1000000,1", 34_200_000_000_001, LobsterEvent.New, 1001, 18, 1000000, Side.Buy)]
    [InlineData("34200,5,0,1,1,-1", 34_200_000_000_000, LobsterEvent.HiddenExecution, 0, 1, 1, Side.Sell)]
    [InlineData("0.1,7,0,0,-1,-1", 100_000_000, LobsterEvent.Halt, 0, 0, -1, Side.Sell)]
    [InlineData("35000.123456789004,3,1002,100,1000100,1", 35_000_123_456_789, LobsterEvent.Delete, 1002, 100, 1000100, Side.Buy)]
    [InlineData("1.9999999999,3,1,1,1,1", 2_000_000_000, LobsterEvent.Delete, 1, 1, 1, Side.Buy)]
    public void Rows_are_read_exactly(string row, long time, LobsterEvent kind, long orderId, long size, long price, Side side)
    {
        Assert.True(LobsterText.TryDecode(Encoding.ASCII.GetBytes(row), out var message, out var error), error.ToString());
        Assert.Equal(new LobsterMessage(time, kind, orderId, size, price, side), message);
    }

    [Theory]
    [InlineData("", LobsterError.Columns)]
    [InlineData("1,1,1,1,1", LobsterError.Columns)]
    [InlineData("1,1,1,1,1,1,1", LobsterError.Columns)]
    [InlineData("-1,1,1,1,1,1", LobsterError.Time)]
    [InlineData("1e5,1,1,1,1,1", LobsterError.Time)]
    [InlineData("1.00000000x,1,1,1,1,1", LobsterError.Time)]
    [InlineData("1.0000000000x,1,1,1,1,1", LobsterError.Time)]
    [InlineData("172801,1,1,1,1,1", LobsterError.Time)]
    [InlineData("1,8,1,1,1,1", LobsterError.Event)]
    [InlineData("1,11,1,1,1,1", LobsterError.Event)]
    [InlineData("1,1,-1,1,1,1", LobsterError.OrderId)]
    [InlineData("1,1,9223372036854775808,1,1,1", LobsterError.OrderId)]
    [InlineData("1,1,1,-1,1,1", LobsterError.Size)]
    [InlineData("1,1,1,1.0,1,1", LobsterError.Size)]
    [InlineData("1,1,1,1,x,1", LobsterError.Price)]
    [InlineData("1,1,1,1,1,0", LobsterError.Direction)]
    [InlineData("1,1,1,1,1, 1", LobsterError.Direction)]
    public void Rows_that_are_none_say_why(string row, LobsterError expected)
    {
        Assert.False(LobsterText.TryDecode(Encoding.ASCII.GetBytes(row), out var message, out var error));
        Assert.Equal(expected, error);
        Assert.Equal(default, message);
    }

    [Fact]
    public void A_broken_row_is_named_by_its_number()
    {
        var file = "1,1,1,1,100,1\r\n2,1,2,1,100,1\n3,9,3,1,100,1\n"u8.ToArray();
        var error = Assert.Throws<FlowFileException>(() => LobsterFile.ReadMessages(new LineReader(new MemoryStream(file), "flow.csv")).Count());
        Assert.Equal(3, error.Row);
        Assert.Equal("flow.csv, row 3: type is not 1 to 7", error.Message);
    }

    [Fact]
    public void A_line_without_end_is_an_error_not_an_allocation()
    {
        var error = Assert.Throws<FlowFileException>(() => LobsterFile.ReadMessages(new LineReader(new MemoryStream(new byte[1 << 20]), "zeros")).Count());
        Assert.Equal(1, error.Row);
    }

    [Fact]
    public void Gzip_and_plain_files_read_the_same_and_the_last_line_needs_no_end()
    {
        var plain = "1,1,1,1,100,1\n2,1,2,1,100,1"u8.ToArray();
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        var fromPlain = LobsterFile.ReadMessages(new LineReader(new MemoryStream(plain), "a")).ToArray();
        var fromGzip = LobsterFile.ReadMessages(new LineReader(new MemoryStream(packed.ToArray()), "a")).ToArray();
        Assert.Equal(2, fromPlain.Length);
        Assert.Equal(fromPlain, fromGzip);
        Assert.Throws<FlowFileException>(() => LobsterFile.ReadMessages(new LineReader(new MemoryStream(packed.ToArray()[..20]), "a")).Count());
    }

    [Fact]
    public void Book_rows_leave_out_levels_that_do_not_exist()
    {
        List<LobsterLevel> asks = [], bids = [];
        Assert.True(LobsterText.TryDecodeBook("1000300,200,1000200,18,9999999999,0,-9999999999,0"u8, asks, bids, out _));
        Assert.Equal([new LobsterLevel(1000300, 200)], asks);
        Assert.Equal([new LobsterLevel(1000200, 18)], bids);
        Assert.False(LobsterText.TryDecodeBook("1000300,200"u8, asks, bids, out var error));
        Assert.Equal(LobsterError.Columns, error);
    }

    [Fact]
    public void Executions_become_immediate_orders_of_the_other_side_and_the_rest_is_cancelled()
    {
        LobsterMessage[] messages =
        [
            new(1, LobsterEvent.New, 7, 100, 1_000_300, Side.Sell),
            new(2, LobsterEvent.New, 5, 50, 1_000_200, Side.Buy),
            new(3, LobsterEvent.Execution, 7, 30, 1_000_300, Side.Sell),
            new(4, LobsterEvent.HiddenExecution, 0, 30, 1_000_250, Side.Sell),
            new(5, LobsterEvent.Reduce, 7, 10, 1_000_300, Side.Sell),
            new(6, LobsterEvent.Delete, 9, 10, 1_000_300, Side.Sell),
        ];
        var flow = FlowCommands.FromLobster(messages, new OwnerId(3), new InstrumentId(2));
        Assert.Equal(new FlowCounts(New: 2, Reduce: 1, Cancel: 3, Replace: 0, Take: 1, FinalCancel: 2, SkippedRows: 1, RefusedAmends: 1, CrossingNew: 0, MostResting: 2), flow.Counts);
        Assert.Equal((1L, 30L, 30L * 10_003), (flow.Outcome.Trades, flow.Outcome.Volume, flow.Outcome.Notional));

        var take = flow.At(2, 100);
        Assert.Equal((CommandKind.NewOrder, Side.Buy, new Price(10_003), new Quantity(30)), (take.Kind, take.Side, take.Price, take.Quantity));
        Assert.Equal(OrderTerms.Of(OrderType.Limit, TimeInForce.Ioc), take.Terms);
        Assert.Equal(Text36.Of("90000100"), take.Text);
        Assert.Equal((new OwnerId(3), new InstrumentId(2)), (take.Owner, take.Instrument));
        Assert.True(FlowCommands.TryNumberOf(flow.Commands[^1].Text, out var last));
        Assert.Equal([5L, 7L], [flow.NumberAt(flow.Count - 2), last]);
    }

    [Fact]
    public void The_AAPL_hour_becomes_the_commands_and_the_outcome_that_independent_engines_agree_on()
    {
        var flow = FlowCommands.FromLobster(LobsterFile.ReadMessages(Recordings.Path(Hour)), new OwnerId(1), new InstrumentId(1));
        Assert.Equal(
            new FlowCounts(New: 44_256, Reduce: 469, Cancel: 41_384, Replace: 0, Take: 4_067, FinalCancel: 380, SkippedRows: 2_201, RefusedAmends: 76, CrossingNew: 1, MostResting: 413),
            flow.Counts);
        Assert.Equal(90_176, flow.Count);
        Assert.Equal((4_105L, 349_714L, 20_492_118_219L), (flow.Outcome.Trades, flow.Outcome.Volume, flow.Outcome.Notional));
        Assert.Equal(0x22109ff5f2df8f3bUL, flow.Outcome.TradeHash);
    }
}
