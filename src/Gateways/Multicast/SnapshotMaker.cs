using System.Buffers;
using Rialto.Model.Feeds;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// Answers requests for snapshots on the publishing thread, seldom: one is made for all who wait for the same, and the next not before the interval is over. Who would ask for more than there
/// is room for is told so. One thread.
/// </summary>
internal sealed class SnapshotMaker(SnapshotDesk desk, MulticastOptions options, ListingTable listings, Dictionary<int, int> symbolOf)
{
    // A frame that does not end for so long was given up by its venue; what is left of it follows the snapshot like any message.
    private const long FramePatienceNs = 250_000_000;

    private readonly List<SnapshotDesk.Asked> _waiting = [];
    private readonly Dictionary<SnapshotRequest, long> _madeAtNs = [];
    private readonly Dictionary<SnapshotRequest, long> _waitsSinceNs = [];
    private readonly long _intervalNs = options.SnapshotIntervalMs * 1_000_000L;

    /// <summary>Snapshots made.</summary>
    public long Made { get; private set; }

    /// <summary>Requests answered with Busy or TooLarge.</summary>
    public long Refused { get; private set; }

    /// <summary>Requests taken and not answered.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>True where somebody waits.</summary>
    public bool HasWaiting => _waiting.Count > 0 || desk.HasWaiting;

    /// <summary>Answers those who ask about a channel and whose turn it is.</summary>
    public void Answer(ChannelSender sender, PublishedBooks books, bool isInFrame, long nowNs)
    {
        while (desk.TryTake(out var asked))
        {
            _waiting.Add(asked);
            _waitsSinceNs.TryAdd(asked.Request, nowNs);
        }

        foreach (var kind in (ReadOnlySpan<SnapshotKind>)[SnapshotKind.Books, SnapshotKind.Listings])
        {
            var request = new SnapshotRequest(kind, sender.Channel);
            if (!_waitsSinceNs.TryGetValue(request, out var sinceNs) || (_madeAtNs.TryGetValue(request, out var madeAtNs) && nowNs - madeAtNs < _intervalNs)
                || (kind == SnapshotKind.Books && isInFrame && nowNs - sinceNs < FramePatienceNs))
                continue;
            _madeAtNs[request] = nowNs;
            _waitsSinceNs.Remove(request);
            GiveAll(request, sender, books);
        }
    }

    private void GiveAll(SnapshotRequest request, ChannelSender sender, PublishedBooks books)
    {
        var asking = 0;
        foreach (var asked in _waiting)
            asking += asked.Request == request ? 1 : 0;
        var answer = Make(request, sender, books, asking);
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Request != request)
                continue;
            if (!_waiting[i].Answer.TrySetResult(answer))
                answer.LetGo();
            _waiting.RemoveAt(i);
        }
    }

    private SnapshotBytes Make(SnapshotRequest request, ChannelSender sender, PublishedBooks books, int asking)
    {
        var count = listings.Count;
        var records = request.Kind == SnapshotKind.Listings ? Records(request.Channel, count) : null;
        var bodyBytes = records?.WrittenCount ?? books.LengthBytes;
        var status = bodyBytes > Math.Min(options.SnapshotBytesMax, SnapshotAnswer.BodyBytesMax) ? SnapshotStatus.TooLarge
            : desk.HeldBytes > 0 && desk.HeldBytes + bodyBytes > options.SnapshotMemoryBytesMax ? SnapshotStatus.Busy : SnapshotStatus.Ok;
        SnapshotBytes answer;
        if (status != SnapshotStatus.Ok)
        {
            Refused += asking;
            answer = SnapshotDesk.Refusal(request, status, sender.Epoch, sender.Sequence, count);
        }
        else
        {
            Made++;
            answer = new SnapshotBytes(SnapshotAnswer.HeaderBytes + (int)bodyBytes);
            answer.Advance(SnapshotAnswer.HeaderBytes);
            var body = answer.Whole[SnapshotAnswer.HeaderBytes..];
            if (records is null)
                books.Write(answer);
            else
                records.WrittenSpan.CopyTo(body);
            new SnapshotAnswer(request.Kind, request.Channel, status, sender.Epoch, sender.Sequence, body.Length, SnapshotAnswer.ChecksumOf(body), count).Encode(answer.Whole);
        }

        answer.HoldFor(desk, asking);
        return answer;
    }

    // Listings may be others a moment later: their length is known once they are written.
    private ArrayBufferWriter<byte> Records(MulticastChannel channel, int count)
    {
        var records = new ArrayBufferWriter<byte>(1 << 16);
        for (var id = 1; id <= count; id++)
        {
            var listing = listings[new ListingId(id)];
            if (MulticastPublisher.ChannelOf(listing.Venue) == channel)
                ListingRecord.Encode(listing, symbolOf.GetValueOrDefault(id, -1), records);
        }

        return records;
    }
}
