using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Fee tiers beyond what scenarios show: that random streams reach what matters, that they cost no memory, and what the host is told to wait for.</summary>
public sealed class FeeTests
{
    [Fact]
    public void Random_streams_see_tiers_by_volume_and_by_uptime_come_and_go_and_every_reason_of_fees()
    {
        var (reasons, seen) = (new HashSet<RejectReason>(), new HashSet<string>());
        for (var seed = 300UL; seed < 345; seed++)
        {
            var run = LockstepRun.Random(seed, 1_500, Engines.All[0].Create, limits => new Watching(Engines.All[^1].Create(limits), seen), out var mismatch);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, Engines.All[0].Create, Engines.All[^1].Create));
            reasons.UnionWith(Enum.GetValues<RejectReason>().Where(reason => run.RejectCounts[(int)reason] > 0));
        }

        Assert.Empty(Enum.GetValues<RejectReason>().Where(reason => reason is >= RejectReason.FeeTierInvalid and <= RejectReason.QuotingInvalid).Except(reasons));
        Assert.Superset(new HashSet<string> { "raised", "lowered", "fixed", "made", "partly quoted", "not quoted", "day of a maker" }, seen);
    }

    [Fact]
    public void Accounts_with_tiers_promotions_and_quotes_that_are_watched_trade_without_allocating_a_byte()
    {
        var exchange = new FastExchange(instruments: 4, new InstrumentRules(-20, 30, 10, 0, 10_000, Money.Zero, Money.Zero, Price.None, false), owners: 5);
        Turn(exchange);
        var flow = new MixedFlow(instruments: 4);
        FastAllocationTests.GrowTables(exchange);
        FastAllocationTests.Play(exchange, flow, 60_000);
        Assert.Equal(0, Allocations.Of(() => FastAllocationTests.Play(exchange, flow, 60_000)));
    }

    [Fact]
    public void The_host_is_told_of_midnight_once_fees_are_on_and_again_when_a_day_has_ended()
    {
        var exchange = new FastExchange(instruments: 1, owners: 2);
        Assert.True(exchange.Engine.NextDeadline.IsNone);
        exchange.Apply(Command.SetVolumeWeight(new VolumeWeight(new AssetId(1), 1, 1)));
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.False(exchange.Engine.TakeNewDeadline());
        var midnight = exchange.Engine.NextDeadline;
        Assert.Equal(exchange.Engine.Time.NextMidnightUtc, midnight);

        var command = Command.AdvanceTime();
        (command.Sequence, command.Time) = (exchange.Engine.LastSequence + 1, midnight);
        exchange.Engine.Apply(command);
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.Equal(midnight.Nanoseconds + Timestamp.NanosecondsPerDay, exchange.Engine.NextDeadline.Nanoseconds);
    }

    [Fact]
    public void A_day_counts_no_more_than_2_to_the_62_and_does_not_overflow()
    {
        var balance = default(Rialto.Venue.Accounts.Balance);
        for (var i = 0; i < 5; i++)
            balance.Count(Asset.MaxHeld - 1, isMade: i % 2 == 0);
        Assert.Equal((Asset.MaxHeld, Asset.MaxHeld), (balance.Traded, balance.Made));
    }

    private static void Turn(FastExchange exchange)
    {
        exchange.Apply(Command.SetVolumeWeight(new VolumeWeight(new AssetId(1), 1, 1)));
        exchange.Apply(Command.SetFeeTier(new FeeTier(1, default, 0, 0, new FeeRates(-10, 25, 5), false)));
        exchange.Apply(Command.SetPromotion(new Promotion(
            new InstrumentId(2), default, default, new Timestamp(exchange.Engine.Time.Nanoseconds + Timestamp.NanosecondsPerDay), new FeeRates(-5, 10, 0), false)));
        for (var owner = 1; owner <= 5; owner++)
            for (var instrument = 1; instrument <= 4; instrument++)
                exchange.Apply(Command.SetMaker(new MakerTerms(new OwnerId(owner), new InstrumentId(instrument), 10_000, new Quantity(20))));
    }

    /// <summary>An engine of which ratings are noted.</summary>
    private sealed class Watching(Rialto.Twins.IEngine engine, HashSet<string> seen) : Rialto.Twins.IEngine
    {
        private readonly Dictionary<int, int> _tiers = [];

        public Rialto.Twins.EventLog Log => engine.Log;
        public long LastSequence => engine.LastSequence;
        public Timestamp NextDeadline => engine.NextDeadline;
        public int LiveOrders => engine.LiveOrders;
        public IReadOnlyList<Instrument> Instruments => engine.Instruments;

        public void Apply(in Command command)
        {
            engine.Apply(command);
            foreach (var e in engine.Log.Events)
            {
                if (e.Kind == EventKind.FeesRated)
                    Note(e);
                if (e.Kind == EventKind.FeeDayEnded && e.Owner.Value != 0 && e.OpenNs > 0)
                    seen.Add("day of a maker");
            }
        }

        public BookState Audit(InstrumentId instrument) => engine.Audit(instrument);

        public AccountsState AuditAccounts() => engine.AuditAccounts();
        public CustomersState AuditCustomers() => engine.AuditCustomers();

        public MarginState AuditMargin() => engine.AuditMargin();

        public ulong StateHash() => engine.StateHash();

        private void Note(in ExchangeEvent e)
        {
            var before = _tiers.GetValueOrDefault(e.Owner.Value);
            _tiers[e.Owner.Value] = e.FeeTierNumber;
            if (e.IsTierFixed)
                seen.Add("fixed");
            else if (e.FeeTierNumber != before && (e.Volume > 0 || e.QuotedNs > 0))
                seen.Add(e.FeeTierNumber > before ? "raised" : "lowered");
            if (e.MadeVolume > 0)
                seen.Add("made");
            if (e.OpenNs > 0)
                seen.Add(e.QuotedNs == 0 ? "not quoted" : "partly quoted");
        }
    }
}
