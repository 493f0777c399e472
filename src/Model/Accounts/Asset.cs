using Rialto.Model.Units;

namespace Rialto.Model.Accounts;

/// <summary>Something that accounts hold and instruments trade: a currency, a coin, a share. Fixed once defined.</summary>
/// <param name="Id">1 to <see cref="AssetId.MaxId"/>.</param>
/// <param name="Code">For example <c>USDT</c>; unique on the exchange.</param>
/// <param name="Scale">Decimals of its smallest unit, 0 to <see cref="MaxScale"/>.</param>
public sealed record Asset(AssetId Id, Text36 Code, byte Scale)
{
    /// <summary>Largest scale.</summary>
    public const byte MaxScale = 12;

    /// <summary>The most that all customers together may hold of an asset, in smallest units: a deposit beyond it is refused.</summary>
    public const long MaxHeld = 1L << 62;
}
