using System.Buffers.Binary;
using System.IO.Compression;

namespace Rialto.Wire.Files.Historical;

/// <summary>
/// A day of NASDAQ TotalView-ITCH 5.0 as NASDAQ publishes it: each message after its length (2 bytes, big endian), plain or gzip. A message that cannot be read is told to
/// <see cref="Faults"/> and passed over by its length; a file that ends inside a message ends with a fault. Single-threaded; a message allocates nothing.
/// </summary>
public sealed class ItchFile : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private int _at;
    private int _length;
    private bool _ended;

    /// <summary>Reads a stream from its present position.</summary>
    /// <param name="stream">Plain or gzip; disposed with this.</param>
    /// <param name="name">How faults call it.</param>
    public ItchFile(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _name = name;
        _stream = stream;

        // A length is at most 50: gzip's first two bytes cannot begin a plain file.
        if (!Fill(2) || _buffer[0] != 0x1F || _buffer[1] != 0x8B)
            return;
        var head = _buffer[.._end];
        (_start, _end, _ended) = (0, 0, false);
        _stream = new GZipStream(new PrefixedStream(head, head.Length, stream), CompressionMode.Decompress);
    }

    /// <summary>What was wrong.</summary>
    public FileFaults Faults { get; } = new();

    /// <summary>Messages read so far, those with faults included.</summary>
    public long Messages { get; private set; }

    /// <summary>The bytes of the message last read, without its length; valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_at, _length);

    /// <summary>Opens a file by path.</summary>
    public static ItchFile Open(string path) => new(File.OpenRead(path), Path.GetFileName(path));

    /// <summary>The next message that can be read.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out ItchMessage message)
    {
        while (!_ended || _end > _start)
        {
            if (!Fill(2))
                break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start));
            Messages++;
            if (!Fill(2 + length))
            {
                Faults.Add(_name, Messages, "the file ends inside a message");
                (_start, _end, _ended) = (0, 0, true);
                break;
            }

            (_at, _length) = (_start + 2, length);
            _start += 2 + length;
            if (ItchMessage.TryDecode(Bytes, out message, out var reason))
                return true;
            Faults.Add(_name, Messages, reason);
        }

        if (_end > _start)
            Faults.Add(_name, Messages + 1, "the file ends inside a message");
        (_start, _end, _ended) = (0, 0, true);
        (_at, _length) = (0, 0);
        message = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>True where at least so many unread bytes are in the buffer, which is larger than any message.</summary>
    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
            return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            while (_end < bytes && !_ended)
            {
                var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
                _end += read;
                _ended = read == 0;
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            Faults.Add(_name, Messages + 1, broken.Message);
            _ended = true;
        }

        return _end >= bytes;
    }
}
