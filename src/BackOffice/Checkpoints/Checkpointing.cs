using System.Globalization;
using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Journal.Proofs;

namespace Rialto.BackOffice.Checkpoints;

/// <summary>What became of a check.</summary>
/// <param name="IsGood">The journal says what was signed.</param>
/// <param name="Told">What was found, in a sentence.</param>
public readonly record struct CheckpointVerdict(bool IsGood, string Told);

/// <summary>Makes checkpoints and checks journals against them. Both read the whole journal up to the checkpoint and repeat it: nothing is taken from an index or a snapshot.</summary>
public static class Checkpointing
{
    /// <summary>Version of this program, as it stands in checkpoints.</summary>
    public static string Program { get; } = typeof(Checkpointing).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Signs what the journal says now.</summary>
    /// <param name="history">The past.</param>
    /// <param name="key">The private key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The checkpoint; null for an empty journal.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged; nothing is signed.</exception>
    public static Checkpoint? Make(History history, CheckpointKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(key);
        var (position, replica, events) = ReadThrough(history, long.MaxValue, cancellationToken);
        if (position.Sequence == 0)
            return null;
        var unsigned = new Checkpoint(position.Sequence, position.Time, position.ChainHex, Hex(events), Hex(replica.StateHash), Program, key.Id, default);
        return unsigned with { Signature = key.Sign(unsigned.SignedText) };
    }

    /// <summary>Checks a journal against a checkpoint.</summary>
    /// <param name="history">The past.</param>
    /// <param name="checkpoint">What was signed.</param>
    /// <param name="key">The public key, from a place the journal's keeper cannot change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static CheckpointVerdict Check(History history, Checkpoint checkpoint, CheckpointKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (!checkpoint.IsSignedBy(key))
            return new CheckpointVerdict(false, "The signature is not of this key: the checkpoint was changed, or another key signed it.");
        JournalPosition position;
        Replica replica;
        ulong events;
        try
        {
            (position, replica, events) = ReadThrough(history, checkpoint.Sequence, cancellationToken);
        }
        catch (JournalCorruptException problem)
        {
            return new CheckpointVerdict(false, $"The {problem.Message}.");
        }

        if (position.Sequence < checkpoint.Sequence)
            return new CheckpointVerdict(false, string.Create(CultureInfo.InvariantCulture, $"The journal ends, or its batches end, at sequence {position.Sequence}; {checkpoint.Sequence} was signed. Something was cut off or written again."));
        if (position.ChainHex != checkpoint.ChainHash || position.Time != checkpoint.Time)
            return new CheckpointVerdict(false, $"The chain hash at sequence {checkpoint.Sequence} is {position.ChainHex}, {checkpoint.ChainHash} was signed. The journal was changed at or before it.");
        if (checkpoint.Program != Program)
            return new CheckpointVerdict(true, $"The journal says what was signed at sequence {checkpoint.Sequence}. Event and state hash were not compared: they are of program {checkpoint.Program}, this is {Program}.");
        if (Hex(events) != checkpoint.EventHash || Hex(replica.StateHash) != checkpoint.StateHash)
            return new CheckpointVerdict(false, $"The commands are those that were signed, but this program makes other events (hash {Hex(events)}) or another state ({Hex(replica.StateHash)}) of them: it differs from the one that signed, or the folder's limits were changed.");
        return new CheckpointVerdict(true, $"The journal says what was signed at sequence {checkpoint.Sequence}: chain, events and state agree.");
    }

    // Whole batches with commands only: the chain hash is one that the journal itself holds, and proofs written later change nothing.
    private static (JournalPosition Position, Replica Replica, ulong Events) ReadThrough(History history, long through, CancellationToken cancellationToken)
    {
        var replica = new Replica(history.Limits);
        var events = new EventHash(0);
        var position = JournalPosition.Start;
        using var cursor = new JournalReader(history.JournalFolder).Open();
        while (cursor.NextSequence <= through && cursor.TryReadBatch(through))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var command in cursor.Batch.Commands)
                events.Add(replica.Apply(in command));
            history.Position = cursor.NextSequence - 1;
            if (cursor.Batch.Count > 0)
                position = cursor.Position;
        }

        return (position, replica, events.Value);
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
