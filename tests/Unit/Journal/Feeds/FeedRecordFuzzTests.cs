using Rialto.Journal.Feeds;
using Rialto.Journal.Segments;
using Rialto.Model.Feeds;
using Rialto.Unit.Wire.Fuzz;
using Xunit;

namespace Rialto.Unit.Journal.Feeds;

/// <summary>Records bent in every way: the decoder never throws, and says of what it takes only what can be.</summary>
public class FeedRecordFuzzTests
{
    [Fact]
    public void Records_never_break_the_decoder()
    {
        var listing = new byte[FeedRecordCodec.ListingBytesMax];
        var length = FeedRecordCodec.Encode(RecordedFeeds.Listings()[new ListingId(2)], listing);
        var told = new byte[FeedRecordCodec.EventBytes];
        FeedRecordCodec.Encode(RecordedFeeds.EventOf(3, 1), told);
        FuzzRun.Over([listing[..length], told, [.. listing[..length], .. told]], FuzzRun.BinaryBytes, 2, static (input, index) =>
        {
            var batch = new FeedBatch();
            var time = 0L;
            _ = batch.Read(input, new BatchHeader(input.Length, 1, 1), holdsProofs: false, ref time);

            // Without the checksum in the way: what is inside.
            if (input.Length <= FeedRecordCodec.HeaderBytes)
                return;
            if (FeedRecordCodec.TryDecode(input[FeedRecordCodec.HeaderBytes..], out Listing row))
                Assert.True(row.Id.Value > 0 && row.VenueSymbol.Length > 0);
            if (FeedRecordCodec.TryDecode(input[FeedRecordCodec.HeaderBytes..], out FeedEvent one))
                Assert.True(one.Kind != FeedEventKind.None && one.Listing.Value >= 0);
        });
    }
}
