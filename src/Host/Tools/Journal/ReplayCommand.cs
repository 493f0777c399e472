using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Roles;
using Rialto.Host.Roles.Following;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Proofs;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Runtime.Memory;
using Spectre.Console;
using Command = Rialto.Model.Orders.Command;

namespace Rialto.Host.Tools.Journal;

/// <summary>
/// <c>rialto journal replay</c>: plays the journal to an exchange of this program and tells the hashes of state and events; with <c>--verify</c> it compares the
/// events with what the journal says they were, and stops at the first command where they differ.
/// </summary>
internal static class ReplayCommand
{
    public static System.CommandLine.Command Make()
    {
        var verify = new Option<bool>("--verify") { Description = "Compare with the proofs in the journal; exit code 1 and both sides at the first difference" };
        var through = new Option<long>("--through") { Description = "The last sequence; default: the end", DefaultValueFactory = _ => long.MaxValue };
        var fresh = new Option<bool>("--from-start") { Description = "Begin at the first command, not at the oldest snapshot where the first is not there any more" };
        return new System.CommandLine.Command("replay", "Play the journal and tell the hashes of state and events; the exchange may run") { verify, through, fresh }
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = PastOptions.Folder(parsed);
                var replay = new Replay(folder, parsed.GetValue(through), parsed.GetValue(verify), parsed.GetValue(fresh));
                try
                {
                    await terminal.WatchAsync("replaying", 0, () => replay.LastSequence, () => replay.Run(stop), stop);
                    if (replay.Mismatch is { } mismatch)
                        replay.GoTo(mismatch.Sequence);
                }
                catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or IOException or InvalidDataException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                if (terminal.IsJson)
                    PrintJson(replay);
                else
                    Print(terminal, replay);
                return replay.Mismatch is null ? ExitCode.Ok : ExitCode.Failed;
            });
    }

    private static void Print(Terminal terminal, Replay replay)
    {
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Replayed   {replay.Commands:N0} commands, sequences {replay.FirstSequence:N0} to {replay.LastSequence:N0}, in {replay.Elapsed.TotalSeconds:N2} s, {replay.Commands / Math.Max(1e-9, replay.Elapsed.TotalSeconds):N0} a second"));
        terminal.Line($"State hash {InfoCommand.Hex(replay.StateHash)}");
        terminal.Line($"Event hash {InfoCommand.Hex(replay.EventHash)}");
        if (replay.Mismatch is not { } mismatch)
        {
            if (replay.Checker is { } checker)
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Proven     {checker.Proven:N0} commands have the events the journal says, the last at sequence {checker.LastProven:N0}"));
            return;
        }

        terminal.Out.MarkupLineInterpolated($"[red]Differs[/]    first at sequence {mismatch.Sequence}");
        terminal.Line($"Recorded   fold {mismatch.RecordedFold:x8}");
        terminal.Line($"Replayed   fold {mismatch.ComputedFold:x8}, event hash {InfoCommand.Hex(mismatch.ComputedHash)}; state hash {InfoCommand.Hex(replay.StateBefore)} before, {InfoCommand.Hex(replay.StateAfter)} after");
        terminal.Line($"Command    {Text(replay.Command)}");
        foreach (var e in replay.Events)
            terminal.Line($"Event      {Text(e)}");
    }

    private static void PrintJson(Replay replay) => Terminal.Json(json =>
    {
        json.WriteBoolean("ok", replay.Mismatch is null);
        json.WriteNumber("commands", replay.Commands);
        json.WriteNumber("first_sequence", replay.FirstSequence);
        json.WriteNumber("last_sequence", replay.LastSequence);
        json.WriteNumber("seconds", Math.Round(replay.Elapsed.TotalSeconds, 6));
        json.WriteString("state_hash", InfoCommand.Hex(replay.StateHash));
        json.WriteString("event_hash", InfoCommand.Hex(replay.EventHash));
        if (replay.Checker is { } checker)
        {
            json.WriteNumber("proven_commands", checker.Proven);
            json.WriteNumber("last_proven_sequence", checker.LastProven);
        }

        if (replay.Mismatch is not { } mismatch)
            return;
        json.WriteStartObject("mismatch");
        json.WriteNumber("sequence", mismatch.Sequence);
        json.WriteString("recorded_fold", mismatch.RecordedFold.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteString("replayed_fold", mismatch.ComputedFold.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteString("replayed_event_hash", InfoCommand.Hex(mismatch.ComputedHash));
        json.WriteString("state_hash_before", InfoCommand.Hex(replay.StateBefore));
        json.WriteString("state_hash_after", InfoCommand.Hex(replay.StateAfter));
        json.WriteString("command", Text(replay.Command));
        json.WriteStartArray("events");
        foreach (var e in replay.Events)
            json.WriteStringValue(Text(e));
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Text(in Command c) => string.Create(
        CultureInfo.InvariantCulture,
        $"{c.Kind} sequence {c.Sequence} time {c.Time} instrument {c.Instrument} owner {c.Owner} session {c.Session} order {c.OrderId} side {c.Side} price {c.Price.Units} quantity {c.Quantity.Units} text '{c.Text}' | {Convert.ToHexStringLower(Blittable.ReadOnlyBytes(in c))}");

    private static string Text(in ExchangeEvent e) => string.Create(
        CultureInfo.InvariantCulture,
        $"{e.Kind} reason {e.Reason} flags {e.Flags} instrument {e.Instrument} owner {e.Owner} order {e.OrderId} side {e.Side} price {e.Price.Units} quantity {e.Quantity.Units} | {Convert.ToHexStringLower(Blittable.ReadOnlyBytes(in e))}");

    /// <summary>One replay.</summary>
    private sealed class Replay(string folder, long through, bool verifies, bool fromStart)
    {
        private readonly JournalReader _reader = new(Path.Combine(folder, "journal"));
        private long _last;

        public long FirstSequence { get; private set; }

        public long LastSequence => Volatile.Read(ref _last);

        public long Commands { get; private set; }

        public TimeSpan Elapsed { get; private set; }

        public ulong StateHash { get; private set; }

        public ulong EventHash { get; private set; }

        public ProofChecker? Checker { get; private set; }

        public ProofMismatch? Mismatch { get; private set; }

        public Command Command { get; private set; }

        public IReadOnlyList<ExchangeEvent> Events { get; private set; } = [];

        public ulong StateBefore { get; private set; }

        public ulong StateAfter { get; private set; }

        public void Run(CancellationToken stop)
        {
            var begun = Stopwatch.GetTimestamp();
            var (machine, cursor, start) = Begin(1);
            using (cursor)
            {
                FirstSequence = cursor.NextSequence;
                Checker = verifies ? new ProofChecker(cursor.NextSequence - 1) : null;
                var hash = new EventHash(start);
                while (Mismatch is null && cursor.NextSequence <= through && cursor.TryReadBatch())
                {
                    stop.ThrowIfCancellationRequested();
                    foreach (ref readonly var command in cursor.Batch.Commands)
                    {
                        if (command.Sequence > through)
                            break;
                        hash.Add(machine.Apply(in command));
                        Checker?.Add(command.Sequence, hash.Value);
                        Commands++;
                        Volatile.Write(ref _last, command.Sequence);
                    }

                    Mismatch = Checker?.Check(cursor.Batch);
                }

                (StateHash, EventHash, Elapsed) = (machine.StateHash(), hash.Value, Stopwatch.GetElapsedTime(begun));
            }
        }

        /// <summary>Once more up to one command, to see what it did.</summary>
        public void GoTo(long sequence)
        {
            var (machine, cursor, _) = Begin(sequence);
            using (cursor)
            {
                while (cursor.NextSequence <= sequence && cursor.TryReadBatch())
                {
                    foreach (ref readonly var command in cursor.Batch.Commands)
                    {
                        if (command.Sequence < sequence)
                            machine.Apply(in command);
                        else if (command.Sequence == sequence)
                            Look(machine, in command);
                    }
                }
            }
        }

        private void Look(ReplayedExchange machine, in Command command)
        {
            StateBefore = machine.StateHash();
            Events = [.. machine.Apply(in command)];
            Command = command;
            StateAfter = machine.StateHash();
        }

        /// <summary>The journal's beginning, or where that is not there any more the oldest snapshot that will do.</summary>
        private (ReplayedExchange Machine, JournalCursor Cursor, ulong EventHash) Begin(long sequence)
        {
            var segments = Rialto.Journal.Archive.SegmentArchive.List(Path.Combine(folder, "journal"));
            var isWhole = segments.Count == 0 || segments[0].Number == 1;
            if (fromStart || (isWhole && sequence == 1))
                return (ReplayedExchange.New(ExchangeIdentity.Of(folder)), _reader.Open(), 0);
            var snapshots = new SnapshotFolder(Path.Combine(folder, "snapshots"));
            var candidates = sequence == 1 ? snapshots.List() : snapshots.List().Where(at => at < sequence).Reverse();
            foreach (var at in candidates)
            {
                if (snapshots.Read(at, out _) is not { } snapshot || ReplayedExchange.Of(snapshot, out _) is not { } machine)
                    continue;
                try
                {
                    return (machine, _reader.OpenAfter(snapshot.Header.Position), snapshot.Header.EventHash);
                }
                catch (Exception problem) when (problem is JournalGapException or JournalCorruptException)
                {
                    // Older than what is left of the journal: the next.
                }
            }

            return (ReplayedExchange.New(ExchangeIdentity.Of(folder)), _reader.Open(), 0);
        }
    }
}
