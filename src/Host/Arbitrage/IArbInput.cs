using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Arbitrage;

/// <summary>Who is told what an input reads. Single-threaded.</summary>
internal interface IArbReader
{
    /// <summary>The best prices of a source; empty where its book is not to be believed.</summary>
    void OnBest(int source, in Bbo best, Timestamp now);

    /// <summary>Something was told of a source.</summary>
    void OnHeard(int source, Timestamp now);

    /// <summary>Everything of one moment has been told.</summary>
    void EndFrame(Timestamp now);

    /// <summary>No more comes.</summary>
    void Finish(Timestamp now);
}

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
    void Read(IArbReader reader, CancellationToken stop);
}
