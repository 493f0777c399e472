using System.Collections.Concurrent;
using Rialto.Gateways.Auth;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>All sessions that have logged on since the process began, or were recalled when it did, by key. Any thread.</summary>
internal sealed class FixSessions(FixOptions options, FixDictionary dictionary, Func<FixLink, IFixApplication> applications, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>A key's session; its store is opened where this is the first time. Who opens one waits for nobody who opens another.</summary>
    /// <exception cref="IOException">The store cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The store is broken.</exception>
    public FixSession Open(ApiKey key)
    {
        var place = _places.GetOrAdd(key.Id, static _ => new Place());
        lock (place)
        {
            if (place.Session is { } session)
                return session;
            try
            {
                var store = new FixFileStore(options.Folder, key.Id, options.MaxStoreBytes, options.SyncStore, FixMoment.Of(clock).Utc);
                // What could not be stored meanwhile is missing.
                store.HasLost |= place.HasFailed;
                return place.Session = new FixSession(key, FixTerms.Of(options, key.Id), dictionary, store, applications, clock);
            }
            catch
            {
                place.HasFailed = true;
                throw;
            }
        }
    }

    /// <summary>Opens the sessions that were here before this process, so that they are told what the journal has for them. Before the first event.</summary>
    /// <param name="ids">Ids of their keys.</param>
    /// <param name="find">The key of an id; null where there is none, or none any more. Should it come back, its client hears that something may be missing.</param>
    /// <returns>How many could not be opened: their clients are told so when they log on, or that something is missing where it can be opened by then.</returns>
    public int Recall(IEnumerable<string> ids, Func<string, ApiKey?> find)
    {
        var failed = 0;
        foreach (var id in ids)
        {
            if (find(id) is not { } key)
            {
                _places.GetOrAdd(id, static _ => new Place()).HasFailed = true;
                continue;
            }

            try
            {
                var session = Open(key);
                // A store that is new, since somebody took the old one away, does not know what was told: nothing of the past is told again, and the client hears that something may be missing.
                if (session.Link.Told.IsNone)
                {
                    session.Link.Told = FixCause.Last;
                    session.Link.TellMissing();
                }

                session.Application.OnRecalled(session.Link);
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                failed++;
            }
        }

        return failed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var place in _places.Values)
            place.Session?.Dispose();
    }

    private sealed class Place
    {
        public FixSession? Session { get; set; }

        public bool HasFailed { get; set; }
    }
}
