using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Journal.Feeds;

public class ListingRecordTests
{
    private static readonly Listing _listing = new(new ListingId(1), FeedVenue.Okx, "BTC-USD-SWAP", "BTC-USD.PERP", ListingKind.Perpetual, 1, 0, new Price(1), new Quantity(1), "USD", ListingStatus.Open)
    {
        ContractSize = 100,
        ContractUnit = "USD",
    };

    [Fact]
    public void Limits_come_back()
    {
        var listing = _listing with { Limits = new ListingLimits(new Quantity(3), new Quantity(100_000_000), new Quantity(4_000), 500_000_000) };
        Assert.True(ListingRecords.TryDecode(Encoded(listing), out var table));
        Assert.Equal(listing, table[listing.Id]);
    }

    [Fact]
    public void A_listing_without_limits_is_the_record_that_it_was_before_there_were_any()
    {
        var (with, without) = (Encoded(_listing with { Limits = new ListingLimits(new Quantity(3), default, default, 0) }), Encoded(_listing));
        Assert.Equal(32, with.Length - without.Length);
        Assert.True(ListingRecords.TryDecode(without, out var table));
        Assert.Equal(_listing, table[_listing.Id]);
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, -1)]
    public void Limits_below_zero_are_no_listing(long least, long most, long mostAtMarket, long notional) =>
        Assert.False(ListingRecords.TryDecode(Encoded(_listing with { Limits = new ListingLimits(new Quantity(least), new Quantity(most), new Quantity(mostAtMarket), notional) }), out _));

    private static byte[] Encoded(Listing listing)
    {
        var table = new ListingTable(1);
        table.Add(listing);
        return ListingRecords.Encode(table);
    }
}
