using System.Net.Sockets;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>FIX 4.4.</summary>
internal sealed class FixDoor : IDoor
{
    private readonly Dictionary<string, Client> _clients = [];

    public static async Task<IDoor> OpenAsync(RunningExchange exchange)
    {
        var door = new FixDoor();
        foreach (var user in FlowStep.Users)
        {
            var client = new Client(exchange.Keys.Create(user, Permissions.Read | Permissions.Trade));
            door._clients.Add(user, client);
            await client.LogonAsync(exchange.Gateways.FixEndpoint!);
        }

        return door;
    }

    public Task SendAsync(string user, Command command) => _clients[user].OrderAsync(command);

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A session that asks one thing at a time.</summary>
    private sealed class Client(CreatedKey key) : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly FixWriter _writer = new();
        private readonly FixMessage _message = new();

        // FIX names an order anew with each replacement.
        private readonly Dictionary<Text36, (string Id, Side Side)> _names = [];
        private byte[] _received = new byte[1 << 16];
        private int _held;
        private int _used;
        private int _next = 1;
        private int _asked;

        public async Task LogonAsync(System.Net.IPEndPoint endpoint)
        {
            await _socket.ConnectAsync(endpoint);
            _writer.Begin("A"u8);
            _writer.Add(98, 0);
            _writer.Add(108, 30);
            _writer.Add(141, true);
            _writer.Add(554, key.Secret);
            await SendAsync();
            await UntilAsync(message => message.MsgType.SequenceEqual("A"u8));
        }

        public async Task OrderAsync(Command command)
        {
            var id = command.Kind == CommandKind.NewOrder ? command.Text.ToString() : $"{key.Key.UserName}-r{++_asked}";
            Write(in command, id);
            await SendAsync();
            await UntilAsync(message => message.TryGet(11, out var of) && of.SequenceEqual(Encoding.ASCII.GetBytes(id)));

            // What an OrderCancelReject has refused keeps its name.
            if (command.Kind == CommandKind.NewOrder)
                _names[command.Text] = (id, command.Side);
            else if (command.Kind == CommandKind.ReplaceOrder && !_message.MsgType.SequenceEqual("9"u8))
                _names[command.Text] = (id, _names[command.Text].Side);
        }

        public void Dispose() => _socket.Dispose();

        private void Write(in Command command, string id)
        {
            var type = command.Kind switch { CommandKind.NewOrder => "D"u8, CommandKind.ReplaceOrder => "G"u8, _ => "F"u8 };
            _writer.Begin(type);
            _writer.Add(11, id);
            var side = command.Side;
            if (command.Kind != CommandKind.NewOrder)
            {
                (var of, side) = _names[command.Text];
                _writer.Add(41, of);
            }

            _writer.Add(55, "AAPL");
            _writer.Add(54, side == Side.Buy ? '1' : '2');
            _writer.AddTimestamp(60, Timestamp.FromDateTimeUtc(DateTime.UtcNow));
            if (command.Kind == CommandKind.CancelOrder)
                return;
            _writer.Add(38, command.Quantity.Units);
            _writer.Add(40, command.Terms.Type switch { OrderType.Market => '1', OrderType.StopLoss => '3', OrderType.StopLimit => '4', _ => '2' });
            if (command.Price.Units != 0)
                _writer.AddDecimal(44, command.Price.Units, 2);
            if (command.Kind == CommandKind.ReplaceOrder)
                return;
            if (command.TriggerPrice.Units != 0)
                _writer.AddDecimal(99, command.TriggerPrice.Units, 2);
            _writer.Add(59, command.Terms.TimeInForce switch { TimeInForce.Ioc => '3', TimeInForce.Fok => '4', _ => '1' });
            if (command.Terms.PostOnly == PostOnly.Reject)
                _writer.Add(18, '6');
            if (command.DisplayQuantity.Units != 0)
                _writer.Add(111, command.DisplayQuantity.Units);
            _writer.Add(8000, (int)command.Terms.SelfTradePrevention);
        }

        private async Task SendAsync()
        {
            var header = new FixHeader(Encoding.ASCII.GetBytes(key.Key.Id), "RIALTO"u8.ToArray(), _next++, Timestamp.FromDateTimeUtc(DateTime.UtcNow));
            await _socket.SendAsync(_writer.End(in header).ToArray());
        }

        private async Task UntilAsync(Func<FixMessage, bool> isIt)
        {
            using var patience = new CancellationTokenSource(SocketClient.Patience);
            while (true)
            {
                while (FixFraming.TryFind(_received.AsSpan(_used, _held - _used), out var length) == FixFrameStatus.Complete)
                {
                    var frame = _received.AsMemory(_used, length);
                    _used += length;
                    if (!_message.TryParse(frame, out _))
                        throw new InvalidOperationException(Encoding.ASCII.GetString(frame.Span));
                    if (isIt(_message))
                        return;
                    if (_message.MsgType.SequenceEqual("3"u8) || _message.MsgType.SequenceEqual("j"u8) || _message.MsgType.SequenceEqual("5"u8))
                        throw new InvalidOperationException(Encoding.ASCII.GetString(frame.Span));
                }

                _received.AsSpan(_used, _held - _used).CopyTo(_received);
                (_held, _used) = (_held - _used, 0);
                if (_held == _received.Length)
                    Array.Resize(ref _received, _held * 2);
                var count = await _socket.ReceiveAsync(_received.AsMemory(_held), SocketFlags.None, patience.Token);
                if (count == 0)
                    throw new InvalidOperationException("The session has ended.");
                _held += count;
            }
        }
    }
}
