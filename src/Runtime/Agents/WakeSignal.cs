using System.Runtime.CompilerServices;
using Rialto.Runtime.Shared;

namespace Rialto.Runtime.Agents;

/// <summary>
/// How a sleeping thread is woken without the fast path paying for it. The owner announces that it is about to sleep, looks for work once more, then sleeps;
/// whoever publishes work looks at the announcement and wakes only if there is one.
/// </summary>
/// <remarks>
/// Publisher: write work, read the flag. Owner: write the flag, read work. Each must see the other's write, which needs a full fence on both sides. The owner
/// pays for both with a process-wide barrier (a few microseconds, only before it sleeps), so the publisher's side is one plain load.
/// </remarks>
public sealed class WakeSignal
{
    private readonly Parking _parking = new();
    private int _parked;

    /// <summary>A ring of another process that ends the sleep too when something is published; null for none. Where the system cannot wait for both, the timeout is what finds it. The owner.</summary>
    public SharedArrivals? Beside { get; set; }

    /// <summary>True while the owner sleeps or is about to. Any thread.</summary>
    public bool IsParked => Volatile.Read(ref _parked) != 0;

    /// <summary>Wakes the owner if it sleeps or is about to; otherwise one load. Any thread, after the work is published.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WakeIfParked()
    {
        if (Volatile.Read(ref _parked) != 0)
            Wake();
    }

    /// <summary>Says that the owner is about to sleep. It must look for work once more before <see cref="Wait"/>. The owner.</summary>
    public void Announce()
    {
        Volatile.Write(ref _parked, 1);
        Interlocked.MemoryBarrierProcessWide();
    }

    /// <summary>Sleeps until woken, at most so long; may return early. The owner, after <see cref="Announce"/>.</summary>
    /// <returns>True where it was woken.</returns>
    public bool Wait(TimeSpan timeoutMax) => _parking.Wait(timeoutMax, Beside);

    /// <summary>The owner is awake again. The owner.</summary>
    public void Withdraw() => Volatile.Write(ref _parked, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake()
    {
        // One publisher pays for the system call; the others see the flag down.
        if (Interlocked.Exchange(ref _parked, 0) != 0)
            _parking.Raise();
    }
}
