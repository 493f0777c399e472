namespace Rialto.Adapters.Connections;

/// <summary>
/// Weight taken within a window that slides in sixteenths of its length: any stretch as long as the window holds no more than the limit, so that it does not matter where the venue's own window
/// begins. (A bucket that fills evenly would let up to twice the limit through within one window.) A clock set back a little stands still until it has caught up. Pure: time comes in.
/// </summary>
internal sealed class BudgetWindow
{
    /// <summary>Sixteen, and the one that is running.</summary>
    public const int Slots = 17;

    private readonly int[] _slots = new int[Slots];

    /// <summary>Number of the slot that runs, counted from the epoch.</summary>
    public long Newest { get; private set; }

    /// <summary>Nothing is given before this time, ms since the epoch.</summary>
    public long ShutUntilMs { get; private set; }

    /// <summary>What was taken in each slot; slot n stands at n modulo their number.</summary>
    public ReadOnlySpan<int> Taken => _slots;

    /// <summary>All that was taken within the window.</summary>
    public int Used
    {
        get
        {
            long sum = 0;
            foreach (var taken in _slots)
                sum += taken;
            return (int)Math.Min(sum, int.MaxValue);
        }
    }

    /// <summary>Takes the state as it was written.</summary>
    public void Load(long newest, long shutUntilMs, ReadOnlySpan<int> taken)
    {
        (Newest, ShutUntilMs) = (newest, shutUntilMs);
        taken.CopyTo(_slots);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (Newest, ShutUntilMs) = (0, 0);
        Array.Clear(_slots);
    }

    /// <summary>Nothing is known of what was taken: as if all of it had been, just now.</summary>
    public void Exhaust(RateLimit limit, long nowMs)
    {
        Clear();
        Newest = SlotAt(limit, nowMs);
        _slots[Newest % Slots] = limit.Count;
    }

    public bool TryTake(RateLimit limit, int weight, long nowMs, out long waitMs)
    {
        if (!HasRoom(limit, weight, nowMs, out waitMs))
            return false;
        Take(limit, weight, nowMs);
        return true;
    }

    /// <summary>Takes weight, there or not.</summary>
    public void Take(RateLimit limit, int weight, long nowMs)
    {
        Advance(limit, nowMs);
        _slots[Newest % Slots] += Math.Clamp(weight, 1, limit.Count);
    }

    /// <summary>Whether weight is there, and takes none.</summary>
    public bool HasRoom(RateLimit limit, int weight, long nowMs, out long waitMs)
    {
        Advance(limit, nowMs);
        weight = Math.Clamp(weight, 1, limit.Count);
        waitMs = Math.Max(0, ShutUntilMs - nowMs);
        if (waitMs > 0)
            return false;
        var missing = (long)Used + weight - limit.Count;
        if (missing <= 0)
            return true;

        // The oldest slots leave the window first; the wait is until enough of them have.
        for (var slot = Newest - Slots + 1; slot <= Newest; slot++)
        {
            missing -= _slots[((slot % Slots) + Slots) % Slots];
            if (missing > 0)
                continue;
            waitMs = Math.Max(1, StartOf(limit, slot + Slots) - nowMs);
            return false;
        }

        waitMs = (long)limit.Period.TotalMilliseconds;
        return false;
    }

    public void Correct(RateLimit limit, int used, long nowMs)
    {
        Advance(limit, nowMs);
        var foreign = Math.Min((long)used, limit.Count) - Used;
        if (foreign > 0)
            _slots[Newest % Slots] += (int)foreign;
    }

    public void Shut(long untilMs) => ShutUntilMs = Math.Max(ShutUntilMs, untilMs);

    public void Advance(RateLimit limit, long nowMs)
    {
        var slot = SlotAt(limit, nowMs);
        if (slot <= Newest && Newest - slot < Slots)
            return;

        // So far back is no clock that was corrected but another time: what was taken counts as taken now.
        if (slot < Newest)
        {
            var used = Used;
            Array.Clear(_slots);
            _slots[slot % Slots] = used;
        }
        else
        {
            for (var n = 0; n < Math.Min(slot - Newest, Slots); n++)
                _slots[(slot - n) % Slots] = 0;
        }

        Newest = slot;
    }

    private static long SlotAt(RateLimit limit, long nowMs) => Math.Max(0, nowMs) * (Slots - 1) / PeriodMs(limit);

    private static long StartOf(RateLimit limit, long slot) => (slot * PeriodMs(limit) + Slots - 2) / (Slots - 1);

    private static long PeriodMs(RateLimit limit) => Math.Max(1, (long)limit.Period.TotalMilliseconds);
}
