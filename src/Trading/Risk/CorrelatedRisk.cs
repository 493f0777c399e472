using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Risk;

/// <summary>
/// Correlation-weighted risk: R^2 = sum over i and j of c(i,j) w(i) w(j), where w(i) is the worst exposure of factor i times its volatility. (Markowitz, Portfolio Selection, 1952: the
/// variance of a sum.) Kept row by row, so that a check costs one row: moving w(k) by d changes R^2 by 2 d g(k) + c(k,k) d^2 with g(k) = sum of c(k,j) w(j). In cents of the reporting
/// currency and 10^-4 of correlation; integers only.
/// </summary>
internal sealed class CorrelatedRisk
{
    private const int CorrelationOne = 10_000;

    // 10^-18 to cents, and 10^-6 of volatility: less than a cent is left out.
    private static readonly Int128 s_cent = Amounts.Ten(16);

    private readonly int _count;
    private readonly long[] _volatility;
    private readonly long[] _correlation;
    private readonly ExposureSum[] _sums;
    private readonly long[] _weights;
    private readonly Int128[] _pulls;
    private Int128 _square;

    public CorrelatedRisk(RiskFactors? factors)
    {
        _count = factors?.Count ?? 0;
        if (factors is not null && (_count is < 1 or > 256 || factors.Volatility.Count != _count || factors.Correlation.Count != _count * _count))
            throw new ArgumentException("A correlation matrix has 1 to 256 rows, as many columns, and a volatility for each.", nameof(factors));
        _volatility = new long[_count];
        _correlation = new long[_count * _count];
        _sums = new ExposureSum[_count];
        _weights = new long[_count];
        _pulls = new Int128[_count];
        for (var i = 0; i < _count; i++)
        {
            _volatility[i] = factors!.Volatility[i];
            for (var j = 0; j < _count; j++)
                _correlation[i * _count + j] = factors.Correlation[i * _count + j];
            if (_volatility[i] is < 0 or > 10_000_000 || _correlation[i * _count + i] != CorrelationOne)
                throw new ArgumentException($"Row {i} of the correlation matrix needs 10,000 on the diagonal and a volatility of 0 to 10,000,000.", nameof(factors));
        }

        for (var i = 0; i < _count * _count; i++)
        {
            if (Math.Abs(_correlation[i]) > CorrelationOne || _correlation[i] != _correlation[i % _count * _count + i / _count])
                throw new ArgumentException("A correlation matrix is symmetric and within 10,000 of zero.", nameof(factors));
        }
    }

    /// <summary>Rows.</summary>
    public int Count => _count;

    /// <summary>The risk in cents, towards zero.</summary>
    public long Cents => Root(_square < 0 ? 0 : (UInt128)_square / CorrelationOne);

    /// <summary>A listing's exposure is another.</summary>
    public void Change(int factor, in Exposure was, in Exposure now)
    {
        _sums[factor].Change(in was, in now);
        var weight = WeightOf(factor, _sums[factor].Long, _sums[factor].Short);
        var by = weight - _weights[factor];
        if (by == 0)
            return;
        _square += SquareBy(factor, by);
        _weights[factor] = weight;
        for (var j = 0; j < _count; j++)
            _pulls[j] += (Int128)_correlation[j * _count + factor] * by;
    }

    /// <summary>Whether a change of exposure would make the risk larger, and larger than a limit.</summary>
    /// <param name="factor">Whose.</param>
    /// <param name="was">Exposure before.</param>
    /// <param name="now">Exposure after.</param>
    /// <param name="limit">In 10^-8 of the reporting currency.</param>
    public bool Exceeds(int factor, in Exposure was, in Exposure now, long limit)
    {
        var by = WeightOf(factor, _sums[factor].Long + now.Long - was.Long, _sums[factor].Short + now.Short - was.Short) - _weights[factor];
        var change = SquareBy(factor, by);
        if (change <= 0)
            return false;
        var cents = (Int128)(limit / 1_000_000);
        return _square + change > cents * cents * CorrelationOne;
    }

    private Int128 SquareBy(int factor, long by) => 2 * by * _pulls[factor] + (Int128)CorrelationOne * by * by;

    // The worse of both ends of a factor: an order that is not filled yet is no hedge.
    private long WeightOf(int factor, Int128 longs, Int128 shorts)
    {
        var worst = Int128.Abs(longs) >= Int128.Abs(shorts) ? longs : shorts;
        var cents = worst / s_cent * _volatility[factor] / 1_000_000;
        return (long)Int128.Clamp(cents, -(Int128.One << 50), Int128.One << 50);
    }

    private static long Root(UInt128 square)
    {
        if (square == 0)
            return 0;
        var root = UInt128.One << ((129 - (int)UInt128.LeadingZeroCount(square)) / 2);
        while (true)
        {
            var next = (root + square / root) >> 1;
            if (next >= root)
                return (long)root;
            root = next;
        }
    }
}
