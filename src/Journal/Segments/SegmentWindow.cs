using Rialto.Journal.Storage;

namespace Rialto.Journal.Segments;

/// <summary>Looks at one segment a piece at a time: memory for a batch or two, however large the segment. What is missing at the end of the file counts as zeros.</summary>
internal sealed class SegmentWindow : IDisposable
{
    private const int SmallestBytes = 1 << 18;

    private ISegmentFile? _file;
    private byte[] _bytes = [];
    private long _start;
    private int _length;

    /// <summary>Its header; only while <see cref="IsOpen"/>.</summary>
    public SegmentHeader Header { get; private set; }

    /// <summary>Chain hash of the batch before the segment.</summary>
    public byte[] PreviousChain { get; } = new byte[ChainHash.SizeBytes];

    /// <summary>Its file's name.</summary>
    public string Name { get; private set; } = "";

    public bool IsOpen => _file is not null;

    /// <summary>Bytes that the file lacks.</summary>
    public long MissingBytes => Math.Max(0, Header.SegmentBytes - _file!.LengthBytes);

    /// <summary>Goes to another segment.</summary>
    /// <exception cref="JournalCorruptException">Its header is wrong.</exception>
    public void Open(ISegmentStore store, long number)
    {
        Close();
        Name = FolderStore.NameOf(number);
        var file = store.Open(number, writable: false);
        try
        {
            Header = ReadHeader(file, number, PreviousChain);
            _file = file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A segment's header, and the chain hash that stands in it.</summary>
    /// <exception cref="JournalCorruptException">It is wrong.</exception>
    public static SegmentHeader ReadHeader(ISegmentFile file, long number, Span<byte> previousChain)
    {
        Span<byte> head = stackalloc byte[SegmentHeader.SizeBytes];
        var name = FolderStore.NameOf(number);
        if (SegmentHeader.TryDecode(head[..file.Read(head, 0)], out var header) is { } fault)
            throw new JournalCorruptException(name, 0, fault);
        if (header.Number != number)
            throw new JournalCorruptException(name, 0, $"its header says segment {header.Number}");
        if (file.LengthBytes > header.SegmentBytes)
            throw new JournalCorruptException(name, header.SegmentBytes, $"the file is {file.LengthBytes - header.SegmentBytes} bytes longer than its header says");
        head.Slice(SegmentHeader.ChainOffset, ChainHash.SizeBytes).CopyTo(previousChain);
        return header;
    }

    /// <summary>Bytes from an offset on: at least so many, unless the segment ends before. What was read before may be old.</summary>
    public ReadOnlySpan<byte> From(long offset, int wantedBytes)
    {
        var wanted = (int)Math.Min(wantedBytes, Header.SegmentBytes - offset);
        if (offset < _start || offset + wanted > _start + _length)
            Fill(offset, wanted);
        return _bytes.AsSpan((int)(offset - _start), _length - (int)(offset - _start));
    }

    /// <summary>The next look reads the file again.</summary>
    public void Forget() => _length = 0;

    /// <summary>Looks whether only zeros follow, as far as the segment goes.</summary>
    public bool IsZeroFrom(long offset)
    {
        while (offset < Header.SegmentBytes)
        {
            var piece = From(offset, 1);
            if (piece.ContainsAnyExcept((byte)0))
                return false;
            offset += piece.Length;
        }

        return true;
    }

    public void Close()
    {
        _file?.Dispose();
        _file = null;
        _length = 0;
    }

    public void Dispose() => Close();

    private void Fill(long offset, int wanted)
    {
        var size = Math.Max(wanted, (int)Math.Min(SmallestBytes, Header.SegmentBytes));
        if (_bytes.Length < size)
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(size, Math.Min(2 * wanted, 2 * BatchHeader.PayloadBytesMax)));
        _start = offset;
        _length = (int)Math.Min(_bytes.Length, Header.SegmentBytes - offset);
        var read = _file!.Read(_bytes.AsSpan(0, _length), offset);
        _bytes.AsSpan(read, _length - read).Clear();
    }
}
