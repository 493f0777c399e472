namespace Rialto.Model.Orders;

/// <summary>An order's number on this exchange, 1 and up in order of acceptance, never reused. Zero is "none".</summary>
public readonly record struct OrderId(long Value)
{
    /// <summary>None.</summary>
    public static OrderId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A trade's number on this exchange, 1 and up in order of execution, never reused.</summary>
public readonly record struct TradeId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Whose an order is, 1 and up. Zero is the exchange itself.</summary>
public readonly record struct OwnerId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Owners of one group do not trade with each other where self-trade prevention is on. Zero in a command: the owner is its own group.</summary>
public readonly record struct OwnerGroup(int Value);

/// <summary>The session a command came over, 1 and up, never reused; cancel on disconnect goes by it. Zero: no session.</summary>
public readonly record struct SessionId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
