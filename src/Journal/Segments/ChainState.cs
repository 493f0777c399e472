using System.Security.Cryptography;

namespace Rialto.Journal.Segments;

/// <summary>How far a journal has been read: what the next batch must continue.</summary>
internal sealed class ChainState : IDisposable
{
    /// <summary>Sequence the next command must have.</summary>
    public long NextSequence { get; set; } = 1;

    /// <summary>No command may be earlier.</summary>
    public long LastTimeNs { get; set; }

    /// <summary>Hash of the last batch; zeros before the first.</summary>
    public byte[] Chain { get; } = new byte[ChainHash.SizeBytes];

    /// <summary>Computes the next one.</summary>
    public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The same place, to try something from.</summary>
    public ChainState Copy()
    {
        var copy = new ChainState { NextSequence = NextSequence, LastTimeNs = LastTimeNs };
        Chain.CopyTo(copy.Chain, 0);
        return copy;
    }

    public void Dispose() => Hash.Dispose();
}
