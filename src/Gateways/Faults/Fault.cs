namespace Rialto.Gateways.Faults;

/// <summary>What a truncated message looks like.</summary>
public enum FaultCut
{
    /// <summary>The first half of the bytes, and then the end of the connection.</summary>
    Bytes,

    /// <summary>A whole WebSocket frame whose text ends in its middle; the connection goes on.</summary>
    Text,
}

/// <summary>What becomes of a connection whose answer is left out.</summary>
public enum FaultLoss
{
    /// <summary>It is closed without an answer.</summary>
    Cut,

    /// <summary>It stays open, and the answer never comes.</summary>
    Silence,
}

/// <summary>One entry of a profile. Immutable.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>At which doors; all that make sense where it is not said.</summary>
    public IReadOnlyList<FaultDoor> Doors { get; init; } = FaultWords.DoorsOf(Kind);

    /// <summary>API keys whose traffic it concerns; none: everybody's.</summary>
    public IReadOnlySet<string> Keys { get; init; } = new HashSet<string>();

    /// <summary>What it concerns; all that the kind can be injected at where it is not said.</summary>
    public FaultClasses On { get; init; } = FaultWords.ClassesOf(Kind);

    /// <summary>From when, in seconds since the profile began.</summary>
    public double From { get; init; }

    /// <summary>Until when, in seconds since the profile began, exclusive.</summary>
    public double Until { get; init; } = double.PositiveInfinity;

    /// <summary>The first of a session's eligible messages that it may hit, from 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>Of these every so many-th, from the first on.</summary>
    public int Every { get; init; } = 1;

    /// <summary>How likely it hits each of these, 0 to 1; decided by the seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it happens at most, over all sessions; 0: without an end.</summary>
    public int Times { get; init; }

    /// <summary>Delay of what comes late, in milliseconds.</summary>
    public int DelayMs { get; init; } = 2_000;

    /// <summary>What Retry-After says, in seconds.</summary>
    public int RetryAfter { get; init; } = 5;

    /// <summary>Whether it is refused again until the time it named is over, or, of clock_skew, until the client has asked for the exchange's time.</summary>
    public bool Hold { get; init; } = true;

    /// <summary>Messages that are left out in a row.</summary>
    public int Messages { get; init; } = 1;

    /// <summary>How long nothing passes, in seconds; 0: until the client leaves.</summary>
    public int Seconds { get; init; }

    /// <summary>How a message is cut off.</summary>
    public FaultCut Cut { get; init; }

    /// <summary>What becomes of a connection whose answer is left out.</summary>
    public FaultLoss Loss { get; init; }
}
