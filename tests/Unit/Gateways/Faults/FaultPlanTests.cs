using Rialto.Gateways.Faults;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>When a fault hits: by number, by second, by the seed.</summary>
public sealed class FaultPlanTests
{
    private const FaultDoor Door = FaultDoor.Fix;

    [Fact]
    public void From_the_first_on_every_so_many_th_message_is_hit()
    {
        var plan = Plan(new Fault(FaultKind.AckDropped) { First = 3, Every = 4 });
        Assert.Equal([3, 7, 11], Enumerable.Range(1, 12).Where(message => plan.Hits(0, Door, 1, message, 0)));
    }

    [Fact]
    public void It_hits_between_from_and_before_until()
    {
        var plan = Plan(new Fault(FaultKind.AckDropped) { From = 2, Until = 3 });
        Assert.Equal([false, true, true, false], new[] { 1.999, 2, 2.999, 3 }.Select(seconds => plan.Hits(0, Door, 1, 1, seconds)));
    }

    [Fact]
    public void The_same_seed_session_and_message_decide_alike_and_another_seed_otherwise()
    {
        var fault = new Fault(FaultKind.AckDropped) { Probability = 0.25 };
        bool[] Decisions(string seed, long session) => [.. Enumerable.Range(1, 20_000).Select(message => new FaultPlan(new FaultProfile(seed, [fault])).Hits(0, Door, session, message, 0))];
        var first = Decisions("monday", 1);
        Assert.Equal(first, Decisions("monday", 1));
        Assert.NotEqual(first, Decisions("tuesday", 1));
        Assert.NotEqual(first, Decisions("monday", 2));
        Assert.InRange(first.Count(hit => hit), 4_700, 5_300);
    }

    [Fact]
    public void Only_traffic_that_a_fault_looks_at_counts()
    {
        var fault = new Fault(FaultKind.AckDropped) { Doors = [FaultDoor.Fix], Keys = new HashSet<string> { "k1" } };
        Assert.True(FaultPlan.Concerns(fault, FaultDoor.Fix, "k1", FaultClasses.Orders));
        Assert.False(FaultPlan.Concerns(fault, FaultDoor.Fix, "k2", FaultClasses.Orders));
        Assert.False(FaultPlan.Concerns(fault, FaultDoor.Native, "k1", FaultClasses.Orders));
        Assert.False(FaultPlan.Concerns(fault, FaultDoor.Fix, "k1", FaultClasses.Fills));
    }

    [Fact]
    public void It_happens_no_more_often_than_its_times_and_another_profile_counts_anew()
    {
        var profile = new FaultProfile("s", [new Fault(FaultKind.AckDropped) { Times = 2 }]);
        var mode = new FaultMode(profile);
        var line = mode.Open(Door, "a");
        Assert.Equal(2, Enumerable.Range(0, 9).Count(_ => line.Next(FaultClasses.Orders, FaultKinds.Of(FaultKind.AckDropped), "m") is not null));
        Assert.Null(mode.Open(Door, "b").Next(FaultClasses.Orders, FaultKinds.Of(FaultKind.AckDropped), "m"));
        mode.Play(profile);
        Assert.NotNull(line.Next(FaultClasses.Orders, FaultKinds.Of(FaultKind.AckDropped), "m"));
        Assert.Equal(3, mode.CountOf(FaultKind.AckDropped));
    }

    [Fact]
    public void A_gap_goes_on_for_its_messages()
    {
        var line = new FaultMode(new FaultProfile("s", [new Fault(FaultKind.StreamGap) { First = 2, Times = 1, Messages = 3 }])).Open(FaultDoor.Ws, "a");
        var hits = Enumerable.Range(1, 8).Where(_ => line.Next(FaultClasses.Market, FaultKinds.Of(FaultKind.StreamGap), "m") is not null);
        Assert.Equal([2, 3, 4], hits);
        Assert.Null(line.Next(FaultClasses.Orders, FaultKinds.Of(FaultKind.StreamGap), "m"));
    }

    [Fact]
    public void A_gap_is_shown_by_the_next_message_of_its_kind()
    {
        var watch = new FaultLog();
        var gaps = FaultKinds.Of(FaultKind.StreamGap);
        var line = new FaultMode(new FaultProfile("s", [new Fault(FaultKind.StreamGap) { On = FaultClasses.Market, Times = 1, Messages = 2 }]), witness: watch).Open(FaultDoor.BinanceStream, "a");
        Assert.Null(line.Next(FaultClasses.Trades, gaps, "trade"));
        Assert.NotNull(line.Next(FaultClasses.Market, gaps, "lost"));
        Assert.Null(line.Next(FaultClasses.Trades, gaps, "trade"));
        Assert.NotNull(line.Next(FaultClasses.Market, gaps, "lost too"));
        Assert.Empty(watch.Seen);
        Assert.Null(line.Next(FaultClasses.Market, gaps, "first"));
        Assert.Null(line.Next(FaultClasses.Market, gaps, "second"));
        Assert.Equal((SeenKind.ShownGap, "first"), (Assert.Single(watch.Seen).Kind, watch.Seen.Single().Text));
    }

    [Fact]
    public void Nothing_happens_to_a_key_that_is_spared()
    {
        var mode = new FaultMode(new FaultProfile("s", [new Fault(FaultKind.AckDropped), new Fault(FaultKind.RateLimited)]));
        mode.Spare("maker");
        var line = mode.Open(FaultDoor.Native, "a");
        line.Key = "maker";
        Assert.Null(line.Next(FaultClasses.Orders, FaultKinds.Of(FaultKind.AckDropped), "m"));
        Assert.Null(line.Refuse(FaultClasses.Orders, SeenKind.Order, "m"));
    }

    private static FaultPlan Plan(Fault fault) => new(new FaultProfile("s", [fault]));
}
