namespace Rialto.Host.Arbitrage;

/// <summary>What a person asks of a scan.</summary>
/// <param name="Fees">What taking costs.</param>
/// <param name="Markets">What is compared beside things of one symbol.</param>
internal sealed record ArbTerms(ArbFees Fees, ArbMarkets Markets)
{
    /// <summary>Scale of <see cref="ProfitMin"/> and <see cref="Money"/>.</summary>
    public const int AmountScale = 8;

    /// <summary>Smaller net profits are nothing, in the quote currency at 10^-8.</summary>
    public long ProfitMin { get; init; }

    /// <summary>Most that one opportunity may cost, in the quote currency at 10^-8; zero for no bound. As much is taken to stand ready in base where one sells.</summary>
    public long Money { get; init; }

    /// <summary>Execution-latency haircut on each leg of a cross-exchange route, in 10^-8 of its notional.</summary>
    public long HaircutRate { get; init; }

    /// <summary>A source of which nothing was heard for longer does not count.</summary>
    public long AgeMaxNs { get; init; } = 5_000_000_000;

    /// <summary>Latencies after which opportunities are looked at again, rising.</summary>
    public IReadOnlyList<long> LatenciesNs { get; init; } = [];
}
