using System.Collections.Immutable;

namespace Rialto.Host.Desk.Results;

/// <summary>What a day (UTC) brought. Immutable.</summary>
/// <param name="TimeNs">Its midnight, ns since the epoch.</param>
/// <param name="Total">Of the desk.</param>
/// <param name="Strategies">Of each strategy, by name.</param>
internal sealed record DayResult(long TimeNs, ResultFigures Total, ImmutableArray<(string Name, ResultFigures Figures)> Strategies)
{
    /// <summary>The same day of two runs together; strategies of one name are one.</summary>
    public static DayResult operator +(DayResult one, DayResult other)
    {
        var strategies = one.Strategies.ToDictionary(strategy => strategy.Name, strategy => strategy.Figures, StringComparer.Ordinal);
        foreach (var (name, figures) in other.Strategies)
            strategies[name] = strategies.GetValueOrDefault(name) + figures;
        return new DayResult(one.TimeNs, one.Total + other.Total, [.. strategies.Select(strategy => (strategy.Key, strategy.Value)).OrderBy(strategy => strategy.Key, StringComparer.Ordinal)]);
    }
}
