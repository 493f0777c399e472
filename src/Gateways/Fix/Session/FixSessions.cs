using System.Collections.Concurrent;
using Rialto.Gateways.Auth;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>All sessions that have logged on since the process began, by key. Any thread.</summary>
internal sealed class FixSessions(FixOptions options, FixDictionary dictionary, Func<FixLink, IFixApplication> applications, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, FixSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>A key's session; its store is opened where this is the first time.</summary>
    /// <exception cref="IOException">The store cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The store is broken.</exception>
    public FixSession Open(ApiKey key)
    {
        if (_sessions.TryGetValue(key.Id, out var session))
            return session;
        lock (_gate)
        {
            if (_sessions.TryGetValue(key.Id, out session))
                return session;
            var store = new FixFileStore(options.Folder, key.Id, options.MaxStoreBytes, options.SyncStore, FixMoment.Of(clock).Utc);
            session = new FixSession(key, FixTerms.Of(options, key.Id), dictionary, store, applications, clock);
            _sessions[key.Id] = session;
            return session;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
    }
}
