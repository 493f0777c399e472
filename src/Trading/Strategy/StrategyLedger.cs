using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Strategy;

/// <summary>
/// One strategy's position and money on one listing, from its fills and the listing's mid. Exact integers: a mid is the sum of bid and ask times five at one digit more than the price,
/// and contracts count with their size. Invariant: Spread + Inventory == Cash + Position * LastMid * size.
/// </summary>
internal sealed class StrategyLedger
{
    private readonly int _scale;
    private readonly int _priceScale;
    private readonly long _size;
    private readonly AssetCode _quote;
    private readonly AssetCode _base;
    private readonly bool _isInverse;
    private long _lastMid;
    private Int128 _spread;
    private Int128 _inventory;
    private Int128 _fees;
    private Int128 _funding;
    private long _unvaluedFees;

    public StrategyLedger(Listing listing)
    {
        Listing = listing.Id;
        var (size, sizeScale) = listing.ContractSize == 0 ? (1, 0) : (listing.ContractSize, listing.ContractScale);

        // Zeros at its end would only cost digits that sums need.
        for (; sizeScale > 0 && size % 10 == 0; sizeScale--)
            size /= 10;
        (_size, _priceScale, _scale) = (size, listing.PriceScale, listing.PriceScale + listing.QuantityScale + sizeScale + 1);
        _quote = CodeOf(listing.Quote);
        var dash = listing.Symbol.IndexOf('-', StringComparison.Ordinal);
        _base = dash < 0 ? default : CodeOf(listing.Symbol[..dash]);
        _isInverse = listing.ContractSize != 0 && listing.ContractUnit == listing.Quote;
    }

    public ListingId Listing { get; }

    /// <summary>What is held, in the listing's units.</summary>
    public long Position { get; private set; }

    /// <summary>What was received less what was paid, fees not counted.</summary>
    public Int128 Cash { get; private set; }

    /// <summary>Traded, as price times quantity and the contract's size.</summary>
    public Int128 Volume { get; private set; }

    public long LastMid => _lastMid;

    public PnlSplit Split => new(_spread, _inventory, _fees, _scale) { UnvaluedFees = _unvaluedFees, Funding = _funding, IsKnown = !_isInverse };

    /// <summary>The mid in a tenth of the price's unit.</summary>
    public static long MidOf(Price bid, Price ask) => checked((bid.Units + ask.Units) * 5);

    /// <summary>The market is elsewhere.</summary>
    public void Mark(long mid)
    {
        if (Position != 0 && _lastMid != 0 && !_isInverse)
            _inventory += (Int128)Position * (mid - _lastMid) * _size;
        _lastMid = mid;
    }

    public void Fill(Side side, Price price, Quantity quantity)
    {
        var (at, signed) = (checked(price.Units * 10), side == Side.Buy ? quantity.Units : -quantity.Units);
        // Never seen a mid: the fill's own price is the best guess, and earns no spread.
        if (_lastMid == 0)
            _lastMid = at;
        Position = checked(Position + signed);
        Volume += (Int128)at * quantity.Units * _size;
        if (_isInverse)
            return;
        Cash -= (Int128)at * signed * _size;
        _spread += (Int128)(_lastMid - at) * signed * _size;
    }

    /// <summary>The listing has ended, and all that is held was paid: a move of the market, no spread.</summary>
    /// <param name="value">What was paid for it, in price units times quantity units.</param>
    public void Settle(Int128 value)
    {
        if (!_isInverse)
        {
            Cash += value * 10 * _size;
            _inventory += (value * 10 - (Int128)Position * _lastMid) * _size;
        }

        Position = 0;
    }

    /// <summary>What funding has brought so far; the portfolio keeps it.</summary>
    /// <param name="amount">In 10^-18 of the quote currency; rounded down, against us.</param>
    public void Fund(Int128 amount)
    {
        for (var scale = Portfolio.Amounts.Scale; scale < _scale; scale++)
            amount *= 10;
        Int128 divisor = 1;
        for (var scale = Portfolio.Amounts.Scale; scale > _scale; scale--)
            divisor *= 10;
        var (whole, rest) = Int128.DivRem(amount, divisor);
        _funding = rest < 0 ? whole - 1 : whole;
    }

    /// <summary>A fee of a fill: in quote as it is, in base at the fill's price, rounded up against us.</summary>
    public void Fee(long amount, int amountScale, AssetCode asset, Price fillPrice)
    {
        if (amount == 0)
            return;
        if (_isInverse || (asset != _quote && asset != _base) || asset.IsNone)
        {
            _unvaluedFees++;
            return;
        }

        var (value, scale) = asset == _quote ? ((Int128)amount, amountScale) : ((Int128)amount * fillPrice.Units, amountScale + _priceScale);
        for (; scale < _scale; scale++)
            value *= 10;
        if (scale == _scale)
        {
            _fees += value;
            return;
        }

        Int128 divisor = 1;
        for (; scale > _scale; scale--)
            divisor *= 10;
        var (whole, rest) = Int128.DivRem(value, divisor);
        _fees += rest > 0 ? whole + 1 : whole;
    }

    public void AddTo(ref DeskHash hash)
    {
        hash.Add(Listing.Value);
        hash.Add(Position);
        hash.Add(_lastMid);
        hash.Add(Cash);
        hash.Add(_spread);
        hash.Add(_inventory);
        hash.Add(_fees);
        hash.Add(_unvaluedFees);
        if (_funding != 0)
            hash.Add(_funding);
    }

    private static AssetCode CodeOf(string text)
    {
        Span<byte> ascii = stackalloc byte[AssetCode.LengthMax];
        return System.Text.Ascii.FromUtf16(text, ascii, out var length) == System.Buffers.OperationStatus.Done && AssetCode.TryCreate(ascii[..length], out var code) ? code : default;
    }

    /// <summary>Saves or loads position and money.</summary>
    public void Keep(FieldArchive state)
    {
        Position = state.Keep(Position);
        Cash = state.Keep(Cash);
        Volume = state.Keep(Volume);
        _lastMid = state.Keep(_lastMid);
        _spread = state.Keep(_spread);
        _inventory = state.Keep(_inventory);
        _fees = state.Keep(_fees);
        _unvaluedFees = state.Keep(_unvaluedFees);
    }
}
