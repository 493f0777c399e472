using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Legs;

public sealed class LegSetTests
{
    private const long Lot = 10;

    [Theory]
    [InlineData(LegOrder.Together)]
    [InlineData(LegOrder.HardestFirst)]
    public void What_fills_whole_is_complete_in_pieces_of_the_imbalance_that_is_allowed(LegOrder order)
    {
        var rig = new LegRig(1, faults: 0) { FillsAll = true };
        Begin(rig, 2, 10, new LegSettings(order, 4));
        rig.Pass(1_000);
        Assert.Equal(LegSetState.Complete, rig.Set.State);
        Assert.Equal([10 * Lot, 20 * Lot], Enumerable.Range(0, 2).Select(rig.NetOf));
        Assert.Equal([4 * Lot, 4 * Lot, 2 * Lot], rig.Orders.Values.Where(one => one.Leg == 0).Select(one => one.Request.Quantity.Units));
        Assert.Equal(10, rig.Set.Whole);
    }

    [Fact]
    public void The_hardest_leg_decides_how_much_the_others_are_asked_for()
    {
        var rig = new LegRig(2, faults: 0) { Fill = order => order.Leg == 0 ? 3 * Lot : null };
        Begin(rig, 3, 10, new LegSettings(LegOrder.HardestFirst, 10));
        rig.Pass(1_000);
        Assert.Equal(LegSetState.Done, rig.Set.State);
        Assert.Equal([3 * Lot, 6 * Lot, 9 * Lot], Enumerable.Range(0, 3).Select(rig.NetOf));
        Assert.Equal(3, rig.Orders.Count);
    }

    [Fact]
    public void What_is_missing_is_chased_at_the_worst_price_and_no_further()
    {
        var rig = new LegRig(3, faults: 0) { Fill = order => order.Leg == 1 && order.Request.Price.Units == LegOf(1).Limit.Units ? 0 : order.Request.Quantity.Units };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5));
        rig.Pass(1_000);
        Assert.Equal(LegSetState.Complete, rig.Set.State);
        Assert.Equal([LegOf(1).Limit, LegOf(1).Worst], rig.Orders.Values.Where(one => one.Leg == 1).Select(one => one.Request.Price));
    }

    [Fact]
    public void What_filled_alone_walks_back_step_by_step_to_the_bound_of_the_loss()
    {
        var rig = new LegRig(4, faults: 0) { Fill = order => order.IsBack && order.Request.Price == LegOf(0).Back || (order.Leg == 0 && !order.IsBack) ? order.Request.Quantity.Units : 0 };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5) { WalkSteps = 4 });
        rig.Pass(3_000);
        Assert.Equal(LegSetState.Done, rig.Set.State);
        Assert.Equal([0, 0], Enumerable.Range(0, 2).Select(rig.NetOf));
        var walked = rig.Orders.Values.Where(order => order.IsBack).Select(order => order.Request.Price.Units).ToArray();
        Assert.Equal([6_000_100, 5_997_600, 5_995_100, 5_992_600, 5_990_100], walked);
        Assert.Contains(rig.Audits, audit => audit is { Kind: DeskAuditKind.LegsChanged, Code: (ushort)LegSetState.Unwinding, Severity: DeskSeverity.Warning });
    }

    [Fact]
    public void What_cannot_be_walked_back_is_held_and_told_and_its_place_is_not_used_again()
    {
        var rig = new LegRig(5, faults: 0) { Fill = order => order.Leg == 0 && !order.IsBack ? order.Request.Quantity.Units : 0 };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5));
        rig.Pass(3_000);
        Assert.Equal(LegSetState.Stuck, rig.Set.State);
        Assert.Equal(5 * Lot, rig.Set.ExcessOf(0));
        var told = rig.Audits.Last(audit => audit.Kind == DeskAuditKind.LegsChanged);
        Assert.Equal((DeskSeverity.Critical, 5 * Lot, new ListingId(1)), (told.Severity, told.Value, told.Listing));
        var sent = rig.Orders.Count;
        Begin(rig, 2, 1, new LegSettings(LegOrder.Together, 1));
        Assert.Equal(LegSetState.Stuck, rig.Set.State);
        Assert.NotEqual(LegSetState.Idle, rig.Strategy.Legs.Sets[1].State);
        rig.Strategy.Legs.Release();
        Assert.Equal(LegSetState.Idle, rig.Set.State);
        Assert.True(rig.Orders.Count > sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_way_back_that_the_desk_does_not_take_for_a_while_is_no_step_and_goes_on_when_it_does(bool isPaused)
    {
        var rig = new LegRig(9, faults: 0) { Fill = order => order.Leg == 0 || order.IsBack ? order.Request.Quantity.Units : 0 };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5));
        rig.IsDistrusted = !isPaused;
        if (isPaused)
            rig.Command(DeskCommandKind.Pause);
        rig.Pass(20_000);
        Assert.Equal((LegSetState.Unwinding, 5 * Lot), (rig.Set.State, rig.Set.ExcessOf(0)));
        Assert.DoesNotContain(rig.Orders.Values, order => order.IsBack);
        var told = Assert.Single(rig.Audits, audit => audit is { Kind: DeskAuditKind.LegsChanged, Severity: DeskSeverity.Critical });
        Assert.Equal(((ushort)LegSetState.Unwinding, 5 * Lot), (told.Code, told.Value));
        rig.IsDistrusted = false;
        if (isPaused)
            rig.Command(DeskCommandKind.Start);
        rig.Pass(5_000);
        Assert.Equal((LegSetState.Done, 0L), (rig.Set.State, rig.NetOf(0)));
        Assert.Equal(LegOf(0).Limit, Assert.Single(rig.Orders.Values, order => order.IsBack).Request.Price);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_leg_whose_listing_settles_cannot_go_back_and_the_set_ends_stuck_with_what_is_left(bool isWalking)
    {
        var rig = new LegRig(4, faults: 0, ListingKind.Outcome) { Fill = order => order.Leg == 0 && !order.IsBack ? order.Request.Quantity.Units : 0 };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5) { WalkSteps = 1_000 });
        if (isWalking)
        {
            rig.Pass(2_000);
            Assert.Equal(LegSetState.Unwinding, rig.Set.State);
        }

        rig.Settle(0);
        rig.Pass(500);
        var asked = rig.Orders.Count;
        rig.Pass(5_000);
        Assert.Equal((LegSetState.Stuck, 5 * Lot, 0L, asked), (rig.Set.State, rig.Set.ExcessOf(0), rig.Set.ExcessOf(1), rig.Orders.Count));
        var told = Assert.Single(rig.Audits, audit => audit is { Kind: DeskAuditKind.LegsChanged, Code: (ushort)LegSetState.Stuck });
        Assert.Equal((DeskSeverity.Critical, 5 * Lot, 1), (told.Severity, told.Value, told.Listing.Value));
        Assert.False(rig.Set.HasOrders);
        Assert.True(rig.Set.NextTime.IsNone);
    }

    [Fact]
    public void What_is_missing_in_a_listing_that_settles_is_not_chased_and_the_other_leg_goes_back()
    {
        var rig = new LegRig(4, faults: 0, ListingKind.Outcome) { Fill = order => order.Leg == 0 ? order.Request.Quantity.Units : 0 };
        Begin(rig, 2, 50, new LegSettings(LegOrder.Together, 5));
        rig.Settle(1);
        rig.Pass(5_000);
        Assert.Equal((LegSetState.Done, 0L, 0L), (rig.Set.State, rig.NetOf(0), rig.NetOf(1)));
        Assert.Single(rig.Orders.Values, order => order.Leg == 1);
        Assert.Equal(2, rig.Orders.Values.Count(order => order.Leg == 0));
    }

    [Fact]
    public void A_set_that_is_whole_is_complete_whatever_its_listings_come_to()
    {
        var rig = new LegRig(4, faults: 0, ListingKind.Outcome) { FillsAll = true };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5));
        rig.Settle(0);
        rig.Settle(1);
        rig.Pass(5_000);
        Assert.Equal((LegSetState.Complete, 5L), (rig.Set.State, rig.Set.Whole));
    }

    [Fact]
    public void What_a_venue_takes_back_of_an_order_that_lives_was_never_filled()
    {
        var rig = new LegRig(10, faults: 0) { IsQuiet = true, FillsAll = true };
        Begin(rig, 2, 10, new LegSettings(LegOrder.HardestFirst, 10) { Rests = true, TimeoutMs = 3_000 });
        rig.Pass(200);
        var first = rig.Orders.Values.First();
        rig.Trade(first, 4 * Lot);
        rig.Pass(LegRig.StepMs);
        Assert.Equal(8 * Lot, rig.NetOf(1));
        rig.TakeBack(first);
        rig.Pass(10_000);
        Assert.Equal((LegSetState.Done, 4 * Lot, 8 * Lot), (rig.Set.State, rig.NetOf(0), rig.NetOf(1)));
        Assert.Equal((4 * Lot, 8 * Lot), (rig.Set.NetOf(0), rig.Set.NetOf(1)));
    }

    [Fact]
    public void A_resting_leg_leads_and_what_is_left_of_it_is_cancelled_when_the_time_is_over()
    {
        var rig = new LegRig(6, faults: 0) { FillsAll = true };
        Begin(rig, 2, 100, new LegSettings(LegOrder.HardestFirst, 100) { Rests = true, TimeoutMs = 3_000 });
        rig.Pass(5_000);
        Assert.Equal(TimeInForce.Gtc, rig.Orders.Values.First().Request.TimeInForce);
        Assert.True(rig.Set.State is LegSetState.Done or LegSetState.Complete, rig.Set.State.ToString());
        Assert.Equal(2 * rig.NetOf(0), rig.NetOf(1));
        Assert.True(rig.NetOf(0) > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_venues_do_no_leg_is_further_ahead_than_allowed_and_all_that_is_one_sided_is_told(int block)
    {
        for (var seed = block * 60; seed < (block + 1) * 60; seed++)
            RunWithFaults(seed);
    }

    [Fact]
    public void A_book_that_was_saved_goes_on_as_the_one_it_was_saved_from()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var rig = new LegRig(seed, faults: 1);
            Begin(rig, 3, 8, new LegSettings(LegOrder.Together, 4));
            rig.Pass(seed * 100);
            var bytes = new byte[16_384];
            var length = rig.Strategy.Legs.Save(bytes);
            var other = new LegBook(2, 0);
            Assert.True(other.TryLoad(bytes.AsSpan(0, length)));
            var again = new byte[16_384];
            Assert.Equal(length, other.Save(again));
            Assert.Equal(bytes, again);
            Assert.False(other.TryLoad(bytes.AsSpan(0, length - 8)));
            Assert.Equal(-1, rig.Strategy.Legs.Save(new byte[length - 8]));
            Assert.Equal(LegSetState.Idle, other.Sets[0].State);
            Assert.True(rig.Strategy.Legs.TryLoad(bytes.AsSpan(0, length)));
            rig.Faults = 0;
            rig.Pass(120_000);
            Assert.False(rig.Set.State.IsActive());
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var rig = new LegRig(8, faults: 0) { FillsAll = true };
        Begin(rig, 2, 5, new LegSettings(LegOrder.Together, 5));
        rig.Pass(1_000);
        var (book, bytes) = (rig.Strategy.Legs, -1L);
        rig.Strategy.Next = desk => bytes = Allocations.Of(() =>
        {
            book.OnTimer(desk);
            book.OnOrder(desk, new StrategyOrder(default, new ListingId(1), Side.Buy, new Price(1), new Quantity(10), default, default, 0));
        });
        rig.Pass(100);
        Assert.Equal(0, bytes);
    }

    private static void RunWithFaults(int seed)
    {
        var rig = new LegRig(seed, faults: 1);
        var random = new Random(seed + 1_000);
        var (count, allowed, wanted) = (random.Next(2, 4), random.Next(1, 8), random.Next(1, 20));
        var settings = new LegSettings(random.Next(2) == 0 ? LegOrder.Together : LegOrder.HardestFirst, allowed)
        {
            Rests = random.Next(4) == 0,
            TimeoutMs = random.Next(1, 4_000),
            ChasesMax = random.Next(0, 4),
            WalkSteps = random.Next(1, 6),
        };
        rig.Check = () =>
        {
            // Sets that a leg has, as the venues know: nobody else does at this moment.
            var sets = Enumerable.Range(0, count).Select(leg => (double)rig.NetOf(leg) / LegOf(leg).PerSet).ToArray();
            Assert.True(sets.Max() <= wanted, $"seed {seed}: {string.Join(' ', sets)} of {wanted}");
            Assert.True(sets.Max() - sets.Min() <= allowed, $"seed {seed}: {string.Join(' ', sets)} with {allowed} allowed");
            Assert.All(Enumerable.Range(0, count), leg => Assert.True(rig.NetOf(leg) >= 0, $"seed {seed}: leg {leg} went back further than it had come"));
        };
        Begin(rig, count, wanted, settings);
        rig.Pass(20_000);
        rig.Faults = 0;
        rig.Pass(300_000);
        var set = rig.Set;
        Assert.False(set.State.IsActive(), $"seed {seed}: {set.State} at the end, unknown {set.HasUnknown}");
        Assert.Equal(0, rig.Trader.LiveOrders);
        foreach (var order in rig.Orders.Values)
        {
            var (leg, price) = (LegOf(order.Leg), order.Request.Price);
            if (order.IsBack)
                Assert.True(leg.Side == Side.Buy ? price >= leg.Back && price <= leg.Limit : price <= leg.Back && price >= leg.Limit, $"seed {seed}: back at {price}");
            else
                Assert.True(price == leg.Limit || price == leg.Worst, $"seed {seed}: at {price}");
        }

        for (var leg = 0; leg < count; leg++)
            Assert.Equal((seed, rig.NetOf(leg)), (seed, set.NetOf(leg)));
        var whole = Enumerable.Range(0, count).Min(leg => rig.NetOf(leg) / LegOf(leg).PerSet);
        var isBalanced = Enumerable.Range(0, count).All(leg => rig.NetOf(leg) == whole * LegOf(leg).PerSet);
        Assert.True(set.State == (!isBalanced ? LegSetState.Stuck : whole == wanted ? LegSetState.Complete : LegSetState.Done), $"seed {seed}: {set.State}, whole {whole} of {wanted}, balanced {isBalanced}");
        Assert.Equal(!isBalanced, rig.Audits.Last(audit => audit.Kind == DeskAuditKind.LegsChanged).Severity == DeskSeverity.Critical);
    }

    private static void Begin(LegRig rig, int count, long sets, LegSettings settings)
    {
        rig.Strategy.Next = desk =>
        {
            Span<Leg> legs = [LegOf(0), LegOf(1), LegOf(2)];
            Assert.True(rig.Strategy.Legs.TryBegin(desk, legs[..count], sets, in settings, 7, out var set));
            Assert.NotNull(set);
        };
        rig.Pass(LegRig.StepMs);
    }

    /// <summary>One, two and three lots a set; the first is bought, the others are sold.</summary>
    private static Leg LegOf(int leg) => leg == 0
        ? new Leg(new ListingId(1), Side.Buy, Lot, new Price(6_000_100), new Price(6_005_000), new Price(5_990_100))
        : new Leg(new ListingId(leg + 1), Side.Sell, Lot * (leg + 1), new Price(5_999_900), new Price(5_995_000), new Price(6_009_900));
}
