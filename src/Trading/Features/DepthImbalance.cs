using Rialto.Trading.Numerics;

namespace Rialto.Trading.Features;

/// <summary>
/// (V - W) / (V + W) of the best levels, V what bids hold and W what asks hold: -1 (only asks) to 1 (only bids). Cao, Hansch, Wang (2009), "The information content of an open
/// limit-order book", J. Futures Markets 29(1); with one level the queue imbalance of Gould, Bonart (2016), Market Microstructure and Liquidity 2(2), equation 1. With a half-life h the level of
/// rank k, from 0, counts 2^(-k/h).
/// </summary>
internal sealed class DepthImbalance : Feature
{
    private const double Ln2 = 0.6931471805599453;

    private readonly double[] _weights;
    private readonly bool _isWeighted;

    /// <param name="levels">How many of each side.</param>
    /// <param name="halfLife">In levels; zero for equal weights, which sum exactly.</param>
    public DepthImbalance(int levels, long halfLife)
    {
        _isWeighted = halfLife > 0;
        _weights = new double[levels];
        for (var rank = 0; rank < levels; rank++)
            _weights[rank] = _isWeighted ? StableMath.Exp(-Ln2 * rank / halfLife) : 1;
    }

    public override void Update(FeatureFrame frame)
    {
        var (bid, ask) = (Volume(frame.Bids), Volume(frame.Asks));
        IsReady = bid + ask > 0;
        if (IsReady)
            Value = (bid - ask) / (bid + ask);
    }

    private double Volume(ReadOnlySpan<Books.DepthLevel> levels)
    {
        if (_isWeighted)
        {
            var weighted = 0.0;
            for (var rank = 0; rank < _weights.Length; rank++)
                weighted += levels[rank].Quantity * _weights[rank];
            return weighted;
        }

        Int128 sum = 0;
        for (var rank = 0; rank < _weights.Length; rank++)
            sum += levels[rank].Quantity;
        return (double)sum;
    }
}
