namespace Rialto.Adapters.Connections;

/// <summary>
/// Who may ask next: the most urgent, of these the one that came first, as soon as its weight is there. Nobody waits longer than the patience: a request that would is sent away with the time it
/// would have taken, so that a book whose venue is shut does not look as if it were being fetched. Any thread.
/// </summary>
internal sealed class RestQueue(string key, RateLimit limit, IAddressBudgets budgets, int concurrentMax, TimeProvider time)
{
    /// <summary>Most requests that wait; one more is sent away.</summary>
    public const int WaitingMax = 4_096;

    // Other processes may give back time, or take it: the budget is looked at so often at least.
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<Waiter, (RestPriority Priority, long Number)> _waiting = new();
    private long _number;
    private int _underWay;
    private bool _isPumping;

    /// <summary>Requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Waits for weight and a free place; <see cref="Leave"/> gives the place back.</summary>
    /// <returns>Zero where it may go; otherwise it may not, and so long it would have to wait, as far as is known.</returns>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    /// <exception cref="Exception">What the budgets threw.</exception>
    public async ValueTask<TimeSpan> EnterAsync(int weight, RestPriority priority, TimeSpan patience, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var waiter = new Waiter(weight, time.GetUtcNow() + patience);
        lock (_lock)
        {
            if (_waiting.Count >= WaitingMax)
                return patience;
            _waiting.Enqueue(waiter, (priority, _number++));
        }

        using var registration = stop.Register(() => waiter.TrySetCanceled(stop));
        Pump();
        return await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>A request has ended.</summary>
    public void Leave()
    {
        lock (_lock)
            _underWay--;
        Pump();
    }

    private void Pump()
    {
        lock (_lock)
        {
            if (_isPumping)
                return;
            _isPumping = true;
        }

        _ = PumpAsync();
    }

    private async Task PumpAsync()
    {
        try
        {
            await GiveTurnsAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Nobody waits for ever because of an error of ours: all are told of it, and who comes next begins anew.
            Waiter[] all;
            lock (_lock)
            {
                all = [.. _waiting.UnorderedItems.Select(item => item.Element)];
                _waiting.Clear();
                _isPumping = false;
            }

            foreach (var waiter in all)
                waiter.TrySetException(broken);
        }
    }

    private async Task GiveTurnsAsync()
    {
        while (true)
        {
            Waiter head;
            lock (_lock)
            {
                while (_waiting.TryPeek(out var gone, out _) && gone.Task.IsCompleted)
                    _waiting.Dequeue();
                if (_waiting.Count == 0 || _underWay >= concurrentMax)
                {
                    _isPumping = false;
                    return;
                }

                head = _waiting.Peek();
            }

            if (budgets.TryTake(key, limit, head.Weight, out var wait))
            {
                Admit(head);
                continue;
            }

            SendAway(time.GetUtcNow(), wait);
            lock (_lock)
            {
                if (!_waiting.TryPeek(out var next, out _) || next.Task.IsCompleted)
                    continue;
            }

            await Task.Delay(wait < _lookEvery ? wait : _lookEvery, time).ConfigureAwait(false);
        }
    }

    /// <summary>Lets one go for whom weight was taken; where it has stopped meanwhile, the weight is gone, as if it had been used.</summary>
    private void Admit(Waiter waiter)
    {
        lock (_lock)
        {
            _waiting.Remove(waiter, out _, out _);
            _underWay++;
        }

        if (waiter.TrySetResult(TimeSpan.Zero))
            return;
        lock (_lock)
            _underWay--;
    }

    private void SendAway(DateTimeOffset now, TimeSpan wait)
    {
        List<Waiter>? late = null;
        lock (_lock)
        {
            foreach (var (waiter, _) in _waiting.UnorderedItems)
            {
                if (now + wait > waiter.Deadline)
                    (late ??= []).Add(waiter);
            }

            foreach (var waiter in late ?? [])
                _waiting.Remove(waiter, out _, out _);
        }

        foreach (var waiter in late ?? [])
            waiter.TrySetResult(wait);
    }

    private sealed class Waiter(int weight, DateTimeOffset deadline) : TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Weight => weight;

        public DateTimeOffset Deadline => deadline;
    }
}
