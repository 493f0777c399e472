namespace Rialto.Backtest.Fills;

/// <summary>How far a fill model was from the truth, over orders that a recording names.</summary>
/// <param name="Orders">Orders that ended within the recording.</param>
/// <param name="Filled">Those that were filled whole, in truth.</param>
/// <param name="BothFilled">Those of them that the model filled whole too, by the end of the recording.</param>
/// <param name="SameEvent">Those of them that it filled in the same event.</param>
/// <param name="EarlyEvents">Those that it filled earlier.</param>
/// <param name="FalseFilled">Orders that were cancelled with something left, in truth, and of which the model had filled more than the truth.</param>
/// <param name="TrueQuantity">What was filled, in truth, of all orders.</param>
/// <param name="ModelQuantity">What the model filled while the orders lived, in truth.</param>
/// <param name="P50Ns">Of those that both filled: half are nearer than this to the true time of the last fill.</param>
/// <param name="P90Ns">Nine of ten are.</param>
/// <param name="P99Ns">99 of 100 are.</param>
public readonly record struct FillErrors(
    long Orders, long Filled, long BothFilled, long SameEvent, long EarlyEvents, long FalseFilled, long TrueQuantity, long ModelQuantity, long P50Ns, long P90Ns, long P99Ns);
