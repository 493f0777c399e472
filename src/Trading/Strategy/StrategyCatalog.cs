using System.Diagnostics.CodeAnalysis;

namespace Rialto.Trading.Strategy;

/// <summary>Kinds of strategies by name, and how to make one of each. Filled at the start; plugins add theirs. Cold, one thread.</summary>
public sealed class StrategyCatalog
{
    private readonly SortedDictionary<string, (StrategyDeclaration Declaration, Func<IStrategy> Make)> _kinds = new(StringComparer.Ordinal);

    /// <summary>All kinds, by name.</summary>
    public IEnumerable<StrategyDeclaration> Kinds => _kinds.Values.Select(kind => kind.Declaration);

    /// <summary>Adds a kind; its name and what may be set are read from one instance.</summary>
    /// <exception cref="ArgumentException">Its declaration is wrong, or its name is taken.</exception>
    public void Add(Func<IStrategy> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var declaration = make().Declaration;
        if (declaration.Check() is { } fault)
            throw new ArgumentException(fault, nameof(make));
        if (!_kinds.TryAdd(declaration.Name, (declaration, make)))
            throw new ArgumentException($"There is a strategy '{declaration.Name}' already, version {_kinds[declaration.Name].Declaration.Version}.", nameof(make));
    }

    /// <summary>Takes a kind out; instances of it stay.</summary>
    /// <returns>False where there is none of this name.</returns>
    public bool Remove(string name) => _kinds.Remove(name);

    /// <summary>Makes a strategy.</summary>
    /// <returns>False where there is no kind of this name.</returns>
    public bool TryMake(string name, [NotNullWhen(true)] out IStrategy? strategy)
    {
        ArgumentNullException.ThrowIfNull(name);
        strategy = _kinds.TryGetValue(name, out var kind) ? kind.Make() : null;
        return strategy is not null;
    }
}
