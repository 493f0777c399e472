using System.Buffers.Binary;
using System.Security.Cryptography;
using Rialto.Host.Simulation.Disk;
using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Simulation;

/// <summary>What a start that does not look closely amounts to: it takes the journal as it is.</summary>
internal static class JournalSurgery
{
    /// <summary>Makes every chain hash (and every record's checksum) fit what stands there: a start that checks them finds nothing, as one that does not check.</summary>
    public static void Seal(ISegmentStore store, bool repairsRecords)
    {
        var chain = new byte[ChainHash.SizeBytes];
        foreach (var number in store.List())
        {
            using var file = store.Open(number, writable: true);
            var segment = new byte[file.LengthBytes];
            file.Read(segment, 0);
            if (SegmentHeader.TryDecode(segment, out var header) is not null)
                return;
            var before = segment.ToArray();
            header.Encode(segment, chain);
            foreach (var (start, end) in JournalSpoiler.Batches(segment))
            {
                BatchHeader.TryDecode(segment.AsSpan(start), out var batch);
                var whole = segment.AsSpan(start..end);
                if (repairsRecords && !Repair(whole[BatchHeader.SizeBytes..^BatchHeader.TrailerBytes]))
                    break;
                chain.CopyTo(whole[BatchHeader.ChainOffset..]);
                SHA256.HashData(whole[BatchHeader.ChainOffset..^BatchHeader.TrailerBytes], chain);
                chain.CopyTo(whole[BatchHeader.ChainOffset..]);
                batch.EncodeAroundChain(whole);
            }
            if (!before.AsSpan().SequenceEqual(segment))
            {
                file.Write(segment, 0);
                file.Flush();
            }
        }
    }

    /// <summary>Records of the batch behind the last whole one, as far as they are whole.</summary>
    public static List<Command> TornRecords(ISegmentStore store, long number)
    {
        using var file = store.Open(number, writable: false);
        var segment = new byte[file.LengthBytes];
        file.Read(segment, 0);
        var commands = new List<Command>();
        var at = JournalSpoiler.Batches(segment) is [.., var last] ? last.End : SegmentHeader.SizeBytes;
        at += BatchHeader.SizeBytes;
        while (at + RecordCodec.SizeBytesMax < segment.Length && RecordCodec.TryDecode(segment.AsSpan(at), out var command, out var length) && command.Sequence != 0)
        {
            commands.Add(command);
            at += length;
        }
        return commands;
    }

    private static bool Repair(Span<byte> records)
    {
        while (records.Length > 0)
        {
            var length = RecordCodec.LengthOf(records);
            if (length < RecordCodec.SizeBytesMin || length > records.Length)
                return false;
            var record = records[..length];
            record[..4].Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Compute(record));
            records = records[length..];
        }
        return true;
    }
}
