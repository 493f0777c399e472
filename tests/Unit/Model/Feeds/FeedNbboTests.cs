using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Model.Feeds;

public class FeedNbboTests
{
    [Theory]
    [InlineData(nameof(FeedNbbo.BidPrice), 0)]
    [InlineData(nameof(FeedNbbo.BidQuantity), 8)]
    [InlineData(nameof(FeedNbbo.AskPrice), 16)]
    [InlineData(nameof(FeedNbbo.AskQuantity), 24)]
    [InlineData(nameof(FeedNbbo.BidVenues), 32)]
    [InlineData(nameof(FeedNbbo.AskVenues), 40)]
    [InlineData(nameof(FeedNbbo.ReceiveTime), 48)]
    [InlineData(nameof(FeedNbbo.Symbol), 56)]
    [InlineData(nameof(FeedNbbo.PriceScale), 60)]
    [InlineData(nameof(FeedNbbo.QuantityScale), 61)]
    public void A_field_stands_where_the_page_says(string field, int offset) => Assert.Equal(offset, (int)Marshal.OffsetOf<FeedNbbo>(field));

    [Fact]
    public void It_is_one_cache_line() => Assert.Equal((64, 64), (Unsafe.SizeOf<FeedNbbo>(), FeedNbbo.SizeBytes));
}
