using Rialto.Journal.Storage;

namespace Rialto.Journal.Desk;

/// <summary>
/// Reads the inputs of a desk back, in their order, with what their listings mean. Checks every byte it passes; takes no lock and changes nothing, so that a journal may be read while it is written.
/// Single-threaded.
/// </summary>
public sealed class DeskJournalReader : IDisposable
{
    private readonly ISegmentStore _store;
    private readonly DeskBatch _batch = new();
    private readonly JournalCursor _cursor;

    /// <summary>Stands before the first input. A folder that is missing or empty is a journal without inputs.</summary>
    public DeskJournalReader(string directory) : this(new FolderStore(directory))
    {
    }

    internal DeskJournalReader(ISegmentStore store)
    {
        _store = store;
        _cursor = new JournalCursor(store, _batch);
    }

    /// <summary>Sequence of the last input read; zero where none was.</summary>
    public long LastSequence => _cursor.NextSequence - 1;

    /// <summary>Bytes of batches read.</summary>
    public long Bytes => _cursor.Bytes;

    /// <summary>Batches read.</summary>
    public long Batches => _cursor.Batches;

    /// <summary>Listings told so far.</summary>
    public int Listings => _batch.Listings;

    /// <summary>Where it stands.</summary>
    public JournalPosition Position => _cursor.Position;

    /// <summary>Looks whether a folder holds segments, whatever they say.</summary>
    public static bool IsJournal(string directory) => new FolderStore(directory).List().Count > 0;

    /// <summary>Goes to a place of a snapshot, before anything is read: what follows it comes next.</summary>
    /// <exception cref="JournalGapException">What follows the place is not there.</exception>
    /// <exception cref="JournalCorruptException">The journal is not the one of the place, or has lost it.</exception>
    public void GoTo(JournalPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        _cursor.GoTo(position);
    }

    /// <summary>Hands on what one write made durable together.</summary>
    /// <returns>False at the present end: to be asked again where the journal is still written.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged here.</exception>
    public bool TryRead<TInputs>(ref TInputs inputs)
        where TInputs : struct, IDeskInputs
    {
        if (!_cursor.TryReadBatch())
        {
            _batch.Clear();
            return false;
        }

        _batch.Tell(ref inputs);
        return true;
    }

    /// <summary>After the end: what stands behind it that is no whole batch, where a process was killed in the middle of a write; null for nothing.</summary>
    /// <exception cref="JournalCorruptException">No interrupted write explains it.</exception>
    public string? FindTorn() => _store.List() is [.., var last] ? JournalVerification.TornAt(_store, last, _cursor.Position, new DeskBatch()) : null;

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();
}
