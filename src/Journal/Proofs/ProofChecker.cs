namespace Rialto.Journal.Proofs;

/// <summary>A replay has told otherwise than the exchange did.</summary>
/// <param name="Sequence">The first command whose events differ.</param>
/// <param name="RecordedFold">The journal's 32 bits of the event hash after it.</param>
/// <param name="ComputedHash">The replay's event hash after it.</param>
public sealed record ProofMismatch(long Sequence, uint RecordedFold, ulong ComputedHash)
{
    /// <summary>The replay's 32 bits.</summary>
    public uint ComputedFold => EventHash.FoldOf(ComputedHash);
}

/// <summary>Compares the event hashes of a replay with the proofs of its journal, which come a little later than the commands. One thread.</summary>
public sealed class ProofChecker
{
    private const int Capacity = 1 << 17;

    private readonly ulong[] _hashes = new ulong[Capacity];
    private readonly long _afterSequence;
    private long _last;

    /// <param name="afterSequence">The replay begins after this command; proofs of earlier ones say nothing to it.</param>
    public ProofChecker(long afterSequence)
    {
        _afterSequence = afterSequence;
        _last = afterSequence;
    }

    /// <summary>Commands whose events were as the journal says.</summary>
    public long Proven { get; private set; }

    /// <summary>The last of them; zero before the first.</summary>
    public long LastProven { get; private set; }

    /// <summary>Commands whose proof came too late to be compared.</summary>
    public long TooLate { get; private set; }

    /// <summary>A command has been replayed.</summary>
    /// <param name="sequence">One more than the last time.</param>
    /// <param name="hash">Event hash after it.</param>
    public void Add(long sequence, ulong hash)
    {
        _hashes[sequence % Capacity] = hash;
        _last = sequence;
    }

    /// <summary>Compares what a batch proves; its commands have been added.</summary>
    /// <returns>The first difference, or null.</returns>
    public ProofMismatch? Check(JournalBatch batch)
    {
        foreach (ref readonly var proof in batch.Proofs)
        {
            if (Check(in proof, batch.FoldsOf(in proof)) is { } mismatch)
                return mismatch;
        }

        return null;
    }

    private ProofMismatch? Check(in EventProof proof, ReadOnlySpan<uint> folds)
    {
        var kept = Math.Max(_afterSequence, _last - Capacity) + 1;
        for (var i = 0; i < folds.Length; i++)
        {
            var sequence = proof.FirstSequence + i;
            if (sequence <= _afterSequence)
                continue;
            if (sequence < kept || sequence > _last)
            {
                TooLate++;
                continue;
            }

            var hash = _hashes[sequence % Capacity];
            if (EventHash.FoldOf(hash) != folds[i] || (i == folds.Length - 1 && hash != proof.Hash))
                return new ProofMismatch(sequence, folds[i], hash);
            Proven++;
            LastProven = sequence;
        }

        return null;
    }
}
