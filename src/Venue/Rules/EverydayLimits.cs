using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Rules;

/// <summary>
/// An instrument's limits on price and quantity of a new limit order, made ready to be checked in a few steps: tick, lot, quantity, notional and state.
/// Whatever passes here passes <see cref="Checks"/>; what does not may still be right, and <see cref="Checks"/> finds out.
/// </summary>
internal readonly struct EverydayLimits
{
    private readonly ExactDivisor _tick;
    private readonly ExactDivisor _lot;
    private readonly ulong _ticks;
    private readonly ulong _minLots;
    private readonly ulong _lots;
    private readonly ulong _minProduct;
    private readonly ulong _products;

    public EverydayLimits(Instrument definition, in Amounts amounts, bool isOpen)
    {
        // Ranges are counted from their lower end, so that one comparison sees both ends. No tick passes where not every order is everyday.
        _tick = new ExactDivisor(definition.Tick.Units);
        _lot = new ExactDivisor(definition.Lot.Units);
        _ticks = isOpen ? (ulong)(Price.MaxUnits / definition.Tick.Units) : 0;
        _minLots = _lot.Quotient(definition.MinQuantity.Units);
        _lots = _lot.Quotient(definition.MaxQuantity.Units) - _minLots;
        (_minProduct, _products) = amounts.ProductsIn64Bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Allow(long price, long quantity)
    {
        var high = Math.BigMul((ulong)price, (ulong)quantity, out var low);
        return _tick.Quotient(price) - 1 < _ticks
            && _lot.Quotient(quantity) - _minLots <= _lots
            && high == 0 && low - _minProduct <= _products;
    }
}
