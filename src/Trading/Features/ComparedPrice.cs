namespace Rialto.Trading.Features;

/// <summary>
/// The listing beside others: own middle over the other listing's, less one (<c>basis</c>); middle of the best prices over all venues, and their spread in basis points of it, which is
/// negative where the market is crossed (<c>nbbo-mid</c>, <c>nbbo-spread-bps</c>); own middle over that middle, less one (<c>nbbo-basis</c>).
/// </summary>
internal sealed class ComparedPrice(ComparedKind kind) : Feature
{
    public override void Update(FeatureFrame frame)
    {
        IsReady = kind switch
        {
            ComparedKind.Basis => frame.HasTouch && frame.HasLeader,
            ComparedKind.NbboBasis => frame.HasTouch && frame.HasNbbo,
            _ => frame.HasNbbo,
        };
        if (!IsReady)
            return;
        var middle = (frame.NbboBid + frame.NbboAsk) / 2;
        Value = kind switch
        {
            ComparedKind.Basis => frame.Mid / frame.LeaderMid - 1,
            ComparedKind.NbboMid => middle,
            ComparedKind.NbboSpreadBps => 10_000 * (frame.NbboAsk - frame.NbboBid) / middle,
            _ => frame.Mid / middle - 1,
        };
    }
}

/// <summary>With what the listing is compared, and how.</summary>
internal enum ComparedKind
{
    Basis,
    NbboMid,
    NbboSpreadBps,
    NbboBasis,
}
