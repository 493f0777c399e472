using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Twins;
using Rialto.Venue;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Wire.Files;

/// <summary>Recorded flows lead the exchange where the conversion says they must, and show the best prices it says after every command.</summary>
public class FlowThroughExchangeTests
{
    private static readonly InstrumentId Id = new(1);

    [Fact]
    public void The_AAPL_hour_leads_where_independent_engines_went_and_leaves_an_empty_book()
    {
        var path = Recordings.Path("l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz");
        Run(FlowCommands.FromLobster(LobsterFile.ReadMessages(path), new OwnerId(1), Id));
    }

    [Fact]
    public void The_ES_day_leads_where_the_conversion_says()
    {
        using var reader = new DbnReader(ZstdStream.OpenFile(Recordings.Path("l3/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst")), "ES");
        Run(MboFlow.ToCommands(reader.ReadMbo(), new OwnerId(1), Id, 2, out _));
    }

    private static void Run(FlowCommands flow)
    {
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(new ExchangeLimits(1 << 15), new EventLogSink(log));
        var sequence = 0L;
        Apply(Command.DefineInstrument(new Instrument(
            Id, Text36.Of("FLOW"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(Quantity.MaxUnits))));
        Apply(Command.SetInstrumentState(Id, InstrumentState.Open));

        var numbers = new Dictionary<OrderId, long>();
        var outcome = default(FlowOutcome);
        var refused = 0;
        var levels = (Bids: new SortedDictionary<long, long>(), Asks: new SortedDictionary<long, long>());
        for (var i = 0; i < flow.Count; i++)
        {
            log.Clear();
            Apply(flow.Commands[i]);
            foreach (ref readonly var told in log.Events)
            {
                Show(in told);
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
            Assert.Equal(flow.TouchAt(i), Touch());
        }

        Assert.Equal(flow.Counts.RefusedAmends, refused);
        Assert.Equal(flow.Outcome, outcome);
        Assert.Equal(0, exchange.LiveOrders);

        // A book of levels from nothing but what events say of the level concerned.
        void Show(in ExchangeEvent told)
        {
            var side = told.Kind == EventKind.Trade ? (told.Side == Side.Buy ? Side.Sell : Side.Buy) : told.Side;
            switch (told.Kind)
            {
                case EventKind.OrderAccepted or EventKind.OrderCanceled when (told.Flags & EventFlags.Resting) != 0:
                case EventKind.OrderRested or EventKind.OrderReduced or EventKind.Trade:
                    Set(side, told.Price.Units, told.LevelQuantity.Units);
                    break;
                case EventKind.OrderReplaced:
                    Set(side, told.OldPrice.Units, told.LevelQuantity.Units);
                    break;
            }
        }

        void Set(Side side, long price, long quantity)
        {
            var book = side == Side.Buy ? levels.Bids : levels.Asks;
            var key = side == Side.Buy ? -price : price;
            if (quantity == 0)
                book.Remove(key);
            else
                book[key] = quantity;
        }

        FlowTouch Touch()
        {
            var bid = levels.Bids.Count == 0 ? default : levels.Bids.First();
            var ask = levels.Asks.Count == 0 ? default : levels.Asks.First();
            return new FlowTouch(-bid.Key, bid.Value, ask.Key, ask.Value);
        }

        void Apply(Command command)
        {
            command.Sequence = ++sequence;
            command.Time = new Timestamp(sequence);
            exchange.Apply(command);
        }
    }
}
