using Rialto.Journal.Feeds;
using Rialto.Journal.Segments;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Journal.Desk;

/// <summary>The records of one batch of a desk's journal, checked and still encoded. Used again for the next batch. One thread.</summary>
internal sealed class DeskBatch : IBatchRecords
{
    private byte[] _records = [];
    private int _length;

    /// <inheritdoc/>
    public SegmentContents Contents => SegmentContents.DeskInputs;

    /// <summary>All records, one behind the other; each is right.</summary>
    public ReadOnlySpan<byte> Records => _records.AsSpan(0, _length);

    /// <summary>Sequence of its first input.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>The largest number of a listing told so far.</summary>
    public int Listings { get; private set; }

    /// <summary>Forgets all of it.</summary>
    public void Clear() => _length = 0;

    /// <inheritdoc/>
    public RecordFault? Read(ReadOnlySpan<byte> records, BatchHeader header, bool holdsProofs, ref long timeNs)
    {
        (_length, FirstSequence) = (0, header.FirstSequence);
        var inputs = 0;
        for (var at = 0; at < records.Length;)
        {
            if (!FeedRecordCodec.TryOpen(records[at..], out var kind, out var payload, out var length))
                return new RecordFault(at, length, "record fails its checksum");
            var (isRight, isInput) = kind switch
            {
                FeedRecordCodec.EventRecord => (FeedRecordCodec.TryDecode(payload, out FeedEvent _), true),
                FeedRecordCodec.ListingRecord => (FeedRecordCodec.TryDecode(payload, out Listing _), false),
                DeskRecordCodec.ReportRecord => (DeskRecordCodec.TryDecode(payload, out OrderReport _), true),
                DeskRecordCodec.CommandRecord => (payload.Length <= DeskRecordCodec.CommandBytesMax, true),
                DeskRecordCodec.CheckRecord => (DeskRecordCodec.TryDecode(payload, out DeskCheck check) && check.Sequence == header.FirstSequence + inputs - 1, false),
                _ => (false, false),
            };
            if (!isRight)
                return new RecordFault(at, 0, $"record of kind {kind} says what none of its kind says");
            inputs += isInput ? 1 : 0;
            at += length;
        }

        if (inputs != header.Count)
            return new RecordFault(-1, 0, $"batch holds {inputs} inputs, its header says {header.Count}");
        if (_records.Length < records.Length)
            _records = new byte[Math.Max(records.Length, 2 * _records.Length)];
        records.CopyTo(_records);
        _length = records.Length;
        return null;
    }

    /// <summary>Hands all records on.</summary>
    public void Tell<TInputs>(ref TInputs inputs)
        where TInputs : struct, IDeskInputs
    {
        var sequence = FirstSequence;
        for (var at = 0; at < _length;)
        {
            FeedRecordCodec.TryOpen(Records[at..], out var kind, out var payload, out var length);
            at += length;
            switch (kind)
            {
                case FeedRecordCodec.EventRecord:
                    FeedRecordCodec.TryDecode(payload, out FeedEvent told);
                    inputs.OnEvent(sequence++, in told);
                    break;
                case FeedRecordCodec.ListingRecord:
                    FeedRecordCodec.TryDecode(payload, out Listing listing);
                    Listings = Math.Max(Listings, listing.Id.Value);
                    inputs.OnListing(listing);
                    break;
                case DeskRecordCodec.ReportRecord:
                    DeskRecordCodec.TryDecode(payload, out OrderReport report);
                    inputs.OnReport(sequence++, in report);
                    break;
                case DeskRecordCodec.CommandRecord:
                    inputs.OnCommand(sequence++, payload);
                    break;
                default:
                    DeskRecordCodec.TryDecode(payload, out DeskCheck check);
                    inputs.OnCheck(in check);
                    break;
            }
        }
    }
}
