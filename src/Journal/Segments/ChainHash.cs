namespace Rialto.Journal.Segments;

/// <summary>The chain of batches: SHA-256 of the hash before and this batch's records. Whoever knows the last one can prove every command before it.</summary>
internal static class ChainHash
{
    public const int SizeBytes = 32;
}
