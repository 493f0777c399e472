using System.Text;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Export;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class AuditLogTests
{
    [Fact]
    public void The_format_is_as_promised() => GoldenFiles.Same("audit-log/lines.jsonl", Export(Sample(), new AuditLogRange(Moment.End, Moment.End)));

    [Fact]
    public void A_range_by_sequence_or_time_holds_its_ends()
    {
        using var past = Sample();
        var all = Lines(Export(past, new AuditLogRange(Moment.End, Moment.End)));

        var bySequence = Lines(Export(past, new AuditLogRange(new Moment(6, default), new Moment(8, default))));
        var byTime = Lines(Export(past, new AuditLogRange(new Moment(0, past.Commands[5].Time), new Moment(0, past.Commands[7].Time))));

        Assert.Equal(all.Where(line => SequenceOf(line) is >= 6 and <= 8), bySequence);
        Assert.Equal(bySequence, byTime);
    }

    [Fact]
    public void With_a_cursor_file_the_next_run_goes_on_where_the_last_ended()
    {
        using var past = Sample();
        var range = new AuditLogRange(Moment.End, Moment.End, past.File("log.jsonl"), past.File("log.cursor"));

        Run(past, range);
        var before = File.ReadAllText(range.Output!);
        Run(past, range);
        Assert.Equal(before, File.ReadAllText(range.Output!));
        past.Buy(1, 3, 14_000);
        Run(past, range);

        Assert.Equal(Export(past, new AuditLogRange(Moment.End, Moment.End)), File.ReadAllText(range.Output!));
    }

    [Fact]
    public void Lines_that_were_written_and_not_counted_are_written_again_in_their_place()
    {
        using var past = Sample();
        var range = new AuditLogRange(Moment.End, Moment.End, past.File("log.jsonl"), past.File("log.cursor"));
        Run(past, range);
        var cursor = File.ReadAllBytes(range.CursorFile!);
        past.Buy(1, 3, 14_000);
        Run(past, range);
        // The process died after the lines and before the cursor; the last line is cut in its middle.
        File.WriteAllBytes(range.CursorFile!, cursor);
        using (var file = File.OpenWrite(range.Output!))
            file.SetLength(file.Length - 7);

        Run(past, range);

        Assert.Equal(Export(past, new AuditLogRange(Moment.End, Moment.End)), File.ReadAllText(range.Output!));
    }

    [Fact]
    public void An_output_that_lost_lines_or_that_nobody_counted_is_refused()
    {
        using var past = Sample();
        var range = new AuditLogRange(Moment.End, Moment.End, past.File("log.jsonl"), past.File("log.cursor"));
        Run(past, range);
        using (var file = File.OpenWrite(range.Output!))
            file.SetLength(10);
        Assert.Contains("has lost lines", Assert.Throws<IOException>(() => Run(past, range)).Message, StringComparison.Ordinal);
        File.Delete(range.CursorFile!);
        Assert.Contains("no cursor says", Assert.Throws<IOException>(() => Run(past, range)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_000)]
    public void A_file_that_the_cursor_does_not_belong_to_is_left_as_it_is(int countedBytes)
    {
        using var past = Sample();
        using (var log = new AuditLog(past.History, new AuditLogRange(Moment.End, Moment.End, null, past.File("log.cursor")), PastJournal.NameOf, Stream.Null))
            log.Advance(TestContext.Current.CancellationToken);
        CursorFile.Save(past.File("log.cursor"), CursorFile.Load(past.File("log.cursor"))!.Value with { OutputBytes = countedBytes });
        var another = string.Concat(Enumerable.Repeat("somebody else's line\n", 1_000));
        File.WriteAllText(past.File("another.jsonl"), another);

        var refusal = Assert.Throws<IOException>(() => Run(past, new AuditLogRange(Moment.End, Moment.End, past.File("another.jsonl"), past.File("log.cursor"))));

        Assert.Contains("does not belong", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(another, File.ReadAllText(past.File("another.jsonl")));
    }

    [Fact]
    public void A_log_resumed_after_a_snapshot_knows_the_addresses_of_sessions_opened_before_it()
    {
        using var past = AuditIndexTests.Busy();
        var whole = Lines(Export(past, new AuditLogRange(Moment.End, Moment.End)));
        SnapshotQueryTests.Take(past);

        foreach (var from in new[] { 50, 150, 290 })
            Assert.Equal(whole.Where(line => SequenceOf(line) >= from), Lines(Export(past, new AuditLogRange(new Moment(from, default), Moment.End))));
        Assert.Contains("192.0.2.7:51234", whole[^1] + string.Concat(whole.Where(line => SequenceOf(line) >= 290)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cursor_file_is_what_was_saved_and_any_changed_byte_is_found()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("rialto-test-").FullName, "c");
        Assert.Null(CursorFile.Load(path));
        var bookmark = new Bookmark(new EventCursor(123_456_789_012, 17), 9_876_543_210);
        CursorFile.Save(path, bookmark);
        Assert.Equal(bookmark, CursorFile.Load(path));
        var good = File.ReadAllBytes(path);
        for (var i = 0; i < good.Length - 1; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 1;
            File.WriteAllBytes(path, bad);
            Assert.Throws<CursorFileException>(() => CursorFile.Load(path));
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_reader_that_stops_in_the_middle_of_a_command_goes_on_with_its_next_event()
    {
        using var past = Sample();
        var whole = new Collector(int.MaxValue);
        new EventReader(past.History, EventCursor.Start).Poll(whole);

        var seen = new List<string>();
        var cursor = EventCursor.Start;
        while (true)
        {
            // Each time another reader, as after a restart.
            var reader = new EventReader(past.History, cursor);
            var one = new Collector(1);
            if (reader.Poll(one) && one.Seen.Count == 0)
                break;
            seen.AddRange(one.Seen);
            cursor = reader.Cursor;
        }

        Assert.Equal(whole.Seen, seen);
    }

    [Fact]
    public void A_reader_lags_as_far_as_its_consumer_is_slow_and_catches_up()
    {
        using var past = Sample();
        var reader = new EventReader(past.History, EventCursor.Start);

        Assert.False(reader.Poll(new Collector(3)));
        Assert.Equal(past.Commands.Count - reader.Cursor.Sequence + 1, reader.LagCommands);
        Assert.True(reader.Lag > TimeSpan.Zero);
        Assert.True(reader.Poll(new Collector(int.MaxValue)));
        Assert.Equal(0, reader.LagCommands);
        Assert.Equal(EventCursor.After(past.Commands.Count), reader.Cursor);
    }

    private static PastJournal Sample()
    {
        var past = new PastJournal();
        past.Sell(2, 40, 15_000, "ask-1");
        past.Sell(3, 500, 15_010, display: 100);
        past.Buy(1, 150, 15_010, "bid-1", session: 7);
        past.Buy(1, 0, 15_010, "bid-2");
        past.Buy(1, 20, 14_990, "bid-3");
        past.Add(new Command { Kind = CommandKind.ReplaceOrder, Owner = new OwnerId(1), OrderId = new OrderId(4), Price = new Price(14_995) });
        past.Add(new Command { Kind = CommandKind.ReduceOrder, Owner = new OwnerId(1), OrderId = new OrderId(4), Quantity = new Quantity(5) });
        past.Cancel(1, 99);
        var stop = PastJournal.Limit(Side.Sell, 2, 10, 14_000);
        stop.Terms = OrderTerms.Of(OrderType.StopLimit, selfTradePrevention: SelfTradePrevention.CancelResting);
        stop.TriggerPrice = new Price(14_995);
        past.Add(stop);
        past.Buy(2, 3, 14_995);
        past.Sell(3, 15, 14_995);
        past.Add(Command.SetTradingDay(PastJournal.Apple.Id, new Timestamp(1_800_000_000_000_000_000)));
        past.Add(Command.MassCancel(new OwnerId(3), InstrumentId.None, MassCancelScope.Owner));
        past.Add(Command.CloseSession(new SessionId(7), new OwnerId(0)));
        past.Add(Command.SetInstrumentState(PastJournal.Apple.Id, InstrumentState.Closed));
        return past;
    }

    private static string Export(PastJournal past, AuditLogRange range)
    {
        using var stream = new MemoryStream();
        using (var log = new AuditLog(past.History, range, PastJournal.NameOf, stream))
            log.Advance(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Run(PastJournal past, AuditLogRange range)
    {
        using var log = new AuditLog(past.History, range, PastJournal.NameOf);
        log.Advance(TestContext.Current.CancellationToken);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static long SequenceOf(string line) => System.Text.Json.JsonElement.Parse(line).GetProperty("sequence").GetInt64();

    private sealed class Collector(int most) : IEventConsumer
    {
        public List<string> Seen { get; } = [];

        public bool Take(in Command command, int index, in Rialto.Model.Markets.ExchangeEvent one, Rialto.BackOffice.Replay.Replica replica)
        {
            Seen.Add($"{command.Sequence}:{index} {one.Kind} {one.OrderId} {one.Quantity}");
            return Seen.Count < most;
        }
    }
}
