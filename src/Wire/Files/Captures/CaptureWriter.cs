using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Captures;

/// <summary>
/// Writes a recording in the framing of objects that <see cref="CaptureReader"/> reads; docs/reference/recordings.md is the specification. Lines are gathered in memory and packed as one gzip
/// member, a segment, which goes to the stream in a single write at <see cref="EndSegment"/>: what is there after the process was killed are whole segments. What would make a longer line than
/// the reader takes is refused. Single-threaded; owns the stream.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    /// <summary>More than the bytes of a line beside its texts: braces, names of members, numbers.</summary>
    private const int FrameworkBytes = 256;

    private readonly Stream _stream;
    private readonly int _recordBytesMax;
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private readonly MemoryStream _packed = new();

    /// <summary>Writes to a stream, from its present position.</summary>
    /// <param name="stream">Disposed with the writer.</param>
    /// <param name="recordBytesMax">Longest line of a frame or an answer.</param>
    public CaptureWriter(Stream stream, int recordBytesMax = CaptureReader.RecordBytesMax) => (_stream, _recordBytesMax) = (stream, recordBytesMax);

    /// <summary>Bytes of lines that wait for the end of their segment.</summary>
    public int WaitingBytes => _lines.WrittenCount;

    /// <summary>Bytes that went to the stream.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Records written, those that wait included.</summary>
    public long Records { get; private set; }

    /// <summary>The first line: who recorded, when, and which file this one goes on from.</summary>
    public void Header(string recorder, Timestamp now, string continues = "")
    {
        Begin("header"u8, "", now);
        Member("recorder"u8, recorder);
        Member("recorded"u8, now.ToString());
        if (continues.Length > 0)
            Member("continues"u8, continues);
        End();
    }

    /// <summary>A connection was opened.</summary>
    public void Connect(string connection, string venue, string address, Timestamp now)
    {
        Begin("connect"u8, connection, now);
        Member("venue"u8, venue);
        Member("addr"u8, address);
        End();
    }

    /// <summary>A connection that was opened in the file before goes on in this one.</summary>
    public void Continue(string connection, string venue, string address, Timestamp now)
    {
        Begin("continue"u8, connection, now);
        Member("venue"u8, venue);
        Member("addr"u8, address);
        End();
    }

    /// <summary>A connection is gone.</summary>
    public void Disconnect(string connection, string reason, Timestamp now)
    {
        Begin("disconnect"u8, connection, now);
        Member("reason"u8, reason);
        End();
    }

    /// <summary>A frame that was sent.</summary>
    /// <returns>False where its line would be too long: nothing is written.</returns>
    public bool Send(string connection, ReadOnlySpan<byte> frame, bool isBinary, Timestamp now) => Frame("send"u8, connection, frame, isBinary, now);

    /// <summary>A frame that came in.</summary>
    /// <returns>False where its line would be too long: nothing is written.</returns>
    public bool Receive(string connection, ReadOnlySpan<byte> frame, bool isBinary, Timestamp now) => Frame("recv"u8, connection, frame, isBinary, now);

    /// <summary>The body of a REST answer.</summary>
    /// <param name="connection">Whose REST interface, by a name of its own.</param>
    /// <param name="venue">Whose it is.</param>
    /// <param name="url">What was asked for, UTF-8.</param>
    /// <param name="body">The body.</param>
    /// <param name="now">When it came.</param>
    /// <param name="status">HTTP status; written where it is not 200.</param>
    /// <returns>False where its line would be too long: nothing is written.</returns>
    public bool Rest(string connection, string venue, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body, Timestamp now, int status = 200)
    {
        if (!Fits(connection, venue, url, body))
            return false;
        Begin("http"u8, connection, now);
        Member("venue"u8, venue);
        if (status != 200)
        {
            Raw(",\"status\":"u8);
            Number(status);
        }

        Raw(",\"url\":\""u8);
        Escaped(url);
        Raw("\""u8);
        Payload(body, isBinary: false);
        End();
        return true;
    }

    /// <summary>So many records of a connection could not be kept since the last such record.</summary>
    public void Lost(string connection, long count, Timestamp now)
    {
        Begin("lost"u8, connection, now);
        Raw(",\"count\":"u8);
        Number(count);
        End();
    }

    /// <summary>Packs what was gathered and writes it. The caller sees to it that it reaches the disk.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void EndSegment()
    {
        if (_lines.WrittenCount == 0)
            return;
        _packed.SetLength(0);
        using (var gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(_lines.WrittenSpan);
        _stream.Write(_packed.GetBuffer(), 0, (int)_packed.Length);
        _stream.Flush();
        WrittenBytes += _packed.Length;
        _lines.ResetWrittenCount();
    }

    /// <summary>Ends the segment and closes the stream.</summary>
    public void Dispose()
    {
        EndSegment();
        _stream.Dispose();
        _packed.Dispose();
    }

    private bool Frame(ReadOnlySpan<byte> kind, string connection, ReadOnlySpan<byte> frame, bool isBinary, Timestamp now)
    {
        if (!Fits(connection, "", default, frame))
            return false;
        Begin(kind, connection, now);
        Payload(frame, isBinary);
        End();
        return true;
    }

    /// <summary>True where the line of a frame or an answer is not too long. Nearly all are so short that nothing has to be counted.</summary>
    private bool Fits(string connection, string venue, ReadOnlySpan<byte> url, ReadOnlySpan<byte> payload)
    {
        // At most: six bytes for one that is escaped, and three of UTF-8 for a character.
        var others = FrameworkBytes + (6L * (3L * (connection.Length + venue.Length) + url.Length));
        return others + (6L * payload.Length) <= _recordBytesMax || others + PayloadBytes(payload) <= _recordBytesMax;
    }

    private static long PayloadBytes(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
            return 4 * ((payload.Length + 2L) / 3);
        var bytes = (long)payload.Length;
        for (var next = payload.IndexOfAny(_special); next >= 0; next = payload.IndexOfAny(_special))
        {
            bytes += payload[next] is (byte)'"' or (byte)'\\' or (byte)'\n' ? 1 : 5;
            payload = payload[(next + 1)..];
        }

        return bytes;
    }

    private void Begin(ReadOnlySpan<byte> kind, string connection, Timestamp now)
    {
        Records++;
        Raw("{\"t\":\""u8);
        Raw(kind);
        Raw("\""u8);
        if (connection.Length > 0)
            Member("conn"u8, connection);
        Raw(",\"ts\":"u8);
        Number(Math.DivRem(now.Nanoseconds, 1_000_000_000, out var rest));
        Span<byte> digits = stackalloc byte[10];
        digits[0] = (byte)'.';
        for (var i = 9; i > 0; i--)
            (digits[i], rest) = ((byte)('0' + rest % 10), rest / 10);
        Raw(digits);
    }

    private void End() => Raw("}\n"u8);

    /// <summary>Text as it is, with its characters escaped where JSON wants it; bytes that are no UTF-8 as base64.</summary>
    private void Payload(ReadOnlySpan<byte> bytes, bool isBinary)
    {
        if (!Utf8.IsValid(bytes))
        {
            Raw(",\"b64\":\""u8);
            var room = _lines.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
            Base64.EncodeToUtf8(bytes, room, out _, out var written);
            _lines.Advance(written);
            Raw("\""u8);
            return;
        }

        if (isBinary)
            Raw(",\"bin\":1"u8);
        Raw(",\"data\":\""u8);
        Escaped(bytes);
        Raw("\""u8);
    }

    private void Member(ReadOnlySpan<byte> name, string text)
    {
        Raw(",\""u8);
        Raw(name);
        Raw("\":\""u8);

        // Names of connections come with every record: they are short, and make no garbage.
        Span<byte> few = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(text, few, out var length))
            Escaped(few[..length]);
        else
            Escaped(Encoding.UTF8.GetBytes(text));
        Raw("\""u8);
    }

    private void Escaped(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(_special);
            if (plain < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..plain]);
            var c = text[plain];
            switch (c)
            {
                case (byte)'"':
                    Raw("\\\""u8);
                    break;
                case (byte)'\\':
                    Raw("\\\\"u8);
                    break;
                case (byte)'\n':
                    Raw("\\n"u8);
                    break;
                default:
                    Raw("\\u00"u8);
                    Raw([_hex[c >> 4], _hex[c & 15]]);
                    break;
            }

            text = text[(plain + 1)..];
        }
    }

    private void Number(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Raw(digits[..length]);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _lines.Write(bytes);

    // What JSON does not let stand in a string: quotes, backslashes and everything below a blank.
    private static readonly SearchValues<byte> _special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);
    private static readonly byte[] _hex = [.. "0123456789abcdef"u8];
}
