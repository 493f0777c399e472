namespace Rialto.Model.Units;

/// <summary>
/// A price, counted in the instrument's price unit: 10^-PriceScale of the quote currency per one whole unit of base.
/// Always positive on an order; zero means "no price" (a market order, an empty side).
/// </summary>
/// <remarks>The tick is a constraint checked at the door, not the unit: a change of tick never changes stored prices.</remarks>
public readonly record struct Price(long Units) : IComparable<Price>
{
    /// <summary>Largest price an order may carry, in units.</summary>
    public const long MaxUnits = 1_000_000_000_000_000;

    /// <summary>No price.</summary>
    public static Price None => default;

    /// <summary>True where there is no price.</summary>
    public bool IsNone => Units == 0;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Units.CompareTo(other.Units);

    /// <summary>Lower than.</summary>
    public static bool operator <(Price left, Price right) => left.Units < right.Units;

    /// <summary>Higher than.</summary>
    public static bool operator >(Price left, Price right) => left.Units > right.Units;

    /// <summary>Lower than or equal.</summary>
    public static bool operator <=(Price left, Price right) => left.Units <= right.Units;

    /// <summary>Higher than or equal.</summary>
    public static bool operator >=(Price left, Price right) => left.Units >= right.Units;

    /// <inheritdoc/>
    public override string ToString() => Units.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
