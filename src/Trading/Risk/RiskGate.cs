namespace Rialto.Trading.Risk;

/// <summary>The gate.</summary>
public sealed class RiskGate;
