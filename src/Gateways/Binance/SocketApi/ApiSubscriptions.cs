using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Binance.SocketApi;

/// <summary>The user data streams of one connection of the WebSocket API, by their numbers. Used by the connection's reader alone.</summary>
internal sealed class ApiSubscriptions(BinanceSocket socket, BinanceServices binance, BinanceHub hub)
{
    private const int Most = 1_000;

    private static readonly BinanceError TooMany = new(-1034, "Too many subscriptions on this connection.", 429);
    private static readonly BinanceError Already = new(-2035, "User Data Stream subscription already active.");
    private static readonly BinanceError Unknown = new(-2036, "User Data Stream subscription not active.");

    private readonly Dictionary<int, UserReader> _readers = [];
    private int _last = -1;

    /// <summary>Begins the stream of a key's owner; there is at most one of each.</summary>
    public async ValueTask<BinanceAnswer> AddAsync(ApiKey key)
    {
        if (_readers.Values.Any(known => known.Owner == key.Owner))
            return Already;
        if (_readers.Count >= Most)
            return TooMany;
        var reader = new UserReader(socket, key, null, ++_last);
        _readers.Add(reader.SubscriptionId, reader);
        await binance.Streams.TryAskAsync(() => hub.Users.Add(reader)).ConfigureAwait(false);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("subscriptionId"u8, reader.SubscriptionId);
            json.WriteEndObject();
        });
    }

    /// <summary>Ends the stream of the parameter <c>subscriptionId</c>, or all of them where it was not sent.</summary>
    public async ValueTask<BinanceAnswer> RemoveAsync(BinanceParameters parameters)
    {
        var number = parameters.Number("subscriptionId", 0, int.MaxValue);
        if (parameters.Error is { } error)
            return error;
        if (number is null)
            await EndAllAsync(tells: true).ConfigureAwait(false);
        else if (_readers.Remove((int)number, out var reader))
            await EndAsync([reader], tells: true).ConfigureAwait(false);
        else
            return Unknown;
        return BinanceAnswer.Of(static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }

    /// <summary><c>session.subscriptions</c>.</summary>
    public BinanceAnswer List()
    {
        int[] numbers = [.. _readers.Keys];
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var number in numbers)
            {
                json.WriteStartObject();
                json.WriteNumber("subscriptionId"u8, number);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Ends all of them.</summary>
    /// <param name="tells">Their last event says so.</param>
    public async ValueTask EndAllAsync(bool tells)
    {
        if (_readers.Count == 0)
            return;
        UserReader[] readers = [.. _readers.Values];
        _readers.Clear();
        await EndAsync(readers, tells).ConfigureAwait(false);
    }

    private Task EndAsync(UserReader[] readers, bool tells) => binance.Streams.TryAskAsync(() =>
    {
        foreach (var reader in readers)
        {
            if (tells)
                hub.Users.Terminate(reader, binance.Gateways.Now);
            else
                hub.Users.Remove(reader);
        }

        hub.Signal(here: false);
    });
}
