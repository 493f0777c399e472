using System.Buffers;
using System.Collections.Immutable;

namespace Rialto.Trading.Strategy;

/// <summary>What a strategy wants to be called for. What it does not want costs it nothing.</summary>
[Flags]
public enum StrategyInputs : byte
{
    /// <summary>Only its own orders, fills and timers.</summary>
    None = 0,

    /// <summary>Every frame that touched a book of its listings: <see cref="IStrategy.OnBook"/>.</summary>
    Books = 1,

    /// <summary>Every change of the best prices over all venues of its symbols: <see cref="IStrategy.OnBest"/>.</summary>
    Best = 2,

    /// <summary>Every trade between others: <see cref="IStrategy.OnTrade"/>.</summary>
    Trades = 4,
}

/// <summary>What a strategy is, says of itself and lets be set: the same for all its instances. Immutable.</summary>
/// <param name="Name">Of the kind, as configurations and registries write it: <c>spread-maker</c>.</param>
/// <param name="Version">Of its code; a hand-over names both.</param>
/// <param name="Summary">What it does, in one sentence.</param>
public sealed record StrategyDeclaration(string Name, string Version, string Summary)
{
    /// <summary>Most listings that an instance may have.</summary>
    public const int ListingsLimit = 1_024;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Fewest listings that an instance must be given.</summary>
    public int ListingsMin { get; init; } = 1;

    /// <summary>Most listings that an instance may be given.</summary>
    public int ListingsMax { get; init; } = 1;

    /// <summary>What it wants to be called for.</summary>
    public StrategyInputs Inputs { get; init; } = StrategyInputs.Books;

    /// <summary>Features of each of its listings, by name (docs/reference/features.md): <c>ofi:5</c>, <c>wap:200ms</c>. Read by their places here.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>What may be set. Names are unique.</summary>
    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    /// <summary>How many timers it has; they are numbered from 0.</summary>
    public int Timers { get; init; }

    /// <summary>Most requests that one input of the desk may lead it to; the one above is taken for a defect and faults the strategy. 1 to 1,024.</summary>
    public int IntentsPerInput { get; init; } = 32;

    /// <summary>The place of a parameter; -1 where there is none of that name.</summary>
    public int IndexOf(string parameter)
    {
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (Parameters[i].Name == parameter)
                return i;
        }

        return -1;
    }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Check()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.AsSpan().ContainsAnyExcept(NameCharacters))
            return $"'{Name}' is no name of a strategy: small letters, digits and dashes.";
        if (ListingsMin < 1 || ListingsMax < ListingsMin || ListingsMax > ListingsLimit)
            return $"'{Name}' wants {ListingsMin} to {ListingsMax} listings: at least 1, at most {ListingsLimit}.";
        if (Timers is < 0 or > 64)
            return $"'{Name}' wants {Timers} timers: 0 to 64.";
        if (IntentsPerInput is < 1 or > 1_024)
            return $"'{Name}' wants {IntentsPerInput} requests an input: 1 to 1,024.";
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (IndexOf(Parameters[i].Name) != i)
                return $"'{Name}' declares '{Parameters[i].Name}' twice.";
        }

        return null;
    }
}
