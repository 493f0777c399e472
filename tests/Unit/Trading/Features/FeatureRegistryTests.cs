using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Features;
using Xunit;

namespace Rialto.Unit.Trading.Features;

public class FeatureRegistryTests
{
    [Theory]
    [InlineData("mid", "mid")]
    [InlineData("wap", "wap")]
    [InlineData("wap:200ms", "wap:200ms")]
    [InlineData("ofi", "ofi:1:1s")]
    [InlineData("ofi:5", "ofi:5:1s")]
    [InlineData("ofi:90s", "ofi:1:90s")]
    [InlineData("ofi:2m:5", "ofi:5:2m")]
    [InlineData("ofi-level:3:1h", "ofi-level:3:1h")]
    [InlineData("imbalance-weighted", "imbalance-weighted:10:2")]
    [InlineData("vpin:0.5", "vpin:0.5:50")]
    [InlineData("vpin:12:20", "vpin:12:20")]
    [InlineData("rv:10s:100ms", "rv:10s:100ms")]
    [InlineData("lead:60s:1500us:7", "")]
    [InlineData("lead:60s", "lead:1m:100ms:20")]
    public void A_name_is_read_and_written_with_all_its_arguments(string text, string written)
    {
        if (!FeatureRegistry.TryParse(text, out var name, out var error))
        {
            Assert.Equal("", written);
            return;
        }

        Assert.Equal((written, null), (name.Text, error));
        Assert.True(FeatureRegistry.TryParse(name.Text, out var again, out _));
        Assert.Equal(name.Text, again.Text);
        Assert.Equal(name.Arguments, again.Arguments);
    }

    [Theory]
    [InlineData("", "There is no feature \"\".")]
    [InlineData("ofy:5", "There is no feature \"ofy\".")]
    [InlineData("ofi:0", "levels 0 is out of bounds: 1 to 50")]
    [InlineData("ofi:51", "out of bounds")]
    [InlineData("ofi:5:6", "ofi takes no \"6\": levels, window.")]
    [InlineData("mid:1", "mid takes no \"1\".")]
    [InlineData("ofi:5d", "neither a number nor a time")]
    [InlineData("ofi:-5", "neither a number nor a time")]
    [InlineData("ofi:", "neither a number nor a time")]
    [InlineData("ofi:99999999999999999999s", "neither a number nor a time")]
    [InlineData("ofi:9223372036s", "out of bounds")]
    [InlineData("ofi-level", "ofi-level needs its level.")]
    [InlineData("vpin", "vpin needs its bucket.")]
    [InlineData("vpin:0", "out of bounds")]
    [InlineData("rv:10s:3s", "multiple of the step")]
    [InlineData("rv:24h:1ms", "multiple of the step, 2 to 8192 times")]
    public void A_wrong_name_is_refused_with_its_reason(string text, string reason)
    {
        Assert.False(FeatureRegistry.TryParse(text, out var name, out var error));
        Assert.Null(name);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_can_be_made_and_says_what_it_is()
    {
        var book = new DepthBook(Listing(1), 8);
        foreach (var kind in FeatureRegistry.All)
        {
            var name = string.Join(':', kind.Parameters.Where(parameter => parameter.Default is null).Select(_ => "1").Prepend(kind.Word));
            Assert.True(FeatureSet.TryMake(new FeatureSources(book) { Leader = new DepthBook(Listing(2), 8) }, [name], out var set, out var error), error);
            Assert.Equal((1, kind, kind.Needs), (set.Count, set.Names[0].Kind, set.Needs));
            Assert.Equal(0, set.IndexOf(name));
            Assert.NotEmpty(kind.Meaning);
            Assert.NotEmpty(kind.WarmUp);
            Assert.NotEmpty(kind.Unit);
        }

        Assert.Equal(FeatureRegistry.All.Count, FeatureRegistry.All.Select(kind => kind.Word).Distinct().Count());
    }

    [Fact]
    public void What_compares_two_listings_needs_the_other_one()
    {
        Assert.False(FeatureSet.TryMake(new FeatureSources(new DepthBook(Listing(1), 8)), ["mid", "basis"], out _, out var error));
        Assert.Contains("basis needs another listing", error, StringComparison.Ordinal);
    }

    private static Listing Listing(int id) =>
        new(new ListingId(id), FeedVenue.BinanceSpot, $"S{id}", $"S{id}", ListingKind.Spot, 2, 3, new Price(1), default, "USDT", ListingStatus.Open);
}
