using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;

namespace Rialto.Unit.Journal;

/// <summary>Journals and commands for tests.</summary>
internal static class Journals
{
    public const long StartNs = 1_700_000_000_000_000_000;

    public static JournalOptions Options(int segmentBytes = 4096, Durability durability = Durability.Fsync, int queueBytes = 1 << 16, string directory = "unused") =>
        new() { Directory = directory, SegmentBytes = segmentBytes, Durability = durability, QueueBytes = queueBytes };

    /// <summary>A command whose length on the disk varies with its sequence.</summary>
    public static Command CommandOf(long sequence)
    {
        var command = new Command
        {
            Sequence = sequence,
            Time = new Timestamp(StartNs + sequence * 1000),
            Kind = (CommandKind)(1 + sequence % 4),
            Side = (Side)(sequence & 1),
            Instrument = new InstrumentId(3),
            Owner = new OwnerId(9),
            Price = new Price(sequence * 7),
            Quantity = new Quantity(100 + sequence),
        };
        if (sequence % 3 == 1)
            command.Text = Text36.Of("order-" + sequence);
        if (sequence % 5 == 2)
            command.ExpireTime = new Timestamp(sequence);
        return command;
    }

    /// <summary>Appends commands of the next sequences and commits them as one batch (two where a segment ends between).</summary>
    public static void Batch(JournalWriter writer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!writer.TryAppend(CommandOf(writer.AppendedSequence + 1)))
                throw new InvalidOperationException("full");
        }
        writer.Publish();
        // The next segment is made ready in the background.
        while (writer.State == JournalState.Writing && writer.DurableSequence < writer.AppendedSequence)
            writer.DoWork();
    }

    public static (JournalFolder Folder, RecoveryReport Report, List<Command> Commands, JournalWriter Writer) Open(MemoryStore store, JournalOptions? options = null)
    {
        var folder = JournalFolder.On(store, options ?? Options());
        var (report, commands) = Replay(folder);
        return (folder, report, commands, new JournalWriter(folder, report, new ManualClock(StartNs)));
    }

    public static (RecoveryReport Report, List<Command> Commands) Replay(JournalFolder folder)
    {
        var handler = new Keep();
        var report = Recovery.Replay(folder, ref handler);
        return (report, handler.Commands);
    }

    /// <summary>A journal of several segments, batches of 1 to 7 commands.</summary>
    public static MemoryStore Sample(int batches = 40)
    {
        var store = new MemoryStore();
        using var writer = Open(store).Writer;
        for (var batch = 0; batch < batches; batch++)
            Batch(writer, 1 + batch % 7);
        return store;
    }

    /// <summary>Keeps what it is given.</summary>
    public struct Keep() : ICommandHandler
    {
        public readonly List<Command> Commands = [];

        public readonly void Apply(in Command command) => Commands.Add(command);
    }
}
