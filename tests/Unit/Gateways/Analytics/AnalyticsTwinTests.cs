using System.Globalization;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Rialto.Venue;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Gateways.Analytics;

/// <summary>What is kept up to date with every event, against what is computed from scratch.</summary>
public sealed class AnalyticsTwinTests
{
    private const string AaplHour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";
    private static readonly InstrumentId Apple = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_measure_equals_its_recomputation_after_every_command(ulong seed)
    {
        var options = new ViewOptions { KeptSamples = (int)(5 + seed * 5), KeptCandles = (int)(3 + seed * 7) };
        var (views, twins, dice) = (new ExchangeViews(options), new Dictionary<int, NaiveAnalytics>(), new Dice(seed));
        var seen = new RebuiltMarket();
        var generator = new CommandGenerator(seed + 900, seen);
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(generator.Limits, new EventLogSink(log));
        for (var sequence = 1; sequence <= 250; sequence++)
        {
            var command = generator.Next().Command with { Sequence = sequence };
            log.Clear();
            exchange.Apply(command);
            seen.Apply(log.Events, sequence, command.Time);
            foreach (ref readonly var e in log.Events)
                views.Apply(in e);
            foreach (var instrument in views.Instruments)
            {
                var id = instrument.Instrument.Id;
                if (!twins.TryGetValue(id.Value, out var twin))
                    twins.Add(id.Value, twin = new NaiveAnalytics(id, options.KeptSamples, options.KeptCandles));
                twin.Apply(log.Events);
                var at = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, sequence {sequence}, instrument {id.Value}");
                twin.CompareDepth(instrument, new DepthQuestion((int)dice.Between(1, 8), dice.Between(1, 40) / 4.0), at);
                twin.ComparePast(instrument, command.Time.Nanoseconds + (dice.Percent(50) ? 0 : dice.Between(0, 5_000_000_000)), at);
            }
        }
    }

    /// <summary>The touch after each of 90,000 commands, the depth at thousands of moments, what is past at some thirty, each time from everything since the beginning.</summary>
    [Fact]
    public void The_recorded_AAPL_hour_is_measured_as_by_recomputation()
    {
        var flow = FlowCommands.FromLobster(LobsterFile.ReadMessages(Recordings.Path(AaplHour)), new OwnerId(1), Apple);
        var (views, twin) = (new ExchangeViews(new ViewOptions()), new NaiveAnalytics(Apple, new ViewOptions().KeptSamples, new ViewOptions().KeptCandles));
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(new ExchangeLimits(), new EventLogSink(log));
        var sequence = 0L;
        Apply(Command.DefineInstrument(new Instrument(Apple, Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))), 0);
        Apply(Command.SetInstrumentState(Apple, InstrumentState.Open), 0);
        var view = views.Find(Apple)!;
        for (var i = 0; i < flow.Count; i++)
        {
            var command = flow.At(i, 0);
            Apply(command, command.Time.Nanoseconds);
            var at = string.Create(CultureInfo.InvariantCulture, $"command {i}");
            var touch = flow.TouchAt(i);
            Assert.Equal(new Touch(touch.BidPrice, touch.BidQuantity, touch.AskPrice, touch.AskQuantity), view.Analytics.Touch());
            if (i % 40 == 0)
                twin.CompareDepth(view, new DepthQuestion(1 + i % 11, 1 + i % 13), at);
            if (i % 3_000 == 0 || i == flow.Count - 1)
                twin.ComparePast(view, command.Time.Nanoseconds + i % 3 * 400_000_000, at);
        }

        void Apply(Command command, long time)
        {
            log.Clear();
            exchange.Apply(command with { Sequence = ++sequence, Time = new Timestamp(time) });
            foreach (ref readonly var e in log.Events)
                views.Apply(in e);
            twin.Apply(log.Events);
        }
    }
}
