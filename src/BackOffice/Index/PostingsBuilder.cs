using System.Buffers;
using System.Buffers.Binary;
using Rialto.BackOffice.Audit;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;

namespace Rialto.BackOffice.Index;

/// <summary>Collects the postings of one interval of the journal and writes them. Memory for the interval: about 16 bytes a posting. One thread.</summary>
/// <param name="first">The first command of the interval.</param>
/// <param name="ordersBefore">Last order number given out before it.</param>
/// <param name="tradesBefore">Last trade number given out before it.</param>
internal sealed class PostingsBuilder(long first, long ordersBefore, long tradesBefore)
{
    private readonly (long Orders, long Trades) _before = (ordersBefore, tradesBefore);
    // A lookup reads a directory and one block; with this both are a few thousand bytes.
    private const int BlockBytes = 4096;

    private readonly List<(long Key, int Offset)>[] _postings = [[], [], [], []];
    private Timestamp _firstTime;
    private Timestamp _lastTime;
    private uint _lastCrc;

    /// <summary>Last command collected.</summary>
    public long Last { get; private set; } = first - 1;

    public long First => first;

    public long Orders { get; private set; } = ordersBefore;

    public long Trades { get; private set; } = tradesBefore;

    public void Add(in Command command, ReadOnlySpan<ExchangeEvent> events)
    {
        Last = command.Sequence;
        _lastTime = command.Time;
        _lastCrc = PostingsHeader.CrcOf(in command);
        if (command.Sequence == first)
            _firstTime = command.Time;
        var offset = (int)(command.Sequence - first);
        if (command.Owner.Value > 0)
            Post(PostingKind.Owners, command.Owner.Value, offset);
        foreach (ref readonly var one in events)
            Add(in one, offset);
    }

    /// <summary>Writes the file: complete and durable when this returns, or not there under its name.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public void Write(string path)
    {
        var content = new ArrayBufferWriter<byte>(1 << 20);
        content.GetSpan(PostingsHeader.SizeBytes)[..PostingsHeader.SizeBytes].Clear();
        content.Advance(PostingsHeader.SizeBytes);
        var sections = new (long, int)[Posting.Kinds];
        for (var i = 0; i < Posting.Kinds; i++)
            sections[i] = WriteSection(content, _postings[i]);
        var bytes = content.WrittenSpan.ToArray();
        new PostingsHeader(first, Last, _firstTime, _lastTime, _before.Orders, Orders, _before.Trades, Trades, _lastCrc) { LengthBytes = bytes.Length, Sections = sections }.Encode(bytes);
        var draft = path + ".new";
        using (var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            DurableFile.Flush(file);
        }

        File.Move(draft, path, overwrite: true);
        DurableFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    private void Add(in ExchangeEvent one, int offset)
    {
        if (one.Owner.Value > 0)
            Post(PostingKind.Owners, one.Owner.Value, offset);
        if (!one.ClientOrderId.IsEmpty && Belongs.HasClientOrderId(in one) && one.Owner.Value > 0)
            Post(PostingKind.Names, Posting.NameKey(one.Owner, one.ClientOrderId), offset);
        if (Belongs.HasOrder(in one) && one.OrderId.Value > 0)
            Post(PostingKind.Orders, one.OrderId.Value, offset);
        switch (one.Kind)
        {
            case EventKind.OrderAccepted:
                Orders = one.OrderId.Value;
                break;
            case EventKind.Trade:
                Trades = one.TradeId.Value;
                Post(PostingKind.Orders, one.MakerOrderId.Value, offset);
                Post(PostingKind.Owners, one.MakerOwner.Value, offset);
                break;
            case EventKind.SelfTradePrevented:
                Post(PostingKind.Orders, one.MakerOrderId.Value, offset);
                break;
            case EventKind.Transferred or EventKind.Deleveraged:
                Post(PostingKind.Owners, one.To.Value, offset);
                break;
            case EventKind.SessionOpened:
                Post(PostingKind.Sessions, one.Session.Value, offset);
                break;
        }
    }

    private void Post(PostingKind kind, long key, int offset)
    {
        var postings = _postings[(int)kind];
        if (postings.Count == 0 || postings[^1] != (key, offset))
            postings.Add((key, offset));
    }

    private static (long Directory, int Entries) WriteSection(ArrayBufferWriter<byte> content, List<(long Key, int Offset)> postings)
    {
        postings.Sort();
        var directory = new List<(long Key, long Offset, int Length)>();
        var block = new ArrayBufferWriter<byte>(2 * BlockBytes);
        var (blockKey, lastKey) = (0L, 0L);
        for (var i = 0; i < postings.Count;)
        {
            var key = postings[i].Key;
            var count = 0;
            for (var j = i; j < postings.Count && postings[j].Key == key; j++)
                count += j > i && postings[j].Offset == postings[j - 1].Offset ? 0 : 1;
            if (block.WrittenCount == 0)
                blockKey = lastKey = key;
            Varint.Write(block, (ulong)(key - lastKey));
            Varint.Write(block, (ulong)count);
            var before = 0;
            for (var isFirst = true; i < postings.Count && postings[i].Key == key; i++)
            {
                if (!isFirst && postings[i].Offset == before)
                    continue;
                Varint.Write(block, (ulong)(postings[i].Offset - before));
                (before, isFirst) = (postings[i].Offset, false);
            }

            lastKey = key;
            if (block.WrittenCount < BlockBytes && i < postings.Count)
                continue;
            directory.Add((blockKey, content.WrittenCount, block.WrittenCount + sizeof(uint)));
            content.Write(block.WrittenSpan);
            WriteCrc(content, block.WrittenSpan);
            block.ResetWrittenCount();
        }

        var at = content.WrittenCount;
        foreach (var (key, offset, length) in directory)
        {
            var entry = content.GetSpan(PostingsHeader.DirectoryEntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, key);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], length);
            content.Advance(PostingsHeader.DirectoryEntryBytes);
        }

        WriteCrc(content, content.WrittenSpan[at..]);
        return (at, directory.Count);
    }

    private static void WriteCrc(ArrayBufferWriter<byte> content, ReadOnlySpan<byte> of)
    {
        var crc = Crc32C.Compute(of);
        BinaryPrimitives.WriteUInt32LittleEndian(content.GetSpan(sizeof(uint)), crc);
        content.Advance(sizeof(uint));
    }
}

/// <summary>Unsigned numbers in as many bytes as they need: seven bits a byte, the lowest first, the eighth bit set where another follows.</summary>
internal static class Varint
{
    public static void Write(IBufferWriter<byte> target, ulong value)
    {
        var span = target.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        target.Advance(length);
    }

    /// <summary>Reads one and moves on; false where the bytes end before it does.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var i = 0; i < source.Length && i < 10; i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] >= 0x80)
                continue;
            source = source[(i + 1)..];
            return true;
        }

        return false;
    }
}
