using Rialto.Gateways.Auth;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>
/// Room for long bodies: so many at once over all keys, and so many of one key. A place is taken before the body is read and kept until the request has been answered, so the memory that can be filled has
/// an end. Where the signature covers the body itself, nothing but the key's id is known by then: anybody may have sent that. Such <i>unproven</i> ones share a few places among all, and take none of the
/// key's; so whoever knows no secret keeps nobody from a place who signs the body's digest. Any thread.
/// </summary>
internal sealed class LongBodies(HttpOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private int _count;
    private int _unproven;

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
    /// <param name="key">Whose signature was checked; null where it covers the body, which is not there yet.</param>
    public Place Enter(ApiKey? key)
    {
        lock (_gate)
        {
            var own = key is null ? 0 : _byKey.GetValueOrDefault(key.Id);
            if (own >= options.MaxLongBodiesPerKey)
                return new Place(null, null, RejectReason.RateLimited);
            if (_count >= options.MaxLongBodies || (key is null && _unproven >= options.MaxUnprovenBodies))
                return new Place(null, null, RejectReason.Overloaded);
            _count++;
            if (key is null)
                _unproven++;
            else
                _byKey[key.Id] = own + 1;
            return new Place(this, key?.Id, RejectReason.None);
        }
    }

    private void Leave(string? key)
    {
        lock (_gate)
        {
            _count--;
            if (key is null)
                _unproven--;
            else if (_byKey[key] == 1)
                _byKey.Remove(key);
            else
                _byKey[key]--;
        }
    }

    /// <summary>A place, or why there is none. Dispose of it once.</summary>
    public readonly struct Place(LongBodies? owner, string? key, RejectReason refused) : IDisposable
    {
        /// <summary>RateLimited where the key has its places, Overloaded where all are taken.</summary>
        public RejectReason Refused => refused;

        /// <inheritdoc/>
        public void Dispose() => owner?.Leave(key);
    }
}
