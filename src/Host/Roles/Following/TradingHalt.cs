using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Host.Roles.Following;

/// <summary>Halts every instrument, by commands through the journal like everybody's: for a follower that finds the exchange wrong. One thread.</summary>
internal sealed class TradingHalt(CommandPort port)
{
    /// <summary>Sends the halts; waits where the intake is full. What cannot be halted refuses by itself.</summary>
    public void Halt(IEnumerable<InstrumentId> instruments)
    {
        foreach (var instrument in instruments)
        {
            while (!port.TrySend(Command.SetInstrumentState(instrument, InstrumentState.Halted), out _))
                Thread.Sleep(1);
        }
    }
}
