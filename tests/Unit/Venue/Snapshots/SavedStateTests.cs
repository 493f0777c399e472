using System.Buffers;
using System.Globalization;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Rialto.Twins.Scenarios;
using Rialto.Venue;
using Rialto.Venue.Snapshots;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Venue.Snapshots;

/// <summary>
/// An exchange that is saved and loaded goes on as if it had not been. RIALTO_SNAPSHOT_COMMANDS says how many random commands prove it (CI: millions),
/// RIALTO_SNAPSHOT_SEED where to begin.
/// </summary>
public class SavedStateTests
{
    public static TheoryData<string> ScenarioFiles => [.. Directory.GetFiles(Scenarios(), "*.scn").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(ScenarioFiles))]
    public void A_scenario_reads_the_same_when_the_exchange_is_saved_and_loaded_before_every_command(string name)
    {
        foreach (var scenario in Scenario.ReadFile(Path.Combine(Scenarios(), name + ".scn")))
        {
            var straight = ScenarioRun.Play(scenario, Engines.All[^1].Create);
            var saved = ScenarioRun.Play(scenario, limits => new SavedEngine(limits, () => true));
            Assert.Equal(straight.Events, saved.Events);
            Assert.Equal(straight.Answers, saved.Answers);
        }
    }

    [Fact]
    public void Random_streams_agree_with_the_twin_when_the_exchange_is_saved_and_loaded_at_random_points()
    {
        for (var seed = 1001UL; seed <= 1006; seed++)
        {
            var dice = new Dice(seed);
            LockstepRun.Random(seed, 1_000, Engines.All[0].Create, limits => new SavedEngine(limits, () => dice.Percent(5)), out var mismatch);
            Assert.True(mismatch is null, mismatch?.What);
        }
    }

    [Fact]
    public void Events_after_a_load_are_the_same_bytes()
    {
        var commands = long.Parse(Setting("RIALTO_SNAPSHOT_COMMANDS", "60000"), CultureInfo.InvariantCulture);
        const int Stream = 5_000;
        var first = ulong.Parse(Setting("RIALTO_SNAPSHOT_SEED", "1"), CultureInfo.InvariantCulture);
        var reloads = 0;
        var live = 0;
        var seeds = (ulong)((commands + Stream - 1) / Stream);
        for (var seed = first; seed < first + seeds; seed++)
        {
            var dice = new Dice(~seed);
            var seen = new RebuiltMarket();
            var generator = new CommandGenerator(seed, seen);
            var straight = Engines.All[^1].Create(generator.Limits);
            var saved = new SavedEngine(generator.Limits, () => dice.Percent(1));
            for (var sequence = 1; sequence <= Stream; sequence++)
            {
                var command = generator.Next().Command with { Sequence = sequence };
                straight.Log.Clear();
                saved.Log.Clear();
                straight.Apply(command);
                saved.Apply(command);
                Assert.True(straight.Log.Bytes.SequenceEqual(saved.Log.Bytes), $"seed {seed}, command {sequence}: the events differ");
                seen.Apply(straight.Log.Events, sequence, command.Time);
            }

            Assert.Equal(straight.StateHash(), saved.StateHash());
            reloads += saved.Reloads;
            live = Math.Max(live, saved.LiveOrders);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{seeds * Stream} commands, saved and loaded {reloads} times, up to {live} live orders at a stream's end");
    }

    [Fact]
    public void The_AAPL_hour_goes_the_same_way_when_it_is_saved_and_loaded_every_thousand_commands()
    {
        var id = new Rialto.Model.Instruments.InstrumentId(1);
        var path = Recordings.Path("l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz");
        var flow = FlowCommands.FromLobster(LobsterFile.ReadMessages(path), new OwnerId(1), id);
        var limits = new ExchangeLimits(1 << 15);
        var sequence = 0L;
        var straight = Engines.All[^1].Create(limits);
        var saved = new SavedEngine(limits, () => sequence % 1000 == 0);
        Apply(Command.DefineInstrument(new Rialto.Model.Instruments.Instrument(
            id, Text36.Of("FLOW"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(Quantity.MaxUnits))));
        Apply(Command.SetInstrumentState(id, Rialto.Model.Instruments.InstrumentState.Open));
        for (var i = 0; i < flow.Count; i++)
            Apply(flow.Commands[i]);
        Assert.Equal(straight.StateHash(), saved.StateHash());
        Assert.True(saved.Reloads >= 90);

        void Apply(Command command)
        {
            command.Sequence = ++sequence;
            command.Time = new Timestamp(sequence);
            straight.Log.Clear();
            saved.Log.Clear();
            straight.Apply(command);
            saved.Apply(command);
            Assert.True(straight.Log.Bytes.SequenceEqual(saved.Log.Bytes));
        }
    }

    [Fact]
    public void A_state_in_many_pieces_loads_as_one_in_one_piece()
    {
        var exchange = Busy(7);
        var bytes = SavedEngine.Saved(exchange);
        var loaded = SavedState.Load(Pieces.Of(bytes, 7), new SlotSink(1), out var fault);
        Assert.Null(fault);
        Assert.Equal(exchange.StateHash(), loaded!.StateHash());
    }

    [Fact]
    public void Broken_bytes_are_refused_with_a_reason_and_never_throw()
    {
        var bytes = SavedEngine.Saved(Busy(11));
        var dice = new Dice(11);
        var refused = 0;
        for (var at = 0; at < bytes.Length; at += 1 + (int)dice.Between(0, bytes.Length / 2_000))
        {
            var broken = (byte[])bytes.Clone();
            broken[at] ^= (byte)dice.Between(1, 255);
            refused += Tried(broken);
        }

        // Nearly every byte decides the future, and the state hash says so; those that do not are the padding of heads and the clock that ticks once a placement.
        Assert.True(refused > 0);
        for (var length = 0; length < bytes.Length; length += 1 + (int)dice.Between(0, bytes.Length / 500))
            Assert.Equal(1, Tried(bytes[..length]));
        Assert.Equal(1, Tried([.. bytes, 0]));
        for (var i = 0; i < 500; i++)
        {
            var noise = (byte[])bytes.Clone();
            for (var n = dice.Between(1, 40); n > 0; n--)
                noise[dice.Between(0, noise.Length - 1)] = (byte)dice.Of<long>(0, 1, 127, 128, 255);
            Tried(noise);
        }

        static int Tried(byte[] state)
        {
            var loaded = SavedState.Load(new ReadOnlySequence<byte>(state), new SlotSink(1 << 10), out var fault);
            Assert.Equal(loaded is null, fault is not null);
            return loaded is null ? 1 : 0;
        }
    }

    private static Exchange<SlotSink> Busy(ulong seed)
    {
        var seen = new RebuiltMarket();
        var generator = new CommandGenerator(seed, seen);
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(generator.Limits, new EventLogSink(log));
        for (var sequence = 1; sequence <= 3_000; sequence++)
        {
            var command = generator.Next().Command with { Sequence = sequence };
            log.Clear();
            exchange.Apply(command);
            seen.Apply(log.Events, sequence, command.Time);
        }

        var loaded = SavedState.Load(new ReadOnlySequence<byte>(SavedEngine.Saved(exchange)), new SlotSink(1 << 10), out var fault);
        Assert.Null(fault);
        return loaded!;
    }

    private static string Setting(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    private static string Scenarios() => GoldenFiles.Path(Path.Combine("..", "scenarios"));

    /// <summary>Bytes in pieces of one length.</summary>
    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(byte[] bytes, int length)
        {
            var first = new Pieces { Memory = bytes.AsMemory(0, Math.Min(length, bytes.Length)) };
            var last = first;
            for (var at = length; at < bytes.Length; at += length)
            {
                var next = new Pieces { Memory = bytes.AsMemory(at, Math.Min(length, bytes.Length - at)), RunningIndex = at };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
