using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Load.Serving;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Load.Fix;

/// <summary>Orders over one FIX session: immediate-or-cancel, meeting nothing, each answered by two ExecutionReports. The same client for every acceptor.</summary>
internal sealed class FixTrips : ITrip
{
    private const int ReceiveBytes = 256 * 1024;
    private static readonly byte[] Exchange = "RIALTO"u8.ToArray();

    // All have one owner, whose orders must not have one name.
    private static long _clients;


    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly FixWriter _writer = new();
    private readonly FixMessage _message = new();
    private readonly byte[] _sender;
    private FixHeader _header;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private int _held;
    private int _seqNum;
    private long _orders = ++_clients * 1_000_000_000;

    public FixTrips(string name, string address, string sender, string secret)
    {
        Name = name;
        _sender = Encoding.ASCII.GetBytes(sender);
        _socket.Connect(IPEndPoint.Parse(address));
        _writer.Begin("A"u8);
        _writer.Add(98, 0);
        _writer.Add(108, 60);
        _writer.Add(141, true);
        _writer.Add(554, secret);
        _socket.Send(End());
        Until((byte)'A');
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public byte[] Prepare()
    {
        Span<byte> id = stackalloc byte[24];
        Utf8Formatter.TryFormat(++_orders, id, out var length);
        _writer.Begin("D"u8);
        _writer.Add(11, id[..length]);
        _writer.Add(55, "AAPL"u8);
        _writer.Add(54, '1');
        _writer.AddTimestamp(60, Now);
        _writer.Add(38, 1);
        _writer.Add(40, '2');
        _writer.AddDecimal(44, 100, 2);
        _writer.Add(59, '3');
        return End().ToArray();
    }

    /// <inheritdoc/>
    public void Send(byte[] request) => _socket.Send(request);

    /// <inheritdoc/>
    public void Receive() => Until((byte)'8');

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Begin("5"u8);
        try
        {
            _socket.Send(End());
            Until((byte)'5');
        }
        catch (Exception problem) when (problem is SocketException or InvalidOperationException)
        {
            // It is gone, which is what was wanted.
        }

        _socket.Dispose();
    }

    private static Timestamp Now => Timestamp.FromDateTimeUtc(DateTime.UtcNow);

    private ReadOnlySpan<byte> End()
    {
        _header = new FixHeader(_sender, Exchange, ++_seqNum, Now);
        return _writer.End(in _header);
    }

    // Returns at the first message of the type; of reports at the one that ends the order. What comes behind it in the same packet is kept.
    private void Until(byte type)
    {
        while (true)
        {
            var used = 0;
            while (FixFraming.TryFind(_received.AsSpan(used, _held - used), out var length) == FixFrameStatus.Complete)
            {
                var isIt = IsIt(_received.AsMemory(used, length), type);
                used += length;
                if (!isIt)
                    continue;
                Keep(used);
                return;
            }

            Keep(used);
            var count = _socket.Receive(_received.AsSpan(_held));
            if (count == 0)
                throw new InvalidOperationException("The acceptor closed the session.");
            _held += count;
        }
    }

    private bool IsIt(Memory<byte> frame, byte type)
    {
        if (!_message.TryParse(frame, out var error))
            throw new InvalidOperationException($"The acceptor sent what is no message: {error}");
        if (_message.MsgType[0] is (byte)'3' or (byte)'j' || (_message.MsgType[0] == '8' && _message.TryChar(39, out var refused) && refused == '8'))
            throw new InvalidOperationException("The acceptor refused: " + Encoding.ASCII.GetString(_message.Frame).Replace('\u0001', '|'));
        return _message.MsgType[0] == type && (type != '8' || (_message.TryChar(39, out var status) && status == '4'));
    }

    private void Keep(int from)
    {
        _received.AsSpan(from, _held - from).CopyTo(_received);
        _held -= from;
    }
}
