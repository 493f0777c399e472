using Rialto.Model.Accounts;

namespace Rialto.Model.Fees;

/// <summary>What an asset counts for in volumes: Multiplier / Divisor volume units for each smallest unit of it.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Multiplier">0 to <see cref="Most"/>; 0 counts nothing.</param>
/// <param name="Divisor">1 to <see cref="Most"/>.</param>
public readonly record struct VolumeWeight(AssetId Asset, long Multiplier, long Divisor)
{
    /// <summary>Largest of the two numbers.</summary>
    public const long Most = 1_000_000_000_000;

    /// <summary>Volume of so much of the asset, rounded down.</summary>
    public Int128 VolumeOf(Int128 amount) => Multiplier == 0 ? 0 : amount * Multiplier / Divisor;
}
