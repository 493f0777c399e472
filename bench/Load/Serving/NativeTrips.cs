using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Load.Serving;

/// <summary>Orders over one session of the native protocol, one after the other.</summary>
internal sealed class NativeTrips : ITrip
{
    private readonly Socket _socket;
    private readonly byte[] _request = new byte[NativeFrame.MaxBytes];
    private readonly byte[] _answer = new byte[64 * 1024];
    private readonly byte[] _order;
    private int _received;

    public NativeTrips(HostProcess host)
    {
        var address = IPEndPoint.Parse(host.Native ?? throw new InvalidOperationException("The native protocol is off."));
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(address);
        LogOn(host);

        var command = new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = InstrumentId(host, "AAPL"),
            Side = Side.Buy,
            Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Ioc),
            Price = new Price(100),
            Quantity = new Quantity(1),
        };
        _order = _request.AsSpan(0, NativeOrders.Encode(command, requestId: 7, _request)).ToArray();
    }

    /// <inheritdoc/>
    public string Name => "native, NewOrder";

    /// <inheritdoc/>
    public byte[] Prepare() => _order;

    /// <inheritdoc/>
    public void Send(byte[] request) => _socket.Send(request);

    /// <inheritdoc/>
    public void Receive()
    {
        Until(static frame =>
        {
            if (NativeFrame.TypeOf(frame) is NativeType.Refused or NativeType.SessionEnded)
                throw new InvalidOperationException($"The exchange answered {NativeFrame.TypeOf(frame)}: {Convert.ToHexString(frame)}.");
            return NativeOrderEvent.TryDecode(frame, out var told, out _) && told.Kind == EventKind.OrderCanceled;
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private delegate bool IsIt(ReadOnlySpan<byte> frame);

    private void LogOn(HostProcess host)
    {
        var logon = new NativeLogon(
            NativeFrame.MinVersion, NativeFrame.MaxVersion, Text36.Of(host.Key), CancelOnDisconnect: false, Timestamp.FromDateTimeUtc(DateTime.UtcNow), HeartbeatMs: 0);
        var frame = _request.AsSpan(0, logon.Encode(requestId: 1, _request));
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(host.Secret), NativeLogon.SignedPart(frame), NativeLogon.SignaturePart(frame));
        _socket.Send(frame);
        Until(static frame => NativeFrame.TypeOf(frame) switch
        {
            NativeType.LogonAccepted => true,
            NativeType.Refused or NativeType.SessionEnded => throw new InvalidOperationException("The native logon was refused."),
            _ => false,
        });
    }

    // Reads frames until one is it; what comes behind it in the same packet is kept.
    private void Until(IsIt isIt)
    {
        while (true)
        {
            var from = 0;
            while (NativeFrame.Next(_answer.AsSpan(from, _received - from), out var frame) == FrameStatus.Complete)
            {
                from += frame.Length;
                if (!isIt(frame))
                    continue;
                Keep(from);
                return;
            }
            Keep(from);
            var read = _socket.Receive(_answer.AsSpan(_received));
            if (read == 0)
                throw new InvalidOperationException("The exchange closed the session.");
            _received += read;
        }
    }

    private void Keep(int from)
    {
        _answer.AsSpan(from, _received - from).CopyTo(_answer);
        _received -= from;
    }

    private static InstrumentId InstrumentId(HostProcess host, string symbol)
    {
        using var client = new HttpClient();
        using var json = JsonDocument.Parse(client.GetStringAsync(new Uri(host.Url, "/api/v1/instruments/" + symbol)).GetAwaiter().GetResult());
        return new InstrumentId(json.RootElement.GetProperty("instrument_id").GetInt32());
    }
}
