using Rialto.Trading;

namespace Rialto.Host.Desk;

/// <summary>A command that somebody left for a desk, and the answer that he waits for.</summary>
internal sealed class ToldCommand(DeskCommand command)
{
    /// <summary>What; without its time.</summary>
    public DeskCommand Command { get; } = command;

    /// <summary>Set by the desk once the command is in the journal. Who waits goes on elsewhere, never on the desk's thread.</summary>
    public TaskCompletionSource<CommandRefusal> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
