namespace Rialto.Model.Accounts;

/// <summary>An asset's number on this exchange, 1 to <see cref="MaxId"/>, given by its definition and never reused. Zero is "none".</summary>
public readonly record struct AssetId(int Value)
{
    /// <summary>Largest id; ids index tables, so they stay small and dense.</summary>
    public const int MaxId = 65_535;

    /// <summary>None.</summary>
    public static AssetId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
