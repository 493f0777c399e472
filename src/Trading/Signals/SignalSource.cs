namespace Rialto.Trading.Signals;

/// <summary>Somebody who tells signals: a model, a rule.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Weight">How much its word counts, above zero.</param>
/// <param name="HalfLifeNs">After so long a signal counts half.</param>
/// <param name="ExpiryNs">After so long it counts nothing.</param>
public sealed record SignalSource(string Name, double Weight, long HalfLifeNs, long ExpiryNs);
