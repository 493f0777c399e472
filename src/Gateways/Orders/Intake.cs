using System.Diagnostics;
using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Gateways.Orders;

/// <summary>
/// The door to the exchange. A command's sequence is the ring position it gets plus a base, so whoever waits for the answer is registered under it
/// before the command is published. Any thread.
/// </summary>
/// <param name="ring">To the sequencer.</param>
/// <param name="pending">Who waits for what.</param>
/// <param name="readiness">Whether commands are taken.</param>
/// <param name="attend">Sees to a sequencer that sleeps; the ring's own signals are raised where there is none.</param>
internal sealed class Intake(MpscRing<Command> ring, PendingCommands pending, Readiness readiness, Action? attend = null)
{
    private long _baseSequence;

    /// <summary>Commands in the ring that the sequencer has not taken.</summary>
    public long Depth => ring.Depth;

    /// <summary>Slots of the ring.</summary>
    public int Capacity => ring.Capacity;

    /// <summary>Sequence of the last command before the ring's first; known after recovery, before the first submission.</summary>
    public void SetBase(long sequence) => Volatile.Write(ref _baseSequence, sequence);

    /// <summary>Sends a command on its way. On anything but None it was not sent and <paramref name="waiter"/> will not be completed.</summary>
    public RejectReason Submit(in Command command, PendingCommand waiter)
    {
        var refused = Enter(in command, waiter);
        if (refused == RejectReason.None)
            Attend();
        return refused;
    }

    /// <summary>Sees to it that what was entered is taken up. It may be done on this thread, so that answers are there when it returns.</summary>
    public void Attend() => attend?.Invoke();

    /// <summary>As <see cref="Submit"/> without <see cref="Attend"/>, which must follow soon: for several commands that came together.</summary>
    public RejectReason Enter(in Command command, PendingCommand waiter)
    {
        if (readiness.Refusal is var refusal and not RejectReason.None)
            return refusal;
        if (!pending.TryReserve())
            return RejectReason.Overloaded;
        if (!ring.TryClaim(out var position))
        {
            pending.Release();
            return RejectReason.Overloaded;
        }

        waiter.Begin(command.Kind, Volatile.Read(ref _baseSequence) + position + 1, Stopwatch.GetTimestamp());
        var sequence = waiter.Sequence;
        ring.Slot(position) = command;
        pending.Register(waiter);
        if (attend is null)
            ring.Publish(position);
        else
            ring.PublishQuietly(position);
        // A failure between the check above and the registration has abandoned everybody but this one.
        if (readiness.Phase == ExchangePhase.Failed)
            pending.Take(sequence)?.Complete(CommandOutcome.Unknown);
        return RejectReason.None;
    }
}
