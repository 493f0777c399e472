using Rialto.Gateways;
using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Runtime.Counters;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Roles;

/// <summary>Figures of the intake ring, the sequencer and the journal for the metrics page.</summary>
internal sealed class PipelineMetrics : IMetricsSource
{
    private volatile Sources? _sources;

    /// <summary>Nanoseconds for one command; written by the sequencer's thread.</summary>
    public LatencyHistogram Matching { get; } = new();

    /// <summary>Says where the figures are, once there are any.</summary>
    public void Follow(MpscRing<Command> intake, JournalWriter journal, Counter sequenced, Counter waits) =>
        _sources = new Sources(intake, journal, sequenced, waits);

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        if (_sources is not var (intake, journal, sequenced, waits))
            return;
        text.Single("rialto_intake_depth", "gauge", "Commands waiting for the sequencer.", intake.Depth);
        text.Single("rialto_intake_capacity", "gauge", "Commands the intake ring holds.", intake.Capacity);
        foreach (var counter in new[] { sequenced, waits, journal.Commands, journal.Batches, journal.Bytes })
            text.Single("rialto_" + counter.Name, "counter", counter.Help, counter.Value);
        text.Single("rialto_journal_queued_bytes", "gauge", "Bytes of records waiting for the disk.", journal.QueuedBytes);
        text.Single("rialto_journal_durable_sequence", "gauge", "Sequence up to which everything is durable.", journal.DurableSequence);
        text.Single("rialto_journal_failed", "gauge", "1 once the journal has failed.", journal.State == JournalState.Failed ? 1 : 0);
        text.Single("rialto_journal_room_bytes", "gauge", "Bytes the journal can grow by before another segment has to be made ready.", journal.RoomBytes);
        text.Summary("rialto_journal_commit_seconds", "Time from sequencing to durable, in seconds, since the start.", journal.CommitLatency);
        text.Summary("disk_write_latency", "Time the disk took for a batch of the journal: the write and, by policy, the flush, in seconds, since the start.", journal.WriteLatency);
        text.Summary("matching_latency", "Time the exchange took for one command, one in 16 measured, in seconds, since the start.", Matching);
        text.Histogram("matching_seconds", "Time the exchange took for one command, one in 16 measured.", Matching);
        text.Histogram("disk_write_seconds", "Time the disk took for a batch of the journal: the write and, by policy, the flush.", journal.WriteLatency);
    }

    private sealed record Sources(MpscRing<Command> Intake, JournalWriter Journal, Counter Sequenced, Counter Waits);
}
