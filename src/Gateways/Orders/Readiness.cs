using Rialto.Model.Orders;

namespace Rialto.Gateways.Orders;

/// <summary>Where the exchange process stands, as its gateways care.</summary>
public enum ExchangePhase
{
    /// <summary>Recovering; nothing is accepted.</summary>
    Starting,

    /// <summary>Commands are accepted.</summary>
    Ready,

    /// <summary>The journal has no room to grow: commands are refused, everything else goes on, and it is over when there is space.</summary>
    NoSpace,

    /// <summary>Shutting down; nothing new is accepted, what was accepted is answered.</summary>
    Stopping,

    /// <summary>The journal or the exchange failed; nothing is accepted, and what is unanswered stays unknown.</summary>
    Failed,
}

/// <summary>The phase and why; moved by the host, read by every gateway. Any thread.</summary>
public sealed class Readiness
{
    private readonly Lock _gate = new();
    private volatile Standing _now = new(ExchangePhase.Starting, "recovering");

    /// <summary>Called after each change, on the thread that made it.</summary>
    public event Action<ExchangePhase>? Changed;

    /// <summary>What is wrong now, whether or not commands are accepted.</summary>
    public Alerts Alerts { get; } = new();

    /// <summary>The phase.</summary>
    public ExchangePhase Phase => _now.Phase;

    /// <summary>Why it is not ready; empty when it is.</summary>
    public string Reason => _now.Reason;

    /// <summary>True while commands are accepted.</summary>
    public bool AcceptsCommands => _now.Phase == ExchangePhase.Ready;

    /// <summary>What a command is refused with; None while they are accepted.</summary>
    public RejectReason Refusal => _now.Phase switch
    {
        ExchangePhase.Ready => RejectReason.None,
        ExchangePhase.NoSpace => RejectReason.NoDiskSpace,
        _ => RejectReason.NotReady,
    };

    /// <summary>True once recovery has been done, whatever came after.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Moves on; a failure is final.</summary>
    public void Move(ExchangePhase phase, string reason = "") => MoveWhere(static _ => true, phase, reason);

    /// <summary>Moves on only from one phase: between ready and no space, which must not undo a stop.</summary>
    public void MoveFrom(ExchangePhase from, ExchangePhase phase, string reason = "") => MoveWhere(now => now == from, phase, reason);

    private void MoveWhere(Func<ExchangePhase, bool> may, ExchangePhase phase, string reason)
    {
        lock (_gate)
        {
            if (_now.Phase == ExchangePhase.Failed || !may(_now.Phase))
                return;
            HasStarted |= phase == ExchangePhase.Ready;
            _now = new Standing(phase, reason);
        }

        Changed?.Invoke(phase);
    }

    private sealed record Standing(ExchangePhase Phase, string Reason);
}
