using System.Diagnostics;
using System.Numerics;
using Rialto.Load.Measure;
using Rialto.Trading.Arbitrage.Kernels;

namespace Rialto.Load.Arbitrage;

/// <summary>The arbitrage kernels on recorded books, beside the same kernels in C++: nanoseconds a market, by instructions.</summary>
internal sealed class ArbitrageBench(Options options, Report report)
{
    // A round of a lane takes some milliseconds.
    private const int MarketsPerRound = 8_000_000;

    public void Run()
    {
        var table = new Table(
            "Arbitrage kernels",
            $"Nanoseconds a market, net prices of recorded books in memory, {options.Rounds} rounds in turn, both processes on one core; medians, and the best round. Prefilter: 32-bit cells of net prices; exact: 64-bit cells; YES+NO: costs netted before; "
            + "quadratic: prices as they come, fees in the scan. Bound: the same loop in C++ (g++ -O3 -march=native, intrinsics). All lanes have the same hits, or the run stops.",
            ["books, kernel", "markets", "hits", "AVX-512", "best", "AVX2", "scalar", "bound", "best ", "scalar bound", "times the bound"],
            []);
        var program = KernelBound.TryBuild(options.Repository, out var reason);
        if (program is null)
            report.Remarks.Add($"arbitrage: the bound is left out: {reason}.");
        foreach (var (name, cells) in MarketBooks.All(report.Remarks))
        {
            using var bound = program is null ? null : KernelBound.Start(program, cells);
            using var core = bound is null ? null : new OneCore(bound.ProcessId);
            if (cells.Cross.BidOf(0, 0) != CrossTable.NoBid)
            {
                table.Rows.Add(Measure($"{name}: prefilter", cells, bound, "cross", "cross-scalar", cells.Cross.Scan));
                table.Rows.Add(Measure($"{name}: exact", cells, bound, "exact", "", cells.Exact.Scan));
            }
            else
            {
                table.Rows.Add(Measure($"{name}: netted", cells, bound, "sums", "", cells.Sums.Scan));
                table.Rows.Add(Measure($"{name}: quadratic", cells, bound, "squares", "", cells.Squares.Scan));
            }
        }

        if (table.Rows.Count > 0)
            report.Add(table, options.Quiet);
    }

    private delegate void Kernel(VectorPath path, Span<ulong> hits);

    private object[] Measure(string name, MarketCells cells, KernelBound? bound, string kernel, string scalarKernel, Kernel scan)
    {
        var hits = new ulong[HitWords.Of(cells.Markets)];
        var loops = Math.Max(1, MarketsPerRound / cells.Markets);
        var paths = VectorPaths.All.ToDictionary(static path => path, static _ => new Samples());
        var (other, otherScalar) = (new Samples(), new Samples());
        var found = -1L;
        for (var round = -8; round < options.Rounds; round++)
        {
            foreach (var (path, samples) in paths)
            {
                var own = path == VectorPath.Scalar ? Math.Max(1, loops / 8) : loops;
                var began = Stopwatch.GetTimestamp();
                for (var i = 0; i < own; i++)
                    scan(path, hits);
                var took = (Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick;
                Agree(hits.Sum(static word => (long)BitOperations.PopCount(word)));
                if (round >= 0)
                    samples.Add(took / own / cells.Markets);
            }

            Ask(kernel, loops, other);
            Ask(scalarKernel, Math.Max(1, loops / 8), otherScalar);

            void Ask(string which, int times, Samples samples)
            {
                if (bound is null || which.Length == 0)
                    return;
                var (ns, count) = bound.Round(which, times);
                Agree(count);
                if (round >= 0)
                    samples.Add(ns / times / cells.Markets);
            }
        }

        var best = paths.GetValueOrDefault(VectorPath.Avx512) ?? new Samples();
        return
        [
            name, cells.Markets, found, best.Median, best.Min, (paths.GetValueOrDefault(VectorPath.Avx2) ?? new Samples()).Median, paths[VectorPath.Scalar].Median,
            other.Median, other.Min, otherScalar.Median, other.Count > 0 && best.Count > 0 ? best.MedianRatioTo(other) : double.NaN,
        ];

        void Agree(long count)
        {
            if (found >= 0 && count != found)
                throw new InvalidOperationException($"{name}: {count} hits, and {found} before.");
            found = count;
        }
    }
}
