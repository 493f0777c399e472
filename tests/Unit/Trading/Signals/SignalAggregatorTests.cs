using Rialto.Model.Units;
using Rialto.Trading.Signals;
using Xunit;

namespace Rialto.Unit.Trading.Signals;

public class SignalAggregatorTests
{
    private const long Second = 1_000_000_000;

    private readonly SignalAggregator _signals = new(
        [new SignalSource("trees", 2, 10 * Second, 60 * Second), new SignalSource("line", 1, 5 * Second, 20 * Second)], new SignalFilter(0.5, 0.2, 0.3, 0.5, 3 * Second));

    [Fact]
    public void Strength_confidence_and_agreement_are_the_formulas()
    {
        Assert.Equal(new CombinedSignal(0, 0, 0, 1, SignalReason.Silent), _signals.Combine(At(100)));
        Assert.True(_signals.Tell(0, At(100), 1, 0.8) && _signals.Tell(1, At(100), -0.5, 0.5));

        // k = 1.6 and 0.5.
        var told = _signals.Combine(At(100));
        Assert.Equal(((1.6 - 0.25) / 2.1, 2.1 / 3, 1.35 / 1.85), (told.Strength, told.Confidence, told.Agreement));
        Assert.Equal((1, SignalReason.None), (told.Direction, told.Reason));

        // Ten seconds on: half, and a quarter.
        told = _signals.Combine(At(110));
        Assert.Equal((0.8 - 0.0625) / 0.925, told.Strength, 12);
        Assert.Equal(0.925 / 3, told.Confidence, 12);

        // The second one is beyond its expiry, the first one at a quarter.
        told = _signals.Combine(At(120.001));
        Assert.Equal(1, told.Strength, 12);
        Assert.Equal((0, SignalReason.Unsure), (told.Direction, told.Reason));
    }

    [Fact]
    public void A_direction_is_taken_at_the_entry_and_kept_down_to_the_exit()
    {
        Assert.Equal(SignalReason.Weak, Tell(100, 0.4).Reason);
        Assert.Equal(1, Tell(101, 0.6).Direction);
        Assert.Equal(1, Tell(102, 0.2).Direction);
        Assert.Equal((0, SignalReason.Weak), (Tell(103, 0.19).Direction, SignalReason.Weak));
        Assert.Equal(SignalReason.Paused, Tell(104, 0.9).Reason);
        Assert.Equal(1, Tell(106, 0.9).Direction);
    }

    [Fact]
    public void A_turn_waits_for_its_pause()
    {
        Assert.Equal(1, Tell(100, 0.9).Direction);
        Assert.Equal((0, SignalReason.Paused), (Tell(101, -0.9) is var turn ? turn.Direction : 9, turn.Reason));
        Assert.Equal(SignalReason.Paused, Tell(103.9, -0.9).Reason);
        Assert.Equal(-1, Tell(104, -0.9).Direction);
    }

    [Fact]
    public void Contradiction_and_veto_take_the_direction_away()
    {
        Assert.Equal(1, Tell(100, 0.9).Direction);
        _signals.Tell(1, At(101), -3, 1);
        _signals.Tell(0, At(101), 1, 1);
        Assert.Equal((0, SignalReason.Divided), (_signals.Combine(At(101)) is var told ? told.Direction : 9, told.Reason));
        Assert.Equal(1, Tell(110, 0.9).Direction);
        _signals.IsVetoed = true;
        Assert.Equal(SignalReason.Vetoed, _signals.Combine(At(110)).Reason);
    }

    [Fact]
    public void What_is_no_number_is_not_taken()
    {
        Assert.Equal(1, Tell(100, 0.9).Direction);
        Assert.False(_signals.Tell(0, At(100), double.NaN, 1));
        Assert.False(_signals.Tell(0, At(100), 1, double.NaN));
        Assert.False(_signals.Tell(0, At(100), double.PositiveInfinity, 1));
        Assert.Equal(1, _signals.Combine(At(100)).Direction);
        Assert.Throws<ArgumentException>(() => new SignalAggregator([new SignalSource("a", 0, 1, 1)], new SignalFilter(1, 1, 0, 0, 0)));
        Assert.Throws<ArgumentException>(() => new SignalAggregator([], new SignalFilter(1, 2, 0, 0, 0)));
    }

    private CombinedSignal Tell(double seconds, double strength)
    {
        Assert.True(_signals.Tell(0, At(seconds), strength, 1) && _signals.Tell(1, At(seconds), strength, 1));
        return _signals.Combine(At(seconds));
    }

    private static Timestamp At(double seconds) => new((long)(seconds * Second));
}
