using Rialto.Model.Orders;

namespace Rialto.Journal;

/// <summary>The state machine behind the sequencer, and whatever replays its journal. Implemented by structs, so that the calls are direct.</summary>
public interface ICommandHandler
{
    /// <summary>The next command, sequence and time stamped; every one exactly once, in order.</summary>
    void Apply(in Command command);
}
