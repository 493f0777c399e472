namespace Rialto.Adapters.Feeds;

/// <summary>What a session has seen and done since its start. Plain numbers of one writer; a reader on another thread sees them a little late.</summary>
public sealed class FeedCounters
{
    /// <summary>Frames received.</summary>
    public long Frames;

    /// <summary>Their bytes.</summary>
    public long Bytes;

    /// <summary>Frames that were read whole and hold nothing that is wanted: candles, tickers, answers.</summary>
    public long FramesWithoutParts;

    /// <summary>Book updates applied.</summary>
    public long BookUpdates;

    /// <summary>Snapshots applied.</summary>
    public long Snapshots;

    /// <summary>Levels told.</summary>
    public long Levels;

    /// <summary>Trades told.</summary>
    public long Trades;

    /// <summary>Frames that came after the connection was said to be gone; nothing else is done with them.</summary>
    public long LateFrames;

    /// <summary>Updates that came twice, or lay before what a snapshot had.</summary>
    public long OldUpdates;

    /// <summary>Updates held for a snapshot.</summary>
    public long HeldUpdates;

    /// <summary>Updates that came when there was no book to apply them to.</summary>
    public long UnwantedUpdates;

    /// <summary>Snapshots that nobody waited for.</summary>
    public long UnwantedSnapshots;

    /// <summary>Continuity checks passed: by number, of updates or of frames.</summary>
    public long SequencesPassed;

    /// <summary>Checksums that were ours.</summary>
    public long ChecksumsPassed;

    /// <summary>Books that became <see cref="Model.Feeds.BookTrust.Resyncing"/> after having been trusted.</summary>
    public long Repairs;

    /// <summary>Of these, by <see cref="Model.Feeds.BookReason"/>.</summary>
    public readonly long[] RepairsByReason = new long[32];

    /// <summary>Snapshots or subscriptions asked for.</summary>
    public long SnapshotsAsked;

    /// <summary>Strange frames, by <see cref="Model.Feeds.DriftKind"/>.</summary>
    public readonly long[] Drifts = new long[16];

    /// <summary>Strange frames in all.</summary>
    public long DriftsTotal
    {
        get
        {
            var total = 0L;
            foreach (var count in Drifts)
                total += count;
            return total;
        }
    }
}
