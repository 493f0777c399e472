using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Host.Tools.Client;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Integration.Fix;

/// <summary>An exchange that is killed (SIGKILL) while orders stream in over FIX: after each start its client is told of every order that the journal has, once, under numbers without a gap.</summary>
public sealed class FixKillTests
{
    private const int Kills = 4;
    private const int OrdersEach = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_order_of_a_killed_exchange_is_reported_once()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20_261_122);
        using var client = new Client();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--durability", "os", "--fix", "0");
            await client.LogOnAsync(exchange);
            var seen = client.Reports.Count;
            for (var i = 0; i < OrdersEach; i++)
                await client.SendAsync($"35=D|11=k{kill}-{i}|55=AAPL|54=1|60=20261122-12:00:00|38=1|40=2|44=100|59=1");
            // Somewhere in the middle: some reports are read, others written, others not even made.
            await client.ReadUntilAsync(() => client.Reports.Count >= seen + random.Next(1, OrdersEach / 2));
            await exchange.Process.KillAsync();
            client.HangUp();
        }

        await using var last = await RunningExchange.StartAsync(folder.File("data"), "--durability", "os", "--fix", "0");
        await client.LogOnAsync(last);
        await client.SendAsync("35=AF|584=all|585=7");
        await client.ReadUntilAsync(() => client.Live is not null && client.Listed.Count == client.Live);
        Assert.Empty(client.Faults);
        Assert.True(client.Listed.Count > Kills, $"{client.Listed.Count} orders");
        Assert.Equal(client.Listed.Order(StringComparer.Ordinal), client.Reports.Values.Where(report => report.Type == "0").Select(report => report.ClOrdId).Order(StringComparer.Ordinal));
        Assert.Equal(client.Reports.Count, client.Reports.Values.Select(report => report.ExecId).Distinct().Count());
        client.HangUp();
    }

    /// <summary>A FIX client that keeps numbers and reports through connections, and asks for what it misses.</summary>
    private sealed class Client : IDisposable
    {
        private readonly byte[] _received = new byte[1 << 20];
        private Socket? _socket;
        private string _id = "";
        private int _held;
        private int _nextOut = 1;
        private int _expected = 1;
        private int _missed;
        private int _asked;

        /// <summary>Reports of events by MsgSeqNum.</summary>
        public Dictionary<int, (string ExecId, string Type, string ClOrdId)> Reports { get; } = [];

        /// <summary>ClOrdIDs of a mass status.</summary>
        public HashSet<string> Listed { get; } = [];

        /// <summary>How many it has.</summary>
        public int? Live { get; private set; }

        /// <summary>What was told twice or differently.</summary>
        public List<string> Faults { get; } = [];

        public async Task LogOnAsync(RunningExchange exchange)
        {
            var profile = ClientProfile.Load(Path.Combine(exchange.Folder, "client.json"))!;
            _id = profile.Key!;
            (_held, _missed, _asked) = (0, 0, 0);
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(IPEndPoint.Parse(exchange.Ready.Member("fix")!));
            await SendAsync($"35=A|98=0|108=60|554={profile.Secret}");
            var before = _expected;
            await ReadUntilAsync(() => _expected > before);
        }

        public void HangUp() => _socket!.Dispose();

        public void Dispose() => _socket?.Dispose();

        public Task SendAsync(string body) => SendAsync(body, _nextOut++);

        public async Task ReadUntilAsync(Func<bool> condition)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!condition())
            {
                if (FixFraming.TryFind(_received.AsSpan(0, _held), out var length) == FixFrameStatus.Complete)
                {
                    var message = new FixMessage();
                    Assert.True(message.TryParse(_received.AsMemory(0, length).ToArray(), out _));
                    _received.AsSpan(length, _held - length).CopyTo(_received);
                    _held -= length;
                    await TakeAsync(message);
                    continue;
                }

                var count = await _socket!.ReceiveAsync(_received.AsMemory(_held), SocketFlags.None, patience.Token);
                Assert.True(count > 0, "The exchange has hung up.");
                _held += count;
            }
        }

        private async Task TakeAsync(FixMessage message)
        {
            var type = Of(message, 35);
            if (type == "5")
                throw new InvalidOperationException(Of(message, 58));
            // Before anything else, whatever its number: it is never sent again.
            if (type == "2" && Of(message, 43) != "Y")
                await SendAsync($"35=4|43=Y|122=20261122-00:00:00|123=Y|36={_nextOut}", int.Parse(Of(message, 7), CultureInfo.InvariantCulture));
            if (message.SeqNum > _expected && Of(message, 43) != "Y")
            {
                _missed = Math.Max(_missed, message.SeqNum);
                await AskAsync();
                return;
            }

            if (type == "8" && Of(message, 150) == "I")
            {
                Live = int.Parse(Of(message, 911), CultureInfo.InvariantCulture);
                Listed.Add(Of(message, 11));
            }
            else if (type == "8")
            {
                Note(message.SeqNum, (Of(message, 17), Of(message, 150), Of(message, 11)));
            }
            else if (type == "j")
            {
                Faults.Add(Of(message, 58));
            }

            if (message.SeqNum == _expected)
                _expected = type == "4" ? int.Parse(Of(message, 36), CultureInfo.InvariantCulture) : _expected + 1;
            await AskAsync();
        }

        // One request at a time. What was told among the answers to it may be behind all that it asked for.
        private async Task AskAsync()
        {
            if (_missed < _expected || _expected <= _asked)
                return;
            _asked = _missed;
            await SendAsync($"35=2|7={_expected}|16=0");
        }

        private void Note(int seqNum, (string ExecId, string Type, string ClOrdId) report)
        {
            if (!Reports.TryAdd(seqNum, report) && Reports[seqNum] != report)
                Faults.Add($"{seqNum} was {Reports[seqNum]} and is {report}");
        }

        private async Task SendAsync(string body, int seqNum)
        {
            var bar = body.IndexOf('|', StringComparison.Ordinal);
            var text = string.Create(CultureInfo.InvariantCulture, $"{body[..bar]}|34={seqNum}|49={_id}|56=RIALTO|52={DateTime.UtcNow:yyyyMMdd-HH:mm:ss.fff}|{body[(bar + 1)..]}|").Replace('|', '\u0001');
            text = string.Create(CultureInfo.InvariantCulture, $"8=FIX.4.4\u00019={text.Length}\u0001{text}");
            await _socket!.SendAsync(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}10={text.Sum(c => c) % 256:D3}\u0001")));
        }

        private static string Of(FixMessage message, int tag) => message.TryGet(tag, out var value) ? Encoding.ASCII.GetString(value) : "";
    }
}
