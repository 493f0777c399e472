using System.Collections.Concurrent;

namespace Rialto.Gateways.Faults;

/// <summary>One profile while it is on: when it began, how often each of its faults has happened, and who is still refused. Any thread.</summary>
internal sealed class FaultRun(FaultPlan plan, long began)
{
    private readonly int[] _taken = new int[plan.Profile.Faults.Count];
    private readonly ConcurrentDictionary<(int Index, string Address), double> _holds = new();

    public FaultPlan Plan => plan;

    /// <summary>When it began, by the mode's clock.</summary>
    public long Began => began;

    /// <summary>One more time, where there may be one.</summary>
    public bool TryTake(int index)
    {
        var most = plan.Profile.Faults[index].Times;
        if (most == 0)
            return true;
        if (Interlocked.Increment(ref _taken[index]) <= most)
            return true;
        Interlocked.Decrement(ref _taken[index]);
        return false;
    }

    /// <summary>An address is refused until then, in seconds of the profile.</summary>
    public void Hold(int index, string address, double until) => _holds[(index, address)] = until;

    /// <summary>Until when an address is refused; null where it is not.</summary>
    public double? HeldUntil(int index, string address, double now)
    {
        if (!_holds.TryGetValue((index, address), out var until))
            return null;
        if (now < until)
            return until;
        _holds.TryRemove((index, address), out _);
        return null;
    }

    /// <summary>An address has asked for the time: its clock is right again.</summary>
    public void SetClock(string address)
    {
        for (var index = 0; index < plan.Profile.Faults.Count; index++)
        {
            if (plan.Profile.Faults[index].Kind == FaultKind.ClockSkew)
                _holds.TryRemove((index, address), out _);
        }
    }
}
