namespace Rialto.Adapters.Connections;

/// <summary>So many of something (messages, connects, units of weight) within any window of so long.</summary>
/// <param name="Count">How many; zero for no limit.</param>
/// <param name="Period">Length of the window.</param>
public readonly record struct RateLimit(int Count, TimeSpan Period)
{
    /// <summary>Nothing is limited.</summary>
    public static RateLimit None => default;

    /// <summary>True where there is no limit.</summary>
    public bool IsNone => Count <= 0 || Period <= TimeSpan.Zero;

    /// <summary>So many a second.</summary>
    public static RateLimit PerSecond(int count) => new(count, TimeSpan.FromSeconds(1));

    /// <summary>So many a minute.</summary>
    public static RateLimit PerMinute(int count) => new(count, TimeSpan.FromMinutes(1));

    /// <summary><c>300 / 300 s</c>; <c>-</c> for none.</summary>
    public override string ToString() => IsNone ? "-" : FormattableString.Invariant($"{Count} / {Period.TotalSeconds:0.###} s");
}
