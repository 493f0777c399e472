using Rialto.Journal.Storage;

namespace Rialto.Journal.Segments;

/// <summary>A segment read into memory, its header checked. The memory is reused for the next.</summary>
internal sealed class SegmentImage
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Its header.</summary>
    public SegmentHeader Header { get; private set; }

    /// <summary>Its file's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Bytes missing at the end of the file; they count as zeros.</summary>
    public int MissingBytes { get; private set; }

    /// <summary>All its bytes, as many as the header says.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Loads a segment that must follow what has been read.</summary>
    /// <exception cref="JournalCorruptException">Its header is wrong, or does not continue the journal.</exception>
    public void Load(ISegmentStore store, long number, ChainState state)
    {
        Name = FolderStore.NameOf(number);
        using var file = store.Open(number, writable: false);
        var head = new byte[SegmentHeader.SizeBytes];
        var headBytes = file.Read(head, 0);
        if (SegmentHeader.TryDecode(head.AsSpan(0, headBytes), out var header) is { } fault)
            throw new JournalCorruptException(Name, 0, fault);
        if (header.Number != number)
            throw new JournalCorruptException(Name, 0, $"its header says segment {header.Number}");
        Header = header;
        _length = (int)header.SegmentBytes;
        if (file.LengthBytes > _length)
            throw new JournalCorruptException(Name, _length, $"the file is {file.LengthBytes - _length} bytes longer than its header says");
        if (_bytes.Length < _length)
            _bytes = GC.AllocateUninitializedArray<byte>(_length);
        ReadAll(file);
        if (header.BaseSequence != state.NextSequence)
            throw new JournalCorruptException(Name, 0, $"segment starts at sequence {header.BaseSequence}, the journal before it ends before {state.NextSequence}");
        if (!Bytes.Slice(SegmentHeader.ChainOffset, ChainHash.SizeBytes).SequenceEqual(state.Chain))
            throw new JournalCorruptException(Name, 0, "segment does not continue the chain hash");
    }

    /// <summary>Reads the same segment again: it may have grown.</summary>
    public void Reload(ISegmentStore store)
    {
        using var file = store.Open(Header.Number, writable: false);
        ReadAll(file);
    }

    private void ReadAll(ISegmentFile file)
    {
        var read = file.Read(_bytes.AsSpan(0, _length), 0);
        _bytes.AsSpan(read, _length - read).Clear();
        MissingBytes = _length - read;
    }
}
