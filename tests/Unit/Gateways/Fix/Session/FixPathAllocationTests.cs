using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Application;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Orders;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;
using Rialto.Venue;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>An order's whole way over FIX on one thread: bytes in, session, intake, engine, events, fan-out, report, store, socket. Nothing of it allocates.</summary>
public sealed class FixPathAllocationTests : IDisposable
{
    private const int WarmUp = 6_000;
    private const int Measured = 1_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_order_in_and_its_reports_out_allocate_nothing_once_warm()
    {
        var intake = new MpscRing<Command>(1 << 10);
        var events = new BroadcastRing<ExchangeEvent>(1 << 12);
        var exchange = new Exchange<RunningExchange.RingSink>(new ExchangeLimits(), new RunningExchange.RingSink(events));
        using var keys = KeyStore.Open(Path.Combine(_folder, "keys"));
        var options = new GatewayOptions();
        options.Http.Port = options.Native.Port = options.Binance.Port = 0;
        options.Native.Enabled = options.Binance.Enabled = false;
        options.Fix.Enabled = true;
        options.Fix.Folder = Path.Combine(_folder, "fix");
        options.Fix.MessagesPerSecond = options.Fix.MessageBurst = 100_000_000;
        options.Fix.MaxStoreBytes = 1 << 20;
        options.Views.FinishedOrders = 1_000;
        var readiness = new Readiness();
        await using var gateways = new GatewayServer(new GatewayPipeline(intake, events.AddReader(gating: true), () => long.MaxValue), keys, options, readiness);
        foreach (var command in RunningExchange.Opening())
            exchange.Apply(command);
        gateways.FanOut.DoWork();
        var opened = gateways.OpenAsync(exchange.LastSequence);
        while (!opened.IsCompleted)
            gateways.FanOut.DoWork();

        var created = keys.Create("alice", Permissions.Read | Permissions.Trade);
        var key = keys.Find(created.Key.Id)!;
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var socket = listener.Accept();
        socket.Blocking = false;
        using var sessions = new FixSessions(options.Fix, FixAcceptor.VenueDictionary(), link => new FixTrader(gateways.Services, gateways.FixHub, link), TimeProvider.System);
        var session = sessions.Open(key);
        var connection = new FixConnection(socket, new FixOutbox(1 << 20), gateways.Services, sessions, new FixDoor(keys, gateways.Services.Authenticator), "127.0.0.1:1", isConfidential: true);
        Assert.True(session.TryAttach(connection));
        var engine = new Engine(exchange);
        var opening = gateways.Services.Sessions.OpenAsync(key, "127.0.0.1:1", cancelOnDisconnect: false);
        while (!opening.IsCompleted)
        {
            intake.Poll(ref engine, 64);
            gateways.FanOut.DoWork();
        }

        session.Link.Session = (await opening).Session;
        var message = new FixMessage();
        Assert.Equal(FixReceipt.LoggedOn, Receive(Frame("35=A|98=0|108=300", 1)));
        var logon = session.Application.OnLogonAsync(session.Link).AsTask();
        while (!logon.IsCompleted)
            gateways.FanOut.DoWork();

        var frames = Enumerable.Range(0, WarmUp + Allocations.Rounds * Measured).Select(i => Frame(string.Create(
            CultureInfo.InvariantCulture,
            $"35=D|11=o{i}|55=AAPL|54={1 + (i % 2)}|60=20261122-12:00:00|38=1|40=2|44=100|59=1"), i + 2)).ToArray();
        var received = new byte[1 << 16];
        var (told, allocated, least) = (0, 0L, long.MaxValue);
        for (var i = 0; i < frames.Length; i++)
        {
            var before = Allocations.SoFar;
            if (Receive(frames[i]) != FixReceipt.Deliver)
                throw new InvalidOperationException();
            var taking = session.Application.OnMessageAsync(session.Link, message);
            Assert.True(taking.IsCompletedSuccessfully);
            await taking;
            session.Application.OnBatchEnd(session.Link);
            allocated += Allocations.SoFar - before;
            intake.Poll(ref engine, 64);
            before = Allocations.SoFar;
            gateways.FanOut.DoWork();
            allocated += Allocations.SoFar - before;
            told += received.AsSpan(0, client.Receive(received)).Count("\u000135=8\u0001"u8);
            if ((i + 1) % Measured != 0)
                continue;
            if (i >= WarmUp)
                least = Math.Min(least, allocated);
            allocated = 0;
        }

        // Each order is new, and every second one trades with the one before it.
        Assert.Equal(2 * frames.Length, told);
        Assert.Equal(0, least);

        FixReceipt Receive(ReadOnlyMemory<byte> frame) => message.TryParse(frame, out _) ? session.Receive(message, null) : throw new InvalidOperationException();

        byte[] Frame(string body, int number) => FixScript.Write(body.Insert(body.IndexOf('|', StringComparison.Ordinal), "|49=" + created.Key.Id), number, DateTimeOffset.UtcNow);
    }

    private readonly struct Engine(Exchange<RunningExchange.RingSink> exchange) : IRingHandler<Command>
    {
        public void On(ref Command item, long position)
        {
            item.Sequence = exchange.LastSequence + 1;
            item.Time = new Timestamp(exchange.Time.Nanoseconds + 1_000_000);
            exchange.Apply(in item);
        }
    }
}
