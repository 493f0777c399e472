namespace Rialto.Model.Units;

/// <summary>
/// An amount of money in the smallest unit of its asset (10^-MoneyScale of one whole unit). Negative where it is owed or,
/// for a fee, where it is a rebate.
/// </summary>
public readonly record struct Money(long Units) : IComparable<Money>
{
    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>Smaller than.</summary>
    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    /// <summary>Larger than.</summary>
    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    /// <summary>Smaller than or equal.</summary>
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    /// <summary>Larger than or equal.</summary>
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;

    /// <inheritdoc/>
    public override string ToString() => Units.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
