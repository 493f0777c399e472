using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>A command that somebody left for a desk, and the answer that he waits for.</summary>
/// <param name="command">What.</param>
/// <param name="strategy">What a swap puts in another's place; null otherwise.</param>
internal sealed class ToldCommand(DeskCommand command, IStrategy? strategy = null)
{
    /// <summary>What; without its time.</summary>
    public DeskCommand Command { get; } = command;

    /// <summary>What a swap puts in another's place; null otherwise.</summary>
    public IStrategy? Strategy { get; } = strategy;

    /// <summary>True where the next one belongs to it.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>Set by the desk once the command is in the journal. Who waits goes on elsewhere, never on the desk's thread.</summary>
    public TaskCompletionSource<CommandRefusal> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
