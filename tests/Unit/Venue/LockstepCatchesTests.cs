using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>A test that never fails proves nothing: engines with one fault each, which the comparison must find and make short.</summary>
public class LockstepCatchesTests
{
    /// <summary>Each changes one kind of event, or swallows it.</summary>
    public static TheoryData<string> Faults => ["fee", "last flag", "level", "swallowed replenishment", "hidden part told", "time", "swallowed balance", "reserved", "tier", "quoted time", "made volume", "swallowed rating", "weight", "cost", "fund", "swallowed position", "haircut", "loss not held", "loss of half", "use", "swallowed use", "limit raised", "suspended lets"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void An_engine_with_one_fault_is_found_and_its_script_is_short(string fault)
    {
        Func<ExchangeLimits, IEngine> right = limits => new NaiveExchange(limits, new EventLog());
        Func<ExchangeLimits, IEngine> wrong = limits => Faulty(limits, fault);
        var (found, seed) = (default(Mismatch), 1UL);
        for (; found is null && seed < MostSeeds(fault); seed++)
            LockstepRun.Random(seed, 2_000, right, wrong, out found, IsOfContracts(fault));
        Assert.NotNull(found);
        var (script, _) = Shrinker.Shrink(found, right, wrong);
        Assert.InRange(script.Count, 1, 16);
    }

    [Theory]
    [InlineData("fee")]
    [InlineData("level")]
    [InlineData("swallowed replenishment")]
    [InlineData("time")]
    [InlineData("swallowed balance")]
    [InlineData("reserved")]
    [InlineData("tier")]
    [InlineData("quoted time")]
    [InlineData("made volume")]
    [InlineData("swallowed rating")]
    [InlineData("weight")]
    [InlineData("cost")]
    [InlineData("fund")]
    [InlineData("swallowed position")]
    [InlineData("loss not held")]
    [InlineData("loss of half")]
    [InlineData("use")]
    [InlineData("swallowed use")]
    [InlineData("limit raised")]
    [InlineData("suspended lets")]
    public void A_fault_that_both_engines_share_breaks_a_promise(string fault)
    {
        Func<ExchangeLimits, IEngine> wrong = limits => Faulty(limits, fault);
        var (found, seed) = (default(Mismatch), 1UL);
        for (; found is null && seed < 20; seed++)
            LockstepRun.Random(seed, 2_000, wrong, wrong, out found, IsOfContracts(fault));
        Assert.NotNull(found);
    }

    // A bankruptcy whose loss somebody has to bear is rare where nobody aims at it.
    private static ulong MostSeeds(string fault) => fault == "haircut" ? 400UL : 20;

    private static bool IsOfContracts(string fault) => fault is "cost" or "fund" or "swallowed position" or "haircut" or "loss not held" or "loss of half";

    [Fact]
    public void The_same_seed_gives_the_same_commands()
    {
        var (one, other) = (new CommandGenerator(7, new RebuiltMarket()), new CommandGenerator(7, new RebuiltMarket()));
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(one.Next(), other.Next());
    }

    private static FaultyEngine Faulty(ExchangeLimits limits, string fault)
    {
        var asked = default(Command);
        return new FaultyEngine(new NaiveExchange(limits, new EventLog()), (ref ExchangeEvent e) => Spoil(fault, asked, ref e), command => Misread(fault, asked = command), margin => Miscounted(fault, margin));
    }

    /// <summary>What the engine takes a command for; its event shows what was asked.</summary>
    private static Command Misread(string fault, Command c)
    {
        if (fault == "limit raised" && c.Kind == CommandKind.SetTierLimit && c.Quantity.Units > 0)
            c.Quantity = new Quantity(c.Quantity.Units + 1);
        if (fault == "suspended lets" && c.Kind == CommandKind.SetVerification && c.ToVerification() is { State: VerificationState.Suspended, Tier: > 0 } known)
            c.Terms = (known with { State = VerificationState.Verified }).Pack(Verification.Cancels(c.Terms));
        return c;
    }

    /// <summary>What the engine counts for margin.</summary>
    private static MarginState Miscounted(string fault, MarginState margin) =>
        fault == "loss not held" ? Holding(margin, _ => 0)
        : fault == "loss of half" ? Holding(margin, loss => (loss + 1) / 2)
        : margin;

    /// <summary>Positions hold something else for what their orders may lose.</summary>
    private static MarginState Holding(MarginState margin, Func<Int128, Int128> held) => margin with
    {
        Positions = [.. margin.Positions.Select(p => p with { OpenLoss = new Money((long)held(p.OpenLoss.Units)) })],
        Pockets = [.. margin.Pockets.Select(p => p with { OpenLoss = held(p.OpenLoss), Initial = p.Initial - p.OpenLoss + held(p.OpenLoss) })],
    };

    /// <summary>False where the fault swallows the event.</summary>
    private static bool Spoil(string fault, in Command asked, ref ExchangeEvent e)
    {
        switch (fault)
        {
            case "fee" when e.Kind == EventKind.Trade:
                e.TakerFee = new Money(e.TakerFee.Units + 1);
                break;
            case "last flag" when e.Kind == EventKind.OrderTriggered:
                e.Flags |= EventFlags.LastOfCommand;
                break;
            case "level" when e.Kind == EventKind.OrderReduced && !e.Flags.HasFlag(EventFlags.WaitingStop):
                e.LevelQuantity = e.Quantity + e.LevelQuantity;
                break;
            case "hidden part told" when e.Kind == EventKind.OrderRested:
                e.DisplayQuantity = e.Quantity;
                break;
            case "reserved" when e.Kind == EventKind.BalanceChanged:
                e.Reserved = e.Total;
                break;
            case "tier" when e.Kind == EventKind.FeesRated:
                e.Terms = new OrderTerms((ushort)(e.Terms.Bits ^ 1));
                break;
            case "quoted time" when e.Kind == EventKind.FeeDayEnded && e.QuotedNs > 0:
                e.QuotedNs--;
                break;
            case "made volume" when e.Kind == EventKind.FeesRated && e.MadeVolume > 0:
                e.MadeVolume++;
                break;
            case "weight" when e.Kind == EventKind.FeesSet && e.FeesKind == CommandKind.SetVolumeWeight && e.ToVolumeWeight().Multiplier > 0:
                e.Quantity = new Quantity(e.Quantity.Units + 1);
                break;
            case "cost" when e.Kind == EventKind.PositionChanged:
                e.Cost = new Money(e.Cost.Units + 1);
                break;
            case "fund" when e.Kind == EventKind.InsuranceChanged:
                e.Amount = new Money(e.Amount.Units + 1);
                break;
            case "haircut" when e.Kind == EventKind.Deleveraged:
                e.Haircut = new Money(e.Haircut.Units + 1);
                break;
            case "use" when e.Kind == EventKind.LimitUsed:
                e.Quantity = new Quantity(e.Quantity.Units + 1);
                break;
            case "limit raised" when e.Kind == EventKind.TierLimitSet:
                e.Quantity = asked.Quantity;
                break;
            case "suspended lets" when e.Kind == EventKind.VerificationSet:
                e.Terms = asked.Terms;
                break;
            case "time" when e.Kind == EventKind.OrderCanceled:
                e.Time = new Timestamp(e.Time.Nanoseconds + 1);
                break;
        }

        return fault switch
        {
            "swallowed replenishment" => !e.Flags.HasFlag(EventFlags.Replenished),
            "swallowed balance" => e.Kind != EventKind.BalanceChanged,
            "swallowed rating" => e.Kind != EventKind.FeesRated,
            "swallowed use" => e.Kind != EventKind.LimitUsed,
            "swallowed position" => e.Kind != EventKind.PositionChanged,
            _ => true,
        };
    }
}
