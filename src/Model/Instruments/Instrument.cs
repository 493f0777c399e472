using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>What an instrument is: its name, its scales, and the grid its orders must lie on.</summary>
/// <param name="Id">1 to <see cref="MaxId"/>.</param>
/// <param name="Symbol">For example <c>BTC-USDT</c>; unique on the exchange.</param>
/// <param name="PriceScale">Decimals of a price, 0 to 12.</param>
/// <param name="QuantityScale">Decimals of a quantity, 0 to 12.</param>
/// <param name="MoneyScale">Decimals of the quote asset's smallest unit, 0 to 12.</param>
/// <param name="Tick">Price increment, in price units, at least 1.</param>
/// <param name="Lot">Quantity increment, in quantity units, at least 1.</param>
/// <param name="MinQuantity">Smallest order, a multiple of the lot. What is left after fills may be smaller.</param>
/// <param name="MaxQuantity">Largest order, at most <see cref="Quantity.MaxUnits"/>.</param>
/// <param name="BaseAsset">What is traded; none, with <paramref name="QuoteAsset"/>, for an instrument that is not settled here.</param>
/// <param name="QuoteAsset">What it is paid in.</param>
public sealed record Instrument(
    InstrumentId Id,
    Text36 Symbol,
    byte PriceScale,
    byte QuantityScale,
    byte MoneyScale,
    Price Tick,
    Quantity Lot,
    Quantity MinQuantity,
    Quantity MaxQuantity,
    AssetId BaseAsset = default,
    AssetId QuoteAsset = default)
{
    /// <summary>True where trades move money between accounts at once, and orders need cover (docs/reference/accounts.md).</summary>
    public bool IsSettled => BaseAsset != AssetId.None;

    /// <summary>Largest id; ids index tables, so they stay small and dense.</summary>
    public const int MaxId = 65_535;

    /// <summary>Largest of the three scales.</summary>
    public const byte MaxScale = 12;
}
