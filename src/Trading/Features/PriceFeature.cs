namespace Rialto.Trading.Features;

/// <summary>
/// A number of the touch alone, ready whenever there is one: bid B with q, ask A with r, B below A.
/// <code>
/// mid            (B + A) / 2
/// spread         A - B
/// spread-bps     10,000 (A - B) / mid
/// wap            (B r + A q) / (q + r)
/// </code>
/// WAP is also called weighted mid or simple microprice: it lies on the side of what is likely to be taken next (Gatheral, Oomen 2010, "Zero-intelligence realized variance estimation",
/// Finance and Stochastics 14(2), section 2).
/// </summary>
internal sealed class PriceFeature(PriceKind kind) : Feature
{
    public override void Update(FeatureFrame frame)
    {
        IsReady = frame.HasTouch;
        if (!IsReady)
            return;
        Value = kind switch
        {
            PriceKind.Mid => frame.Mid,
            PriceKind.Spread => frame.Price(frame.Spread),
            PriceKind.SpreadBps => 20_000.0 * frame.Spread / frame.MidTwice,
            _ => WapOf(frame),
        };
    }

    /// <summary>From the bid on, so that what is added is small and of one sign: the price lies between bid and ask whatever is rounded.</summary>
    public static double WapOf(FeatureFrame frame)
    {
        double bid = frame.Bids[0].Quantity, ask = frame.Asks[0].Quantity;
        return frame.PriceOfTwice(2.0 * frame.Bids[0].Price + 2.0 * frame.Spread * (bid / (bid + ask)));
    }
}

/// <summary>Which number of the touch.</summary>
internal enum PriceKind
{
    Mid,
    Spread,
    SpreadBps,
    Wap,
}
