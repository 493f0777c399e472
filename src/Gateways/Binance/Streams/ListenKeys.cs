using System.Security.Cryptography;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>What a listenKey stands for.</summary>
/// <param name="Text">64 letters and digits; whoever knows it may read the owner's events.</param>
/// <param name="Key">The API key it was made with.</param>
internal sealed record ListenKey(string Text, ApiKey Key);

/// <summary>
/// The listenKeys that are valid: one for an API key, for an hour since it was last kept alive. Forgotten with the process. Any thread.
/// </summary>
/// <param name="minutes">How long one is valid.</param>
/// <param name="most">How many there may be.</param>
/// <param name="clock">The time.</param>
internal sealed class ListenKeys(int minutes, int most, TimeProvider clock)
{
    /// <summary>Characters of one.</summary>
    public const int Length = 64;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _byKey = new(StringComparer.Ordinal);

    /// <summary>The listenKey of an API key, made where there is none; either way it is valid for its whole time from now. Null: there are as many as may be.</summary>
    public ListenKey? Open(ApiKey key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key.Id, out var entry))
            {
                if (_byText.Count >= most)
                    return null;
                entry = new Entry(new ListenKey(RandomNumberGenerator.GetString(Letters, Length), key));
                _byKey.Add(key.Id, entry);
                _byText.Add(entry.Listen.Text, entry);
            }

            entry.Until = Until();
            return entry.Listen;
        }
    }

    /// <summary>Keeps one alive for another while; false where there is no such listenKey of the owner.</summary>
    public bool Keep(ApiKey key, string listenKey)
    {
        lock (_gate)
        {
            if (!_byText.TryGetValue(listenKey, out var entry) || entry.Listen.Key.Owner != key.Owner)
                return false;
            entry.Until = Until();
            return true;
        }
    }

    /// <summary>Ends one; null where there is no such listenKey of the owner.</summary>
    public ListenKey? Close(ApiKey key, string listenKey)
    {
        lock (_gate)
        {
            if (!_byText.TryGetValue(listenKey, out var entry) || entry.Listen.Key.Owner != key.Owner)
                return null;
            Remove(entry);
            return entry.Listen;
        }
    }

    /// <summary>A valid one; null where there is none.</summary>
    public ListenKey? Find(string listenKey)
    {
        lock (_gate)
            return _byText.TryGetValue(listenKey, out var entry) && entry.Until > clock.GetUtcNow() ? entry.Listen : null;
    }

    /// <summary>Takes out those whose time is over, and those whose API key is not valid any more.</summary>
    /// <param name="isValid">Says whether an API key is.</param>
    public IReadOnlyList<ListenKey> TakeExpired(Func<ApiKey, bool> isValid)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var over = _byText.Values.Where(entry => entry.Until <= now || !isValid(entry.Listen.Key)).ToArray();
            foreach (var entry in over)
                Remove(entry);
            return [.. over.Select(entry => entry.Listen)];
        }
    }

    private DateTimeOffset Until() => clock.GetUtcNow().AddMinutes(minutes);

    private void Remove(Entry entry)
    {
        _byText.Remove(entry.Listen.Text);
        _byKey.Remove(entry.Listen.Key.Id);
    }

    private sealed class Entry(ListenKey listen)
    {
        public ListenKey Listen => listen;

        public DateTimeOffset Until { get; set; }
    }
}
