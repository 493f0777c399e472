using Rialto.BackOffice.Replay;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Export;

/// <summary>Takes events off the stream, in order, each once. May be slow; nobody waits for it.</summary>
public interface IEventConsumer
{
    /// <summary>The next event.</summary>
    /// <param name="command">The command that caused it.</param>
    /// <param name="index">Which of its events, from 0.</param>
    /// <param name="one">The event.</param>
    /// <param name="replica">The exchange as it stands after the command.</param>
    /// <returns>False: enough for now; this event has been taken.</returns>
    bool Take(in Command command, int index, in ExchangeEvent one, Replica replica);
}
