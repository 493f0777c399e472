using Rialto.Adapters.Connections;
using Xunit;
using ManualTime = Rialto.Unit.Gateways.ManualTime;

namespace Rialto.Unit.Adapters.Connections.Rest;

public sealed class BudgetTests
{
    private static readonly RateLimit _minute = RateLimit.PerMinute(6_000);
    private readonly ManualTime _time = new();

    [Fact]
    public void A_budget_gives_all_it_holds_and_says_when_more_will_be_there()
    {
        var budgets = new ProcessBudgets(_time);
        for (var n = 0; n < 24; n++)
            Assert.True(budgets.TryTake("a", _minute, 250, out _));
        Assert.False(budgets.TryTake("a", _minute, 250, out var wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(64));
        Assert.True(budgets.TryTake("b", _minute, 250, out _));
        _time.Step(wait - TimeSpan.FromMilliseconds(1));
        Assert.False(budgets.TryTake("a", _minute, 250, out _));
        _time.Step(TimeSpan.FromMilliseconds(1));
        Assert.True(budgets.TryTake("a", _minute, 250, out _));
    }

    [Theory]
    [InlineData(6_000, 60_000, 1)]
    [InlineData(600, 5_000, 2)]
    [InlineData(20, 2_000, 3)]
    [InlineData(10, 1_000, 4)]
    [InlineData(1, 1_000, 5)]
    public void No_stretch_as_long_as_the_window_holds_more_than_the_limit(int count, int periodMs, int seed)
    {
        var limit = new RateLimit(count, TimeSpan.FromMilliseconds(periodMs));
        var budgets = new ProcessBudgets(_time);
        var random = new Random(seed);
        var taken = new Queue<(DateTimeOffset At, int Weight)>();
        long granted = 0;
        for (var n = 0; n < 20_000; n++)
        {
            var weight = random.Next(1, Math.Max(2, count / 4));
            if (budgets.TryTake("a", limit, weight, out var wait))
            {
                taken.Enqueue((_time.GetUtcNow(), weight));
                granted += weight;
                while (taken.Peek().At <= _time.GetUtcNow() - limit.Period)
                    taken.Dequeue();
                Assert.True(taken.Sum(one => one.Weight) <= count, $"seed {seed}, step {n}");
                Assert.Equal(TimeSpan.Zero, wait);
            }
            else
                Assert.True(wait > TimeSpan.Zero);
            _time.Step(TimeSpan.FromMilliseconds(random.Next(0, Math.Max(2, periodMs / 10))));
        }

        Assert.True(granted > count);
    }

    [Fact]
    public void What_the_venue_counts_beyond_our_count_is_taken_and_what_it_counts_less_is_not_given_back()
    {
        var budgets = new ProcessBudgets(_time);
        Assert.True(budgets.TryTake("a", _minute, 1_000, out _));
        budgets.Correct("a", _minute, 5_900);
        Assert.Equal(5_900, budgets.StateOf("a", _minute).Used);
        budgets.Correct("a", _minute, 10);
        Assert.Equal(5_900, budgets.StateOf("a", _minute).Used);
        Assert.True(budgets.TryTake("a", _minute, 100, out _));
        Assert.False(budgets.TryTake("a", _minute, 1, out _));
        _time.Step(TimeSpan.FromSeconds(64));
        Assert.Equal(0, budgets.StateOf("a", _minute).Used);
    }

    [Fact]
    public void A_budget_that_is_shut_gives_nothing_until_then()
    {
        var budgets = new ProcessBudgets(_time);
        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(3);
        budgets.ShutUntil("a", _minute, until);
        budgets.ShutUntil("a", _minute, until - TimeSpan.FromMinutes(1));
        Assert.False(budgets.TryTake("a", _minute, 1, out var wait));
        Assert.Equal(TimeSpan.FromMinutes(3), wait);
        Assert.Equal(until, budgets.StateOf("a", _minute).ShutUntil);
        _time.Step(wait);
        Assert.True(budgets.TryTake("a", _minute, 1, out _));
        Assert.Equal(DateTimeOffset.MinValue, budgets.StateOf("a", _minute).ShutUntil);
    }

    [Fact]
    public void A_request_heavier_than_the_whole_budget_takes_all_of_it()
    {
        var budgets = new ProcessBudgets(_time);
        Assert.True(budgets.TryTake("a", RateLimit.PerSecond(5), 50, out _));
        Assert.False(budgets.TryTake("a", RateLimit.PerSecond(5), 1, out _));
    }

    [Fact]
    public void A_clock_set_back_gives_nothing_twice()
    {
        var budgets = new ProcessBudgets(_time);
        Assert.True(budgets.TryTake("a", _minute, 6_000, out _));
        _time.Step(TimeSpan.FromSeconds(-30));
        Assert.False(budgets.TryTake("a", _minute, 1, out _));
        _time.Step(TimeSpan.FromDays(-2));
        Assert.False(budgets.TryTake("a", _minute, 1, out var wait));
        _time.Step(wait);
        Assert.True(budgets.TryTake("a", _minute, 1, out _));
    }

    [Fact]
    public void What_has_no_limit_is_always_given()
    {
        var budgets = new ProcessBudgets(_time);
        Assert.True(budgets.TryTake("a", RateLimit.None, 1_000_000, out var wait));
        Assert.Equal(TimeSpan.Zero, wait);
    }
}
