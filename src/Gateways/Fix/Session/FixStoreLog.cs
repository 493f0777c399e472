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
///   0 CRC-32C of the rest   4 bytes of the body   8 MsgSeqNum   12 length of MsgType   16 SendingTime   24 MsgType   32 epoch   40 sequence and 48 place of the cause   56 body
/// </code>
/// What a process that was killed left half written at the end is cut off when the file is opened. Where it is known how far the file is whole, only what is behind that is read then, and the rest when the first
/// message is asked for: a start has many files to open, and of most of them nothing is ever asked. One thread at a time.
/// </summary>
internal sealed class FixStoreLog : IDisposable
{
    private const int HeaderBytes = 56;
    private const int MaxTypeBytes = 8;
    private const int MaxBodyBytes = 64 << 20;

    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private readonly long _epochAtStart;
    private byte[] _record = new byte[1_024];
    private int[] _numbers = new int[256];
    private long[] _offsets = new long[256];
    private int _count;
    private long _unread;

    /// <param name="path">The file; made where it is missing.</param>
    /// <param name="epoch">Of which count its messages must be.</param>
    /// <param name="known">How far it is whole, and the number of its last message there; zeros where that is not known.</param>
    /// <exception cref="IOException">The file cannot be had.</exception>
    public FixStoreLog(string path, long epoch, (long End, int Last) known)
    {
        _stream = FixFolder.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file = _stream.SafeFileHandle;
        _epochAtStart = epoch;
        var total = RandomAccess.GetLength(_file);
        if (known.End <= total)
            (_unread, Length, Last) = (known.End, known.End, known.Last);
        Length = Read(Length, total);
        if (Length < total)
            RandomAccess.SetLength(_file, Length);
    }

    /// <summary>Bytes of whole records.</summary>
    public long Length { get; private set; }

    /// <summary>Number of its last message; 0 for none.</summary>
    public int Last { get; private set; }

    /// <summary>What the newest message that was found behind the known end tells of; none where there was no such message.</summary>
    public FixCause Found { get; private set; }

    /// <summary>Bytes that a message of this length takes.</summary>
    public static int RecordBytes(int bodyBytes) => HeaderBytes + bodyBytes;

    /// <summary>False where the disk takes no more; what was there stands.</summary>
    public bool TryAppend(int seqNum, long epoch, Timestamp sendingTime, ReadOnlySpan<byte> msgType, ReadOnlySpan<byte> body, FixCause cause)
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
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], cause.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], cause.Place);
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
        Last = seqNum;
        Length += length;
        return true;
    }

    /// <summary>The smallest number not below <paramref name="from"/>; <see cref="int.MaxValue"/> where there is none.</summary>
    public int NextKept(int from)
    {
        ReadAll();
        var place = Place(from);
        return place < _count ? _numbers[place] : int.MaxValue;
    }

    /// <summary>Reads a message; false where it is not here, or is broken.</summary>
    public bool TryRead(int seqNum, FixWriter into, out Timestamp sendingTime)
    {
        sendingTime = default;
        ReadAll();
        var place = Place(seqNum);
        if (place >= _count || _numbers[place] != seqNum)
            return false;
        try
        {
            if (RecordAt(_offsets[place], Length) is not { Length: > 0 } record)
                return false;
            into.Begin(record.Slice(24, BinaryPrimitives.ReadInt32LittleEndian(record[12..])));
            into.AddBody(record[HeaderBytes..]);
            sendingTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(record[16..]));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _unread = 0;
        Last = 0;
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

    /// <summary>Indexes what was not read when the file was opened. What is broken in it is not there.</summary>
    private void ReadAll()
    {
        if (_unread == 0)
            return;
        var (end, last, numbers, offsets) = (_unread, Last, _numbers[.._count], _offsets[.._count]);
        _unread = 0;
        _count = 0;
        Last = 0;
        try
        {
            Read(0, end);
        }
        catch (IOException)
        {
            // A disk that does not read has no messages for anybody.
        }

        for (var i = 0; i < numbers.Length; i++)
            Index(numbers[i], offsets[i]);
        Last = last;
    }

    /// <summary>Indexes whole records from a place on; where they end.</summary>
    private long Read(long from, long end)
    {
        for (var record = RecordAt(from, end); record.Length > 0; record = RecordAt(from, end))
        {
            var seqNum = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
            if (BinaryPrimitives.ReadInt64LittleEndian(record[32..]) != _epochAtStart || seqNum <= Last)
                break;
            var cause = new FixCause(BinaryPrimitives.ReadInt64LittleEndian(record[40..]), (int)BinaryPrimitives.ReadInt64LittleEndian(record[48..]));
            if (!cause.IsNone)
                Found = cause;
            Index(seqNum, from);
            Last = seqNum;
            from += record.Length;
        }

        return from;
    }

    /// <summary>A whole record; empty where there is none that is whole before the end.</summary>
    private ReadOnlySpan<byte> RecordAt(long offset, long end)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (offset + HeaderBytes > end || RandomAccess.Read(_file, header, offset) != HeaderBytes)
            return default;
        var body = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (body is < 0 or > MaxBodyBytes || offset + HeaderBytes + body > end)
            return default;
        var length = HeaderBytes + body;
        if (_record.Length < length)
            _record = new byte[length];
        var record = _record.AsSpan(0, length);
        return RandomAccess.Read(_file, record, offset) == length && IsWhole(record) ? record : default;
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
