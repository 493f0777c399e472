namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// Heartbeats and silence of one connection: something is sent at least once an interval, and where nothing is heard for 1.2 intervals a TestRequest goes out; after as long again the client is gone.
/// FIX leaves the allowance for transmission to the two sides; a fifth of the interval is usual.
/// </summary>
internal sealed class FixLiveness(FixTransmitter transmitter)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private long _interval;
    private long _heardAt;
    private long _testedAt;
    private long _testId;
    private bool _isTesting;

    /// <summary>The interval in seconds, as the client gave it.</summary>
    public int Seconds => (int)(_interval / NanosecondsPerSecond);

    private long Patience => _interval + (_interval / 5);

    /// <summary>A connection is logged on.</summary>
    public void Begin(int seconds, FixMoment now)
    {
        _interval = seconds * NanosecondsPerSecond;
        _heardAt = now.Nanoseconds;
        _isTesting = false;
    }

    /// <summary>Something was received, be it garbage: the line stands.</summary>
    public void Heard(FixMoment now)
    {
        _heardAt = now.Nanoseconds;
        _isTesting = false;
    }

    /// <summary>Sends what is due; false where the client is gone.</summary>
    public bool Tick(FixMoment now)
    {
        if (now.Nanoseconds - transmitter.SentAt >= _interval)
            transmitter.Heartbeat(default, now);
        if (_isTesting)
            return now.Nanoseconds - _testedAt < Patience;
        if (now.Nanoseconds - _heardAt < Patience)
            return true;
        _isTesting = true;
        _testedAt = now.Nanoseconds;
        transmitter.TestRequest(++_testId, now);
        return true;
    }
}
