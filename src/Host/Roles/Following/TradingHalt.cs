using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Host.Roles.Following;

/// <summary>
/// Halts every instrument, by commands through the journal like everybody's: for a follower that finds the exchange wrong. From then on nothing reopens by itself: calendars stand still, and no
/// snapshot is taken that a start could believe.
/// </summary>
/// <param name="port">Where the halts go.</param>
/// <param name="isOver">True where nothing is taken any more: the journal has failed, or the exchange stops.</param>
internal sealed class TradingHalt(CommandPort port, Func<bool> isOver)
{
    private volatile bool _hasHalted;

    /// <summary>True once somebody has found the exchange wrong, until the process ends. Any thread.</summary>
    public bool HasHalted => _hasHalted;

    /// <summary>Sends the halts; waits where the intake is full, but not for one that nobody empties any more. What cannot be halted refuses by itself. The follower's thread.</summary>
    public void Halt(IEnumerable<InstrumentId> instruments)
    {
        _hasHalted = true;
        foreach (var instrument in instruments)
        {
            while (!port.TrySend(Command.SetInstrumentState(instrument, InstrumentState.Halted), out _))
            {
                if (isOver())
                    return;
                Thread.Sleep(1);
            }
        }
    }
}
