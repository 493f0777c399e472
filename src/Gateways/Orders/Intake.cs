using System.Diagnostics;
using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Gateways.Orders;

/// <summary>
/// The door to the exchange. A command's sequence is the ring position it gets plus a base, so whoever waits for the answer is registered under it
/// before the command is published. Any thread.
/// </summary>
internal sealed class Intake(MpscRing<Command> ring, PendingCommands pending, Readiness readiness)
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
        if (!readiness.AcceptsCommands)
            return RejectReason.NotReady;
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
        ring.Publish(position);
        // A failure between the check above and the registration has abandoned everybody but this one.
        if (readiness.Phase == ExchangePhase.Failed)
            pending.Take(sequence)?.Complete(CommandOutcome.Unknown);
        return RejectReason.None;
    }
}
