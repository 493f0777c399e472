using Rialto.Model.Execution;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk.Status;

/// <summary>
/// What screens show of the recent past: last fills, last things that a person may want to know of, the newest signals, how fast venues answer. Written by the desk's thread from what the
/// trader puts out, into memory that is there from the start: nothing is allocated for it.
/// </summary>
internal sealed class DeskTape
{
    /// <summary>Fills that are remembered.</summary>
    public const int FillsKept = 200;

    /// <summary>Notices, warnings and critical events that are remembered.</summary>
    public const int EventsKept = 100;

    /// <summary>Last fills.</summary>
    public LastOnes<DeskAudit> Fills { get; } = new(FillsKept);

    /// <summary>What had a severity above a record.</summary>
    public LastOnes<DeskAudit> Events { get; } = new(EventsKept);

    /// <summary>Newest signals.</summary>
    public SignalTable Signals { get; } = new();

    /// <summary>Opportunities, and what became of those that were taken.</summary>
    public OpportunityTape Opportunities { get; } = new();

    /// <summary>How long venues take to answer an order.</summary>
    public AnswerTimes Answers { get; } = new();

    /// <summary>Signals told.</summary>
    public long SignalsTold { get; private set; }

    /// <summary>Differences between what the desk and a venue believed.</summary>
    public long Mismatches { get; private set; }

    /// <summary>The last emergency stop; of no kind where there was none.</summary>
    public DeskAudit Stop { get; private set; }

    /// <summary>Writes it, but for how fast venues answered: that is of a life.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(SignalsTold);
        writer.Add(Mismatches);
        writer.Add(Stop);
        Fills.Save(writer);
        Events.Save(writer);
        Signals.Save(writer);
        Opportunities.Save(writer);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public bool TryLoad(FieldReader reader)
    {
        (SignalsTold, Mismatches, Stop) = (reader.Read<long>(), reader.Read<long>(), reader.Read<DeskAudit>());
        return Fills.TryLoad(reader) && Events.TryLoad(reader) && Signals.TryLoad(reader) && Opportunities.TryLoad(reader);
    }

    /// <summary>Takes a request.</summary>
    public void Take(in OrderRequest request, long askedNs, long arrivedNs) => Answers.Take(in request, askedNs, arrivedNs);

    /// <summary>Takes a report, before the trader does.</summary>
    public void Take(in OrderReport report)
    {
        Answers.Take(in report);
        Opportunities.Take(in report);
    }

    /// <summary>Takes an audit record.</summary>
    public void Take(in DeskAudit audit)
    {
        switch (audit.Kind)
        {
            case DeskAuditKind.Filled:
                Fills.Add(in audit);
                break;
            case DeskAuditKind.Signal:
                Signals.Take(in audit);
                SignalsTold++;
                break;
            case DeskAuditKind.Opportunity or DeskAuditKind.LegsChanged:
                Opportunities.Take(in audit);
                break;
            case DeskAuditKind.EmergencyStop:
                Stop = audit;
                break;
            case DeskAuditKind.Mismatch when audit.Severity >= DeskSeverity.Warning:
                Mismatches++;
                break;
        }

        if (audit.Severity != DeskSeverity.Record)
            Events.Add(in audit);
    }
}
