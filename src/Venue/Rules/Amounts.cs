using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;

namespace Rialto.Venue.Rules;

/// <summary>
/// Money of one instrument (matching.md, section 9). Money = price x quantity x 10^e with e = MoneyScale - PriceScale - QuantityScale. Limits on the notional become
/// limits on the bare product of price and quantity, so that an order's check is one multiplication and no division; fees take 64-bit steps where they fit.
/// </summary>
internal readonly struct Amounts
{
    /// <summary>The most money an order may be worth.</summary>
    public const long LargestNotional = 9_000_000_000_000_000_000;

    private const ulong Million = 1_000_000;

    private readonly UInt128 _minProduct;
    private readonly UInt128 _maxProduct;

    // 10^e where e > 0, otherwise 1; and 10^-e where e < 0, otherwise 1 (at most 10^24, which 64 bits do not hold).
    private readonly ulong _unitsPerProduct;
    private readonly UInt128 _productsPerUnit;
    private readonly ulong _feeDivisor;

    public Amounts(Instrument definition, InstrumentRules rules)
    {
        var exponent = definition.MoneyScale - definition.PriceScale - definition.QuantityScale;
        _unitsPerProduct = (ulong)Powers.OfTen(Math.Max(0, exponent));
        _productsPerUnit = Powers.OfTen(Math.Max(0, -exponent));
        _feeDivisor = _productsPerUnit <= 10_000_000_000_000 ? (ulong)_productsPerUnit * Million : 0;
        MinNotional = rules.MinNotional.Units;
        MaxNotional = rules.MaxNotional.Units == 0 ? LargestNotional : Math.Min(rules.MaxNotional.Units, LargestNotional);

        // floor(product x 10^e) >= min where product >= ceil(min / 10^e); the other way round with 10^-e. A product is at most 10^27, so a limit beyond 128 bits is none.
        _minProduct = SaturatingMultiply((UInt128)MinNotional, _productsPerUnit);
        _maxProduct = SaturatingMultiply((UInt128)MaxNotional + 1, _productsPerUnit) - 1;
        if (exponent > 0)
        {
            _minProduct = ((UInt128)MinNotional + _unitsPerProduct - 1) / _unitsPerProduct;
            _maxProduct = (UInt128)MaxNotional / _unitsPerProduct;
        }
    }

    /// <summary>Smallest notional, zero is no limit.</summary>
    public long MinNotional { get; }

    /// <summary>Largest notional there can be.</summary>
    public long MaxNotional { get; }

    /// <summary>Money is a whole multiple of this many products of price and quantity (at least 1).</summary>
    public UInt128 ProductsPerUnit => _productsPerUnit;

    /// <summary>One product of price and quantity is this many units of money (at least 1).</summary>
    public ulong UnitsPerProduct => _unitsPerProduct;

    /// <summary>Products of price and quantity of 64 bits that are allowed: the smallest, and how many more above it. None: no number is that far above the first.</summary>
    public (ulong Smallest, ulong More) ProductsIn64Bits =>
        _minProduct > ulong.MaxValue || _maxProduct < _minProduct ? (ulong.MaxValue, 0) : ((ulong)_minProduct, (ulong)(UInt128.Min(_maxProduct, ulong.MaxValue) - _minProduct));

    /// <summary>Below the smallest notional: -1; above the largest: 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareNotional(long price, long quantity)
    {
        var high = Math.BigMul((ulong)price, (ulong)quantity, out var low);
        var product = new UInt128(high, low);
        return product < _minProduct ? -1 : product > _maxProduct ? 1 : 0;
    }

    /// <summary>Ceiling of money x ppm / 1,000,000: a fee is rounded up, a rebate towards zero, in the exchange's favour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Fee(long price, long quantity, int ppm) => ppm == 0 ? 0 : NonZeroFee(price, quantity, ppm);

    private long NonZeroFee(long price, long quantity, int ppm)
    {
        var high = Math.BigMul((ulong)price, (ulong)quantity, out var product);
        if (high != 0 || _feeDivisor == 0)
            return WideFee(price, quantity, ppm);
        high = Math.BigMul(product, (ulong)Math.Abs(ppm) * _unitsPerProduct, out var dividend);
        if (high != 0)
            return WideFee(price, quantity, ppm);
        var fee = (long)(dividend / _feeDivisor);
        if (ppm < 0)
            return -fee;
        return (ulong)fee * _feeDivisor == dividend ? fee : fee + 1;
    }

    private long WideFee(long price, long quantity, int ppm)
    {
        // price x quantity <= 10^27, x ppm <= 10^32; the notional of what trades was at most 9 x 10^18 when it was entered, so x 10^e stays within 128 bits.
        var dividend = (UInt128)price * (UInt128)quantity * (UInt128)Math.Abs(ppm) * _unitsPerProduct;
        var (fee, remainder) = UInt128.DivRem(dividend, _productsPerUnit * Million);
        return ppm < 0 ? -(long)fee : (long)fee + (remainder == 0 ? 0 : 1);
    }

    private static UInt128 SaturatingMultiply(UInt128 a, UInt128 b) => a > UInt128.MaxValue / b ? UInt128.MaxValue : a * b;
}
