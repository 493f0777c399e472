using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Model.Instruments;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>One connection at /ws or /stream: which streams it has, and its requests to change them. Runs on its reader.</summary>
internal sealed class MarketSession(BinanceConnection connection, BinanceServices binance, BinanceHub hub)
{
    private readonly Dictionary<string, (MarketStreamKind Kind, InstrumentId Instrument)> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserReader> _users = new(StringComparer.Ordinal);
    private readonly TokenBucket _rate = new(binance.Options.Sockets.MessagesPerSecond, binance.Options.Sockets.MessagesPerSecond, Stopwatch.Frequency);

    /// <summary>Runs it to its end; names that are no streams are passed over, as at Binance, where clients use such to tell their connections apart.</summary>
    public async Task RunAsync(IReadOnlyList<string> names)
    {
        var known = new List<Wanted>();
        foreach (var name in names)
        {
            if (Find(name) is { } wanted)
                known.Add(wanted);
        }

        try
        {
            await ApplyAsync(known, begins: true).ConfigureAwait(false);
            while (await connection.ReadAsync().ConfigureAwait(false))
            {
                if (!_rate.TryTake(Stopwatch.GetTimestamp(), out _))
                {
                    connection.Socket.Close(WebSocketCloseStatus.PolicyViolation, "Too many requests");
                    break;
                }

                await AnswerAsync().ConfigureAwait(false);
                connection.Socket.Signal(here: true);
            }
        }
        finally
        {
            await EndAllAsync().ConfigureAwait(false);
        }
    }

    private Task EndAllAsync() => binance.Streams.TryAskAsync(() =>
    {
        foreach (var (kind, instrument) in _streams.Values)
            hub.Market.Unsubscribe(connection.Socket, kind, instrument);
        foreach (var reader in _users.Values)
            hub.Users.Remove(reader);
    });

    private async ValueTask AnswerAsync()
    {
        if (StreamRequest.TryRead(connection.Message.Span, out var request, out var fault))
            fault = await DoAsync(request).ConfigureAwait(false);
        if (fault is { } refused)
            connection.Socket.Put(refused.ToJson(request.Id));
    }

    private async ValueTask<StreamFault?> DoAsync(StreamRequest request)
    {
        switch (request.Method)
        {
            case StreamMethod.Subscribe or StreamMethod.Unsubscribe:
                return await ChangeAsync(request).ConfigureAwait(false);
            case StreamMethod.ListSubscriptions:
                connection.Socket.Put(StreamRequest.Result(request.Id, JsonSerializer.SerializeToUtf8Bytes([.. _streams.Keys, .. _users.Keys], StreamRequestJson.Default.StringArray)));
                return null;
            default:
                if (request.Params is not ["combined", ..])
                    return StreamFault.UnknownProperty;
                if (request.Method == StreamMethod.SetProperty)
                {
                    if (request.Flag is not { } value)
                        return StreamFault.NotAFlag;
                    connection.Socket.IsCombined = value;
                }

                connection.Socket.Put(StreamRequest.Result(request.Id, request.Method == StreamMethod.SetProperty ? "null"u8 : connection.Socket.IsCombined ? "true"u8 : "false"u8));
                return null;
        }
    }

    private async ValueTask<StreamFault?> ChangeAsync(StreamRequest request)
    {
        var begins = request.Method == StreamMethod.Subscribe;
        var wanted = new List<Wanted>(request.Params.Count);
        foreach (var name in request.Params)
        {
            if (Find(name) is { } stream)
                wanted.Add(stream);
            else if (begins)
                return StreamFault.UnknownStream(name);
        }

        if (begins && _streams.Count + _users.Count + wanted.Count(stream => !Has(stream.Name)) > binance.Options.Sockets.MaxStreams)
            return StreamFault.TooManyStreams(binance.Options.Sockets.MaxStreams);
        // The answer goes first: what the streams tell comes after it.
        connection.Socket.Put(StreamRequest.Result(request.Id, "null"u8));
        await ApplyAsync(wanted, begins).ConfigureAwait(false);
        return null;
    }

    private async ValueTask ApplyAsync(List<Wanted> wanted, bool begins)
    {
        var market = new List<Wanted>();
        var users = new List<UserReader>();
        foreach (var stream in wanted)
        {
            if (begins == Has(stream.Name))
                continue;
            if (stream.Listen is { } listen)
            {
                if (begins)
                    _users.Add(stream.Name, new UserReader(connection.Socket, listen.Key, listen.Text));
                users.Add(_users[stream.Name]);
                if (!begins)
                    _users.Remove(stream.Name);
                continue;
            }

            market.Add(stream);
            if (begins)
                _streams.Add(stream.Name, (stream.Kind, stream.Instrument));
            else
                _streams.Remove(stream.Name);
        }

        if (market.Count + users.Count == 0)
            return;
        await binance.Streams.TryAskAsync(() =>
        {
            foreach (var stream in market)
            {
                if (begins)
                    hub.Market.Subscribe(connection.Socket, stream.Kind, stream.Instrument);
                else
                    hub.Market.Unsubscribe(connection.Socket, stream.Kind, stream.Instrument);
            }

            foreach (var reader in users)
            {
                if (begins)
                    Begin(reader);
                else
                    hub.Users.Remove(reader);
            }
        }).ConfigureAwait(false);
    }

    // Its listenKey may have ended since it was looked up, and whoever ended it has found no reader here then.
    private void Begin(UserReader reader)
    {
        hub.Users.Add(reader);
        if (binance.Streams.ListenKeys.Find(reader.ListenKey!) is not null)
            return;
        hub.Users.ExpireListenKey(reader.Owner, reader.ListenKey!, binance.Gateways.Now);
        hub.Signal(here: false);
    }

    private bool Has(string name) => _streams.ContainsKey(name) || _users.ContainsKey(name);

    /// <summary>What a name stands for; null where it is no stream's.</summary>
    private Wanted? Find(string name)
    {
        if (name.Length == ListenKeys.Length && binance.Streams.ListenKeys.Find(name) is { } listen)
            return new Wanted(name, default, default, listen);
        if (!MarketStreamName.TryParse(name, out var kind, out var symbol))
            return null;
        if (symbol.IsEmpty)
            return new Wanted(name, kind, InstrumentId.None, null);
        // Streams are named in lower case.
        foreach (var letter in symbol)
        {
            if (char.IsAsciiLetterUpper(letter))
                return null;
        }

        return binance.Symbols.Find(symbol.ToString().ToUpperInvariant()) is { } known ? new Wanted(MarketStreamName.Of(kind, known.Name), kind, known.Instrument.Id, null) : null;
    }

    private sealed record Wanted(string Name, MarketStreamKind Kind, InstrumentId Instrument, ListenKey? Listen);
}
