using System.IO.Compression;

namespace Rialto.Wire.Files;

/// <summary>
/// Lines of a text file, plain or gzip (told apart by the first two bytes), as spans into one buffer that grows to a bound: a line
/// longer than that is an error, or passed over. Single-threaded; owns the stream.
/// </summary>
public sealed class LineReader : IDisposable
{
    /// <summary>Longest line where the caller does not say.</summary>
    public const int BufferBytesDefault = 64 * 1024;

    private readonly Stream _stream;
    private readonly int _lineBytesMax;
    private readonly bool _passesOverLongLines;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Reads a stream from its present position to its end.</summary>
    /// <param name="stream">Plain or gzip bytes; disposed with the reader.</param>
    /// <param name="name">How errors call the file.</param>
    /// <param name="bufferBytes">Longest line, in bytes.</param>
    /// <param name="passesOverLongLines">A longer line is given as an empty one, and <see cref="IsTooLong"/> says so; otherwise it is an error.</param>
    /// <exception cref="FlowFileException">Broken compression of the stream, from its first byte on.</exception>
    public LineReader(Stream stream, string name, int bufferBytes = BufferBytesDefault, bool passesOverLongLines = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1);
        Name = name;
        _lineBytesMax = bufferBytes;
        _passesOverLongLines = passesOverLongLines;
        _buffer = new byte[Math.Min(bufferBytes, BufferBytesDefault)];
        var head = new byte[2];
        int read;
        try
        {
            read = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        }
        catch (InvalidDataException broken)
        {
            stream.Dispose();
            throw new FlowFileException(name, 0, $"broken compression: {broken.Message}");
        }

        var whole = new PrefixedStream(head, read, stream);
        _stream = read == 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>How errors call the file.</summary>
    public string Name { get; }

    /// <summary>Number of the line last read, from 1.</summary>
    public long Row { get; private set; }

    /// <summary>The line last read was longer than the buffer, and is not there.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Opens a file by path.</summary>
    public static LineReader Open(string path) => new(File.OpenRead(path), Path.GetFileName(path));

    /// <summary>The next line without its line end; valid until the next call.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="FlowFileException">A line longer than the buffer, or broken compression.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        IsTooLong = false;
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (found >= 0 || (_ended && (_start < _end || IsTooLong)))
            {
                var length = found >= 0 ? found : _end - _start;
                line = IsTooLong ? default : _buffer.AsSpan(_start, length);
                _start += found >= 0 ? length + 1 : length;
                if (line.Length > 0 && line[^1] == (byte)'\r')
                    line = line[..^1];
                Row++;
                return true;
            }

            if (_ended)
            {
                line = default;
                return false;
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>An error at the present line.</summary>
    public FlowFileException Error(string reason) => new(Name, Row, reason);

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end < _lineBytesMax)
                Array.Resize(ref _buffer, (int)Math.Min(_lineBytesMax, _buffer.Length * 2L));
            else if (_passesOverLongLines)
                (IsTooLong, _end) = (true, 0);
            else
                throw new FlowFileException(Name, Row + 1, $"a line of more than {_lineBytesMax} bytes");
        }

        try
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException broken)
        {
            throw new FlowFileException(Name, Row + 1, $"broken compression: {broken.Message}");
        }
    }
}
