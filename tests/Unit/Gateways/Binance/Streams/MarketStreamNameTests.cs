using Rialto.Gateways.Analytics;
using Rialto.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>Names of streams are what Binance has, and nothing else.</summary>
public sealed class MarketStreamNameTests
{
    [Fact]
    public void Every_name_is_read_as_it_is_written()
    {
        for (var kind = MarketStreamKind.Depth; kind <= MarketStreamKind.AllTickers; kind++)
        {
            Assert.True(MarketStreamName.TryParse(MarketStreamName.Of(kind, "BTCUSDT"), out var read, out var symbol), kind.ToString());
            Assert.Equal(kind, read);
            Assert.Equal(kind >= MarketStreamKind.AllMiniTickers ? "" : "btcusdt", symbol.ToString());
        }
    }

    [Theory]
    [InlineData("btcusdt@depth@1000ms", "btcusdt@depth")]
    [InlineData("btcusdt@depth20@1000ms", "btcusdt@depth20")]
    public void The_usual_pace_may_be_spelled_out(string name, string same)
    {
        Assert.True(MarketStreamName.TryParse(name, out var kind, out _));
        Assert.Equal(same, MarketStreamName.Of(kind, "BTCUSDT"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("@depth")]
    [InlineData("btcusdt")]
    [InlineData("btcusdt@")]
    [InlineData("btcusdt@depth@50ms")]
    [InlineData("btcusdt@depth7")]
    [InlineData("btcusdt@trade@100ms")]
    [InlineData("btcusdt@trade@1000ms")]
    [InlineData("btcusdt@kline_3m")]
    [InlineData("btcusdt@Trade")]
    [InlineData("!bookTicker")]
    [InlineData("!ticker@arr@1000ms")]
    [InlineData("!")]
    public void Other_names_are_none(string name) => Assert.False(MarketStreamName.TryParse(name, out _, out _));

    [Fact]
    public void A_name_may_be_no_longer_than_a_symbol_and_an_ending()
    {
        Assert.True(MarketStreamName.TryParse(new string('a', 36) + "@depth20@100ms", out _, out _));
        Assert.False(MarketStreamName.TryParse(new string('a', MarketStreamName.MaxLength) + "@trade", out _, out _));
    }

    [Fact]
    public void Each_length_of_candles_has_its_stream()
    {
        for (var interval = CandleInterval.Second; interval <= CandleInterval.Day; interval++)
            Assert.Equal("x@kline_" + CandleIntervals.WordOf(interval), MarketStreamName.Of(MarketStreamName.KlineOf(interval), "X"));
    }
}
