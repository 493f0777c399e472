namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// Answers a ResendRequest a piece at a time, so that nobody waits long for the session meanwhile. What the application sends in the meantime is numbered and stored, and follows behind, in order:
/// <code>
///   asked for: again, PossDupFlag=Y         held back meanwhile: for the first time
///   |------------------------------|        |---------------------------|
///   from                           to       held                        NextOut - 1
/// </code>
/// Runs of numbers that hold no kept message (administrative ones, market data, the oldest) become one gap fill each. Nothing else may take a number meanwhile: whoever has to send something administrative stops the resend first. One thread at a time.
/// </summary>
internal sealed class FixResends(IFixSessionStore store, FixTransmitter transmitter)
{
    private int _next;
    private int _to;
    private int _held;
    private bool _isDuplicate;

    /// <summary>True while there is more to send: the application's messages wait in the store.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Begins to send the messages of these numbers again; both must have been used.</summary>
    public void Begin(int from, int to)
    {
        if (!IsRunning)
            _held = store.NextOut;
        else if (!_isDuplicate)
            _held = _next;
        _next = from;
        _to = Math.Min(to, _held - 1);
        _isDuplicate = true;
        IsRunning = true;
    }

    /// <summary>Forgets the rest: the connection ends.</summary>
    public void Stop() => IsRunning = false;

    /// <summary>Sends on.</summary>
    /// <param name="count">How many messages at most.</param>
    /// <param name="now">The time.</param>
    public void Continue(int count, FixMoment now)
    {
        for (; count > 0 && IsRunning; count--)
        {
            if (_next <= _to)
                SendNext(now);
            else
                GoOn();
        }
    }

    private void GoOn()
    {
        _next = _isDuplicate ? _held : _next;
        _to = store.NextOut - 1;
        _isDuplicate = false;
        IsRunning = _next <= _to;
    }

    private void SendNext(FixMoment now)
    {
        var kept = store.NextKept(_next);
        if (kept == _next && transmitter.Resend(_next, _isDuplicate, now))
        {
            _next++;
            return;
        }

        // One that cannot be read is a gap too.
        var next = Math.Min(kept == _next ? kept + 1 : kept, _to + 1);
        transmitter.GapFill(_next, next, _isDuplicate, now);
        _next = next;
    }
}
