namespace Rialto.Gateways.Faults;

/// <summary>One connection, or one caller of REST, as faults see it: counts its messages for each fault. Any thread.</summary>
internal sealed class FaultLine(FaultMode mode, FaultDoor door, long session, string address)
{
    private readonly Lock _gate = new();
    private FaultRun? _run;
    private long[] _messages = [];
    private Fault? _gap;
    private int _gapLeft;
    private bool _isGapHidden;

    public FaultMode Mode => mode;

    public FaultDoor Door => door;

    /// <summary>Its number at the door, from 1.</summary>
    public long Session => session;

    /// <summary>Where it comes from; whoever is refused for a while is so by this.</summary>
    public string Address => address;

    /// <summary>The API key it names; empty until it does.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>Nothing happens to it.</summary>
    public bool IsSpared => mode.IsSpared(Key);

    /// <summary>The refusal that a request meets; null: it may pass. It is counted as injected.</summary>
    public FaultRefusal? Refuse(FaultClasses of, SeenKind kind, string text)
    {
        if (IsSpared)
            return null;
        lock (_gate)
        {
            var run = Begin();
            var now = mode.Clock.GetElapsedTime(run.Began).TotalSeconds;
            if (kind == SeenKind.AskTime)
                run.SetClock(address);
            for (var index = 0; index < _messages.Length; index++)
            {
                var fault = run.Plan.Profile.Faults[index];
                if (fault.Kind > FaultKind.ClockSkew || !FaultPlan.Concerns(fault, door, Key, of) || (kind == SeenKind.AskTime && fault.Kind == FaultKind.ClockSkew))
                    continue;
                var until = run.HeldUntil(index, address, now);
                if (until is null)
                {
                    if (!run.Plan.Hits(index, door, session, ++_messages[index], now) || !run.TryTake(index))
                        continue;
                    until = fault.Kind == FaultKind.ClockSkew ? double.PositiveInfinity : now + fault.RetryAfter;
                    if (fault.Hold)
                        run.Hold(index, address, until.Value);
                }

                mode.OnInjected(this, fault, text);
                return new FaultRefusal(fault.Kind, fault.Kind == FaultKind.ClockSkew ? 0 : (int)Math.Ceiling(until.Value - now));
            }
        }

        return null;
    }

    /// <summary>What happens to an answer or a message; null: nothing. It is counted as injected.</summary>
    /// <param name="of">What it is.</param>
    /// <param name="kinds">What can be done to it here.</param>
    /// <param name="text">Names it, for logs.</param>
    /// <param name="order">The order that it is about, where that is known.</param>
    public Fault? Next(FaultClasses of, FaultKinds kinds, string text, NamedOrder order = default)
    {
        if (IsSpared)
            return null;
        Fault? hit = null;
        bool showsGap;
        lock (_gate)
        {
            var run = Begin();
            var goesOn = _gapLeft > 0 && (of & _gap!.On) != 0;
            if (goesOn)
            {
                _gapLeft--;
                hit = _gap;
            }

            var now = mode.Clock.GetElapsedTime(run.Began).TotalSeconds;
            for (var index = 0; index < _messages.Length && hit is null; index++)
            {
                var fault = run.Plan.Profile.Faults[index];
                if (!kinds.Has(fault.Kind) || !FaultPlan.Concerns(fault, door, Key, of))
                    continue;
                if (run.Plan.Hits(index, door, session, ++_messages[index], now) && run.TryTake(index))
                    hit = fault;
            }

            if (hit is { Kind: FaultKind.StreamGap } && !goesOn)
                (_gap, _gapLeft, _isGapHidden) = (hit, hit.Messages - 1, true);
            showsGap = hit is null && _isGapHidden && (of & _gap!.On) != 0;
            if (showsGap)
                _isGapHidden = false;
        }

        if (hit is not null)
            mode.OnInjected(this, hit, text, order);
        if (showsGap)
            mode.OnSeen(this, SeenKind.ShownGap, text);
        return hit;
    }

    // Another profile has begun: everything is counted anew.
    private FaultRun Begin()
    {
        var run = mode.Run;
        if (run == _run)
            return run;
        _run = run;
        _messages = new long[run.Plan.Profile.Faults.Count];
        (_gap, _gapLeft, _isGapHidden) = (null, 0, false);
        return run;
    }
}

/// <summary>What a request is refused with.</summary>
/// <param name="Kind">rate_limited, banned or clock_skew.</param>
/// <param name="RetryAfterSeconds">When to come again; 0 of clock_skew.</param>
internal readonly record struct FaultRefusal(FaultKind Kind, int RetryAfterSeconds);

/// <summary>Some kinds of faults.</summary>
internal readonly record struct FaultKinds(uint Bits)
{
    public static FaultKinds Of(params ReadOnlySpan<FaultKind> kinds)
    {
        var bits = 0u;
        foreach (var kind in kinds)
            bits |= 1u << (int)kind;
        return new FaultKinds(bits);
    }

    public bool Has(FaultKind kind) => (Bits & (1u << (int)kind)) != 0;
}
