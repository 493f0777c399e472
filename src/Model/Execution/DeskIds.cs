namespace Rialto.Model.Execution;

/// <summary>Number of an order of a trading desk: counts up from 1 over the desk's whole life, never used twice. What a venue gets for it is <see cref="ClientOrderIds"/>'s text.</summary>
public readonly record struct DeskOrderId(long Value)
{
    /// <summary>No order of this desk.</summary>
    public static DeskOrderId None => default;

    /// <summary>True where it names none.</summary>
    public bool IsNone => Value == 0;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Number of a strategy of a desk, from 1; none for what an operator or the desk itself does.</summary>
public readonly record struct StrategyId(int Value)
{
    /// <summary>None.</summary>
    public static StrategyId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
