using Rialto.Journal.Segments;

namespace Rialto.Host.Simulation.Disk;

/// <summary>A change made to the journal behind its back.</summary>
/// <param name="What">In words.</param>
/// <param name="MustBeFound">True where it hit something that counts: a start that accepts it is wrong.</param>
/// <param name="Mend">Takes it back.</param>
internal sealed record Spoilt(string What, bool MustBeFound, Action Mend);

/// <summary>Changes journals: a bit anywhere, or a record with all its checksums right.</summary>
internal static class JournalSpoiler
{
    public static Spoilt? TrySpoil(SimulatedDisk disk, Dice dice, bool isTampering)
    {
        if (disk.Names.Count == 0)
            return null;
        var number = dice.Of(disk.Names.ToArray());
        var content = disk[number];
        return isTampering ? Tamper(content, number, dice) : Flip(content, number, number == disk.Names[^1], dice);
    }

    private static Spoilt Flip(DiskContent content, long number, bool isLast, Dice dice)
    {
        var batches = Batches(content.Cache);
        var used = content.Cache.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        var offset = dice.Below(Math.Min(used + 700, content.Cache.Length));
        var bit = dice.Below(8);
        content.Flip(offset, bit);
        // Whole batches and the header count; behind the last whole batch a torn write may be cut off with whatever is in it.
        var end = batches.Count > 0 ? batches[^1].End : SegmentHeader.SizeBytes;
        var counts = offset < end || !isLast;
        return new Spoilt($"bit {bit} of byte {offset} in segment {number} changes", counts, () => content.Flip(offset, bit));
    }

    private static Spoilt? Tamper(DiskContent content, long number, Dice dice)
    {
        var batches = Batches(content.Cache);
        if (batches.Count == 0)
            return null;
        var (start, end) = batches[dice.Below(batches.Count)];
        BatchHeader.TryDecode(content.Cache.AsSpan(start), out var header);
        var records = new List<int>();
        for (var at = start + BatchHeader.SizeBytes; at < start + BatchHeader.SizeBytes + header.PayloadBytes; at += RecordCodec.LengthOf(content.Cache.AsSpan(at)))
        {
            if (RecordCodec.TryDecode(content.Cache.AsSpan(at), out var command, out _) && !command.Quantity.IsZero)
                records.Add(at);
        }
        if (records.Count == 0)
            return null;
        var record = records[dice.Below(records.Count)];
        RecordCodec.TryDecode(content.Cache.AsSpan(record), out var changed, out var length);
        var before = content.Cache.AsSpan(record, length).ToArray();
        changed.Quantity = new Model.Units.Quantity(changed.Quantity.Units ^ 1);
        var after = new byte[RecordCodec.SizeBytesMax];
        if (RecordCodec.Encode(in changed, after) != length)
            return null;
        Put(after.AsSpan(0, length));
        return new Spoilt($"somebody changes the quantity of sequence {changed.Sequence} in segment {number}", true, () => Put(before));

        void Put(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(content.Cache.AsSpan(record));
            bytes.CopyTo(content.Platter.AsSpan(record));
        }
    }

    /// <summary>Places of the whole batches of a segment.</summary>
    public static List<(int Start, int End)> Batches(ReadOnlySpan<byte> segment)
    {
        var batches = new List<(int, int)>();
        var at = SegmentHeader.SizeBytes;
        while (at + BatchHeader.SizeBytes <= segment.Length && BatchHeader.TryDecode(segment[at..], out var header) && at + header.TotalBytes <= segment.Length
            && segment[(at + header.TotalBytes - BatchHeader.TrailerBytes)..(at + header.TotalBytes)].SequenceEqual(BatchHeader.Trailer))
        {
            batches.Add((at, at + header.TotalBytes));
            at += header.TotalBytes;
        }
        return batches;
    }
}
