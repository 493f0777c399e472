using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Twins;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Wire.Files;

/// <summary>Recorded flows, through the public protocol of commands and events only, lead the exchange's twin where the conversion says they must.</summary>
public class FlowThroughTwinTests
{
    private static readonly InstrumentId Id = new(1);

    [Fact]
    public void The_AAPL_hour_leads_where_independent_engines_went_and_leaves_an_empty_book()
    {
        var path = Recordings.Path("l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz");
        Run(FlowCommands.FromLobster(LobsterFile.ReadMessages(path), new OwnerId(1), Id), int.MaxValue);
    }

    [Fact]
    public void The_ES_day_leads_where_the_conversion_says()
    {
        using var reader = new DbnReader(ZstdStream.OpenFile(Recordings.Path("l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst")), "ES");
        Run(MboFlow.ToCommands(reader.ReadMbo(), new OwnerId(1), Id, 2, out _), int.MaxValue);
    }

    private static void Run(FlowCommands flow, int limit)
    {
        var log = new EventLog();
        var exchange = new NaiveExchange(new ExchangeLimits(), log);
        var sequence = 0L;
        Apply(Command.DefineInstrument(new Instrument(
            Id, Text36.Of("FLOW"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(Quantity.MaxUnits))));
        Apply(Command.SetInstrumentState(Id, InstrumentState.Open));

        var numbers = new Dictionary<OrderId, long>();
        var outcome = default(FlowOutcome);
        var refused = 0;
        for (var i = 0; i < Math.Min(limit, flow.Count); i++)
        {
            log.Clear();
            Apply(flow.Commands[i]);
            foreach (ref readonly var told in log.Events)
            {
                switch (told.Kind)
                {
                    case EventKind.OrderAccepted:
                        Assert.True(FlowCommands.TryNumberOf(told.ClientOrderId, out var number));
                        numbers[told.OrderId] = number;
                        break;
                    case EventKind.Trade:
                        outcome.AddTrade(numbers[told.MakerOrderId], told.Quantity.Units, told.Price.Units);
                        break;
                    case EventKind.CommandRejected or EventKind.OrderRejected:
                        Assert.Equal(RejectReason.UnknownOrder, told.RejectReason);
                        refused++;
                        break;
                }
            }
        }

        Assert.Equal(flow.Counts.RefusedAmends, refused);
        Assert.Equal(flow.Outcome, outcome);
        Assert.Equal(0, exchange.LiveOrders);

        void Apply(Command command)
        {
            command.Sequence = ++sequence;
            command.Time = new Timestamp(sequence);
            exchange.Apply(command);
        }
    }
}
