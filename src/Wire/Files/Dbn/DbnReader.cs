namespace Rialto.Wire.Files.Dbn;

/// <summary>
/// Reads a DBN stream (versions 1 to 3, not compressed): metadata, then records. Memory grows with what has come, never with a length that was only claimed.
/// Single-threaded; owns the stream. Cold: errors are exceptions that name the record.
/// </summary>
public sealed class DbnReader : IDisposable
{
    private const int MaxRecordBytes = 255 * 4;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads the metadata.</summary>
    /// <param name="stream">Plain DBN bytes; callers unpack zstd.</param>
    /// <param name="name">How errors call the file.</param>
    /// <exception cref="FlowFileException">Not DBN, or a version that is not known.</exception>
    public DbnReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _name = name;
        if (!Fill(DbnMetadata.PreludeBytes) || !DbnMetadata.TryDecodePrelude(_buffer.AsSpan(0, _end), out var version, out var length))
            throw new FlowFileException(name, 0, "not a DBN file of version 1 to 3");
        _start = DbnMetadata.PreludeBytes;
        Metadata = DbnMetadata.TryDecode(version, ReadMetadata(length)) ?? throw new FlowFileException(name, 0, "metadata that cannot be read");
    }

    /// <summary>What stands before the records.</summary>
    public DbnMetadata Metadata { get; }

    /// <summary>Records read so far.</summary>
    public long Records { get; private set; }

    /// <summary>The next record of any type, header included; valid until the next call.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FlowFileException">A record cut short, or shorter than its header.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!Fill(1))
            return false;
        var length = _buffer[_start] * 4;
        if (length < 16)
            throw new FlowFileException(_name, Records + 1, $"a record of {length} bytes");
        if (!Fill(length))
            throw new FlowFileException(_name, Records + 1, "the file ends inside a record");
        record = _buffer.AsSpan(_start, length);
        _start += length;
        Records++;
        return true;
    }

    /// <summary>All MBO records, read while they are enumerated; other types are passed over.</summary>
    /// <exception cref="FlowFileException">A broken record.</exception>
    public IEnumerable<DbnMbo> ReadMbo()
    {
        while (TryReadMbo(out var mbo))
            yield return mbo;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool TryReadMbo(out DbnMbo mbo)
    {
        mbo = default;
        while (TryRead(out var record))
        {
            if (record[1] != DbnMbo.RecordType)
                continue;
            return DbnMbo.TryDecode(record, out mbo) ? true : throw new FlowFileException(_name, Records, "an MBO record that cannot be read");
        }

        return false;
    }

    private byte[] ReadMetadata(int length)
    {
        var metadata = new MemoryStream();
        while (metadata.Length < length)
        {
            if (_start == _end && !Fill(1))
                throw new FlowFileException(_name, 0, "the file ends inside its metadata");
            var take = Math.Min(_end - _start, length - (int)metadata.Length);
            metadata.Write(_buffer, _start, take);
            _start += take;
        }

        return metadata.ToArray();
    }

    /// <summary>True where at least so many unread bytes are in the buffer.</summary>
    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
            return true;
        if (_start > _buffer.Length - MaxRecordBytes)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end - _start < bytes)
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }
}
