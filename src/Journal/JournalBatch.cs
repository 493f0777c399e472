using System.Buffers.Binary;
using Rialto.Journal.Proofs;
using Rialto.Model.Orders;

namespace Rialto.Journal;

/// <summary>The commands that one write made durable together, and what it proves of earlier ones. Used again for the next batch: copy what must last. One thread.</summary>
public sealed class JournalBatch
{
    private Command[] _commands = new Command[64];
    private EventProof[] _proofs = [];
    private int _proofCount;
    private uint[] _folds = [];
    private int _foldCount;

    /// <summary>The commands, ascending by sequence; a batch may hold proofs alone.</summary>
    public ReadOnlySpan<Command> Commands => _commands.AsSpan(0, Count);

    /// <summary>How many commands.</summary>
    public int Count { get; private set; }

    /// <summary>Sequence of its first command, or of the next to come.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>What it proves of earlier commands, or its own.</summary>
    public ReadOnlySpan<EventProof> Proofs => _proofs.AsSpan(0, _proofCount);

    /// <summary>32 bits of the event hash after each command of a proof.</summary>
    public ReadOnlySpan<uint> FoldsOf(in EventProof proof) => _folds.AsSpan(proof.At, proof.Count);

    internal void Begin(long firstSequence, int count)
    {
        (_proofCount, _foldCount) = (0, 0);
        FirstSequence = firstSequence;
        Count = 0;
        if (_commands.Length < count)
            _commands = new Command[Math.Max(count, _commands.Length * 2)];
    }

    /// <summary>The next command's place; it counts once <see cref="Take"/> is called.</summary>
    internal ref Command Next => ref _commands[Count];

    internal void Take() => Count++;

    internal void Add(EventProof proof, ReadOnlySpan<byte> folds)
    {
        if (_proofCount == _proofs.Length)
            Array.Resize(ref _proofs, Math.Max(4, _proofCount * 2));
        if (_folds.Length - _foldCount < proof.Count)
            Array.Resize(ref _folds, Math.Max(_foldCount + proof.Count, _folds.Length * 2));
        _proofs[_proofCount++] = proof with { At = _foldCount };
        for (var i = 0; i < proof.Count; i++)
            _folds[_foldCount++] = BinaryPrimitives.ReadUInt32LittleEndian(folds[(i * 4)..]);
    }
}
