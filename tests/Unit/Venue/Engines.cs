using Rialto.Model.Markets;
using Rialto.Twins;

namespace Rialto.Unit.Venue;

/// <summary>The engines that must agree.</summary>
public static class Engines
{
    /// <summary>Each with a name for messages; the twin first.</summary>
    public static IReadOnlyList<(string Name, Func<ExchangeLimits, IEngine> Create)> All { get; } =
    [
        ("twin", limits => new NaiveExchange(limits, new EventLog())),
    ];
}
