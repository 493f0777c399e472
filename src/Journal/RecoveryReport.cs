using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>What a replay found.</summary>
public sealed class RecoveryReport
{
    internal RecoveryReport(JournalPosition end) => End = end;

    /// <summary>Of a journal that is not there yet.</summary>
    internal static RecoveryReport Nothing { get; } = new(JournalPosition.Start) { Commands = 0, Batches = 0, Segments = 0, Bytes = 0, Elapsed = TimeSpan.Zero, TornBytes = 0, Torn = null };

    /// <summary>Commands replayed.</summary>
    public required long Commands { get; init; }

    /// <summary>Batches they came in.</summary>
    public required long Batches { get; init; }

    /// <summary>Segments from where the replay began to the last.</summary>
    public required long Segments { get; init; }

    /// <summary>Bytes of batches read.</summary>
    public required long Bytes { get; init; }

    /// <summary>Time taken, the handler's included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Sequence of the last command; zero for an empty journal. The intake ring's base.</summary>
    public long LastSequence => End.Sequence;

    /// <summary>Its time.</summary>
    public Timestamp LastTime => End.Time;

    /// <summary>Bytes of an unfinished write that were cut off the end: never acknowledged with <see cref="Durability.Fsync"/>. Zero after a clean stop.</summary>
    public required long TornBytes { get; init; }

    /// <summary>Where the cut was made, for example <c>00000003.journal at 4711: record fails its checksum</c>; null where nothing was cut.</summary>
    public required string? Torn { get; init; }

    /// <summary>Hash of the last batch, in hex: proves every command up to the last.</summary>
    public string ChainHex => End.ChainHex;

    /// <summary>Where the journal ends and the writer goes on.</summary>
    public JournalPosition End { get; }
}
