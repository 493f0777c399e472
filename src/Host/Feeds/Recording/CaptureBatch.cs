using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Recording;

/// <summary>What one waiting record is.</summary>
internal enum CaptureEntryKind : byte
{
    /// <summary>A socket was opened.</summary>
    Connect,

    /// <summary>It is gone; the body is the reason.</summary>
    Disconnect,

    /// <summary>A message that was sent.</summary>
    Send,

    /// <summary>A message that came in.</summary>
    Receive,

    /// <summary>A REST answer: its address, then its body.</summary>
    Rest,
}

/// <summary>One record that waits to be written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsBinary">It came as a binary message.</param>
/// <param name="Connection">Number of its connection.</param>
/// <param name="Status">Of a REST answer: its HTTP status.</param>
/// <param name="Time">When.</param>
/// <param name="UrlBytes">Bytes of its address, before those of the body.</param>
/// <param name="BodyBytes">Bytes of its body.</param>
internal readonly record struct CaptureEntry(CaptureEntryKind Kind, bool IsBinary, int Connection, int Status, Timestamp Time, int UrlBytes, int BodyBytes);

/// <summary>Records that wait to be written, in memory that was taken at the start: whatever does not fit is refused. One thread at a time.</summary>
internal sealed class CaptureBatch
{
    private readonly CaptureEntry[] _entries;
    private readonly byte[] _bytes;
    private int _length;

    /// <summary>Makes an empty one.</summary>
    public CaptureBatch(int bytesMax, int entriesMax) => (_bytes, _entries) = (new byte[bytesMax], new CaptureEntry[entriesMax]);

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their contents.</summary>
    public int Bytes => _length;

    /// <summary>A record, in the order of their coming.</summary>
    public ref readonly CaptureEntry this[int index] => ref _entries[index];

    /// <summary>Contents, one record after the other.</summary>
    public ReadOnlySpan<byte> Contents => _bytes.AsSpan(0, _length);

    /// <summary>Takes a record.</summary>
    /// <returns>False where there is no room.</returns>
    public bool TryAdd(in CaptureEntry entry, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body)
    {
        if (!HasRoom(url.Length + (long)body.Length))
            return false;
        url.CopyTo(_bytes.AsSpan(_length));
        body.CopyTo(_bytes.AsSpan(_length + url.Length));
        _length += url.Length + body.Length;
        _entries[Count++] = entry;
        return true;
    }

    /// <summary>True where a record of so many bytes would be taken.</summary>
    public bool HasRoom(long bytes) => Count < _entries.Length && _length + bytes <= _bytes.Length;

    /// <summary>Throws all away.</summary>
    public void Clear() => (Count, _length) = (0, 0);
}
