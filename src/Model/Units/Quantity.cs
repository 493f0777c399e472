namespace Rialto.Model.Units;

/// <summary>
/// An amount of the base asset (shares, coins, contracts), counted in 10^-QuantityScale of one whole unit.
/// </summary>
/// <remarks>The lot is a constraint checked at the door, not the unit.</remarks>
public readonly record struct Quantity(long Units) : IComparable<Quantity>
{
    /// <summary>
    /// Largest quantity of one order, in units. Nine million orders of this size on one level still sum inside 64 bits.
    /// </summary>
    public const long MaxUnits = 1_000_000_000_000;

    /// <summary>Nothing.</summary>
    public static Quantity Zero => default;

    /// <summary>True where nothing is left.</summary>
    public bool IsZero => Units == 0;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    /// <summary>Smaller than.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Units < right.Units;

    /// <summary>Larger than.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Units > right.Units;

    /// <summary>Smaller than or equal.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Units <= right.Units;

    /// <summary>Larger than or equal.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Units >= right.Units;

    /// <summary>The sum; within <see cref="long"/> by the limit on one order's size.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Units + right.Units);

    /// <summary>The difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Units - right.Units);

    /// <inheritdoc/>
    public override string ToString() => Units.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
