using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Trading.Strategy;

/// <summary>One instance of a strategy as a configuration names it. Immutable.</summary>
/// <param name="Id">Its number; orders, journals and audits carry it. From 1.</param>
/// <param name="Name">Of the instance: <c>btc-maker</c>; unique in a desk.</param>
/// <param name="Listings">What it trades and looks at, in its order.</param>
public sealed record StrategySettings(StrategyId Id, string Name, ImmutableArray<ListingId> Listings)
{
    /// <summary>What becomes of its orders.</summary>
    public StrategyMode Mode { get; init; } = StrategyMode.Observation;

    /// <summary>Values as the configuration writes them, by name; the others have their defaults.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What positions and open orders may be worth at most, in the reporting currency: risk's <c>StrategyGross</c>. Zero where only the desk's limits count.</summary>
    public decimal Capital { get; init; }

    /// <summary>The experiment it is a variant of; empty for none. Two instances of one experiment are compared (docs/reference/trader.md, Two variants).</summary>
    public string Experiment { get; init; } = "";

    /// <summary>True where it starts by itself with the desk's first input; else an operator starts it.</summary>
    public bool StartsAtOnce { get; init; } = true;

    /// <summary>What is wrong with it for a strategy of this declaration; null where nothing is.</summary>
    public string? Check(StrategyDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        if (declaration.Check() is { } fault)
            return fault;
        if (Id.Value < 1)
            return $"Strategy '{Name}' has number {Id.Value}: numbers count from 1.";
        if (string.IsNullOrWhiteSpace(Name))
            return $"Strategy {Id.Value} has no name.";
        if (Capital < 0)
            return $"Strategy '{Name}' has capital {Capital}: zero or more.";
        if (Listings.Length < declaration.ListingsMin || Listings.Length > declaration.ListingsMax)
            return $"Strategy '{Name}' has {Listings.Length} listings: '{declaration.Name}' wants {declaration.ListingsMin} to {declaration.ListingsMax}.";
        if (Listings.Distinct().Count() != Listings.Length)
            return $"Strategy '{Name}' names a listing twice.";
        foreach (var (name, text) in Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var place = declaration.IndexOf(name);
            if (place < 0)
                return $"Strategy '{Name}': '{declaration.Name}' has no parameter '{name}'; it has {string.Join(", ", declaration.Parameters.Select(parameter => parameter.Name))}.";
            if (declaration.Parameters[place].Parse(text, out _) is { } wrong)
                return $"Strategy '{Name}': {wrong}";
        }

        return null;
    }

    /// <summary>All values in the order of a declaration that <see cref="Check"/> has passed.</summary>
    internal ParameterValue[] ValuesFor(StrategyDeclaration declaration)
    {
        var values = new ParameterValue[declaration.Parameters.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = declaration.Parameters[i].Initial;
            if (Parameters.TryGetValue(declaration.Parameters[i].Name, out var text) && declaration.Parameters[i].Parse(text, out var value) is null)
                values[i] = value;
        }

        return values;
    }
}
