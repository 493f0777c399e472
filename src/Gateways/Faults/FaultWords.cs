using System.Collections.Frozen;

namespace Rialto.Gateways.Faults;

/// <summary>Kinds, doors and classes as profiles, logs and metrics write them, and where each kind makes sense.</summary>
public static class FaultWords
{
    private static readonly (FaultKind Kind, string Word, FaultClasses Classes, FaultDoor[] Doors)[] Kinds =
    [
        (FaultKind.RateLimited, "rate_limited", FaultClasses.Orders | FaultClasses.Changes | FaultClasses.Snapshots | FaultClasses.Questions | FaultClasses.Other, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceApi, FaultDoor.Native]),
        (FaultKind.Banned, "banned", FaultClasses.Orders | FaultClasses.Changes | FaultClasses.Snapshots | FaultClasses.Questions | FaultClasses.Other, [FaultDoor.BinanceRest, FaultDoor.BinanceApi]),
        (FaultKind.ClockSkew, "clock_skew", FaultClasses.Orders | FaultClasses.Changes | FaultClasses.Questions, [FaultDoor.Rest, FaultDoor.BinanceRest, FaultDoor.BinanceApi]),
        (FaultKind.AckDropped, "ack_dropped", FaultClasses.Orders | FaultClasses.Changes, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.AckLate, "ack_late", FaultClasses.Orders | FaultClasses.Changes, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.FillDuplicated, "fill_duplicated", FaultClasses.Fills, [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.FillDelayed, "fill_delayed", FaultClasses.Fills, [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.Silent, "silent", FaultClasses.Any, [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.StreamGap, "stream_gap", FaultClasses.Market | FaultClasses.Trades, [FaultDoor.Ws, FaultDoor.BinanceStream, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.Truncated, "truncated", FaultClasses.Any, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.SlowSnapshot, "slow_snapshot", FaultClasses.Snapshots, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
        (FaultKind.ConnectionKilled, "connection_killed", FaultClasses.Any, [FaultDoor.Rest, FaultDoor.Ws, FaultDoor.BinanceRest, FaultDoor.BinanceStream, FaultDoor.BinanceApi, FaultDoor.Fix, FaultDoor.Native]),
    ];

    private static readonly string[] Doors = ["rest", "ws", "binance-rest", "binance-stream", "binance-api", "fix", "native"];

    private static readonly FrozenDictionary<string, FaultClasses> Classes = new Dictionary<string, FaultClasses>
    {
        ["orders"] = FaultClasses.Orders,
        ["changes"] = FaultClasses.Changes,
        ["fills"] = FaultClasses.Fills,
        ["market"] = FaultClasses.Market,
        ["trades"] = FaultClasses.Trades,
        ["snapshots"] = FaultClasses.Snapshots,
        ["questions"] = FaultClasses.Questions,
        ["other"] = FaultClasses.Other,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All kinds by their words, in the order of the page.</summary>
    public static IEnumerable<string> AllKinds => Kinds.Select(kind => kind.Word);

    /// <summary>All doors by their words.</summary>
    public static IReadOnlyList<string> AllDoors => Doors;

    /// <summary>All classes by their words.</summary>
    public static IEnumerable<string> AllClasses => Classes.Keys;

    /// <summary>A kind's word.</summary>
    public static string Of(FaultKind kind) => Kinds[(int)kind].Word;

    /// <summary>A door's word.</summary>
    public static string Of(FaultDoor door) => Doors[(int)door];

    /// <summary>Classes that a kind can be injected at.</summary>
    public static FaultClasses ClassesOf(FaultKind kind) => Kinds[(int)kind].Classes;

    /// <summary>Doors at which a kind makes sense.</summary>
    public static IReadOnlyList<FaultDoor> DoorsOf(FaultKind kind) => Kinds[(int)kind].Doors;

    /// <summary>The kind of a word.</summary>
    public static bool TryKind(string word, out FaultKind kind)
    {
        var index = Array.FindIndex(Kinds, known => known.Word == word);
        kind = (FaultKind)index;
        return index >= 0;
    }

    /// <summary>The door of a word.</summary>
    public static bool TryDoor(string word, out FaultDoor door)
    {
        var index = Array.IndexOf(Doors, word);
        door = (FaultDoor)index;
        return index >= 0;
    }

    /// <summary>The class of a word.</summary>
    public static bool TryClass(string word, out FaultClasses of) => Classes.TryGetValue(word, out of);
}
