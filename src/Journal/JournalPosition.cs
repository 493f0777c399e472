using Rialto.Journal.Segments;
using Rialto.Model.Units;

namespace Rialto.Journal;

/// <summary>
/// A place between two batches of a journal, from which reading can go on without a look at what was before. It names the commands before it by their chain
/// hash, so it fits no other journal. Small enough to be kept by the thousand.
/// </summary>
public sealed class JournalPosition
{
    private readonly byte[] _chain;

    /// <param name="sequence">Sequence of the last command before it; zero at the beginning.</param>
    /// <param name="time">Time of that command; zero where it is not known.</param>
    /// <param name="segment">Number of the segment it is in; zero at the beginning.</param>
    /// <param name="offset">Where in the segment the next batch begins, in bytes.</param>
    /// <param name="batchOffset">Where in the segment the batch before begins; zero where it is in an earlier one.</param>
    /// <param name="chain">Chain hash of the batch before, 32 bytes; zeros at the beginning.</param>
    /// <exception cref="ArgumentException">The chain hash has another length.</exception>
    public JournalPosition(long sequence, Timestamp time, long segment, long offset, long batchOffset, ReadOnlySpan<byte> chain)
    {
        if (chain.Length != ChainHash.SizeBytes)
            throw new ArgumentException($"a chain hash has {ChainHash.SizeBytes} bytes", nameof(chain));
        Sequence = sequence;
        Time = time;
        Segment = segment;
        Offset = offset;
        BatchOffset = batchOffset;
        _chain = chain.ToArray();
    }

    /// <summary>Before the first command.</summary>
    public static JournalPosition Start { get; } = new(0, Timestamp.None, 0, 0, 0, new byte[ChainHash.SizeBytes]);

    /// <summary>Sequence of the last command before it; zero at the beginning.</summary>
    public long Sequence { get; }

    /// <summary>Time of that command; zero where it is not known.</summary>
    public Timestamp Time { get; }

    /// <summary>Number of the segment it is in; zero at the beginning.</summary>
    public long Segment { get; }

    /// <summary>Where in the segment the next batch begins, in bytes.</summary>
    public long Offset { get; }

    /// <summary>Where in the segment the batch before begins; zero where it is in an earlier one.</summary>
    public long BatchOffset { get; }

    /// <summary>Chain hash of the batch before: proves every command up to here.</summary>
    public ReadOnlySpan<byte> Chain => _chain;

    /// <summary>The chain hash in hex.</summary>
    public string ChainHex => Convert.ToHexStringLower(_chain);
}
