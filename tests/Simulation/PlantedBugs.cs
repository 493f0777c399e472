using Rialto.Host.Roles;
using Rialto.Host.Simulation;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Snapshots;
using Rialto.Journal.Storage;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Simulation;

/// <summary>Bugs that exchanges have had, each put into one joint of the simulated node. They live here and nowhere else.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyDictionary<string, Func<SimulatedParts>> All { get; } = new Dictionary<string, Func<SimulatedParts>>
    {
        ["answers leave before the disk has them"] = () => new AnswersBeforeDurable(),
        ["the durable cursor runs one ahead"] = () => new CursorOneAhead(),
        ["a flush is skipped"] = () => new OtherStore((disk, _) => new FlushSkipped(disk)),
        ["a failed flush is tried again"] = () => new OtherStore((disk, _) => new FlushTriedAgain(disk)),
        ["a torn write is not cut off"] = () => new OtherStore((disk, parts) => new NoZerosInRecovery(disk, parts)),
        ["recovery does not flush what it shows"] = () => new OtherStore((disk, parts) => new NoSettlingInRecovery(disk, parts)),
        ["whole records of a torn batch are applied"] = () => new TornBatchApplied(),
        ["the last command is replayed twice"] = () => new LastCommandTwice(),
        ["the chain is not checked"] = () => new ChainNotChecked(repairsRecords: false),
        ["checksums are not checked"] = () => new ChainNotChecked(repairsRecords: true),
        ["a sequence is used again after recovery"] = () => new SequenceUsedAgain(),
        ["answers are filed one too low"] = () => new AnswersFiledOneLow(),
        ["time starts again after recovery"] = () => new TimeStartsAgain(),
        ["deadlines are forgotten in recovery"] = () => new DeadlinesForgotten(),
        ["the timer is lost"] = () => new TimerLost(),
        ["the failure of the journal goes unnoticed"] = () => new FailureUnnoticed(),
        ["commands on their way are not given up on failure"] = () => new NotGivenUp(),
        ["events of a failed journal block the sequencer"] = () => new UndurableKept(),
        ["a resend is answered twice"] = () => new AnsweredTwice(),
        ["a resend is not recognised"] = () => new ResendNotRecognised(),
        ["a lost connection is not told"] = () => new DisconnectUntold(),
        ["a reduction takes one unit too few"] = () => new OneUnitTooFew(),
        ["a cancellation is applied and not journaled as asked"] = () => new AppliedOtherwise(),
        ["an archive has its name before its bytes are on the disk"] = () => new OtherArchives(disk => new ArchiveNotFlushed(disk)),
        ["a segment goes before its archive has a name"] = () => new OtherArchives(disk => new SegmentGoesFirst(disk)),
        ["an archive lacks the end of its segment"] = () => new OtherArchives(disk => new ArchiveCutShort(disk)),
        ["segments go that a start needs"] = () => new NeededSegmentsGo(),
        ["a movement sent again gets a reference of its own"] = () => new MovementNotRecognised(),
        ["a withdrawal is applied with one unit less than journaled"] = () => new WithdrawnOtherwise(),
        ["a balance is told one unit too high"] = () => new BalanceTooHigh(),
        ["a transfer goes to another after recovery"] = () => new TransferGoesAstray(),
        ["deposits are forgotten in recovery"] = () => new DepositForgotten(),
        ["a mark is one tick higher after recovery"] = () => new MarkGoesAstray(),
        ["funding is forgotten in recovery"] = () => new FundingForgotten(),
        ["a position is told one unit too large"] = () => new PositionTooLarge(),
        ["a leverage is applied otherwise than journaled"] = () => new LeverageOtherwise(),
    };

    private sealed class AnswersBeforeDurable : SimulatedParts
    {
        public override Func<long> Visible(JournalWriter journal) => () => journal.AppendedSequence;
    }

    private sealed class CursorOneAhead : SimulatedParts
    {
        public override Func<long> Visible(JournalWriter journal) => () => Math.Min(journal.DurableSequence + 1, journal.AppendedSequence);
    }

    private sealed class SequenceUsedAgain : SimulatedParts
    {
        public override RecoveryReport SequenceAfter(RecoveryReport recovered) => recovered.LastSequence == 0 ? recovered : Changed(recovered, recovered.LastSequence - 1, recovered.LastTime);
    }

    private sealed class TimeStartsAgain : SimulatedParts
    {
        public override RecoveryReport SequenceAfter(RecoveryReport recovered) => Changed(recovered, recovered.LastSequence, default);
    }

    private sealed class AnswersFiledOneLow : SimulatedParts
    {
        public override long IntakeBase(RecoveryReport recovered) => Math.Max(recovered.LastSequence - 1, 0);
    }

    private sealed class DeadlinesForgotten : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            if (isRecovering)
                exchange.Apply(in command);
            else
                base.Apply(exchange, deadlines, events, in command, isRecovering);
        }
    }

    private sealed class TimerLost : SimulatedParts
    {
        public override IAgent Timer(IAgent timer) => new Idler();
    }

    /// <summary>Brings time, but does nothing from the moment the journal failed: as if nobody looked at it.</summary>
    private sealed class FailureUnnoticed : SimulatedParts
    {
        private JournalWriter? _journal;

        public override Func<long> Visible(JournalWriter journal)
        {
            _journal = journal;
            return base.Visible(journal);
        }

        public override IAgent Timer(IAgent timer) => new Idler(() => _journal?.State == JournalState.Writing ? timer.DoWork() : 0);
    }

    private sealed class NotGivenUp : SimulatedParts
    {
        public override bool AbandonsOnFailure => false;
    }

    private sealed class UndurableKept : SimulatedParts
    {
        public override bool DropsUndurable => false;
    }

    private sealed class AnsweredTwice : SimulatedParts
    {
        public override int Answers(in ExchangeEvent first) => first.Kind == EventKind.OrderDuplicate ? 2 : 1;
    }

    private sealed class ResendNotRecognised : SimulatedParts
    {
        public override void Admit(ref Command command)
        {
            if (command.Kind == CommandKind.NewOrder)
                command.Terms = new OrderTerms((ushort)(command.Terms.Bits & ~(1 << 12)));
        }
    }

    private sealed class DisconnectUntold : SimulatedParts
    {
        public override bool TellsOfDisconnect => false;
    }

    private sealed class OneUnitTooFew : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            base.Apply(exchange, deadlines, events, in command, isRecovering);
            if (events.PublishedCount > 0 && events.LastClaimed.Sequence == command.Sequence && events.LastClaimed.Kind == EventKind.OrderReduced)
                events.LastClaimed.Quantity += new Quantity(1);
        }
    }

    private sealed class AppliedOtherwise : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.CancelOrder && !isRecovering && other.Owner.Value == 1)
                other.Text = default;
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class MovementNotRecognised : SimulatedParts
    {
        private int _sent;

        public override void Admit(ref Command command)
        {
            if (command.Kind is CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer)
                command.Text = Text36.Of($"{command.Text}-{++_sent}");
        }
    }

    private sealed class WithdrawnOtherwise : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.Withdraw && !isRecovering)
                other.Amount = new Money(other.Amount.Units - 1);
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class BalanceTooHigh : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            base.Apply(exchange, deadlines, events, in command, isRecovering);
            if (events.PublishedCount > 0 && events.LastClaimed.Sequence == command.Sequence && events.LastClaimed.Kind == EventKind.BalanceChanged)
                events.LastClaimed.Total = new Money(events.LastClaimed.Total.Units + 1);
        }
    }

    private sealed class TransferGoesAstray : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.Transfer && isRecovering)
                other.To = new OwnerId(other.To.Value % 2 + 1);
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class DepositForgotten : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.Deposit && isRecovering)
                other.Amount = default;
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class MarkGoesAstray : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.SetMarkPrice && isRecovering)
                other.Price = new Price(other.Price.Units + 5);
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class FundingForgotten : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.ApplyFunding && isRecovering)
                other.Quantity = default;
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class PositionTooLarge : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            base.Apply(exchange, deadlines, events, in command, isRecovering);
            if (events.PublishedCount > 0 && events.LastClaimed.Sequence == command.Sequence && events.LastClaimed.Kind == EventKind.PositionChanged)
                events.LastClaimed.Position = new Quantity(events.LastClaimed.Position.Units + 1);
        }
    }

    private sealed class LeverageOtherwise : SimulatedParts
    {
        public override void Apply(Exchange<RingSink> exchange, Deadlines deadlines, BroadcastRing<ExchangeEvent> events, in Command command, bool isRecovering)
        {
            var other = command;
            if (other.Kind == CommandKind.SetLeverage && !isRecovering)
                other.Quantity = default;
            base.Apply(exchange, deadlines, events, in other, isRecovering);
        }
    }

    private sealed class LastCommandTwice : SimulatedParts
    {
        public override RecoveryReport Recover<THandler>(JournalFolder folder, ref THandler handler, JournalPosition? from)
        {
            var report = base.Recover(folder, ref handler, from);
            var last = new LastOf();
            var reader = new JournalReader(folder.Store);
            reader.Read(ref last, reader.FirstSequence, long.MaxValue);
            if (last.Command.Sequence > (from?.Sequence ?? 0))
                handler.Apply(in last.Command);
            return report;
        }
    }

    private sealed class TornBatchApplied : SimulatedParts
    {
        public override RecoveryReport Recover<THandler>(JournalFolder folder, ref THandler handler, JournalPosition? from)
        {
            var torn = folder.Store.List() is [.., var last] ? JournalSurgery.TornRecords(folder.Store, last) : [];
            var report = base.Recover(folder, ref handler, from);
            foreach (var command in torn)
            {
                if (command.Sequence > report.LastSequence)
                    handler.Apply(in command);
            }
            return report;
        }
    }

    private sealed class ChainNotChecked(bool repairsRecords) : SimulatedParts
    {
        public override RecoveryReport Recover<THandler>(JournalFolder folder, ref THandler handler, JournalPosition? from)
        {
            JournalSurgery.Seal(folder.Store, repairsRecords);
            return base.Recover(folder, ref handler, from);
        }
    }

    /// <summary>A bug between the journal and the disk.</summary>
    internal sealed class OtherStore(Func<ISegmentStore, OtherStore, ISegmentStore> make) : SimulatedParts
    {
        public bool IsRecovering { get; private set; }

        public override ISegmentStore Store(ISegmentStore disk) => make(disk, this);

        public override RecoveryReport Recover<THandler>(JournalFolder folder, ref THandler handler, JournalPosition? from)
        {
            IsRecovering = true;
            try
            {
                return base.Recover(folder, ref handler, from);
            }
            finally
            {
                IsRecovering = false;
            }
        }
    }

    /// <summary>A bug between whoever archives and the disk.</summary>
    private sealed class OtherArchives(Func<IArchiveStore, IArchiveStore> make) : SimulatedParts
    {
        public override IArchiveStore Archives(IArchiveStore disk) => make(disk);
    }

    private sealed class NeededSegmentsGo : SimulatedParts
    {
        public override void Tidy(SegmentArchive archive, SnapshotFolder snapshots, RetentionRules rules, long nowNs)
        {
            base.Tidy(archive, snapshots, rules, nowNs);
            if (rules.KeepSegments == 0)
                return;
            foreach (var segment in SegmentArchive.List(archive.Store).SkipLast(1))
                archive.Delete(segment.Number);
        }
    }

    private struct LastOf : ICommandHandler
    {
        public Command Command;

        public void Apply(in Command command) => Command = command;
    }

    private sealed class Idler(Func<int>? work = null) : IAgent
    {
        public string Name => "idler";

        public int DoWork() => work?.Invoke() ?? 0;
    }

    private static RecoveryReport Changed(RecoveryReport report, long lastSequence, Timestamp lastTime) =>
        new(new JournalPosition(lastSequence, lastTime, report.End.Segment, report.End.Offset, report.End.BatchOffset, report.End.Chain))
        {
            Commands = report.Commands,
            Batches = report.Batches,
            Segments = report.Segments,
            Bytes = report.Bytes,
            Elapsed = report.Elapsed,
            TornBytes = report.TornBytes,
            Torn = report.Torn,
        };
}
