using Rialto.Host.Config;
using Rialto.Host.Desk.Live;
using Rialto.Journal;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What concerns real orders.</summary>
internal static partial class DeskSettingsReading
{
    /// <summary>A folder of rings in shared memory: the usual one.</summary>
    private const string UsualFolder = "default";

    /// <summary>Whoever sends real orders has thought about these.</summary>
    private static readonly string[] _needed = [nameof(RiskLimits.OrderNotional), nameof(RiskLimits.TotalGross), nameof(RiskLimits.DailyLoss), nameof(RiskLimits.Drawdown)];

    /// <summary>Where orders go; observation where nobody has said.</summary>
    private static StrategyMode Mode(SettingsReader reader)
    {
        var text = reader.Text("Mode", "");
        if (text.Equals("live", StringComparison.OrdinalIgnoreCase))
            return StrategyMode.Live;
        if (text.Length > 0 && !text.Equals("paper", StringComparison.OrdinalIgnoreCase))
            reader.Refuse("Mode", $"must be live (real orders) or paper, not '{text}'");
        return text.Length > 0 ? StrategyMode.Paper : StrategyMode.Observation;
    }

    private static LiveSettings Live(SettingsReader reader)
    {
        var durability = reader.Choice("Journal:Durability", Durability.Os);
        if (durability == Durability.Memory)
            reader.Refuse("Journal:Durability", "must be os or fsync: what led to an order must be written before the order leaves");
        var standard = new DeskOrdersOptions();
        return new LiveSettings(
            reader.Flag("Busy", false),
            durability,
            reader.Number("EndSeconds", 20, 1, 25),
            reader.Number("Reconcile:EveryMs", standard.ReconcileEveryMs, 100, 3_600_000),
            reader.Number("Reconcile:BalanceTolerancePpm", standard.BalanceTolerancePpm, 0, 1_000_000),
            reader.Choice("Reconcile:Orphans", standard.Orphans),
            reader.Choice("Reconcile:Foreign", standard.Foreign),
            reader.Choice("Reconcile:OnRestart", RestartPolicy.Cancel),
            reader.Flag("FlattenOnStop", false),
            [.. _needed.Where(name => !reader.Has($"Limits:{name}")).Select(name => $"Limits:{name}")])
        {
            IsSameAccount = reader.Flag(Guarding.FormerAccounts.SameAccount, false),
            Rehearses = reader.Flag("Rehearsal", true),
            OrderPaths = reader.Number("OrderPaths", 0, 0, 1_000_000),
            SnapshotSeconds = reader.Number("Snapshots:EverySeconds", 60, 0, 86_400),
            SnapshotsKept = reader.Number("Snapshots:Kept", 3, 1, 100),
        };
    }

    private static string? FeedFolder(SettingsReader reader) =>
        reader.OptionalText("Source:Feed") is not { } folder ? null : folder == UsualFolder ? Runtime.Shared.SharedRingFolder.Default : folder;

    private static VenueRoutes Routes(SettingsReader reader, string key) => new(RootOf(reader, $"{key}:Rest"), RootOf(reader, $"{key}:Stream"), reader.Number($"{key}:DeadManSeconds", -1, -1, 600));

    private static Uri? RootOf(SettingsReader reader, string key)
    {
        if (reader.OptionalText(key) is not { } text)
            return null;

        // A key must not cross a network in clear.
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "https" or "wss" || (address.Scheme is "http" or "ws" && address.IsLoopback)))
            return address;
        reader.Refuse(key, $"must be an address such as https://api.example.com (without TLS only on this machine), not '{text}'");
        return null;
    }

    /// <summary>A strategy trades as its desk does, or looks on. A desk for real orders may be tried on paper as it stands; one on paper never trades because somebody wrote another word elsewhere.</summary>
    private static StrategyMode StrategyModeOf(SettingsReader reader, string key, StrategyMode desk)
    {
        var own = desk == StrategyMode.Observation ? StrategyMode.Paper : desk;
        var wanted = reader.Choice(key, own);
        if (wanted == StrategyMode.Paper && own == StrategyMode.Live)
            reader.Refuse(key, "is paper, and the desk's orders are real: a strategy of it is live or observation; run a desk of its own on paper");
        return wanted == StrategyMode.Live ? own : wanted;
    }
}
