using System.Net;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>
/// Sessions of orders over REST, so that the journal says from where each came: one for an owner at a remote address, opened for its first request and closed when it was
/// not used for a while. It ends without a word to its orders. Any thread.
/// </summary>
internal sealed class RestSessions(Sessions sessions, HttpOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(OwnerId Owner, IPAddress Address), Entry> _open = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly long _idleTicks = options.SessionIdleSeconds * clock.TimestampFrequency;
    private long _without;

    /// <summary>Open at present.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>Requests that had none, because as many were in use as may be.</summary>
    public long Without => Volatile.Read(ref _without);

    /// <summary>The session of a request, until its lease is disposed of; none where the address is not known or too many are in use.</summary>
    public Lease Enter(ApiKey key, IPAddress? address)
    {
        if (address is null)
            return default;
        Entry? entry;
        List<Entry>? ended = null;
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            CollectIdle(now, ref ended);
            if (!_open.TryGetValue((key.Owner, address), out entry) && (_open.Count < options.MaxSessions || TryCollectOldest(ref ended)))
                entry = Add(key, address);
            if (entry is not null)
                Use(entry, now);
        }

        foreach (var one in ended ?? [])
            _ = CloseAsync(one);
        if (entry is null)
        {
            Interlocked.Increment(ref _without);
            return default;
        }

        var (session, refused) = entry.Opening.Value;
        if (refused == RejectReason.None)
            return new Lease(this, entry, session, refused);
        lock (_gate)
        {
            // Whoever comes next tries again.
            entry.Users--;
            Remove(entry);
        }

        return new Lease(null, null, default, refused);
    }

    /// <summary>Closes all; when no request is under way any more.</summary>
    public async Task CloseAllAsync()
    {
        Entry[] all;
        lock (_gate)
        {
            all = [.. _byUse];
            _byUse.Clear();
            _open.Clear();
        }

        await Task.WhenAll(all.Select(CloseAsync)).ConfigureAwait(false);
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            entry.Users--;
            entry.LastUsed = clock.GetTimestamp();
        }
    }

    private Task CloseAsync(Entry entry)
    {
        var (session, refused) = entry.Opening.Value;
        return refused == RejectReason.None ? sessions.CloseAsync(session, entry.Owner) : Task.CompletedTask;
    }

    private Entry Add(ApiKey key, IPAddress address)
    {
        var entry = new Entry(key.Owner, address, new(() => Open(key, address)));
        _open.Add((key.Owner, address), entry);
        return entry;
    }

    private (SessionId Session, RejectReason Refused) Open(ApiKey key, IPAddress address)
    {
        var refused = sessions.Open(key, address.ToString(), out var session);
        return (session, refused);
    }

    private void Use(Entry entry, long now)
    {
        entry.Users++;
        entry.LastUsed = now;
        if (entry.Place.List is not null)
            _byUse.Remove(entry.Place);
        _byUse.AddLast(entry.Place);
    }

    private void CollectIdle(long now, ref List<Entry>? ended)
    {
        while (_byUse.First?.Value is { Users: 0 } oldest && now - oldest.LastUsed > _idleTicks)
        {
            Remove(oldest);
            (ended ??= []).Add(oldest);
        }
    }

    private bool TryCollectOldest(ref List<Entry>? ended)
    {
        for (var place = _byUse.First; place is not null; place = place.Next)
        {
            if (place.Value.Users != 0)
                continue;
            Remove(place.Value);
            (ended ??= []).Add(place.Value);
            return true;
        }

        return false;
    }

    private void Remove(Entry entry)
    {
        if (entry.Place.List is null)
            return;
        _byUse.Remove(entry.Place);
        _open.Remove((entry.Owner, entry.Address));
    }

    /// <summary>A request's hold on its session.</summary>
    internal readonly struct Lease(RestSessions? owner, Entry? entry, SessionId session, RejectReason refused) : IDisposable
    {
        /// <summary>Zero where the request has none.</summary>
        public SessionId Session => session;

        /// <summary>Why there is none; the request itself would be refused for the same.</summary>
        public RejectReason Refused => refused;

        public void Dispose() => owner?.Leave(entry!);
    }

    internal sealed class Entry
    {
        public Entry(OwnerId owner, IPAddress address, Lazy<(SessionId Session, RejectReason Refused)> opening)
        {
            (Owner, Address, Opening) = (owner, address, opening);
            Place = new LinkedListNode<Entry>(this);
        }

        public OwnerId Owner { get; }

        public IPAddress Address { get; }

        public Lazy<(SessionId Session, RejectReason Refused)> Opening { get; }

        public LinkedListNode<Entry> Place { get; }

        /// <summary>Requests under way.</summary>
        public int Users { get; set; }

        /// <summary>The clock's reading when a request last began or ended.</summary>
        public long LastUsed { get; set; }
    }
}
