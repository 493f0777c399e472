using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Runtime.Files;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Load.Flows;

/// <summary>
/// Recorded flows. They are not part of the repository: they lie in <c>shared/data</c> in a folder above it, or where <c>RIALTO_DATA</c> points.
/// </summary>
internal static class Recordings
{
    public const string AaplHour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    public const string EsDay = "l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst";

    /// <summary>AAPL on 2012-06-21, 09:30 to 10:30, every row as a command.</summary>
    public static bool TryAaplHour(out IEnumerable<FlowStep> steps, out string reason)
    {
        steps = [];
        if (!TryFind(AaplHour, out var path, out reason))
            return false;
        steps = Steps(FlowCommands.FromLobster(LobsterFile.ReadMessages(path), new OwnerId(1), new InstrumentId(1)));
        return true;
    }

    /// <summary>ES futures on CME Globex, 2023-12-25, market by order, every message as a command.</summary>
    public static bool TryEsDay(out IEnumerable<FlowStep> steps, out string reason)
    {
        steps = [];
        if (!TryFind(EsDay, out var path, out reason))
            return false;
        using var reader = new DbnReader(ZstdStream.OpenFile(path), EsDay);
        steps = Steps(MboFlow.ToCommands(reader.ReadMbo(), new OwnerId(1), new InstrumentId(1), priceScale: 2, out _));
        return true;
    }

    private static IEnumerable<FlowStep> Steps(FlowCommands flow)
    {
        for (var i = 0; i < flow.Count; i++)
        {
            var command = flow.At(i, 0);
            var kind = command.Kind switch
            {
                CommandKind.CancelOrder => FlowKind.Cancel,
                CommandKind.ReduceOrder => FlowKind.Reduce,
                CommandKind.ReplaceOrder => FlowKind.Replace,
                CommandKind.NewOrder when command.Terms.IsImmediate => FlowKind.Take,
                CommandKind.NewOrder => FlowKind.New,
                _ => throw new InvalidDataException($"A flow holds {command.Kind}."),
            };
            yield return new FlowStep(kind, flow.NumberAt(i), command.Side, command.Price.Units, command.Quantity.Units);
        }
    }

    /// <summary>Where a recording lies, or why it is not to be had.</summary>
    public static bool TryFind(string name, out string path, out string reason)
    {
        var root = Environment.GetEnvironmentVariable("RIALTO_DATA") ?? Above(AppContext.BaseDirectory);
        path = root is null ? "" : Path.Combine(root, name);
        reason = root is null ? "no folder shared/data above the repository, and RIALTO_DATA is not set" : $"{name} is not in {root}";
        return File.Exists(path);
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data")))
                return Path.Combine(folder.FullName, "shared", "data");
        return null;
    }
}
