using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Runtime.Files;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Xunit;

namespace Rialto.Unit.Wire.Files;

public class DbnTests
{
    private const string Day = "l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst";

    [Fact]
    public void The_ES_day_is_read_to_its_last_record()
    {
        using var reader = Open(Day);
        Assert.Equal((1, "GLBX.MDP3", 0, false), (reader.Metadata.Version, reader.Metadata.Dataset, reader.Metadata.Schema, reader.Metadata.HasSendTime));
        Assert.Equal(["ESH4"], reader.Metadata.Symbols);
        var records = reader.ReadMbo().ToArray();
        Assert.Equal(68_792, records.Length);
        Assert.Equal(
            "A 29216, C 17999, F 6371, M 12233, T 2973",
            string.Join(", ", records.GroupBy(record => (char)record.Action).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}")));
        Assert.Equal(8_725, records.Count(record => (record.Flags & MboFlags.Snapshot) != 0));
    }

    [Fact]
    public void The_ES_day_becomes_commands_with_a_known_outcome()
    {
        using var reader = Open(Day);
        var flow = MboFlow.ToCommands(reader.ReadMbo(), new OwnerId(1), new InstrumentId(1), 2, out var notes);
        Assert.Equal(
            new FlowCounts(New: 29_302, Reduce: 1_487, Cancel: 23_829, Replace: 9_903, Take: 2_972, FinalCancel: 11_209, SkippedRows: 15_587, RefusedAmends: 0, CrossingNew: 45, MostResting: 11_229),
            flow.Counts);
        Assert.Equal(67_493, flow.Count);
        Assert.Equal((6_303L, 9_734L, 4_680_792_925L, 0xfb6da63fb861c954UL), (flow.Outcome.Trades, flow.Outcome.Volume, flow.Outcome.Notional, flow.Outcome.TradeHash));
        Assert.Equal((8_725, 1, 107), (notes.SnapshotOrders, notes.TradesWithoutAggressor, notes.TradesByRestingOrders));
        Assert.Equal((6_079, 185), (notes.FillsAsRecorded, notes.FillsElsewhere));
        Assert.Equal((6_243, 86), (notes.AlreadyThere, notes.EnteredAnew));
        Assert.Equal((891, 46_131, 45_638), (notes.FileCrossed, notes.BestCompared, notes.BestEqual));
        Assert.Equal((11_217, 11_208), (notes.OrdersAtEnd, notes.OrdersAtEndEqual));
    }

    [Theory]
    [InlineData("test_data.mbo.v3.dbn", 3)]
    [InlineData("test_data.mbo.v1.dbn.zst", 1)]
    [InlineData("test_data.mbo.v2.dbn.zst", 2)]
    [InlineData("test_data.mbo.v3.dbn.zst", 3)]
    public void All_versions_hold_the_same_records(string name, int version)
    {
        using var reader = Open("l3/databento/dbn-samples/" + name);
        Assert.Equal(version, reader.Metadata.Version);
        Assert.Equal(["ESH1"], reader.Metadata.Symbols);
        var records = reader.ReadMbo().ToArray();
        Assert.Equal(2, records.Length);
        using var other = Open("l3/databento/dbn-samples/test_data.mbo.v1.dbn.zst");
        Assert.Equal(other.ReadMbo(), records);
        Assert.Equal((MboAction.Cancel, (byte)'A'), (records[0].Action, records[0].Side));
    }

    [Fact]
    public void Every_sample_of_every_schema_is_read_record_by_record()
    {
        var folder = Path.GetDirectoryName(Recordings.Path("l3/databento/dbn-samples/test_data.mbo.v3.dbn"))!;
        foreach (var file in Directory.EnumerateFiles(folder, "*.dbn*"))
        {
            using var reader = new DbnReader(ZstdStream.OpenFile(file), file);
            while (reader.TryRead(out var record))
                Assert.True(record.Length >= 16);
        }
    }

    private static DbnReader Open(string name) => new(ZstdStream.OpenFile(Recordings.Path(name)), name);
}
