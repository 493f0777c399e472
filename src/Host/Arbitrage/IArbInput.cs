namespace Rialto.Host.Arbitrage;

/// <summary>Something recorded that a scan reads once, as fast as it can.</summary>
internal interface IArbInput
{
    /// <summary>What it tells of.</summary>
    IReadOnlyList<ArbSource> Sources { get; }

    /// <summary>Their books as they stand, in the same order.</summary>
    IReadOnlyList<ISourceBook> Books { get; }

    /// <summary>Usual time between two looks of whoever recorded it; zero where every change was recorded. What is shorter cannot be seen.</summary>
    long ResolutionNs { get; }

    /// <summary>Steps there are; an estimate.</summary>
    long Total { get; }

    /// <summary>Steps done; any thread.</summary>
    long Done { get; }

    /// <summary>What one should know of it.</summary>
    IEnumerable<string> Remarks { get; }

    /// <summary>Reads all.</summary>
    void Read(ArbEngine engine, CancellationToken stop);
}
