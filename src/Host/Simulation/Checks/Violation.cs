namespace Rialto.Host.Simulation.Checks;

/// <summary>A promise was broken. The run ends here.</summary>
internal sealed class Violation(string what) : Exception(what);
