namespace Rialto.Trading.Signals;

/// <summary>Why a combined signal has no direction.</summary>
public enum SignalReason : byte
{
    /// <summary>It has one.</summary>
    None = 0,

    /// <summary>No source has told anything that still counts.</summary>
    Silent = 1,

    /// <summary>Strength below what is asked.</summary>
    Weak = 2,

    /// <summary>Confidence below what is asked.</summary>
    Unsure = 3,

    /// <summary>The sources contradict each other.</summary>
    Divided = 4,

    /// <summary>A direction was given up shortly before.</summary>
    Paused = 5,

    /// <summary>Somebody said no.</summary>
    Vetoed = 6,
}

/// <summary>What all sources say together.</summary>
/// <param name="Direction">1 up, -1 down, 0 neither.</param>
/// <param name="Strength">Mean of the signals, by weight and confidence; in their unit.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Agreement">1: all point one way; 0: they cancel out.</param>
/// <param name="Reason">Why there is no direction.</param>
public readonly record struct CombinedSignal(int Direction, double Strength, double Confidence, double Agreement, SignalReason Reason);
