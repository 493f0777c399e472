using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// One file of sent messages, numbers rising:
/// <code>
///   0 CRC-32C of the rest   4 bytes of the body   8 MsgSeqNum   12 length of MsgType   16 SendingTime   24 MsgType   32 epoch   40 body
/// </code>
/// What a process that was killed left half written at the end is cut off when the file is opened. One thread at a time.
/// </summary>
internal sealed class FixStoreLog : IDisposable
{
    private const int HeaderBytes = 40;
    private const int MaxTypeBytes = 8;
    private const int MaxBodyBytes = 64 << 20;

    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private readonly long _epochAtStart;
    private byte[] _record = new byte[1_024];
    private int[] _numbers = new int[256];
    private long[] _offsets = new long[256];
    private int _count;

    /// <exception cref="IOException">The file cannot be had.</exception>
    public FixStoreLog(string path, long epoch)
    {
        _stream = FixFolder.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file = _stream.SafeFileHandle;
        _epochAtStart = epoch;
        Recover();
    }

    /// <summary>Bytes of whole records.</summary>
    public long Length { get; private set; }

    /// <summary>Number of its last message; 0 for none.</summary>
    public int Last => _count == 0 ? 0 : _numbers[_count - 1];

    /// <summary>Bytes that a message of this length takes.</summary>
    public static int RecordBytes(int bodyBytes) => HeaderBytes + bodyBytes;

    /// <summary>False where the disk takes no more; what was there stands.</summary>
    public bool TryAppend(int seqNum, long epoch, Timestamp sendingTime, ReadOnlySpan<byte> msgType, ReadOnlySpan<byte> body)
    {
        var length = HeaderBytes + body.Length;
        if (_record.Length < length)
            _record = new byte[Math.Max(length, _record.Length * 2)];
        var record = _record.AsSpan(0, length);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], seqNum);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], msgType.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], sendingTime.Nanoseconds);
        record.Slice(24, MaxTypeBytes).Clear();
        msgType.CopyTo(record[24..]);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], epoch);
        body.CopyTo(record[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Compute(record[4..]));
        try
        {
            RandomAccess.Write(_file, record, Length);
        }
        catch (IOException)
        {
            // The next one begins where this one did.
            return false;
        }

        Index(seqNum, Length);
        Length += length;
        return true;
    }

    /// <summary>The smallest number not below <paramref name="from"/>; <see cref="int.MaxValue"/> where there is none.</summary>
    public int NextKept(int from)
    {
        var place = Place(from);
        return place < _count ? _numbers[place] : int.MaxValue;
    }

    /// <summary>Reads a message; false where it is not here, or is broken.</summary>
    public bool TryRead(int seqNum, FixWriter into, out Timestamp sendingTime)
    {
        sendingTime = default;
        var place = Place(seqNum);
        if (place >= _count || _numbers[place] != seqNum)
            return false;
        var end = place + 1 < _count ? _offsets[place + 1] : Length;
        var length = (int)(end - _offsets[place]);
        if (_record.Length < length)
            _record = new byte[length];
        var record = _record.AsSpan(0, length);
        try
        {
            if (RandomAccess.Read(_file, record, _offsets[place]) != length || !IsWhole(record))
                return false;
        }
        catch (IOException)
        {
            return false;
        }

        into.Begin(record.Slice(24, BinaryPrimitives.ReadInt32LittleEndian(record[12..])));
        into.AddBody(record[HeaderBytes..]);
        sendingTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(record[16..]));
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        Length = 0;
        try
        {
            RandomAccess.SetLength(_file, 0);
        }
        catch (IOException)
        {
            // What stays behind is of another epoch, or is written over.
        }
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void Sync() => DurableFile.Flush(_file);

    public void Dispose() => _stream.Dispose();

    private void Recover()
    {
        var total = RandomAccess.GetLength(_file);
        Span<byte> header = stackalloc byte[HeaderBytes];
        while (Length + HeaderBytes <= total && RandomAccess.Read(_file, header, Length) == HeaderBytes)
        {
            var body = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            if (body is < 0 or > MaxBodyBytes || Length + HeaderBytes + body > total)
                break;
            var length = HeaderBytes + body;
            if (_record.Length < length)
                _record = new byte[length];
            if (RandomAccess.Read(_file, _record.AsSpan(0, length), Length) != length || !IsWhole(_record.AsSpan(0, length)))
                break;
            var seqNum = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            if (BinaryPrimitives.ReadInt64LittleEndian(header[32..]) != _epochAtStart || seqNum <= Last)
                break;
            Index(seqNum, Length);
            Length += length;
        }

        if (Length < total)
            RandomAccess.SetLength(_file, Length);
    }

    private static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record) == Crc32C.Compute(record[4..]) && BinaryPrimitives.ReadInt32LittleEndian(record[12..]) is >= 0 and <= MaxTypeBytes;

    private int Place(int seqNum)
    {
        var place = Array.BinarySearch(_numbers, 0, _count, seqNum);
        return place < 0 ? ~place : place;
    }

    private void Index(int seqNum, long offset)
    {
        if (_count == _numbers.Length)
        {
            Array.Resize(ref _numbers, _count * 2);
            Array.Resize(ref _offsets, _count * 2);
        }

        _numbers[_count] = seqNum;
        _offsets[_count++] = offset;
    }
}
