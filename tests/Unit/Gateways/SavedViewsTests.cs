using System.Buffers;
using System.Reflection;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Rialto.Venue;
using Xunit;
using static Rialto.Unit.Gateways.ViewsOnDisk;

namespace Rialto.Unit.Gateways;

public class SavedViewsTests
{
    private static readonly ViewOptions Options = new() { FinishedOrders = 60, MaxFillsPerOrder = 3, KeptTrades = 20, KeptCandles = 40, KeptSamples = 30 };

    [Fact]
    public void Views_that_were_saved_and_loaded_go_on_as_if_they_had_not_been()
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var dice = new Dice(~seed);
            var (straight, saved) = (new ViewsReplica(Options), new ViewsReplica(Options));
            Play(seed, 1_500, (in Rialto.Model.Orders.Command command, ReadOnlySpan<ExchangeEvent> events) =>
            {
                straight.On(in command, events);
                saved.On(in command, events);
                if (!dice.Percent(2))
                    return;
                var bytes = Saved(saved);
                Assert.True(Saved(straight).AsSpan().SequenceEqual(bytes), $"seed {seed}, sequence {command.Sequence}");
                saved = new ViewsReplica(Options);
                Assert.Null(saved.Load(new ReadOnlySequence<byte>(bytes)));
                Assert.True(Saved(saved).AsSpan().SequenceEqual(bytes));
            });
            Assert.Equal(Saved(straight), Saved(saved));
        }
    }

    [Fact]
    public void Smaller_memories_forget_the_oldest()
    {
        var large = new ViewsReplica(Options);
        var small = new ViewOptions { FinishedOrders = 10, MaxFillsPerOrder = 1, KeptTrades = 5, KeptCandles = 4, KeptSamples = 6 };
        var straight = new ViewsReplica(small);
        Play(3, 1_500, (in Rialto.Model.Orders.Command command, ReadOnlySpan<ExchangeEvent> events) =>
        {
            large.On(in command, events);
            straight.On(in command, events);
        });
        var loaded = new ViewsReplica(small);
        Assert.Null(loaded.Load(new ReadOnlySequence<byte>(Saved(large))));
        Assert.Equal(Saved(straight), Saved(loaded));
    }

    [Fact]
    public void Broken_bytes_are_refused_with_a_reason_and_never_throw()
    {
        var views = new ViewsReplica(Options);
        Play(5, 1_500, views.On);
        var bytes = Saved(views);
        AssertRefusesBroken(bytes, Options, rounds: 1_500);

        Assert.NotNull(new ViewsReplica(Options).Load(new ReadOnlySequence<byte>([.. bytes, 0])));
    }

    /// <summary>Whoever gives the views a field must say what becomes of it in a snapshot, and then add it here.</summary>
    [Theory]
    [InlineData(typeof(OrderPicture), "CancelReason ClientOrderId Created CreatedSequence DisplayQuantity ExpireTime Filled Instrument Leaves OrderId Owner Price Quantity Session Side Slid Status Terms TriggerPrice Triggered Turnover Updated UpdatedSequence")]
    [InlineData(typeof(Fill), "Fee IsMaker Price Quantity Time TradeId")]
    [InlineData(typeof(PublicTrade), "InAuction Price Quantity Sequence Side Time TradeId")]
    [InlineData(typeof(Indication), "Price Quantity Surplus SurplusSide")]
    [InlineData(typeof(InstrumentView), "Analytics Book Indication Instrument Rules Sequence State Statistics Tape Time TradingDayEnd")]
    [InlineData(typeof(ExchangeTotals.InstrumentTotals), "Fees Trades Turnover Volume")]
    [InlineData(typeof(ExchangeTotals), "BasketsFellShort Orders Refusals Trades byInstrument")]
    [InlineData(typeof(ExchangeViews), "Accounts Algos Baskets Customers Guards LastSession Margin Orders Sequence Time Totals byId directory directoryIsStale fees openSessions options")]
    [InlineData(typeof(AlgosView), "algos children ended parents")]
    [InlineData(typeof(AlgoPicture), "Accepted Changed ChildCount Progressed Sliced")]
    [InlineData(typeof(BasketsView), "IsAtWork Worked all basketOf byId legs started")]
    [InlineData(typeof(WorkedBasketsView), "basketOf baskets ended legs orders traded")]
    [InlineData(typeof(BasketWork), "Changed ExecutedSlices Refused RefusedSlices Scheduled Sliced")]
    [InlineData(typeof(BasketPicture), "Ended Legs Started Work")]
    [InlineData(typeof(BasketLegPicture), "Entered Fees Filled MoneyAsset Multiplier PriceSum Progressed")]
    [InlineData(typeof(AccountTable), "accounts assets directory directoryIsStale keptMovements movements order")]
    [InlineData(typeof(AccountView), "Account Movements SubAccounts balances created")]
    [InlineData(typeof(BalanceView), "Reserved Sequence Total asset")]
    [InlineData(typeof(Movement), "Account Amount Asset Kind Number Reference Sequence Time To")]
    [InlineData(typeof(MarginTable), "Calls Deleverages LastNotice Liquidations accounts contracts insurance keptNotices limits notices")]
    [InlineData(typeof(ContractView), "FundingRate FundingTime IsSettled Mark MarkSequence MarkTime OpenInterest id terms")]
    [InlineData(typeof(MarginAccountView), "Notices Tier limits liquidating owner positions")]
    [InlineData(typeof(PositionView), "Cost Funding IsolatedMargin Leverage Mode Quantity Realised Sequence Time contract")]
    [InlineData(typeof(MarginNotice), "Event Number")]
    [InlineData(typeof(FeesView), "DayBegan IsOn accounts fixedUntil instruments makers profits promotions ratings tiers today weights")]
    [InlineData(typeof(FeeRating), "IsFixed MadeVolume OpenNs QuotedNs Tier Volume")]
    [InlineData(typeof(MakerPicture), "MadeBefore MadeToday OpenNs QuotedNs Terms")]
    [InlineData(typeof(TradedMoney), "Made Traded")]
    [InlineData(typeof(AssetProfit), "Fees Rebates Volume")]
    [InlineData(typeof(GuardsView), "LevelReached Market instruments kills over")]
    [InlineData(typeof(CustomersView), "Policy countries customers limits uses")]
    [InlineData(typeof(GuardPicture), "AuctionEnd Breaker Halt IndexReference IsStopped Limit Weight")]
    [InlineData(typeof(KillPicture), "Note Sequence Since Switch")]
    public void Every_field_of_the_views_is_accounted_for(Type type, string fields)
    {
        var has = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => field.Name is ['<', .. var rest] ? rest[..rest.IndexOf('>', StringComparison.Ordinal)] : field.Name.TrimStart('_'))
            .Order(StringComparer.Ordinal);
        Assert.Equal(fields, string.Join(' ', has));
    }

    private delegate void Heard(in Rialto.Model.Orders.Command command, ReadOnlySpan<ExchangeEvent> events);

    private static void Play(ulong seed, int commands, Heard heard)
    {
        var seen = new RebuiltMarket();
        var generator = new CommandGenerator(seed, seen);
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(generator.Limits, new EventLogSink(log));
        for (var sequence = 1; sequence <= commands; sequence++)
        {
            var command = generator.Next().Command with { Sequence = sequence };
            log.Clear();
            exchange.Apply(command);
            seen.Apply(log.Events, sequence, command.Time);
            heard(in command, log.Events);
        }
    }
}
