namespace Rialto.Trading.Statistics;

/// <summary>Two markets that move together, or against each other.</summary>
/// <param name="First">Number of one.</param>
/// <param name="Second">Number of the other, larger.</param>
/// <param name="Correlation">Pearson's, of their changes: -1 to 1.</param>
/// <param name="Samples">Looks at which both were known, and at the look before.</param>
/// <param name="Moves">At how many of them the one that moved less often moved.</param>
public readonly record struct MarketPair(int First, int Second, double Correlation, int Samples, int Moves);

/// <summary>
/// Which of many markets move together: Pearson's correlation of their changes from look to look, over looks at which both are known. Questions that correlate strongly and are written as two
/// are where implications hide; a person decides what they mean. Cold: computes all pairs when asked.
/// </summary>
public sealed class MarketCorrelations
{
    /// <summary>Most markets.</summary>
    public const int MarketsMax = 4_096;

    private readonly List<double[]> _looks = [];
    private readonly int _markets;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="markets">2 to 4,096.</param>
    public MarketCorrelations(int markets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(markets, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(markets, MarketsMax);
        _markets = markets;
    }

    /// <summary>Takes one look at all markets.</summary>
    /// <param name="prices">Not a number where one is not known.</param>
    public void Add(ReadOnlySpan<double> prices)
    {
        if (prices.Length != _markets)
            throw new ArgumentException($"A look has {_markets} prices.", nameof(prices));
        _looks.Add([.. prices]);
    }

    /// <summary>Pairs at or beyond a correlation, the strongest first.</summary>
    /// <param name="least">Absolute, 0 to 1.</param>
    /// <param name="samplesMin">Looks that both must have had together; 3 at least.</param>
    /// <param name="movesMin">How often each must have moved: two that moved once, at the same look, correlate wholly and say nothing.</param>
    public IReadOnlyList<MarketPair> Find(double least, int samplesMin, int movesMin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesMin, 3);
        var found = new List<MarketPair>();
        for (var first = 0; first < _markets; first++)
        {
            for (var second = first + 1; second < _markets; second++)
            {
                if (PairOf(first, second) is { } pair && pair.Samples >= samplesMin && pair.Moves >= movesMin && Math.Abs(pair.Correlation) >= least)
                    found.Add(pair);
            }
        }

        return [.. found.OrderByDescending(static pair => Math.Abs(pair.Correlation)).ThenBy(static pair => (pair.First, pair.Second))];
    }

    private MarketPair? PairOf(int first, int second)
    {
        var (count, oneMoves, otherMoves, x, y, xx, yy, xy) = (0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var look = 1; look < _looks.Count; look++)
        {
            var (one, other) = (_looks[look][first] - _looks[look - 1][first], _looks[look][second] - _looks[look - 1][second]);
            if (!double.IsFinite(one) || !double.IsFinite(other))
                continue;
            count++;
            oneMoves += one == 0 ? 0 : 1;
            otherMoves += other == 0 ? 0 : 1;
            (x, y, xx, yy, xy) = (x + one, y + other, xx + (one * one), yy + (other * other), xy + (one * other));
        }

        if (count < 3)
            return null;
        var (spreadX, spreadY) = (xx - (x * x / count), yy - (y * y / count));
        return spreadX > 1e-18 && spreadY > 1e-18 ? new MarketPair(first, second, Math.Clamp((xy - (x * y / count)) / Math.Sqrt(spreadX * spreadY), -1, 1), count, Math.Min(oneMoves, otherMoves)) : null;
    }
}
