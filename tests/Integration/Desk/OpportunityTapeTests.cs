using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Opportunities and what became of those that were taken, from what a trader tells.</summary>
public sealed class OpportunityTapeTests
{
    private static readonly Listing _here = new(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(1), "USDT", ListingStatus.Open);
    private static readonly Listing _there = new(new ListingId(2), FeedVenue.BybitSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(1), "USDT", ListingStatus.Open);
    private readonly OpportunityTape _tape = new();
    private long _input;

    [Fact]
    public void A_set_that_was_taken_brings_what_its_fills_say_fees_taken_off()
    {
        See(OpportunityStep.NoInventory, 0);
        See(OpportunityStep.Gone, 0, isEmpty: true);
        Change(7, 1, LegSetState.Working, whole: 0, isNewInput: true);
        See(OpportunityStep.Taken, 0, isNewInput: false);
        Fill(7, 1, Side.Buy, 6_000_000, 10_000, _here, "USDT", fee: 6_00, feeScale: 2);
        Fill(7, 1, Side.Sell, 6_010_000, 10_000, _there, "BTC", fee: 10, feeScale: 5);
        Change(7, 1, LegSetState.Complete, whole: 1);

        var cell = Assert.Single(_tape.Cells.ToArray());
        Assert.Equal((2L, 1L, OpportunityStep.Taken), (cell.Seen, cell.Taken, cell.Newest.Step));
        ref readonly var set = ref _tape.NewestSet(0);
        Assert.Equal((LegSetState.Complete, 1L, 2, 0), (set.State, set.Whole, set.Fills, set.UnvaluedFees));

        // 0.1 bought at 60,000.00 and sold at 60,100.00; 6.00 in the quote currency, and 0.0001 of the base at 60,100.
        Assert.Equal(Units("10"), set.Cash);
        Assert.Equal(Units("12.01"), set.Fees);
        Assert.True(set.IsRealised);
        Assert.Equal(100_000_000, set.Seen.Net);
    }

    [Fact]
    public void What_is_gone_keeps_its_terms_and_what_is_one_sided_is_not_realised()
    {
        See(OpportunityStep.Busy, 3);
        See(OpportunityStep.Gone, 3, isEmpty: true);
        Assert.Equal((OpportunityStep.Gone, 6_000_000L), (_tape.Cells[0].Newest.Step, _tape.Cells[0].Newest.FirstPrice.Units));
        Change(1, 0, LegSetState.Working, whole: 0);
        See(OpportunityStep.Taken, 3, isNewInput: false);
        Fill(1, 0, Side.Buy, 6_000_000, 10_000, _here, "BNB", fee: 1, feeScale: 3);
        Change(1, 0, LegSetState.Stuck, whole: 0, excess: 10_000);
        ref readonly var set = ref _tape.NewestSet(0);
        Assert.False(set.IsRealised);
        Assert.Equal((1, 1L, 10_000L), (set.UnvaluedFees, _tape.SetsStuck, set.Excess));
        Assert.Equal(Units("-6000"), set.Cash);
    }

    [Fact]
    public void Fills_of_orders_that_are_of_no_set_change_nothing_and_old_sets_make_room()
    {
        for (var generation = 1; generation <= OpportunityTape.SetsKept + 5; generation++)
            Change(generation, 2, LegSetState.Working, whole: 0);
        Fill(1, 2, Side.Buy, 6_000_000, 1, _here, "USDT", fee: 0, feeScale: 0);
        Fill(0, 0, Side.Buy, 6_000_000, 1, _here, "USDT", fee: 0, feeScale: 0);
        Assert.Equal(OpportunityTape.SetsKept, _tape.SetCount);
        Assert.Equal(OpportunityTape.SetsKept + 5, _tape.SetsBegun);
        for (var back = 0; back < _tape.SetCount; back++)
            Assert.Equal(0, _tape.NewestSet(back).Fills);
        for (var key = 0; key < OpportunityTape.Room + 3; key++)
            See(OpportunityStep.Busy, key);
        Assert.Equal((OpportunityTape.Room, 3L), (_tape.Count, _tape.Dropped));
    }

    private static Int128 Units(string text) => (Int128)(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000) * 10_000_000_000;

    private void See(OpportunityStep step, int key, bool isEmpty = false, bool isNewInput = true)
    {
        _input += isNewInput ? 1 : 0;
        _tape.Take(new DeskAudit
        {
            Kind = DeskAuditKind.Opportunity,
            Cause = _input,
            Strategy = new StrategyId(1),
            Code = (ushort)step,
            Other = key,
            Listing = _here.Id,
            Number = 2,
            Price = new Price(isEmpty ? 0 : 6_000_000),
            OtherPrice = new Price(isEmpty ? 0 : 6_010_000),
            Quantity = new Quantity(isEmpty ? 0 : 10_000),
            Value = isEmpty ? 0 : 100_000_000,
        });
    }

    private void Change(long generation, int slot, LegSetState state, long whole, long excess = 0, bool isNewInput = true)
    {
        _input += isNewInput ? 1 : 0;
        _tape.Take(new DeskAudit
        {
            Kind = DeskAuditKind.LegsChanged,
            Cause = _input,
            Strategy = new StrategyId(1),
            Code = (ushort)state,
            Number = slot,
            Other = generation,
            Listing = _here.Id,
            Quantity = new Quantity(whole),
            OtherQuantity = new Quantity(1),
            Value = excess,
        });
    }

    private void Fill(long generation, int slot, Side side, long price, long quantity, Listing listing, string feeAsset, long fee, byte feeScale)
    {
        var order = new DeskOrderId(++_input);
        _tape.Take(new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = order,
            FillPrice = new Price(price),
            FillQuantity = new Quantity(quantity),
            Amount = fee,
            AmountScale = feeScale,
            Asset = AssetCode.Of(feeAsset),
        });
        _tape.Fill(
            new DeskAudit { Kind = DeskAuditKind.Filled, Strategy = new StrategyId(1), Order = order, Side = side, Price = new Price(price), Quantity = new Quantity(quantity), Listing = listing.Id },
            (generation << 16) | ((long)slot << 8), listing);
    }
}
