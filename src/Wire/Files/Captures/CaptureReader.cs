using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Wire.Files.Captures;

/// <summary>
/// Reads a recording of a venue's feed record by record, in the order in which things came in: frames, REST answers, connections. Three framings are told apart by how a line begins;
/// docs/reference/recordings.md says what each holds:
/// <code>
/// {"t":"recv","conn":"a","ts":1618677372.17,"data":"{\"e\":..}"}        capture: header, connect, send, recv, http (with "url"); "venue" beside "addr" and "url"
/// 1723161253937085768 {"stream":..,"data":..}                           timestamped lines: 19 digits are nanoseconds, 16 microseconds, 13 milliseconds
/// {"local_recv_ns":..,"event_type":"orderbook_delta","sequence_number":7,"payload_json":{..}}   Kalshi's, taken apart: put together again
/// </code>
/// Single-threaded. Spans are valid until the next call of <see cref="TryRead"/>.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    /// <summary>
    /// Longest record, in bytes of its line: Binance's list of instruments has 17 million, Coinbase's whole BTC-USD book 5 million, and quotes take two in a line. <see cref="CaptureWriter"/>
    /// writes none that is longer.
    /// </summary>
    public const int RecordBytesMax = 64 * 1024 * 1024;

    private readonly LineReader _lines;
    private readonly Dictionary<string, int> _connections = [];
    private readonly List<string> _names = [""];

    // Grows to the longest record; never beyond the longest line.
    private byte[] _unescaped = new byte[4 * 1024];
    private byte[] _connectionText = [];
    private byte[] _venueText = [];
    private byte[] _url = [];
    private int _urlLength;
    private int _length;
    private long _bookSubscription;
    private long _otherSubscription;

    /// <summary>Reads a stream, plain or gzip, from its present position.</summary>
    /// <param name="stream">Disposed with the reader.</param>
    /// <param name="name">How errors call it.</param>
    /// <param name="recordBytesMax">Longest record, in bytes of its line; a longer one is read as <see cref="CaptureKind.TooLong"/>.</param>
    public CaptureReader(Stream stream, string name, int recordBytesMax = RecordBytesMax) => _lines = new LineReader(stream, name, recordBytesMax, passesOverLongLines: true);

    /// <summary>Opens a file by path.</summary>
    public static CaptureReader Open(string path) => new(File.OpenRead(path), Path.GetFileName(path));

    /// <summary>What the last record is.</summary>
    public CaptureKind Kind { get; private set; }

    /// <summary>When it came in, by the recorder's clock.</summary>
    public Timestamp ReceiveTime { get; private set; }

    /// <summary>Which connection it came over: 1, 2, 3 in order of first appearance. Books and sequence numbers are per connection.</summary>
    public int Connection { get; private set; }

    /// <summary>What the recording calls <see cref="Connection"/>; empty where it has no names for them.</summary>
    public string ConnectionName => Connection < _names.Count ? _names[Connection] : "";

    /// <summary>Which venue a connection or a REST answer belongs to, if the recording says; otherwise it shows in addresses and frames.</summary>
    public string Venue { get; private set; } = "";

    /// <summary>The frame came as a binary one.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Of <see cref="CaptureKind.Lost"/>: how many; zero otherwise.</summary>
    public long LostRecords { get; private set; }

    /// <summary>The file that this one goes on from, as its header says; empty where it says nothing, and before the header was read.</summary>
    public string Continues { get; private set; } = "";

    /// <summary>The line of the file that the record stands in, from 1.</summary>
    public long Row => _lines.Row;

    /// <summary>The frame, the body, or the address connected to.</summary>
    public ReadOnlySpan<byte> Payload => _unescaped.AsSpan(0, _length);

    /// <summary>Of a REST answer: what was asked for, if the recording says.</summary>
    public ReadOnlySpan<byte> Url => _url.AsSpan(0, _urlLength);

    /// <summary>The next record.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FlowFileException">A line that is no record.</exception>
    public bool TryRead()
    {
        if (!_lines.TryRead(out var line))
            return false;
        _length = 0;
        _urlLength = 0;
        Kind = CaptureKind.Other;
        IsBinary = false;
        LostRecords = 0;
        if (_lines.IsTooLong)
            Kind = CaptureKind.TooLong;
        else if (line.StartsWith("{\"local_recv_ns\""u8))
            ReadParts(line);
        else if (line.Length > 0 && line[0] == (byte)'{')
            ReadRecord(line);
        else
            ReadTimestamped(line);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void ReadRecord(ReadOnlySpan<byte> line)
    {
        var scanner = new FrameScanner(line);
        ReadOnlySpan<byte> kind = default, connection = default, data = default, url = default, venue = default;
        long binary = 0, status = 200;
        var isBase64 = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("t"u8))
                scanner.Text(out kind);
            else if (name.SequenceEqual("conn"u8))
                scanner.Text(out connection);
            else if (name.SequenceEqual("url"u8))
                scanner.Text(out url);
            else if (name.SequenceEqual("data"u8) || name.SequenceEqual("addr"u8))
                scanner.Text(out data);
            else if (name.SequenceEqual("b64"u8))
                isBase64 = scanner.Text(out data);
            else if (name.SequenceEqual("venue"u8))
                scanner.Text(out venue);
            else if (name.SequenceEqual("bin"u8))
                scanner.Integer(out binary);
            else if (name.SequenceEqual("status"u8))
                scanner.Integer(out status);
            else if (name.SequenceEqual("count"u8))
            {
                scanner.Integer(out var count);
                LostRecords = count;
            }
            else if (name.SequenceEqual("continues"u8) && scanner.Text(out var before))
                Continues = System.Text.Encoding.UTF8.GetString(before);
            else if (name.SequenceEqual("ts"u8))
            {
                scanner.Decimal(9, out var nanoseconds, out _);
                ReceiveTime = new Timestamp(nanoseconds);
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            throw _lines.Error($"no JSON object (byte {scanner.FailedAt})");
        Kind = kind.SequenceEqual("recv"u8) ? CaptureKind.Receive
            : kind.SequenceEqual("http"u8) ? (status is >= 200 and < 300 ? CaptureKind.Rest : CaptureKind.Other)
            : kind.SequenceEqual("send"u8) ? CaptureKind.Send
            : kind.SequenceEqual("connect"u8) ? CaptureKind.Connect
            : kind.SequenceEqual("continue"u8) ? CaptureKind.Continue
            : kind.SequenceEqual("disconnect"u8) ? CaptureKind.Disconnect
            : kind.SequenceEqual("lost"u8) ? CaptureKind.Lost
            : CaptureKind.Other;
        Connection = NumberOf(connection);
        IsBinary = isBase64 || binary != 0;
        if (!venue.SequenceEqual(_venueText))
        {
            _venueText = venue.ToArray();
            Venue = System.Text.Encoding.UTF8.GetString(venue);
        }

        Room(data.Length);
        if (isBase64)
        {
            if (System.Buffers.Text.Base64.DecodeFromUtf8(data, _unescaped, out _, out _length) != System.Buffers.OperationStatus.Done)
                throw _lines.Error("no base64");
        }
        else if (!JsonCursor.TryUnescape(data, _unescaped, out _length))
            throw _lines.Error("half a character");
        if (_url.Length < url.Length)
            _url = new byte[url.Length];
        if (!JsonCursor.TryUnescape(url, _url, out _urlLength))
            throw _lines.Error("half a character");
    }

    /// <summary>A frame whose envelope became columns. The number of its subscription is in the answer to it, which came before on the same connection.</summary>
    private void ReadParts(ReadOnlySpan<byte> line)
    {
        var scanner = new FrameScanner(line);
        ReadOnlySpan<byte> type = default, payload = default;
        long sequence = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("local_recv_ns"u8))
            {
                scanner.Integer(out var nanoseconds);
                ReceiveTime = new Timestamp(nanoseconds);
            }
            else if (name.SequenceEqual("event_type"u8))
                scanner.Text(out type);
            else if (name.SequenceEqual("sequence_number"u8) && scanner.Kind == JsonKind.Number)
                scanner.Integer(out sequence);
            else if (name.SequenceEqual("payload_json"u8))
            {
                var start = scanner.Position;
                scanner.Skip();
                payload = line[start..Math.Max(start, scanner.HasFailed ? start : scanner.Position)];
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            throw _lines.Error($"no JSON object (byte {scanner.FailedAt})");
        if (type.SequenceEqual("ws_connected"u8))
        {
            Kind = CaptureKind.Connect;
            Connection++;
            return;
        }

        var isBook = type.StartsWith("orderbook_"u8);
        if (type.SequenceEqual("ws_subscribed"u8))
        {
            if (payload.IndexOf("\"orderbook_delta\""u8) >= 0)
                _bookSubscription = SubscriptionIn(payload);
            else
                _otherSubscription = SubscriptionIn(payload);
            Take(payload);
        }
        else if (isBook || type.SequenceEqual("ticker"u8) || type.SequenceEqual("trade"u8))
        {
            var culture = System.Globalization.CultureInfo.InvariantCulture;
            Take(System.Text.Encoding.UTF8.GetBytes(string.Create(
                culture, $"{{\"type\":\"{System.Text.Encoding.UTF8.GetString(type)}\",\"sid\":{(isBook ? _bookSubscription : _otherSubscription)},\"seq\":{sequence},\"msg\":")));
            Take(payload);
            Take("}"u8);
        }
        else
            return;
        Kind = CaptureKind.Receive;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Room(_length + bytes.Length);
        bytes.CopyTo(_unescaped.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Room(int bytes)
    {
        if (bytes > _unescaped.Length)
            Array.Resize(ref _unescaped, Math.Max(bytes, _unescaped.Length * 2));
    }

    private static long SubscriptionIn(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf("\"sid\":"u8);
        var scanner = new FrameScanner(at < 0 ? default : payload[(at + 6)..]);
        scanner.Integer(out var subscription);
        return subscription;
    }

    private void ReadTimestamped(ReadOnlySpan<byte> line)
    {
        var blank = line.IndexOf((byte)' ');
        var scale = blank switch { 19 => 0, 16 => 3, 13 => 6, _ => -1 };
        if (scale < 0 || DecimalText.TryParse(line[..blank], scale, out var nanoseconds) != DecimalTextError.None)
            throw _lines.Error("no receive time of 19, 16 or 13 digits");
        ReceiveTime = new Timestamp(nanoseconds);
        Connection = 1;
        var payload = line[(blank + 1)..];
        Take(payload);
        // A REST snapshot of a Binance book stands among the frames; all frames are {"stream":..,"data":..}.
        Kind = payload.StartsWith("{\"stream\""u8) ? CaptureKind.Receive : CaptureKind.Rest;
    }

    private int NumberOf(ReadOnlySpan<byte> connection)
    {
        if (Connection > 0 && connection.SequenceEqual(_connectionText))
            return Connection;
        _connectionText = connection.ToArray();
        var text = System.Text.Encoding.UTF8.GetString(connection);
        if (!_connections.TryGetValue(text, out var number))
        {
            _connections[text] = number = _connections.Count + 1;
            _names.Add(text);
        }

        return number;
    }
}
