namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// What is missing of the client's messages. A number above the expected one is not kept but asked for again, with everything behind it; further ones above are passed over, and one request is out at a time.
/// Where nothing comes it is repeated, and after some times given up. One thread at a time.
/// </summary>
internal sealed class FixGap(IFixSessionStore store, FixTransmitter transmitter)
{
    private const int MaxRequests = 3;
    private const long PatienceNs = 10_000_000_000;

    private int _upTo;
    private int _requests;
    private int _expectedThen;
    private long _since;

    /// <summary>True while something is missing.</summary>
    public bool IsOpen => _upTo >= store.NextIn;

    /// <summary>Nothing is missing as far as is known.</summary>
    public void Clear() => _upTo = 0;

    /// <summary>A message with a number above the expected one came.</summary>
    /// <param name="seqNum">Its number.</param>
    /// <param name="now">The time.</param>
    /// <param name="comesByItself">The client sends what is missing without being asked, since our Logon says what is expected.</param>
    public void Found(int seqNum, FixMoment now, bool comesByItself = false)
    {
        var isNew = !IsOpen;
        _upTo = Math.Max(_upTo, seqNum);
        if (!isNew)
            return;
        _requests = 0;
        if (comesByItself)
            Note(now);
        else
            Ask(now);
    }

    /// <summary>Asks again where nothing came; false where it has been asked in vain often enough.</summary>
    public bool Tick(FixMoment now)
    {
        if (!IsOpen)
            return true;
        if (store.NextIn != _expectedThen)
        {
            Note(now);
            _requests = 1;
        }
        else if (now.Nanoseconds - _since >= PatienceNs)
        {
            if (_requests == MaxRequests)
                return false;
            Ask(now);
        }

        return true;
    }

    private void Ask(FixMoment now)
    {
        _requests++;
        Note(now);
        transmitter.ResendRequest(store.NextIn, now);
    }

    private void Note(FixMoment now)
    {
        _since = now.Nanoseconds;
        _expectedThen = store.NextIn;
    }
}
