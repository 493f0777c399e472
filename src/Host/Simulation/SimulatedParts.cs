using Rialto.Host.Roles;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Snapshots;
using Rialto.Journal.Storage;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Host.Simulation;

/// <summary>
/// The joints of a simulated node. Each method here joins the product's parts as <see cref="ExchangeRole"/> does; tests override one to plant a bug, which the simulator must find.
/// </summary>
internal class SimulatedParts
{
    /// <summary>The disk as the journal sees it.</summary>
    public virtual ISegmentStore Store(ISegmentStore disk) => disk;

    /// <summary>The same as whoever archives sees it.</summary>
    public virtual IArchiveStore Archives(IArchiveStore disk) => disk;

    /// <summary>Archives old segments and takes away those nobody needs, after a snapshot.</summary>
    public virtual void Tidy(SegmentArchive archive, SnapshotFolder snapshots, RetentionRules rules, long nowNs) => Retention.Apply(archive, snapshots, rules, nowNs);

    /// <summary>Replays the journal.</summary>
    public virtual RecoveryReport Recover<THandler>(JournalFolder folder, ref THandler handler, JournalPosition? from)
        where THandler : struct, ICommandHandler => Recovery.Replay(folder, ref handler, null, from);

    /// <summary>Where the sequencer goes on.</summary>
    public virtual RecoveryReport SequenceAfter(RecoveryReport recovered) => recovered;

    /// <summary>What the intake adds to a ring position.</summary>
    public virtual long IntakeBase(RecoveryReport recovered) => recovered.LastSequence;

    /// <summary>Sequence up to which events may leave.</summary>
    public virtual Func<long> Visible(JournalWriter journal) => () => journal.DurableSequence;

    /// <summary>Applies a command to the state machine.</summary>
    public virtual void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering) =>
        new VenueHandler(exchange, deadlines).Apply(in command);

    /// <summary>Brings time.</summary>
    public virtual IAgent Timer(IAgent timer) => timer;

    /// <summary>A client's command, decoded and on its way to the intake.</summary>
    public virtual void Admit(ref Command command)
    {
    }

    /// <summary>How often an answer is sent.</summary>
    public virtual int Answers(in ExchangeEvent first) => 1;

    /// <summary>Whether the exchange hears of a connection that broke.</summary>
    public virtual bool TellsOfDisconnect => true;

    /// <summary>Whether events that will never be durable are dropped when the journal fails.</summary>
    public virtual bool DropsUndurable => true;

    /// <summary>Whether commands without an answer are given up when the journal fails.</summary>
    public virtual bool AbandonsOnFailure => true;
}
