using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Units;
using Rialto.Venue.Snapshots;

namespace Rialto.BackOffice.Replay;

/// <summary>Where replays of a past may begin: its snapshots, and its beginning. A snapshot that is broken is bypassed for the one before it, and that is noted.</summary>
internal sealed class StartingPoints(History history)
{
    private readonly SnapshotFolder _folder = new(history.SnapshotFolder);
    private readonly HashSet<long> _broken = [];
    private readonly HashSet<long> _right = [];
    private (long Sequence, JournalPosition Position)? _last;

    /// <summary>Snapshots that had to be bypassed, in sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>
    /// The first command that a replay can still come to: 1, or where old segments were taken away the one after the oldest snapshot that is right and from which the journal goes on.
    /// </summary>
    /// <exception cref="JournalGapException">There is no such snapshot.</exception>
    public long First
    {
        get
        {
            var begins = history.Journal.FirstSequence;
            if (begins == 1)
                return 1;
            foreach (var sequence in _folder.List())
            {
                if (sequence + 1 >= begins && !_broken.Contains(sequence) && (_right.Contains(sequence) || IsRight(sequence)))
                    return sequence + 1;
            }

            throw new JournalGapException(1, $"the journal begins at sequence {begins}, and no snapshot there is right");
        }
    }

    /// <summary>Sequence of the newest starting point before a command; zero for the beginning.</summary>
    public long NearestBefore(long sequence) => _folder.List().LastOrDefault(one => one < sequence && !_broken.Contains(one));

    /// <summary>Sequence of the newest starting point not later than a time; zero for the beginning.</summary>
    public long NearestBefore(Timestamp time)
    {
        // Times never step back, so neither do those of snapshots.
        var sequences = _folder.List();
        var (low, high) = (0, sequences.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_folder.ReadHeader(sequences[middle], out _) is { } header && header.Position.Time <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? 0 : sequences[low - 1];
    }

    /// <summary>The exchange at the newest starting point before a command.</summary>
    public Replica Before(long sequence)
    {
        for (var at = NearestBefore(sequence); at > 0; at = NearestBefore(sequence))
        {
            if (TryLoad(at, out var fault) is { } replica)
                return replica;
            _broken.Add(at);
            Notes.Add($"The snapshot at sequence {at} is bypassed: {fault}.");
        }

        return new Replica(history.Limits);
    }

    /// <summary>A cursor at or before the command after the replica's last.</summary>
    public JournalCursor OpenAfter(Replica replica) =>
        _last is { } last && last.Sequence == replica.Sequence ? history.Journal.OpenAfter(last.Position) : history.Journal.OpenAt(replica.Sequence + 1);

    private bool IsRight(long sequence)
    {
        if (_folder.Verify(sequence) is not null || _folder.ReadHeader(sequence, out _) is not { } header || MisfitOf(header.Position) is not null)
            return false;
        _right.Add(sequence);
        return true;
    }

    /// <summary>Why the journal does not go on from a place; null where it does.</summary>
    private string? MisfitOf(JournalPosition position)
    {
        try
        {
            using var cursor = history.Journal.OpenAfter(position);
            return null;
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException)
        {
            return problem.Message;
        }
    }

    private Replica? TryLoad(long sequence, out string? fault)
    {
        if (_folder.Read(sequence, out fault) is not { } snapshot)
            return null;
        if (SavedState.Load(snapshot.Part(SnapshotTaker.MachinePart), new EventBufferSink(new EventBuffer()), out fault, FreshKey.Draw()) is not { } exchange)
            return null;
        if (exchange.Limits != history.Limits || exchange.LastSequence != sequence)
        {
            fault = "it is of another exchange";
            return null;
        }

        // It must stand on this journal, not on another one's.
        fault = MisfitOf(snapshot.Header.Position);
        if (fault is not null)
            return null;
        _last = (sequence, snapshot.Header.Position);
        return new Replica(exchange);
    }
}
