using Rialto.Gateways.Auth;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>
/// Room for long bodies: so many at once over all keys, and so many of one key. A place is taken before the body is read, when nothing but the key's id is known, and kept until the request has been
/// answered; so the memory that strangers can fill has an end, and who knows one key's id can only keep that key's places. Any thread.
/// </summary>
internal sealed class LongBodies(HttpOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Bodies that have a place now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Takes a place, to be given back by disposing of it; where there is none it says why.</summary>
    public Place Enter(ApiKey key)
    {
        lock (_gate)
        {
            var own = _byKey.GetValueOrDefault(key.Id);
            if (own >= options.MaxLongBodiesPerKey)
                return new Place(null, string.Empty, RejectReason.RateLimited);
            if (_count >= options.MaxLongBodies)
                return new Place(null, string.Empty, RejectReason.Overloaded);
            _byKey[key.Id] = own + 1;
            _count++;
            return new Place(this, key.Id, RejectReason.None);
        }
    }

    private void Leave(string key)
    {
        lock (_gate)
        {
            _count--;
            if (_byKey[key] == 1)
                _byKey.Remove(key);
            else
                _byKey[key]--;
        }
    }

    /// <summary>A place, or why there is none. Dispose of it once.</summary>
    public readonly struct Place(LongBodies? owner, string key, RejectReason refused) : IDisposable
    {
        /// <summary>RateLimited where the key has its places, Overloaded where all are taken.</summary>
        public RejectReason Refused => refused;

        /// <inheritdoc/>
        public void Dispose() => owner?.Leave(key);
    }
}
