using Rialto.Gateways.Faults;

namespace Rialto.Host.Tools.Certify;

/// <summary>Every scenario there is, in the order in which they are played; docs/guide/certify.md has the same, and a test compares the two.</summary>
internal static class Scenarios
{
    private const int RetryAfter = 3;

    private static readonly FaultDoor[] Sockets = [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native];
    private static readonly FaultDoor[] TextSockets = [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.BinanceApi];
    private static readonly FaultDoor[] Others = [FaultDoor.Rest, FaultDoor.BinanceRest, FaultDoor.Fix, FaultDoor.Native];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("baseline", "nothing goes wrong", [], 0, Judges.Baseline) { Seconds = 6 },
        new("rate_limited", "429 with Retry-After", [Once(FaultKind.RateLimited) with { RetryAfter = RetryAfter, On = FaultClasses.Orders | FaultClasses.Changes | FaultClasses.Questions }], RetryAfter + 4, Judges.Waits),
        new("banned", "418 with Retry-After", [Once(FaultKind.Banned) with { RetryAfter = RetryAfter, On = FaultClasses.Orders | FaultClasses.Changes | FaultClasses.Questions }], RetryAfter + 4, Judges.Waits),
        new("clock_skew", "the clock is said to be wrong", [Once(FaultKind.ClockSkew)], 5, Judges.SetsClock),
        new("ack_dropped", "an order is taken, its answer is lost", [Once(FaultKind.AckDropped) with { On = FaultClasses.Orders }], 6, Judges.LooksUp),
        new("ack_late", "an order's answer comes 3 s late", [Once(FaultKind.AckLate) with { On = FaultClasses.Orders, DelayMs = 3_000 }], 6, Judges.DoesNotRepeat),
        new("fill_duplicated", "an execution is told twice", [Once(FaultKind.FillDuplicated)], 6, Judges.KeepsSizes),
        new("fill_delayed", "an execution is told 2 s late", [Once(FaultKind.FillDelayed) with { DelayMs = 2_000 }], 6, Judges.KeepsSizes),
        new("silent", "a connection falls silent", [Once(FaultKind.Silent)], 0, Judges.ComesBack) { EndsWhenPassed = true },
        new("stream_gap", "market data has a gap", [Once(FaultKind.StreamGap) with { On = FaultClasses.Market }], 5, Judges.AsksForTheBook),
        new("truncated", "a message ends in its middle",
            [Once(FaultKind.Truncated) with { Doors = TextSockets, Cut = FaultCut.Text }, Once(FaultKind.Truncated) with { Doors = Others, On = FaultClasses.Orders | FaultClasses.Questions | FaultClasses.Snapshots | FaultClasses.Fills | FaultClasses.Market | FaultClasses.Trades }],
            5, Judges.GoesOn),
        new("slow_snapshot", "a book comes 3 s late", [Once(FaultKind.SlowSnapshot) with { DelayMs = 3_000 }], 6, Judges.WaitsForTheBook),
        new("connection_killed", "a connection is reset", [Once(FaultKind.ConnectionKilled) with { Doors = Sockets }], 0, Judges.ComesBack) { EndsWhenPassed = true },
        new("exchange_restarted", "the exchange stops and starts again", [], 0, Judges.ReturnsAfterRestart) { Restarts = true, EndsWhenPassed = true },
    ];

    private static Fault Once(FaultKind kind) => new(kind) { Times = 1 };
}
