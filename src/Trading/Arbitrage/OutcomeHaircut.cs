using Rialto.Model.Execution;

namespace Rialto.Trading.Arbitrage;

/// <summary>What is taken off a set for time and for doubt, each said by itself. In 10^-8 of one contract's pay, rounded up.</summary>
public static class OutcomeHaircut
{
    private const int DaysPerYear = 365;

    /// <summary>Money bound until settlement: the pay times a yearly rate times days, without compounding.</summary>
    /// <param name="days">Until the venue pays out, its own delay with it; 0 to 36,500.</param>
    /// <param name="yearlyRate">In 10^-8: 5 % is 5,000,000.</param>
    /// <param name="pays">Contracts of the set that pay: about as much money is bound as they pay; 1 to 256, <see cref="OutcomeSet.PaysOf"/>.</param>
    public static long OfLag(int days, long yearlyRate, int pays)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)days, 36_500u, nameof(days));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)yearlyRate, (ulong)TradingTerms.One * 10, nameof(yearlyRate));
        ArgumentOutOfRangeException.ThrowIfLessThan(pays, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pays, OutcomeWalk.LegsMax);
        return ((yearlyRate * days * pays) + DaysPerYear - 1) / DaysPerYear;
    }

    /// <summary>The pay that is lost where two venues resolve one question differently, times how likely one takes that to be.</summary>
    /// <param name="chance">In 10^-8.</param>
    /// <param name="lost">Contracts that then do not pay.</param>
    public static long OfResolution(long chance, int lost)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)chance, (ulong)TradingTerms.One, nameof(chance));
        return checked(chance * lost);
    }
}
