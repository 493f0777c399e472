using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Unit.Wire.Fuzz;
using Rialto.Wire.Json;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>Levels read many at once against levels read one by one: the same levels of the same bytes, and the same opinion on what is wrong.</summary>
public class QuotedPairsTests
{
    private static readonly Listing Bitcoin = new(new ListingId(1), FeedVenue.BinanceUsdM, "BTCUSDT", "BTC-USDT", ListingKind.Perpetual, 2, 3, default, default, "USDT", ListingStatus.Open);

    private static readonly string[] Arrays =
    [
        "[]",
        """[["61737.60","0.014"],["61739.00","0.000"],["61740.10","12.111"],["5000","2"],["61741.10","0.5"]]""",
        """[["61737.63000000","0.01000000"],["61737.64000000","1234567.00000000"],["61737.65000000","0.00000000"],["61737.66000000","1.00000000"]]""",
        """[["8476.98","415","0","13"],["8477","7","0","2"],["8524.7","320","0","5"]]""",
        """[[61737.6,0.014],["61739.0","0"], ["61740.1","1"],["61740.2","1"],["61740.3","1"]]""",
        """[["61737.6","0.014",{"x":[1]}],["61739.0","0.01"],["1e3","1"],["61739.0","0.01"],["61739.0","0.02"]]""",
        """[["61737.601","0.014"],["61739.00","0.0001"],["61739.00","0.01"]]""",
        """[["-1.00","0.014"],["61739.00","-0.01"]]""",
    ];

    private readonly FrameContent _first = new();
    private readonly FrameContent _second = new();

    [Fact]
    public void The_usual_spelling_is_read_at_once()
    {
        if (!QuotedDecimal.IsSupported)
            return;
        var text = Encoding.UTF8.GetBytes(Arrays[1][1..] + ""","a":[]}        """);
        var levels = new LevelChange[8];
        Assert.Equal(5, QuotedPairs.Read(text, true, Side.Sell, 2, 3, levels, out var length));
        Assert.Equal((byte)']', text[length]);
        Assert.Equal((6_173_900, 0, Side.Sell, 2, 3), (levels[1].Price, levels[1].Quantity, levels[1].Side, (int)levels[1].PriceDecimals, (int)levels[1].QuantityDecimals));
        Assert.Equal((500_000, 2_000, 0, 0), (levels[3].Price, levels[3].Quantity, (int)levels[3].PriceDecimals, (int)levels[3].QuantityDecimals));
        Assert.Equal(3, QuotedPairs.Read(text, true, Side.Sell, 2, 3, levels.AsSpan(0, 3), out length));
        Assert.Equal(2, QuotedPairs.Read(text.AsSpan(length), false, Side.Sell, 2, 3, levels, out _));
        Assert.Equal(0, QuotedPairs.Read(text, false, Side.Sell, 2, 3, levels, out _));
    }

    [Fact]
    public void The_array_of_every_spelling_is_read_as_one_by_one()
    {
        foreach (var array in Arrays)
        {
            for (var end = 0; end <= array.Length; end++)
                Same(Encoding.UTF8.GetBytes(array[..end]));
            Same(Encoding.UTF8.GetBytes(array + new string(' ', 40)));
            Same(Encoding.UTF8.GetBytes(array[1..]));
            Same(Encoding.UTF8.GetBytes("[," + array[1..]));
        }
    }

    [Fact]
    public void Bent_arrays_are_read_as_one_by_one() =>
        FuzzRun.Over([.. Arrays.Select(array => Encoding.UTF8.GetBytes(array + "                "))], FuzzRun.TextBytes, 20, (text, _) => Same(text));

    [Fact]
    public void More_levels_than_a_frame_may_have_are_refused()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < FrameContent.LevelsMax; i++)
            text.Append("""["61737.60","0.014"],""");
        var fits = Encoding.UTF8.GetBytes(text.ToString()[..^1] + "]");
        var content = new FrameContent();
        Assert.True(Read(fits, content));
        Assert.Equal((FrameContent.LevelsMax, false), (content.Parts[0].Count, content.IsTooLarge));
        content.Clear();
        Read(Encoding.UTF8.GetBytes(text + """["61737.60","0.014"]]"""), content);
        Assert.True(content.IsTooLarge);
    }

    private static bool Read(ReadOnlySpan<byte> text, FrameContent content)
    {
        content.Begin(PartKind.BookUpdate, Bitcoin.Id);
        var scanner = new FrameScanner(text);
        LevelText.Pairs(ref scanner, Side.Buy, Bitcoin, content);
        return scanner.IsWhole;
    }

    private void Same(ReadOnlySpan<byte> text)
    {
        var (first, second) = (_first, _second);
        first.Clear();
        second.Clear();
        first.Begin(PartKind.BookUpdate, Bitcoin.Id);
        second.Begin(PartKind.BookUpdate, Bitcoin.Id);
        var atOnce = new FrameScanner(text);
        LevelText.Pairs(ref atOnce, Side.Buy, Bitcoin, first);
        var oneByOne = new FrameScanner(text);
        oneByOne.Array();
        while (LevelText.TryPair(ref oneByOne, Side.Buy, Bitcoin, second))
        {
        }

        Assert.Equal((oneByOne.IsWhole, oneByOne.HasFailed, oneByOne.FailedAt, oneByOne.Misfit, oneByOne.Position), (atOnce.IsWhole, atOnce.HasFailed, atOnce.FailedAt, atOnce.Misfit, atOnce.Position));
        if (!first.LevelsOf(in first.Parts[0]).SequenceEqual(second.LevelsOf(in second.Parts[0])))
            Assert.Fail($"other levels of {Encoding.Latin1.GetString(text)}");
    }
}
