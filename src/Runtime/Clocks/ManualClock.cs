namespace Rialto.Runtime.Clocks;

/// <summary>A clock that stands still until it is moved. For tests and simulations.</summary>
public sealed class ManualClock(long utcNanoseconds) : Clock
{
    private long _now = utcNanoseconds;

    /// <inheritdoc/>
    public override long UtcNanoseconds => Volatile.Read(ref _now);

    /// <summary>Moves it, in either direction.</summary>
    public void Advance(long nanoseconds) => Interlocked.Add(ref _now, nanoseconds);
}
