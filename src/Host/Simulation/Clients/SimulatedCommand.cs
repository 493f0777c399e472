using Rialto.Gateways.Orders;
using Rialto.Host.Simulation.Checks;

namespace Rialto.Host.Simulation.Clients;

/// <summary>A command that waits for its answer: of a session, or (session null) of the house itself.</summary>
internal sealed class SimulatedCommand(SimulatedSession? session) : PendingCommand
{
    private int _completions;

    /// <summary>Whose it is.</summary>
    public SimulatedSession? Session => session;

    /// <summary>The client's number for its request.</summary>
    public uint RequestId { get; init; }

    /// <summary>Called with the completed command, where it is the house's own.</summary>
    public Action<SimulatedCommand>? Then { get; init; }

    protected override void OnCompleted()
    {
        if (++_completions > 1)
            throw new Violation($"command {Sequence} was completed {_completions} times");
        Then?.Invoke(this);
        session?.OnAnswered(this);
    }
}
