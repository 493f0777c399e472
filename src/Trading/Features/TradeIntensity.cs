using Rialto.Runtime.Memory;
using Rialto.Trading.Numerics;

namespace Rialto.Trading.Features;

/// <summary>
/// Trades a second with an exponentially decaying memory: the sum over trades of b e^(-b (t - t_i)), b = ln 2 / half-life: the kernel of Hawkes (1971), "Spectra of some self-exciting and
/// mutually exciting point processes", Biometrika 58(1), in the recursive form of Ogata (1981), IEEE Trans. Information Theory 27(1). A rate that is steady is told as it is. Trades of one frame came at its time.
/// </summary>
internal sealed class TradeIntensity(long halfLifeNs, bool ofBuys, bool ofSells) : Feature
{
    /// <summary>After so many half-lives 6 % of the weight lies before the beginning.</summary>
    public const int HalfLivesOfWarmUp = 4;

    private readonly double _decay = 0.6931471805599453 / halfLifeNs;
    private readonly double _weight = 0.6931471805599453 * 1e9 / halfLifeNs;
    private long _time;

    public override void Update(FeatureFrame frame)
    {
        // Far behind its half-life nothing is left, and the product stays among ordinary numbers.
        var passed = frame.Time - _time;
        var kept = passed >= 1_000 * halfLifeNs ? 0 : passed == 0 ? 1 : StableMath.Exp(-_decay * passed);
        var count = (ofBuys ? frame.Buys : 0) + (ofSells ? frame.Sells : 0);
        Value = Value * kept + count * _weight;
        _time = frame.Time;
        IsReady = frame.Time - frame.Since >= HalfLivesOfWarmUp * halfLifeNs;
    }

    public override void Break()
    {
        base.Break();
        Value = 0;
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _time = state.Keep(_time);
    }
}
