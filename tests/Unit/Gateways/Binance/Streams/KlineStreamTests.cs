using System.Text.Json;
using Rialto.Gateways;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>Candles of a stream on a test's own time: each is told to its end to everybody who read it, whoever joins meanwhile.</summary>
public sealed class KlineStreamTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_700_000_000 * Second;
    private static readonly InstrumentId Aapl = new(1);

    private readonly ExchangeViews _views = new(new ViewOptions());
    private readonly BinanceHub _hub;
    private long _sequence = 3;

    public KlineStreamTests()
    {
        _hub = new BinanceHub(_views);
        var instrument = new Instrument(Aapl, Text36.Of("AAPL"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));
        _views.Add(instrument);
        _views.Restore(_sequence, new Timestamp(Start), default, []);
        _views.RefreshDirectory();
    }

    [Fact]
    public void A_candle_s_end_is_told_to_who_has_read_it_though_somebody_joins_in_the_same_moment()
    {
        var first = Join();
        Trade(at: 100);
        Pulse(at: 300);
        Assert.Equal(["0 open"], Candles(first));

        // The next second has begun and traded, and somebody joins before the pulse that would tell the end of the first.
        Trade(at: 1_100);
        var second = Join();
        Pulse(at: 1_200);
        Assert.Equal(["0 open", "0 closed", "1 open"], Candles(first));
        Assert.Equal("1 open", Candles(second)[^1]);
    }

    [Fact]
    public void Who_joins_a_quiet_market_gets_the_newest_candle_as_it_stands()
    {
        var first = Join();
        Trade(at: 100);
        Pulse(at: 300);
        var second = Join();
        Pulse(at: 1_400);
        Assert.Equal("0 closed", Candles(first)[^1]);
        Assert.Equal(["0 closed"], Candles(second));
        var third = Join();
        Pulse(at: 2_400);
        Assert.Equal(["0 closed"], Candles(third));
    }

    [Fact]
    public void What_nobody_read_meanwhile_is_not_made_up_for()
    {
        var first = Join();
        Trade(at: 100);
        Pulse(at: 300);
        _hub.Market.Unsubscribe(first.Reader, MarketStreamKind.KlineSecond, Aapl);
        for (var second = 1; second < 5; second++)
            Trade(at: (second * 1_000) + 100);
        var late = Join();
        Pulse(at: 4_300);
        Assert.Equal(["4 open"], Candles(late));
    }

    private (BinanceSocket Reader, ScriptedSocket Socket) Join()
    {
        var socket = new ScriptedSocket();
        var reader = new BinanceSocket(socket, 1 << 20, new GatewayMetrics());
        _hub.Market.Subscribe(reader, MarketStreamKind.KlineSecond, Aapl);
        return (reader, socket);
    }

    private void Trade(long at)
    {
        var e = new ExchangeEvent
        {
            Kind = EventKind.Trade,
            Sequence = ++_sequence,
            Time = new Timestamp(Start + (at * 1_000_000)),
            Instrument = Aapl,
            Price = new Price(10_000),
            Quantity = new Quantity(1),
            TradeId = new TradeId(_sequence),
            Flags = EventFlags.LastOfCommand,
        };
        _views.Apply(in e);
        _hub.OnCommandBegin(null);
        _hub.On(in e);
        _hub.OnCommandEnd(e.Sequence);
        _hub.OnBatchEnd();
    }

    private void Pulse(long at)
    {
        _hub.Market.OnPulse(new Timestamp(Start + (at * 1_000_000)));
        // Here, so that what was told is there when the test looks.
        _hub.Signal(here: true);
    }

    /// <summary>The second of each candle told, and whether it was over.</summary>
    private static string[] Candles((BinanceSocket Reader, ScriptedSocket Socket) told) =>
        [.. told.Socket.Sent.Select(text => JsonElement.Parse(text).GetProperty("k")).Select(k => $"{(k.GetProperty("t").GetInt64() - (Start / 1_000_000)) / 1_000} {(k.GetProperty("x").GetBoolean() ? "closed" : "open")}")];
}
