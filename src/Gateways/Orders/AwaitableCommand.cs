using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Rialto.Gateways.Orders;

/// <summary>A pending command that one caller awaits. Rented and returned, so that a request allocates none.</summary>
internal sealed class AwaitableCommand : PendingCommand, IValueTaskSource
{
    private const int MaxSpare = 4_096;
    private static readonly ConcurrentQueue<AwaitableCommand> Spare = new();

    // Continuations go to the pool: the fan-out thread never runs a request's code.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>Done once the command is; await it once.</summary>
    public ValueTask Completion => new(this, _core.Version);

    public static AwaitableCommand Rent() => Spare.TryDequeue(out var command) ? command : new AwaitableCommand();

    /// <summary>Only after its completion was awaited, or where it was never submitted.</summary>
    public void Return()
    {
        _core.Reset();
        if (Spare.Count < MaxSpare)
            Spare.Enqueue(this);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted() => _core.SetResult(true);
}
