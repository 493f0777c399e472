namespace Rialto.Trading.Features;

/// <summary>How an argument of a feature is written.</summary>
public enum FeatureArgument
{
    /// <summary>A whole number: <c>5</c>.</summary>
    Count,

    /// <summary>A time with its unit: <c>250us</c>, <c>200ms</c>, <c>15s</c>, <c>5m</c>, <c>1h</c>. In nanoseconds.</summary>
    Duration,

    /// <summary>A quantity of base (or contracts), as a decimal: <c>12.5</c>. In billionths.</summary>
    Volume,
}

/// <summary>An argument that a feature takes.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
/// <param name="Default">Where it is left out; null: it may not be.</param>
public sealed record FeatureParameter(string Name, FeatureArgument Type, long Least, long Most, long? Default);
