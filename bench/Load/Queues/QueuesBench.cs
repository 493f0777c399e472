using System.Diagnostics;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Runtime.Files;
using Rialto.Trading.Queues;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Load.Queues;

/// <summary>Orders rebuilt from levels beside the orders that were there: how wrong each law of cancellation is about the quantity ahead, on real days.</summary>
internal sealed class QueuesBench(Options options, Report report)
{
    public void Run()
    {
        var rows = new List<object[]>();
        if (Recordings.TryFind(Recordings.AaplHour, out var path, out var reason))
            Add(rows, "AAPL hour", () => QueueFiles.Run(LobsterFile.ReadMessages(path), Enum.GetValues<CancelLaw>()));
        else
            report.Remarks.Add($"queues: {reason}");
        if (Recordings.TryFind(Recordings.EsDay, out var day, out reason))
        {
            Add(rows, "ES day", () =>
            {
                using var reader = new DbnReader(ZstdStream.OpenFile(day), Recordings.EsDay);
                return QueueFiles.Run(reader.ReadMbo(), Enum.GetValues<CancelLaw>());
            });
        }
        else
            report.Remarks.Add($"queues: {reason}");
        report.Add(
            new Table(
                "Queues rebuilt from levels",
                "Error of the quantity ahead as percent of what its level holds, over every order of every queue of at least two at each change of its level; orders off: mean error of the number of orders ahead. See docs/reference/queues.md.",
                ["recording, law", "samples", "mean %", "p50 %", "p99 %", "exact %", "orders off", "seconds for all laws"],
                rows),
            options.Quiet);
    }

    private static void Add(List<object[]> rows, string name, Func<QueueTrial> run)
    {
        var watch = Stopwatch.StartNew();
        var results = run().Results();
        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var errors in results)
        {
            rows.Add([
                $"{name}, {errors.Law}", errors.Samples, errors.MeanPpm / 10_000.0, errors.P50Ppm / 10_000.0, errors.P99Ppm / 10_000.0, 100.0 * errors.Exact / Math.Max(1, errors.Samples),
                errors.OrdersAheadMilli / 1_000.0, seconds,
            ]);
        }
    }
}
