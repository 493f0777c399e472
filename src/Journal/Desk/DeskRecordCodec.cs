using System.Buffers.Binary;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Desk;

/// <summary>
/// Inputs of a desk on the disk, in the shell of all records: events and listings as in a recording of feeds (<see cref="FeedRecordCodec"/>, kinds 3 and 4), and
/// <code>
/// report  kind 5   40 words: the 320 bytes of <see cref="OrderReport"/>
/// command kind 6   1 to 32 words: the desk's own
/// check   kind 7   3 words: sequence, hash of the state, hash of the output
/// </code>
/// </summary>
internal static class DeskRecordCodec
{
    public const byte ReportRecord = 5;
    public const byte CommandRecord = 6;
    public const byte CheckRecord = 7;
    public const int ReportBytes = FeedRecordCodec.HeaderBytes + OrderReport.SizeBytes;
    public const int CommandBytesMax = 256;
    public const int CheckBytes = FeedRecordCodec.HeaderBytes + 24;

    /// <summary>Writes a report; the target has <see cref="ReportBytes"/>.</summary>
    public static void Encode(in OrderReport report, Span<byte> target)
    {
        Blittable.ReadOnlyBytes(in report).CopyTo(target[FeedRecordCodec.HeaderBytes..]);
        FeedRecordCodec.Seal(target[..ReportBytes], ReportRecord);
    }

    /// <summary>Writes a command.</summary>
    /// <returns>The record's length.</returns>
    public static int EncodeCommand(ReadOnlySpan<byte> command, Span<byte> target)
    {
        var length = FeedRecordCodec.HeaderBytes + command.Length;
        command.CopyTo(target[FeedRecordCodec.HeaderBytes..]);
        FeedRecordCodec.Seal(target[..length], CommandRecord);
        return length;
    }

    /// <summary>Writes a check; the target has <see cref="CheckBytes"/>.</summary>
    public static void Encode(in DeskCheck check, Span<byte> target)
    {
        var words = target[FeedRecordCodec.HeaderBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(words, check.Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(words[8..], check.State);
        BinaryPrimitives.WriteUInt64LittleEndian(words[16..], check.Output);
        FeedRecordCodec.Seal(target[..CheckBytes], CheckRecord);
    }

    /// <summary>Reads a report of a record whose checksum is right.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out OrderReport report)
    {
        report = default;
        if (payload.Length != OrderReport.SizeBytes)
            return false;
        payload.CopyTo(Blittable.Bytes(ref report));
        return report.Kind is >= OrderReportKind.Sent and <= OrderReportKind.Funded && report.Listing.Value >= 0;
    }

    /// <summary>Reads a check of a record whose checksum is right.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out DeskCheck check)
    {
        check = default;
        if (payload.Length != CheckBytes - FeedRecordCodec.HeaderBytes)
            return false;
        check = new DeskCheck(
            BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]), BinaryPrimitives.ReadUInt64LittleEndian(payload[16..]));
        return true;
    }
}
