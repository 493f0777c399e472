using System.Text.RegularExpressions;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>A venue that speaks as Bybit does, without a network: books by the stream, and trades. One book for each symbol, whoever listens.</summary>
internal sealed partial class PretendedBybit(VirtualTime time) : ISocketDialer
{
    private readonly Dictionary<string, (long Number, NaiveBook Levels)> _books = [];
    private readonly Dictionary<PretendedSocket, HashSet<string>> _listeners = [];
    private long _trade = 1_000;

    /// <summary>Trades told by somebody.</summary>
    public long Trades => _trade - 1_000;

    public List<TimeSpan> Dials { get; } = [];

    public List<PretendedSocket> Sockets { get; } = [];

    /// <summary>Told the number of the dial, from 1: what it throws refuses it.</summary>
    public Action<int>? OnDial { get; set; }

    /// <summary>Whether a symbol is not answered for over a socket, by its number from 1.</summary>
    public Func<int, string, bool>? IsUnanswered { get; set; }

    /// <summary>A subscription is not answered.</summary>
    public bool IsMute { get; set; }

    public int OpenSockets => Sockets.Count(socket => !socket.IsDisposed);

    public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Dials.Add(time.Now);
        OnDial?.Invoke(Dials.Count);
        var socket = new PretendedSocket(Hear) { Time = time };
        Sockets.Add(socket);
        _listeners[socket] = [];
        return ValueTask.FromResult<IVenueSocket>(socket);
    }

    public string Picture(string symbol) => BookOf(symbol).Levels.Picture();

    /// <summary>The price of one level changes, and a trade is told, to all who listen.</summary>
    public void Move(string symbol, int price, int quantity)
    {
        var (number, levels) = BookOf(symbol);
        _books[symbol] = (++number, levels);
        levels.Set(Rialto.Model.Orders.Side.Buy, price, quantity);
        var trade = ++_trade;
        foreach (var (socket, symbols) in _listeners)
        {
            if (!symbols.Contains(symbol))
                continue;
            socket.Say($$"""{"topic":"orderbook.200.{{symbol}}","ts":1786310818129,"type":"delta","data":{"s":"{{symbol}}","b":[["{{price}}","{{quantity}}"]],"a":[],"u":{{number}},"seq":{{number}}},"cts":1786310818128}""");
            socket.Say($$"""{"topic":"publicTrade.{{symbol}}","ts":1786310820001,"type":"snapshot","data":[{"i":"{{trade}}","T":1786310820000,"p":"{{price}}","v":"1","S":"Buy","seq":12,"s":"{{symbol}}","BT":false,"RPI":false}]}""");
        }
    }

    /// <summary>Forgets the sockets that are gone.</summary>
    public void Forget()
    {
        Sockets.RemoveAll(socket => socket.IsDisposed);
        foreach (var gone in _listeners.Keys.Where(socket => socket.IsDisposed).ToArray())
            _listeners.Remove(gone);
    }

    private void Hear(PretendedSocket socket, string text)
    {
        if (text.Contains("ping", StringComparison.Ordinal))
            socket.Say("""{"success":true,"ret_msg":"pong","conn_id":"1a","req_id":"","op":"ping"}""");
        if (IsMute || text.Contains("unsubscribe", StringComparison.Ordinal))
            return;
        foreach (Match match in Topic().Matches(text))
        {
            var symbol = match.Groups[1].Value;
            if (IsUnanswered?.Invoke(Sockets.IndexOf(socket) + 1, symbol) == true)
                continue;
            _listeners[socket].Add(symbol);
            var (number, levels) = BookOf(symbol);
            var bids = string.Join(',', levels.Bids.Select(level => $"[\"{level.Key}\",\"{level.Value}\"]"));
            socket.Say($$"""{"topic":"orderbook.200.{{symbol}}","ts":1786310818129,"type":"snapshot","data":{"s":"{{symbol}}","b":[{{bids}}],"a":[["1000","1"]],"u":{{number}},"seq":{{number}}},"cts":1786310818128}""");
        }
    }

    private (long Number, NaiveBook Levels) BookOf(string symbol)
    {
        if (!_books.TryGetValue(symbol, out var book))
        {
            book = (100, new NaiveBook());
            book.Levels.Set(Rialto.Model.Orders.Side.Buy, 100, 7);
            book.Levels.Set(Rialto.Model.Orders.Side.Sell, 1_000, 1);
            _books[symbol] = book;
        }

        return book;
    }

    [GeneratedRegex("orderbook\\.200\\.([A-Z0-9]+)")]
    private static partial Regex Topic();
}
