using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Roles;

/// <summary>The host's own way into the intake ring, for timers, calendars and definitions: they are sequenced like everybody's commands.</summary>
internal sealed class CommandPort(MpscRing<Command> intake)
{
    /// <summary>Sends one command; any thread.</summary>
    /// <param name="command">Sequence and time are stamped by the sequencer.</param>
    /// <param name="position">Its position in the ring.</param>
    /// <returns>False where the ring is full.</returns>
    public bool TrySend(in Command command, out long position)
    {
        if (!intake.TryClaim(out position))
            return false;
        intake.Slot(position) = command;
        intake.Publish(position);
        return true;
    }

    /// <summary>True once the sequencer has taken the command at a position.</summary>
    public bool HasTaken(long position) => intake.ConsumerPosition > position;

    /// <summary>Commands that others have sent so far; tells whether the exchange is idle.</summary>
    public long Position => intake.ProducerPosition;
}
