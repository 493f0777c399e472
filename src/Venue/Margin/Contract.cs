using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Guards;
using Rialto.Venue.Rules;

namespace Rialto.Venue.Margin;

/// <summary>
/// What makes a book one of a contract (margin.md, section 2): its terms, its mark, and the positions that a new mark concerns. N(price, quantity) is a product times a fraction; in lowest terms its
/// denominator divides every product of a price on the tick and whole lots, so nothing is ever rounded.
/// </summary>
internal sealed class Contract
{
    /// <summary>Stands for an amount that nobody may come to.</summary>
    public const long TooLarge = long.MaxValue;

    /// <summary>The most that a position with its orders may be worth when an order is entered, and after a mark.</summary>
    public const long LargestEntered = 1L << 57;

    public const long LargestMarked = 1L << 58;

    /// <summary>The largest quantity, orders included.</summary>
    public const long LargestQuantity = 1_000_000_000_000_000_000;

    private readonly ulong _factor;
    private readonly UInt128 _divisor;
    private readonly long _tick;
    private int[] _active = new int[16];

    private Contract(Instrument instrument, ContractTerms terms, AssetLedger books, ulong factor, UInt128 divisor)
    {
        (Id, Terms, Books, _factor, _divisor, _tick) = (instrument.Id.Value, terms, books, factor, divisor, instrument.Tick.Units);
        Lot = instrument.Lot.Units;
        MaxQuantity = instrument.MaxQuantity.Units;
    }

    public int Id { get; }
    public ContractTerms Terms { get; }
    public AssetLedger Books { get; }
    public long Lot { get; }
    public long MaxQuantity { get; }

    /// <summary>Zero before the first.</summary>
    public long Mark { get; private set; }

    /// <summary>The collar's edges, on the tick.</summary>
    public long Lower { get; private set; }

    public long Upper { get; private set; }

    /// <summary>Its positions were closed at its final price.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Positions with a quantity or live orders, in no order.</summary>
    public ReadOnlySpan<int> Active => _active.AsSpan(1, ActiveCount);

    public int ActiveCount { get; private set; }

    /// <summary>A contract on this instrument; null where the terms are not possible or do not go with it.</summary>
    public static Contract? TryCreate(Instrument i, ContractTerms t, AssetLedger? books)
    {
        var isPossible = !i.IsSettled && i.QuoteAsset.Value == 0 && books is not null && books.Asset.Scale == i.MoneyScale
            && t.Multiplier is >= 1 and <= ContractTerms.MaxMultiplier && IsShare(t.InitialPpm) && t.MaintenancePpm >= 1 && t.MaintenancePpm <= t.InitialPpm
            && IsShare(t.CollarPpm) && IsShare(t.StepPpm) && t.LiquidationFeePpm is >= 0 and <= 100_000 && t.Expiry.Nanoseconds >= 0;
        if (!isPossible)
            return null;
        var exponent = i.MoneyScale - i.PriceScale - i.QuantityScale;
        var factor = (UInt128)t.Multiplier * Powers.OfTen(Math.Max(0, exponent));
        var divisor = Powers.OfTen(Math.Max(0, -exponent));
        var common = CommonDivisor(factor, divisor);
        (factor, divisor) = (factor / common, divisor / common);
        return (UInt128)i.Tick.Units * (UInt128)i.Lot.Units % divisor == 0 ? new Contract(i, t, books!, (ulong)factor, divisor) : null;

        static bool IsShare(int ppm) => ppm is >= 1 and <= 1_000_000;
    }

    /// <summary>N of a price, or a difference of prices, on the tick and whole lots; <see cref="TooLarge"/> from 2^62 on.</summary>
    public long Notional(long price, long quantity)
    {
        var high = Math.BigMul((ulong)price, (ulong)quantity, out var low);
        var whole = high == 0 && _divisor <= ulong.MaxValue ? low / (ulong)_divisor : new UInt128(high, low) / _divisor;
        return whole > (1UL << 62) / _factor ? TooLarge : (long)((ulong)whole * _factor);
    }

    /// <summary>What a trade at this price may be charged, exact however large N is, up to more than any account can have. A price far outside the collar may be asked for in a replacement.</summary>
    public Int128 FeeOf(long price, long quantity, int ppm)
    {
        var notional = Notional(price, quantity);
        if (notional != TooLarge || ppm <= 0)
            return Settlement.Fee(notional, ppm);
        var whole = (UInt128)(ulong)price * (ulong)quantity / _divisor;
        return whole > (UInt128.One << 96) / _factor ? Int128.One << 76 : Settlement.WideFee(whole * _factor, ppm);
    }

    /// <summary>The margin rate of a leverage; zero is as much as there can be.</summary>
    public int InitialPpm(int leverage) => leverage == 0 ? Terms.InitialPpm : (1_000_000 + leverage - 1) / leverage;

    public void SetMark(long mark)
    {
        Mark = mark;
        var step = (Int128)_tick * 1_000_000;
        var upper = (Int128)mark * (1_000_000 + Terms.CollarPpm) / step * _tick;
        Upper = (long)Int128.Min(upper, Price.MaxUnits / _tick * _tick);
        Lower = (long)Int128.Max(((Int128)mark * (1_000_000 - Terms.CollarPpm) + step - 1) / step * _tick, _tick);
    }

    /// <summary>The worst price an order of this price may trade at: no price is the collar's edge, and none is beyond it.</summary>
    public long Bound(Side side, long price) =>
        side == Side.Buy ? price == 0 ? Upper : Math.Min(price, Upper)
        : price == 0 ? Lower : Math.Max(price, Lower);

    /// <summary>How far the mark is on the wrong side of where such an order may trade; not above zero: it loses nothing by trading.</summary>
    public long LossDistance(Side side, long price) => side == Side.Buy ? Bound(side, price) - Mark : Mark - Bound(side, price);

    /// <summary>True for a price that can be a mark, as far as the price alone says.</summary>
    public bool IsPrice(long price) => price is >= 1 and <= Price.MaxUnits && price % _tick == 0;

    /// <summary>A band of guards and the collar together.</summary>
    public Band Narrow(in Band band) =>
        Mark == 0 ? band
        : band.Exists ? new Band(band.Reference, Math.Max(band.Lower, Lower), Math.Min(band.Upper, Upper))
        : new Band(Mark, Lower, Upper);

    /// <summary>A position is to be reached by marks.</summary>
    /// <returns>Where it stands among them.</returns>
    public int Activate(int position)
    {
        if (++ActiveCount == _active.Length)
            Array.Resize(ref _active, ActiveCount * 2);
        _active[ActiveCount] = position;
        return ActiveCount;
    }

    /// <summary>The position that stands there is no longer to be reached.</summary>
    /// <returns>The one that now stands in its place; zero where it was the last.</returns>
    public int Deactivate(int at)
    {
        var last = _active[ActiveCount--];
        _active[at] = last;
        return at > ActiveCount ? 0 : last;
    }

    private static UInt128 CommonDivisor(UInt128 a, UInt128 b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
