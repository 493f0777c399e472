using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Venue.Rules;

namespace Rialto.Venue.Accounts;

/// <summary>
/// Money of one settled instrument (docs/reference/accounts.md). There every price on the tick and every whole number of lots give whole money, so a division by a power of ten has no rest and is done
/// without dividing: shift out the twos, multiply with the inverse of the fives modulo 2^64. That is right wherever the money itself is below 2^64.
/// </summary>
internal sealed class Settlement
{
    /// <summary>Stands for a cover that nobody has.</summary>
    public const long Unaffordable = long.MaxValue;

    private const ulong Million = 1_000_000;

    private readonly int _shift;
    private readonly ulong _factor;
    private readonly UInt128 _unitsPerProduct;
    private readonly UInt128 _productsPerUnit;

    private Settlement(Instrument definition, Asset baseAsset)
    {
        Base = definition.BaseAsset.Value;
        Quote = definition.QuoteAsset.Value;
        BaseUnits = (long)Powers.OfTen(baseAsset.Scale - definition.QuantityScale);
        var exponent = definition.MoneyScale - definition.PriceScale - definition.QuantityScale;
        _shift = Math.Max(0, -exponent);
        _unitsPerProduct = Powers.OfTen(Math.Max(0, exponent));
        _productsPerUnit = Powers.OfTen(_shift);
        _factor = (ulong)_unitsPerProduct * InverseOf((ulong)Powers.Of(5, _shift));
    }

    public int Base { get; }
    public int Quote { get; }

    /// <summary>Base units of one unit of quantity.</summary>
    public long BaseUnits { get; }

    /// <summary>What a settled instrument needs beyond what every one does (accounts.md, section 2).</summary>
    /// <returns>Null where it has not all of it.</returns>
    public static Settlement? TryCreate(Instrument definition, Asset? baseAsset, Asset? quoteAsset)
    {
        if (baseAsset is null || quoteAsset is null || baseAsset.Id == quoteAsset.Id || definition.MoneyScale != quoteAsset.Scale || baseAsset.Scale < definition.QuantityScale)
            return null;
        var settlement = new Settlement(definition, baseAsset);
        var isExact = (UInt128)definition.Tick.Units * (UInt128)definition.Lot.Units % settlement._productsPerUnit == 0;
        return isExact && (Int128)definition.MaxQuantity.Units * settlement.BaseUnits <= Asset.MaxHeld ? settlement : null;
    }

    /// <summary>Money of a price on the tick and whole lots, where it is known to be below 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Money(long price, long quantity)
    {
        var high = Math.BigMul((ulong)price, (ulong)quantity, out var low);
        return ((low >> _shift) | (high << 1 << (63 - _shift))) * _factor;
    }

    /// <summary>The same of any size; <see cref="Unaffordable"/> where it is more than an account can have.</summary>
    public long AnyMoney(long price, long quantity)
    {
        var product = (UInt128)price * (UInt128)quantity;
        if (product / _productsPerUnit > (UInt128)Asset.MaxHeld / _unitsPerProduct)
            return Unaffordable;
        return (long)(product / _productsPerUnit * _unitsPerProduct);
    }

    /// <summary>The whole lots that money buys at a price, in base units; <see cref="Unaffordable"/> where that is more than an account can have.</summary>
    public long BaseBoughtFor(long money, long price, long lot)
    {
        var product = (UInt128)price * (UInt128)lot;
        if (product > UInt128.MaxValue / _unitsPerProduct)
            return 0;
        var lots = (long)((UInt128)money / (product / _productsPerUnit * _unitsPerProduct));
        var lotUnits = lot * BaseUnits;
        return lots > Asset.MaxHeld / lotUnits ? Unaffordable : lots * lotUnits;
    }

    /// <summary>Money with the most that fees of this rate may add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long WithFee(ulong money, int ppm) => money <= (ulong)Asset.MaxHeld ? (long)money + Fee((long)money, ppm) : Unaffordable;

    /// <summary>Ceiling of money x ppm / 1,000,000. At most a tenth of the money.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Fee(long money, int ppm)
    {
        if (ppm == 0)
            return 0;
        var high = Math.BigMul((ulong)money, (ulong)Math.Abs(ppm), out var low);
        if (high != 0)
            return (long)WideFee((UInt128)money, ppm);
        var fee = (long)(low / Million);
        return ppm < 0 ? -fee : (ulong)fee * Million == low ? fee : fee + 1;
    }

    /// <summary>The same of money beyond 64 bits, below 2^100.</summary>
    public static Int128 WideFee(UInt128 money, int ppm)
    {
        var (fee, rest) = UInt128.DivRem(money * (UInt128)Math.Abs(ppm), Million);
        return ppm < 0 ? -(Int128)fee : (Int128)fee + (rest == 0 ? 0 : 1);
    }

    // Newton: odd x odd = 1 modulo 8, and each step doubles the number of right bits.
    private static ulong InverseOf(ulong odd)
    {
        var inverse = odd;
        for (var i = 0; i < 5; i++)
            inverse *= 2 - odd * inverse;
        return inverse;
    }
}
