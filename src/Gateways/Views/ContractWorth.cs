using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What quantities of a contract are worth and need, exactly as docs/reference/margin.md counts it. Cold.</summary>
/// <param name="instrument">Its scales.</param>
/// <param name="terms">Its multiplier and rates.</param>
internal readonly struct ContractWorth(Instrument instrument, ContractTerms terms)
{
    // Decimals an average entry has beyond those of a price.
    private const int AverageDecimals = 4;

    /// <summary>Decimals of <see cref="AverageEntry"/>.</summary>
    public int AverageScale => instrument.PriceScale + AverageDecimals;

    /// <summary>N(price, quantity), in the asset's smallest unit, with the sign of the quantity.</summary>
    public Int128 At(Price price, Int128 quantity)
    {
        var exponent = Exponent;
        var product = (BigInteger)price.Units * quantity * terms.Multiplier;
        return (Int128)(exponent >= 0 ? product * BigInteger.Pow(10, exponent) : product / BigInteger.Pow(10, -exponent));
    }

    /// <summary>What a position and its open orders need at first.</summary>
    public Int128 Initial(Price mark, Int128 worst, int leverage) =>
        Share(At(mark, worst), leverage == 0 ? terms.InitialPpm : (1_000_000 + leverage - 1) / leverage);

    /// <summary>What a position needs not to be liquidated.</summary>
    public Int128 Maintenance(Price mark, Int128 quantity) => Share(At(mark, Int128.Abs(quantity)), terms.MaintenancePpm);

    /// <summary>What an order loses against the mark if so much of it trades at the worst price it may: its own, none is the collar's edge, and none is beyond that.</summary>
    public Int128 Loss(Price mark, Side side, Price price, Int128 quantity)
    {
        if (mark.IsNone)
            return 0;
        var (tick, bound) = ((Int128)instrument.Tick.Units, (Int128)price.Units);
        var step = tick * 1_000_000;
        if (side == Side.Buy)
        {
            var upper = Int128.Min((Int128)mark.Units * (1_000_000 + terms.CollarPpm) / step * tick, Price.MaxUnits / tick * tick);
            bound = price.IsNone ? upper : Int128.Min(bound, upper);
        }
        else
        {
            var lower = Int128.Max(((Int128)mark.Units * (1_000_000 - terms.CollarPpm) + step - 1) / step * tick, tick);
            bound = price.IsNone ? lower : Int128.Max(bound, lower);
        }

        var distance = side == Side.Buy ? bound - mark.Units : mark.Units - bound;
        return distance > 0 ? At(new Price((long)distance), quantity) : 0;
    }

    /// <summary>Cost of one whole unit of what the price is of, rounded towards zero; zero without a position.</summary>
    public Int128 AverageEntry(long quantity, Money cost)
    {
        if (quantity == 0)
            return 0;
        var above = BigInteger.Abs(cost.Units) * BigInteger.Pow(10, AverageDecimals + Math.Max(0, -Exponent));
        return (Int128)(above / (BigInteger.Abs(quantity) * terms.Multiplier * BigInteger.Pow(10, Math.Max(0, Exponent))));
    }

    private int Exponent => instrument.MoneyScale - instrument.PriceScale - instrument.QuantityScale;

    /// <summary>So many millionths, rounded up.</summary>
    private static Int128 Share(Int128 worth, int ppm) => (worth * ppm + 999_999) / 1_000_000;
}
