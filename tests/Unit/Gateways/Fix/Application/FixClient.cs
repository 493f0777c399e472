using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Application;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>A FIX client without a session layer: what it sends and what it gets is checked by the dictionary, and nothing else stands between it and the application.</summary>
internal sealed class FixClient : IFixOutlet
{
    private static readonly FixDictionary Dictionary = FixDictionary.Load(typeof(GatewayServer).Assembly.GetManifestResourceStream("rialto-fix44.xml")!);

    private readonly Channel<FixFields> _received = Channel.CreateUnbounded<FixFields>();
    private readonly FixMessage _message = new();
    private readonly FixMessage _told = new();
    private readonly Lock _gate = new();
    private readonly FixWriter _writer = new();
    private readonly FixTrader _trader;
    private readonly RunningExchange _exchange;
    private int _seqNum;

    private FixClient(RunningExchange exchange, ApiKey key, SessionId session, bool dropCopy)
    {
        _exchange = exchange;
        Link = new FixLink(this) { Key = key, Session = session, Copies = dropCopy ? FixCopies.All : FixCopies.Own };
        _trader = new FixTrader(exchange.Gateways.Services, exchange.Gateways.FixHub, Link);
    }

    public FixLink Link { get; }

    public bool IsOnline => true;

    /// <summary>As while a resend runs: what is of no use later is dropped.</summary>
    public bool IsBusy { get; set; }

    /// <summary>What the dictionary found wrong with what we were sent; empty.</summary>
    public List<string> Faults { get; } = [];

    public static async Task<FixClient> LogonAsync(
        RunningExchange exchange, string user, Permissions permissions = Permissions.Read | Permissions.Trade, bool dropCopy = false, bool cancelOnDisconnect = false)
    {
        var key = exchange.Keys.Find(exchange.Keys.Create(user, permissions).Key.Id)!;
        var (session, _) = await exchange.Gateways.Services.Sessions.OpenAsync(key, "127.0.0.1:1", cancelOnDisconnect);
        var client = new FixClient(exchange, key, session, dropCopy);
        await client._trader.OnLogonAsync(client.Link);
        return client;
    }

    /// <summary>The connection ends, and its exchange session with it.</summary>
    public async Task LeaveAsync()
    {
        await _exchange.Gateways.Services.Sessions.CloseAsync(Link.Session, Link.Key.Owner);
        await _trader.OnLogoutAsync(Link);
    }

    /// <summary>The same session over a new connection.</summary>
    public async Task ReturnAsync()
    {
        (Link.Session, _) = await _exchange.Gateways.Services.Sessions.OpenAsync(Link.Key, "127.0.0.1:2", cancelOnDisconnect: false);
        await _trader.OnLogonAsync(Link);
    }

    /// <summary>Sends a message; fields have a bar between them, TransactTime is added where it is missing.</summary>
    public void Send(string type, string fields, bool isLast = true)
    {
        _writer.Begin(Encoding.ASCII.GetBytes(type));
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            _writer.Add(int.Parse(field[..equals], CultureInfo.InvariantCulture), field[(equals + 1)..]);
        }

        if (type is "D" or "F" or "G" or "q" && !fields.Contains("|60=", StringComparison.Ordinal))
            _writer.AddTimestamp(60, Timestamp.FromDateTimeUtc(DateTime.UtcNow));
        var frame = _writer.End(new FixHeader("C"u8.ToArray(), "RIALTO"u8.ToArray(), ++_seqNum, Timestamp.FromDateTimeUtc(DateTime.UtcNow))).ToArray();
        Assert.True(_message.TryParse(frame, out _));
        Assert.Null(Dictionary.Validate(_message));
        var taking = _trader.OnMessageAsync(Link, _message);
        // As a connection does: it takes no further message before this one is done with.
        if (!taking.IsCompletedSuccessfully)
            Assert.True(taking.AsTask().Wait(TimeSpan.FromSeconds(30)));
        if (isLast)
            _trader.OnBatchEnd(Link);
    }

    /// <summary>The next message.</summary>
    public async Task<FixFields> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var message = await _received.Reader.ReadAsync(patience.Token);
        Assert.Empty(Faults);
        return message;
    }

    /// <summary>Sends, and gets the next message.</summary>
    public Task<FixFields> AskAsync(string type, string fields)
    {
        Send(type, fields);
        return ReceiveAsync();
    }

    /// <summary>A resend has ended.</summary>
    public void EndResend() => _trader.OnResent(Link);

    /// <summary>True where nothing waits to be read.</summary>
    public bool IsEmpty => _received.Reader.Count == 0;

    bool IFixOutlet.IsCrowded => false;

    FixCause IFixOutlet.Told { get; set; }

    bool IFixOutlet.TryTell(FixWriter body) => !IsBusy && ((IFixOutlet)this).Send(body, default);

    void IFixOutlet.TellMissing() => throw new InvalidOperationException("Nothing is missing.");

    bool IFixOutlet.Send(FixWriter body, FixCause cause)
    {
        lock (_gate)
        {
            var frame = body.End(new FixHeader("RIALTO"u8.ToArray(), "C"u8.ToArray(), 1, Timestamp.FromDateTimeUtc(DateTime.UtcNow))).ToArray();
            if (!_told.TryParse(frame, out var error) || Dictionary.Validate(_told) is not null)
                Faults.Add($"{error} {Dictionary.Validate(_told)} {new FixFields(frame)}");
            _received.Writer.TryWrite(new FixFields(frame));
        }

        return true;
    }

    void IFixOutlet.Flush(bool here)
    {
    }

    void IFixOutlet.LogOut(string text) => throw new InvalidOperationException(text);
}
