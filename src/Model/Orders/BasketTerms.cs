namespace Rialto.Model.Orders;

/// <summary>A basket order's number on this exchange: the sequence of its OpenBasket. Zero is "none".</summary>
public readonly record struct BasketId(long Value)
{
    /// <summary>None.</summary>
    public static BasketId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// The choices of a basket order that are not numbers, as they stand in a command's terms:
/// <code>
/// bits 0-3 zero | 4-6 self-trade prevention of its orders | 7 weights | 8 pro rata | 9-15 zero
/// </code>
/// </summary>
public readonly record struct BasketTerms(ushort Bits)
{
    /// <summary>Most legs of one basket.</summary>
    public const int MaxLegs = 64;

    /// <summary>What the weights of a basket come to.</summary>
    public const int WholePpm = 1_000_000;

    /// <summary>Most that a basket of weights may be worth.</summary>
    public const long MaxTotal = 9_000_000_000_000_000_000;

    private const int WeightsBit = 1 << 7;
    private const int ProRataBit = 1 << 8;
    private const int AllBits = WeightsBit | ProRataBit | (7 << 4);

    /// <summary>Packs the choices.</summary>
    public static BasketTerms Of(bool weights, bool proRata, SelfTradePrevention selfTradePrevention = SelfTradePrevention.None) =>
        new((ushort)((weights ? WeightsBit : 0) | (proRata ? ProRataBit : 0) | ((int)selfTradePrevention << 4)));

    /// <summary>Its legs have shares of a total value instead of quantities.</summary>
    public bool Weights => (Bits & WeightsBit) != 0;

    /// <summary>What the thinnest leg can have of itself is had of every leg; otherwise it is all or none.</summary>
    public bool ProRata => (Bits & ProRataBit) != 0;

    /// <summary>Three bits; values above <see cref="SelfTradePrevention.DecrementBoth"/> are refused.</summary>
    public SelfTradePrevention SelfTradePrevention => (SelfTradePrevention)((Bits >> 4) & 7);

    /// <summary>True where every field has a defined value and the spare bits are zero.</summary>
    public bool IsWellFormed => (Bits & ~AllBits) == 0 && SelfTradePrevention <= SelfTradePrevention.DecrementBoth;
}
