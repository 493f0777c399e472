using Rialto.Model.Units;
using Rialto.Trading.Signals;
using Xunit;

namespace Rialto.Unit.Trading.Signals;

public class ForwardTargetTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_target_is_known_after_its_horizon_and_not_before()
    {
        var target = new ForwardTarget(15 * Second, 1, 8);
        Assert.False(target.TryObserve([1]));
        target.Tell(At(100), 50);
        Assert.True(target.TryObserve([1]));
        target.Tell(At(110), 60);
        Assert.True(target.TryObserve([2]));
        Assert.False(target.TryTake(At(115), out _, out _));

        // The price of this very moment still belongs to the first one; the one of the next frame does not.
        target.Tell(At(115), 55);
        Assert.True(target.TryTake(At(115.001), out var seen, out var change));
        Assert.Equal((1.0, 55 / 50.0 - 1), (seen[0], change));
        Assert.False(target.TryTake(At(115.001), out _, out _));
        target.Tell(At(115.001), 70);
        Assert.True(target.TryTake(At(200), out seen, out change));
        Assert.Equal((2.0, 70 / 60.0 - 1), (seen[0], change));
    }

    [Fact]
    public void A_price_that_would_be_told_over_what_is_due_is_refused()
    {
        var target = new ForwardTarget(15 * Second, 0, 8);
        target.Tell(At(100), 50);
        Assert.True(target.TryObserve([]));
        Assert.Throws<InvalidOperationException>(() => target.Tell(At(116), 51));
    }

    [Fact]
    public void A_full_ring_takes_nothing_new_and_says_so()
    {
        var target = new ForwardTarget(Second, 1, 2);
        target.Tell(At(1), 10);
        Assert.True(target.TryObserve([1]) && target.TryObserve([2]));
        Assert.False(target.TryObserve([3]));
        Assert.Equal((1, 2), (target.Dropped, target.Waiting));
        target.Clear();
        Assert.Equal(0, target.Waiting);
        Assert.False(target.TryObserve([4]));
    }

    /// <summary>
    /// No look-ahead: what is known of targets up to a time is the same whatever comes after that time. Two streams that are equal up to a moment and have nothing in common afterwards teach the same up to it; and the same stream
    /// with all prices one frame later teaches the same, one frame later.
    /// </summary>
    [Fact]
    public void Nothing_that_comes_later_changes_what_was_taught()
    {
        var table = new GeneratedTable(1, 8);
        var frames = new List<(Timestamp Time, double Price)>();
        for (var i = 0; i < 5_000; i++)
            frames.Add((new Timestamp((1_000 * Second) + i * 100_000_000L + (long)(table.Next() * 50_000_000)), 100 + 5 * table.Next()));
        var whole = Lessons(frames);
        foreach (var cut in new[] { 200, 1_000, 3_333 })
        {
            var other = frames.Take(cut).Concat(frames.Skip(cut).Select(frame => (frame.Time, frame.Price * (0.5 + table.Next())))).ToList();
            Assert.Equal(whole.Where(lesson => lesson.At < frames[cut].Time), Lessons(other).Where(lesson => lesson.At < frames[cut].Time));
            Assert.NotEqual(whole, Lessons(other));
        }

        var shifted = frames.Select((frame, i) => (frame.Time, frames[Math.Max(0, i - 1)].Price)).ToList();
        Assert.NotEqual(whole.Select(lesson => lesson.Target), Lessons(shifted).Select(lesson => lesson.Target));
        foreach (var (at, seen, target) in whole)
        {
            // By hand: the last price up to the horizon's end.
            var start = frames[(int)seen];
            var end = frames.FindLast(frame => frame.Time.Nanoseconds <= start.Time.Nanoseconds + 15 * Second);
            Assert.Equal(end.Price / start.Price - 1, target);
            Assert.True(at > end.Time);
        }
    }

    private static List<(Timestamp At, double Seen, double Target)> Lessons(List<(Timestamp Time, double Price)> frames)
    {
        var target = new ForwardTarget(15 * Second, 1, 1_000);
        var lessons = new List<(Timestamp, double, double)>();
        for (var i = 0; i < frames.Count; i++)
        {
            while (target.TryTake(frames[i].Time, out var seen, out var change))
                lessons.Add((frames[i].Time, seen[0], change));
            target.Tell(frames[i].Time, frames[i].Price);
            Assert.True(target.TryObserve([i]));
        }

        return lessons;
    }

    private static Timestamp At(double seconds) => new((long)(seconds * Second));
}
