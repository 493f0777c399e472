using Rialto.Journal.Segments;
using Rialto.Model.Feeds;

namespace Rialto.Journal.Feeds;

/// <summary>A listing as it stands before an event.</summary>
/// <param name="Before">Place of the event in its batch.</param>
/// <param name="Listing">The listing, by its number in the recording.</param>
internal readonly record struct ListingRow(int Before, Listing Listing);

/// <summary>The events of one batch of a recording, with the listings that are told between them. Used again for the next batch. One thread.</summary>
internal sealed class FeedBatch : IBatchRecords
{
    private readonly List<ListingRow> _rows = [];
    private FeedEvent[] _events = new FeedEvent[64];
    private int _count;

    /// <inheritdoc/>
    public SegmentContents Contents => SegmentContents.FeedEvents;

    /// <summary>The events, in their order.</summary>
    public ReadOnlySpan<FeedEvent> Events => _events.AsSpan(0, _count);

    /// <summary>Listings told between them, in their order.</summary>
    public IReadOnlyList<ListingRow> Rows => _rows;

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        _rows.Clear();
        _count = 0;
    }

    /// <inheritdoc/>
    public RecordFault? Read(ReadOnlySpan<byte> records, BatchHeader header, bool holdsProofs, ref long timeNs)
    {
        Clear();
        if (_events.Length < header.Count)
            _events = new FeedEvent[Math.Max(header.Count, _events.Length * 2)];
        for (var at = 0; at < records.Length;)
        {
            if (!FeedRecordCodec.TryOpen(records[at..], out var kind, out var payload, out var length))
                return new RecordFault(at, length, "record fails its checksum");
            switch (kind)
            {
                case FeedRecordCodec.EventRecord when _count == header.Count:
                    return new RecordFault(-1, 0, $"batch holds more than the {header.Count} events its header says");
                case FeedRecordCodec.EventRecord when FeedRecordCodec.TryDecode(payload, out _events[_count]):
                    _count++;
                    break;
                case FeedRecordCodec.ListingRecord when FeedRecordCodec.TryDecode(payload, out Listing listing):
                    _rows.Add(new ListingRow(_count, listing));
                    break;
                default:
                    return new RecordFault(at, 0, $"record of kind {kind} says what none of its kind says");
            }

            at += length;
        }

        return _count == header.Count ? null : new RecordFault(-1, 0, $"batch holds {_count} events, its header says {header.Count}");
    }
}
