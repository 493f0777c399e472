using Rialto.Journal.Storage;

namespace Rialto.Journal.Segments;

/// <summary>A whole segment in memory, its header checked: to judge what is not a whole batch, and to cut it off.</summary>
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

    /// <summary>Loads a segment.</summary>
    /// <exception cref="JournalCorruptException">Its header is wrong.</exception>
    public void Load(ISegmentStore store, long number)
    {
        Name = FolderStore.NameOf(number);
        using var file = store.Open(number, writable: false);
        Span<byte> chain = stackalloc byte[ChainHash.SizeBytes];
        Header = SegmentWindow.ReadHeader(file, number, chain);
        _length = (int)Header.SegmentBytes;
        if (_bytes.Length < _length)
            _bytes = GC.AllocateUninitializedArray<byte>(_length);
        ReadAll(file);
    }

    private void ReadAll(ISegmentFile file)
    {
        var read = file.Read(_bytes.AsSpan(0, _length), 0);
        _bytes.AsSpan(read, _length - read).Clear();
        MissingBytes = _length - read;
    }
}
