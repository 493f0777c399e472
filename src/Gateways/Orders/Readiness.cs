namespace Rialto.Gateways.Orders;

/// <summary>Where the exchange process stands, as its gateways care.</summary>
public enum ExchangePhase
{
    /// <summary>Recovering; nothing is accepted.</summary>
    Starting,

    /// <summary>Commands are accepted.</summary>
    Ready,

    /// <summary>Shutting down; nothing new is accepted, what was accepted is answered.</summary>
    Stopping,

    /// <summary>The journal or the exchange failed; nothing is accepted, and what is unanswered stays unknown.</summary>
    Failed,
}

/// <summary>The phase and why; moved by the host, read by every gateway. Any thread.</summary>
public sealed class Readiness
{
    private volatile Standing _now = new(ExchangePhase.Starting, "recovering");

    /// <summary>Called after each change, on the thread that made it.</summary>
    public event Action<ExchangePhase>? Changed;

    /// <summary>The phase.</summary>
    public ExchangePhase Phase => _now.Phase;

    /// <summary>Why it is not ready; empty when it is.</summary>
    public string Reason => _now.Reason;

    /// <summary>True while commands are accepted.</summary>
    public bool AcceptsCommands => _now.Phase == ExchangePhase.Ready;

    /// <summary>True once recovery has been done, whatever came after.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Moves on; a failure is final.</summary>
    public void Move(ExchangePhase phase, string reason = "")
    {
        if (_now.Phase == ExchangePhase.Failed)
            return;
        HasStarted |= phase == ExchangePhase.Ready;
        _now = new Standing(phase, reason);
        Changed?.Invoke(phase);
    }

    private sealed record Standing(ExchangePhase Phase, string Reason);
}
