namespace Rialto.Adapters.Connections;

/// <summary>Budgets of one process: for machines on which no other process asks the same venues, and for tests.</summary>
public sealed class ProcessBudgets : IAddressBudgets
{
    private readonly Dictionary<string, BudgetWindow> _windows = [];
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    /// <summary>Makes budgets of which nothing was taken.</summary>
    public ProcessBudgets(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public bool TryTake(string key, RateLimit limit, int weight, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit.IsNone)
            return true;
        lock (_lock)
        {
            var isTaken = WindowOf(key).TryTake(limit, weight, NowMs, out var waitMs);
            wait = TimeSpan.FromMilliseconds(waitMs);
            return isTaken;
        }
    }

    /// <inheritdoc/>
    public void Correct(string key, RateLimit limit, int used)
    {
        if (limit.IsNone)
            return;
        lock (_lock)
            WindowOf(key).Correct(limit, used, NowMs);
    }

    /// <inheritdoc/>
    public void ShutUntil(string key, RateLimit limit, DateTimeOffset until)
    {
        if (limit.IsNone)
            return;
        lock (_lock)
            WindowOf(key).Shut(until.ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    public BudgetState StateOf(string key, RateLimit limit)
    {
        if (limit.IsNone)
            return default;
        lock (_lock)
        {
            var window = WindowOf(key);
            window.Advance(limit, NowMs);
            return StateOf(window, NowMs);
        }
    }

    /// <summary>Whether weight is there, and takes none.</summary>
    internal bool HasRoom(string key, RateLimit limit, int weight, out TimeSpan wait)
    {
        lock (_lock)
        {
            var hasRoom = WindowOf(key).HasRoom(limit, weight, NowMs, out var waitMs);
            wait = TimeSpan.FromMilliseconds(waitMs);
            return hasRoom;
        }
    }

    /// <summary>Takes weight that was given elsewhere.</summary>
    internal void Take(string key, RateLimit limit, int weight)
    {
        lock (_lock)
            WindowOf(key).Take(limit, weight, NowMs);
    }

    internal static BudgetState StateOf(BudgetWindow window, long nowMs) =>
        new(window.Used, window.ShutUntilMs > nowMs ? DateTimeOffset.FromUnixTimeMilliseconds(window.ShutUntilMs) : DateTimeOffset.MinValue);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private BudgetWindow WindowOf(string key)
    {
        if (!_windows.TryGetValue(key, out var window))
            _windows[key] = window = new BudgetWindow();
        return window;
    }
}
