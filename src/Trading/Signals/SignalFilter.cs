namespace Rialto.Trading.Signals;

/// <summary>When combined signals are worth acting on. All bounds are reached or passed.</summary>
/// <param name="EntryStrength">A direction is taken at this absolute strength, in the unit of the signals.</param>
/// <param name="ExitStrength">And given up below this one, not above the first: so that a strength that dithers does not change its mind each time.</param>
/// <param name="ConfidenceLeast">Combined confidence, 0 to 1.</param>
/// <param name="AgreementLeast">How far the signals point one way, 0 to 1.</param>
/// <param name="PauseNs">After a direction is given up or turned, no new one for so long.</param>
public sealed record SignalFilter(double EntryStrength, double ExitStrength, double ConfidenceLeast, double AgreementLeast, long PauseNs);
