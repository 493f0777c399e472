using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading;

/// <summary>State of a circuit breaker.</summary>
public enum BreakerState : byte
{
    /// <summary>Requests pass.</summary>
    Closed = 0,

    /// <summary>Nothing passes but cancels and look-ups.</summary>
    Open = 1,

    /// <summary>A few requests pass, to see whether it works again.</summary>
    HalfOpen = 2,
}

/// <summary>Circuit breaker of one venue's execution: five failures within 30 s open it, after 30 s three requests try it, and three that succeed close it; one that fails opens it again.</summary>
internal struct ExecutionBreaker
{
    public const int Failures = 5;
    public const int Trials = 3;
    public const long WindowNs = 30_000_000_000;
    public const long OpenNs = 30_000_000_000;

    private Window _failures;
    private int _place;
    private int _trials;
    private int _successes;
    private Timestamp _until;

    public BreakerState State { get; private set; }

    /// <summary>When the open breaker lets something try; none unless it is open.</summary>
    public readonly Timestamp Until => State == BreakerState.Open ? _until : Timestamp.None;

    /// <summary>A request to place may go.</summary>
    public readonly bool Passes => State == BreakerState.Closed || (State == BreakerState.HalfOpen && _trials > 0);

    /// <summary>It goes.</summary>
    public void Pass()
    {
        if (State == BreakerState.HalfOpen)
            _trials--;
    }

    /// <returns>True where the state is another now.</returns>
    public bool Fail(Timestamp now)
    {
        if (State == BreakerState.Open)
            return false;
        _failures[_place] = now.Nanoseconds;
        _place = (_place + 1) % Failures;
        var oldest = _failures[_place];
        return (State == BreakerState.HalfOpen || (oldest != 0 && now.Nanoseconds - oldest <= WindowNs)) && Open(now);
    }

    /// <summary>Fails for good until somebody has looked or the time has passed.</summary>
    public bool Open(Timestamp now)
    {
        var changes = State != BreakerState.Open;
        (State, _until) = (BreakerState.Open, new Timestamp(now.Nanoseconds + OpenNs));
        _failures = default;
        return changes;
    }

    /// <summary>Something says that it works again: a few may try it at once.</summary>
    public void Try()
    {
        if (State == BreakerState.Open)
            (State, _trials, _successes) = (BreakerState.HalfOpen, Trials, 0);
    }

    /// <returns>True where the state is another now.</returns>
    public bool Succeed()
    {
        if (State != BreakerState.HalfOpen || ++_successes < Trials)
            return false;
        State = BreakerState.Closed;
        return true;
    }

    /// <returns>True where the state is another now.</returns>
    public bool Advance(Timestamp now)
    {
        if (State != BreakerState.Open || now < _until)
            return false;
        (State, _trials, _successes) = (BreakerState.HalfOpen, Trials, 0);
        return true;
    }

    public readonly void AddTo(ref DeskHash hash)
    {
        hash.Add((long)State);
        hash.Add(_until.Nanoseconds);
        hash.Add(((long)_trials << 32) | (uint)_successes);
        for (var i = 0; i < Failures; i++)
            hash.Add(_failures[(_place + i) % Failures]);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        State = (BreakerState)state.Keep((int)State, 0, (int)BreakerState.HalfOpen);
        _until = state.Keep(_until);
        _trials = state.Keep(_trials);
        _successes = state.Keep(_successes);
        _place = state.Keep(_place, 0, Failures - 1);
        for (var i = 0; i < Failures; i++)
            _failures[i] = state.Keep(_failures[i]);
    }

    [System.Runtime.CompilerServices.InlineArray(Failures)]
    private struct Window
    {
        private long _time;
    }
}
