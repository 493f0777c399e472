namespace Rialto.Model.Instruments;

/// <summary>An instrument's number on this exchange, 1 and up, given by its definition and never reused. Zero is "none" or "all".</summary>
public readonly record struct InstrumentId(int Value)
{
    /// <summary>None, or in a mass cancel: all.</summary>
    public static InstrumentId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
