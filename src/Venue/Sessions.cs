namespace Rialto.Venue;

/// <summary>A session that is open.</summary>
internal readonly record struct Session(int Owner, bool CancelOnDisconnect);

/// <summary>The open sessions.</summary>
internal sealed class Sessions
{
    private readonly Dictionary<int, Session> _open = [];
    private int _lastUsed;
    private int _lastUsedOwner;

    /// <summary>The largest number ever opened.</summary>
    public int LastNumber { get; private set; }

    /// <summary>Open sessions, ascending by number. Cold.</summary>
    public IEnumerable<KeyValuePair<int, Session>> Open => _open.OrderBy(pair => pair.Key);

    /// <summary>True where a command may come over this session: none, or open and the owner's.</summary>
    public bool MayUse(int session, int owner) => session == 0 || (session == _lastUsed && owner == _lastUsedOwner) || IsOpen(session, owner);

    public bool IsOpen(int session, int owner)
    {
        if (!_open.TryGetValue(session, out var found) || found.Owner != owner)
            return false;
        _lastUsed = session;
        _lastUsedOwner = owner;
        return true;
    }

    public bool TryGet(int session, out Session found) => _open.TryGetValue(session, out found);

    public void Add(int session, Session opened)
    {
        _open.Add(session, opened);
        LastNumber = session;
    }

    /// <summary>The next number is larger than this one.</summary>
    public void ContinueAfter(int number) => LastNumber = number;

    public void Remove(int session)
    {
        _open.Remove(session);
        _lastUsed = 0;
    }
}
