using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>The rules an instrument trades by; they may change at any time, by command, for orders entered from then on.</summary>
/// <param name="MakerFeePpm">Fee of the resting side, in millionths of the notional; negative is a rebate. -100,000 to 100,000.</param>
/// <param name="TakerFeePpm">Fee of the incoming side, in millionths of the notional.</param>
/// <param name="AuctionFeePpm">Fee of each side of a trade in an auction, in millionths of the notional.</param>
/// <param name="BandPpm">Widest distance of a limit price from the reference price, in millionths of it; 0 is no band.</param>
/// <param name="CollarPpm">How far beyond the best opposite price a market order without its own protection may trade, in millionths; 0 is no collar.</param>
/// <param name="MinNotional">Smallest price x quantity of a limit order, in the quote asset's smallest unit; 0 is no limit.</param>
/// <param name="MaxNotional">Largest, 0 is no limit.</param>
/// <param name="ReferencePrice">Reference for the band and the auction until the first trade; none switches the band off until then.</param>
/// <param name="RejectShortMarketOrders">True: a market order that cannot fill whole is refused. False: it fills what it can and the rest is cancelled.</param>
/// <param name="MaxTranches">
/// Most tranches an iceberg may be shown in: its quantity is at most so many times its display quantity. It bounds the events one order can cause, two for each
/// tranche it takes. 1 is no icebergs, 0 is no limit.
/// </param>
public sealed record InstrumentRules(
    int MakerFeePpm,
    int TakerFeePpm,
    int AuctionFeePpm,
    int BandPpm,
    int CollarPpm,
    Money MinNotional,
    Money MaxNotional,
    Price ReferencePrice,
    bool RejectShortMarketOrders,
    int MaxTranches = 0)
{
    /// <summary>No fees, no band, no collar, no limits of notional or tranches.</summary>
    public static InstrumentRules None { get; } = new(0, 0, 0, 0, 0, Money.Zero, Money.Zero, Price.None, false, 0);
}
