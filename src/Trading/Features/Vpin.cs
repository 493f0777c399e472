using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// VPIN of Easley, Lopez de Prado, O'Hara (2012), "Flow toxicity and liquidity in a high-frequency world", Review of Financial Studies 25(5), section 1.3: volume is cut into buckets of equal
/// size V, a trade that does not fit being divided; over the last n full ones, the sum of |bought - sold| / (n V). Buys and sells are those of the true taker, not the paper's bulk
/// classification. Time plays no part: a break of the book empties nothing.
/// </summary>
internal sealed class Vpin(long bucketUnits, int buckets) : Feature
{
    private readonly long[] _imbalances = new long[buckets];
    private readonly double _whole = (double)bucketUnits * buckets;
    private Int128 _sum;
    private int _next;
    private int _full;
    private long _bought;
    private long _filled;

    public override bool WantsTrades => true;

    public override void OnTrade(in FeedEvent trade)
    {
        var isBuy = trade.Side == Side.Buy;
        var left = Math.Max(0, trade.Quantity.Units);
        var room = bucketUnits - _filled;
        if (left >= room)
        {
            left -= room;
            _bought += isBuy ? room : 0;
            Close();

            // Of a trade of more buckets than there are, only the last ones are ever seen.
            var whole = left / bucketUnits;
            left -= whole * bucketUnits;
            for (var i = Math.Min(whole, buckets); i > 0; i--)
            {
                _bought = isBuy ? bucketUnits : 0;
                Close();
            }
        }

        _filled += left;
        _bought += isBuy ? left : 0;
    }

    public override void Update(FeatureFrame frame)
    {
        IsReady = _full == buckets;
        if (IsReady)
            Value = (double)_sum / _whole;
    }

    private void Close()
    {
        // |bought - sold| = |2 bought - V|; bought is at most V, so the difference holds.
        var imbalance = Math.Abs(_bought - (bucketUnits - _bought));
        _sum += imbalance - _imbalances[_next];
        _imbalances[_next] = imbalance;
        if (++_next == buckets)
            _next = 0;
        if (_full < buckets)
            _full++;
        (_bought, _filled) = (0, 0);
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        state.Keep(_imbalances.AsSpan());
        _sum = state.Keep(_sum);
        _next = state.Keep(_next, 0, buckets - 1);
        _full = state.Keep(_full, 0, buckets);
        _bought = state.Keep(_bought);
        _filled = state.Keep(_filled);
        state.Require(_bought >= 0 && _filled >= _bought && _filled < bucketUnits);
    }
}
