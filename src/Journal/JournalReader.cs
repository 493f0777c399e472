using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>How far a reader came.</summary>
/// <param name="Commands">Commands given to the handler.</param>
/// <param name="LastSequence">Sequence of the last; zero for none.</param>
/// <param name="LastTime">Its time.</param>
/// <param name="Position">Between two batches, at or after the last command: where reading can go on, with the chain hash there.</param>
public readonly record struct JournalReadReport(long Commands, long LastSequence, Timestamp LastTime, JournalPosition Position);

/// <summary>
/// Reads a journal without touching it, also while an exchange writes to it: for audits and tools. Takes no lock; sees whole batches only, and of the newest some
/// that may not be durable yet. It remembers places it has passed, so keep one where much is asked. Any thread; each cursor belongs to one.
/// </summary>
public sealed class JournalReader
{
    private readonly ISegmentStore _store;
    private readonly KnownPositions _known = new();

    /// <param name="directory">The journal's folder. A missing one is an empty journal.</param>
    public JournalReader(string directory) : this(new FolderStore(directory))
    {
    }

    internal JournalReader(ISegmentStore store) => _store = store;

    /// <summary>Sequence of the first command there is: 1, unless old segments have been taken away.</summary>
    /// <exception cref="JournalCorruptException">The first segment's header is wrong.</exception>
    public long FirstSequence
    {
        get
        {
            var numbers = _store.List();
            if (numbers.Count == 0 || numbers[0] == 1)
                return 1;
            using var window = new SegmentWindow();
            window.Open(_store, numbers[0]);
            return window.Header.BaseSequence;
        }
    }

    /// <summary>A cursor before the first command.</summary>
    public JournalCursor Open() => new(_store, _known);

    /// <summary>A cursor before the batch that holds a command; it may hold earlier ones too. Nothing before that batch is read but headers.</summary>
    /// <exception cref="JournalGapException">The command is not there any more.</exception>
    /// <exception cref="JournalCorruptException">A segment's header is wrong.</exception>
    public JournalCursor OpenAt(long sequence)
    {
        var cursor = new JournalCursor(_store, _known);
        return Going(cursor, () => cursor.GoTo(sequence));
    }

    /// <summary>A cursor at a place noted before.</summary>
    /// <exception cref="JournalGapException">What follows it is not there any more.</exception>
    /// <exception cref="JournalCorruptException">This is not the journal the place was noted in.</exception>
    public JournalCursor OpenAfter(JournalPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var cursor = new JournalCursor(_store, _known);
        return Going(cursor, () => cursor.GoTo(position));
    }

    /// <summary>Gives every command from the first up to and including a sequence to the handler.</summary>
    /// <param name="handler">Gets the commands, in order.</param>
    /// <param name="throughSequence">The last wanted; the whole journal if it is beyond the end.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged before that sequence.</exception>
    public JournalReadReport Read<THandler>(ref THandler handler, long throughSequence = long.MaxValue)
        where THandler : struct, ICommandHandler
    {
        using var cursor = Open();
        return Read(cursor, ref handler, 1, throughSequence);
    }

    /// <summary>Gives the commands of a range, both ends included, to the handler.</summary>
    /// <exception cref="JournalGapException">The first is not there any more.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged in that range.</exception>
    public JournalReadReport Read<THandler>(ref THandler handler, long fromSequence, long throughSequence)
        where THandler : struct, ICommandHandler
    {
        using var cursor = OpenAt(fromSequence);
        return Read(cursor, ref handler, fromSequence, throughSequence);
    }

    /// <summary>Gives the commands after a place, up to and including a sequence, to the handler.</summary>
    /// <exception cref="JournalGapException">What follows the place is not there any more.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged in that range, or is another.</exception>
    public JournalReadReport Read<THandler>(ref THandler handler, JournalPosition after, long throughSequence)
        where THandler : struct, ICommandHandler
    {
        using var cursor = OpenAfter(after);
        return Read(cursor, ref handler, after.Sequence + 1, throughSequence);
    }

    private static JournalReadReport Read<THandler>(JournalCursor cursor, ref THandler handler, long from, long through)
        where THandler : struct, ICommandHandler
    {
        var (commands, lastSequence, lastTime) = (0L, 0L, default(Timestamp));
        while (lastSequence < through && cursor.NextSequence <= through && cursor.TryReadBatch())
        {
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Sequence < from || command.Sequence > through)
                    continue;
                handler.Apply(in command);
                commands++;
                lastSequence = command.Sequence;
                lastTime = command.Time;
            }
        }

        return new JournalReadReport(commands, lastSequence, lastTime, cursor.Position);
    }

    private static JournalCursor Going(JournalCursor cursor, Action go)
    {
        try
        {
            go();
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}
