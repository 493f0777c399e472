using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model.Feeds;

public class FeedEventTests
{
    [Theory]
    [InlineData(nameof(FeedEvent.EventTime), 0)]
    [InlineData(nameof(FeedEvent.ReceiveTime), 8)]
    [InlineData(nameof(FeedEvent.Sequence), 16)]
    [InlineData(nameof(FeedEvent.Price), 24)]
    [InlineData(nameof(FeedEvent.Quantity), 32)]
    [InlineData(nameof(FeedEvent.TradeId), 40)]
    [InlineData(nameof(FeedEvent.Listing), 48)]
    [InlineData(nameof(FeedEvent.Connection), 52)]
    [InlineData(nameof(FeedEvent.Kind), 56)]
    [InlineData(nameof(FeedEvent.Flags), 57)]
    [InlineData(nameof(FeedEvent.Venue), 58)]
    [InlineData(nameof(FeedEvent.Side), 59)]
    [InlineData(nameof(FeedEvent.State), 60)]
    [InlineData(nameof(FeedEvent.Reason), 61)]
    [InlineData(nameof(FeedEvent.ConnectionState), 60)]
    [InlineData(nameof(FeedEvent.Drift), 61)]
    public void A_field_stands_where_the_page_says(string field, int offset) => Assert.Equal(offset, (int)Marshal.OffsetOf<FeedEvent>(field));

    [Fact]
    public void It_is_one_cache_line() => Assert.Equal((64, 64), (Unsafe.SizeOf<FeedEvent>(), FeedEvent.SizeBytes));

    [Fact]
    public void Listings_are_found_by_the_venues_bytes_and_by_number()
    {
        var table = new ListingTable(300);
        for (var i = 0; i < 300; i++)
            table.Add(Make(table.NextId, i % 2 == 0 ? FeedVenue.BinanceSpot : FeedVenue.BinanceUsdM, $"S{i / 2}USDT"));
        for (var i = 0; i < 300; i++)
        {
            Assert.True(table.TryFind(i % 2 == 0 ? FeedVenue.BinanceSpot : FeedVenue.BinanceUsdM, System.Text.Encoding.UTF8.GetBytes($"S{i / 2}USDT"), out var found));
            Assert.Equal(i + 1, found.Id.Value);
            Assert.Same(found, table[found.Id]);
        }

        Assert.False(table.TryFind(FeedVenue.Okx, "S1USDT"u8, out _));
        Assert.False(table.TryFind(FeedVenue.BinanceSpot, ""u8, out _));
        Assert.True(table.IsFull);
        Assert.Throws<InvalidOperationException>(() => table.Add(Make(table.NextId, FeedVenue.Okx, "X")));
    }

    [Fact]
    public void A_listing_may_change_its_tick_and_nothing_that_gives_numbers_their_meaning()
    {
        var table = new ListingTable(4);
        table.Add(Make(table.NextId, FeedVenue.Okx, "BTC-USDT"));
        var listing = table[new ListingId(1)];
        table.Replace(listing with { Tick = new Price(5), Status = ListingStatus.Halted });
        Assert.Equal((5, ListingStatus.Halted), (table[new ListingId(1)].Tick.Units, table[new ListingId(1)].Status));
        Assert.Throws<ArgumentException>(() => table.Replace(listing with { PriceScale = 3 }));
        Assert.Throws<ArgumentException>(() => table.Replace(listing with { VenueSymbol = "ETH-USDT" }));
        Assert.Throws<ArgumentException>(() => table.Add(Make(table.NextId, FeedVenue.Okx, "BTC-USDT")));
        Assert.Throws<ArgumentOutOfRangeException>(() => table[ListingId.None]);
    }

    private static Listing Make(ListingId id, FeedVenue venue, string symbol) =>
        new(id, venue, symbol, symbol, ListingKind.Spot, 2, 8, new Price(1), new Quantity(1), "USDT", ListingStatus.Open);
}
