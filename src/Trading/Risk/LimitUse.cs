namespace Rialto.Trading.Risk;

/// <summary>How a limit bounds what is measured.</summary>
public enum LimitSense : byte
{
    /// <summary>What is used must not pass it.</summary>
    Most = 0,

    /// <summary>What is measured must not fall below it.</summary>
    Least = 1,

    /// <summary>It is about one order at a time: nothing is used of it between orders.</summary>
    OneOrder = 2,
}

/// <summary>A limit beside what is used of it now, both in the kind's unit (<see cref="RiskLimitKind"/>).</summary>
/// <param name="Kind">Which.</param>
/// <param name="Scope">Of what: listing, symbol, venue or strategy by number, as the kind says; zero for the desk.</param>
/// <param name="Used">What is used, or measured; never negative.</param>
/// <param name="Limit"><see cref="RiskLimits.Unlimited"/> where there is none.</param>
/// <param name="Sense">How the one bounds the other.</param>
public readonly record struct LimitUse(RiskLimitKind Kind, int Scope, long Used, long Limit, LimitSense Sense);
