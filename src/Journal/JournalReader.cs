using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>How far a reader came.</summary>
/// <param name="Commands">Commands given to the handler.</param>
/// <param name="LastSequence">Sequence of the last; zero for none.</param>
/// <param name="LastTime">Its time.</param>
public readonly record struct JournalReadReport(long Commands, long LastSequence, Timestamp LastTime);

/// <summary>
/// Reads a journal without touching it, also while an exchange writes to it: for audits and tools. Takes no lock; sees whole batches only, and of the newest some
/// that may not be durable yet. One thread.
/// </summary>
public sealed class JournalReader
{
    private readonly ISegmentStore _store;

    /// <param name="directory">The journal's folder. A missing one is an empty journal.</param>
    public JournalReader(string directory) : this(new FolderStore(directory))
    {
    }

    internal JournalReader(ISegmentStore store) => _store = store;

    /// <summary>Gives every command from the first up to and including a sequence to the handler.</summary>
    /// <param name="handler">Gets the commands, in order.</param>
    /// <param name="throughSequence">The last wanted; the whole journal if it is beyond the end.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged before that sequence.</exception>
    public JournalReadReport Read<THandler>(ref THandler handler, long throughSequence = long.MaxValue)
        where THandler : struct, ICommandHandler
    {
        var upTo = new UpTo<THandler>(handler, throughSequence);
        using var state = new ChainState();
        var image = new SegmentImage();
        for (var number = 1L; _store.List().Contains(number) && !upTo.IsDone; number++)
        {
            image.Load(_store, number, state);
            if (!ReadSegment(image, number, state, ref upTo))
                break;
        }
        handler = upTo.Handler;
        return new JournalReadReport(upTo.Commands, upTo.LastSequence, upTo.LastTime);
    }

    /// <summary>Reads to the end of what is written.</summary>
    /// <returns>True where a later segment goes on.</returns>
    private bool ReadSegment<THandler>(SegmentImage image, long number, ChainState state, ref UpTo<THandler> upTo)
        where THandler : struct, ICommandHandler
    {
        var offset = SegmentHeader.SizeBytes;
        var isSecondLook = false;
        while (true)
        {
            var scan = new SegmentScan(image.Bytes, offset, state);
            ScanResult result;
            while ((result = scan.Next(out var records, out _)) == ScanResult.Batch)
            {
                offset = scan.Offset;
                isSecondLook = false;
                Recovery.Apply(records, ref upTo);
                if (upTo.IsDone)
                    return false;
            }
            // What is being written may look like anything. A piece is wrong only if it still is at a second look, begun after the writer is known to be past it.
            var hasLater = _store.List().Contains(number + 1);
            if (isSecondLook && result == ScanResult.Corrupt)
                throw new JournalCorruptException(image.Name, scan.FaultOffset, scan.Fault);
            if (isSecondLook && hasLater)
                return result == ScanResult.End ? true : throw new JournalCorruptException(image.Name, scan.FaultOffset, "the segment is not whole, and a later one follows");
            if (!hasLater && result != ScanResult.Corrupt)
                return false;
            isSecondLook = true;
            image.Reload(_store);
        }
    }

    /// <summary>Passes commands on until the last wanted.</summary>
    private struct UpTo<THandler>(THandler handler, long throughSequence) : ICommandHandler
        where THandler : struct, ICommandHandler
    {
        public THandler Handler = handler;
        public long Commands;
        public long LastSequence;
        public Timestamp LastTime;

        public readonly bool IsDone => LastSequence >= throughSequence;

        public void Apply(in Model.Orders.Command command)
        {
            if (command.Sequence > throughSequence)
                return;
            Handler.Apply(in command);
            Commands++;
            LastSequence = command.Sequence;
            LastTime = command.Time;
        }
    }
}
