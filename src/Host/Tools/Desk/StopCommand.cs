using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Units;
using Spectre.Console;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto stop --emergency</c>: everything of a desk is cancelled, by the desk itself or, where it hangs or is dead, without it.</summary>
internal static class StopCommand
{
    private const string UsualFolder = "data/desk";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    public static Command Make()
    {
        var emergency = new Option<bool>("--emergency") { Description = "Needed: this cancels everything of the desk, now" };
        var desk = new Option<string>("--desk") { Description = "The desk's folder", DefaultValueFactory = static _ => UsualFolder };
        var reason = new Option<string?>("--reason") { Description = "Why, up to 36 characters; it is journaled" };
        var wait = new Option<double>("--wait") { Description = "Seconds that the desk has to stop and to end its orders itself, 0.1 to 600", DefaultValueFactory = static _ => 5 };
        var patience = new Option<int>("--patience") { Description = "Seconds that each venue has where the desk does not do it, 5 to 3600", DefaultValueFactory = static _ => 60 };
        var kill = new Option<bool>("--kill") { Description = "End the desk's process (SIGKILL) where it does not answer, before anything is cancelled" };
        var command = new Command("stop", "Stop a trading desk at once and cancel all its orders, also where it hangs or is dead") { emergency, desk, reason, wait, patience, kill };
        var keys = KeyOptions.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            if (!parsed.GetValue(emergency))
                throw new ToolException(ExitCode.Usage, "Say --emergency: everything of the desk will be cancelled. (Ctrl+C at the desk, or its page, stops it in good order.)");
            if (parsed.GetValue(wait) is not (>= 0.1 and <= 600) || parsed.GetValue(patience) is not (>= 5 and <= 3_600))
                throw new ToolException(ExitCode.Usage, "--wait is 0.1 to 600 seconds, --patience 5 to 3600.");
            Text36 why = default;
            if (parsed.GetValue(reason) is { Length: > 0 } text && !Text36.TryCreate(System.Text.Encoding.UTF8.GetBytes(text.Replace(' ', '-')), out why))
                throw new ToolException(ExitCode.Usage, "--reason has up to 36 printable characters of ASCII.");
            var folder = parsed.GetValue(desk)!;
            if (DeskPresence.Read(folder, out var problem) is not { } trace)
                throw new ToolException(ExitCode.NotFound, problem);

            // First: a life that is starting now, or is started later, finds it before it can send anything.
            var unwritten = Leave(folder, why);
            var told = await TellAsync(folder, why, TimeSpan.FromSeconds(parsed.GetValue(wait)), stop);
            var state = StateOf(folder);
            IReadOnlyList<RescueResult> results = [];
            if (told.Length > 0)
            {
                if (unwritten.Length > 0)
                    told += $"; and a later start of it will not know of the stop: {unwritten}";
                if (state is not ("gone" or "starting") && parsed.GetValue(kill))
                    state = Heartbeat.TryRead(folder, out var beat) && beat.Process.Kill() ? "killed" : "could not be killed";
                if (!terminal.IsJson)
                    terminal.Note($"The desk did not stop by itself: {told}. Cancelling without it.");
                results = await DeskRescue.CancelAsync(trace, keys.Of(parsed), TimeSpan.FromSeconds(parsed.GetValue(patience)), stop);
            }

            return Print(terminal, told, state, results, isLeft: unwritten.Length == 0);
        });
    }

    /// <summary>Tells the desk, and waits until it has no live order.</summary>
    /// <returns>Why that did not happen; empty where it did.</returns>
    private static async Task<string> TellAsync(string folder, Text36 why, TimeSpan wait, CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var problem = DeskControlSocket.TellStop(folder, Text36.Of("rialto-stop"), why.IsEmpty ? Text36.Of("emergency") : why, wait);
        if (problem.Length > 0)
            return problem;
        var last = 0L;
        while (true)
        {
            // What a heart says after it has beaten once more is newer than the stop.
            if (!Heartbeat.TryRead(folder, out var beat))
                return "the desk's heartbeat is gone";
            if (last != 0 && beat.Beat != last && beat.LiveOrders == 0)
                return "";
            if (!beat.IsRunning && beat.LiveOrders == 0)
                return "";
            last = last == 0 ? beat.Beat : last;
            if (TimeProvider.System.GetElapsedTime(begun) > wait)
                return FormattableString.Invariant($"it has stopped, and {beat.LiveOrders} of its orders live after {wait.TotalSeconds:0.#} s");
            await Task.Delay(_look, stop);
        }
    }

    /// <summary>Leaves the stop in the folder; says why that did not go.</summary>
    private static string Leave(string folder, Text36 why)
    {
        try
        {
            StopMarker.Leave(folder, why);
            return "";
        }
        catch (VenueKeyException problem)
        {
            return problem.Message;
        }
    }

    // One that repeats its journal has no heart yet, but has the folder.
    private static string StateOf(string folder) => !Heartbeat.TryRead(folder, out var beat) ? new DeskFolder(folder).IsHeld() ? "starting" : "unknown"
        : beat.Process.State == ProcessState.Gone && new DeskFolder(folder).IsHeld() ? "starting"
        : beat.Process.State switch { ProcessState.Gone => "gone", ProcessState.Stopped => "suspended", _ => "alive" };

    private static int Print(Terminal terminal, string told, string state, IReadOnlyList<RescueResult> results, bool isLeft)
    {
        // A life that comes is held by what is left in the folder, one that is there by its gateways.
        var isHeld = told.Length == 0 || (isLeft && results.All(result => result.IsHeld || state is "gone" or "killed" or "starting"));
        var isCertain = told.Length == 0 || results.All(result => result.Outcome.IsCertain);
        var code = isCertain && isHeld ? ExitCode.Ok : ExitCode.Failed;
        if (terminal.IsJson)
        {
            Terminal.Json(json => Write(json, told, state, results, isCertain, isHeld));
            return code;
        }

        if (told.Length == 0)
            terminal.Line("The desk has stopped, and none of its orders lives.");
        foreach (var result in results)
        {
            terminal.Line(result.Outcome.IsCertain
                ? FormattableString.Invariant($"{result.Venue,-16} certain: no order lives, {result.Outcome.Cancelled} ended (by {result.By})")
                : FormattableString.Invariant($"{result.Venue,-16} NOT KNOWN: {result.Outcome.Text} ({result.Outcome.Cancelled} ended, by {result.By})"));
        }

        if (told.Length > 0)
            terminal.Line($"The desk's process: {state}.");
        if (!isHeld)
            terminal.Out.MarkupLineInterpolated($"[red]Not held: {(isLeft ? "the desk's process lives, and holds a key itself or is not held by its gateway" : "a desk that is started in this folder trades")}. It may place orders again. End it, or say --kill.[/]");
        return code;
    }

    private static void Write(Utf8JsonWriter json, string told, string state, IReadOnlyList<RescueResult> results, bool isCertain, bool isHeld)
    {
        json.WriteBoolean("certain", isCertain);
        json.WriteBoolean("held", isHeld);
        json.WriteBoolean("by_desk", told.Length == 0);
        json.WriteString("desk_problem", told);
        json.WriteString("process", state);
        json.WriteStartArray("venues");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("venue", result.Venue);
            json.WriteString("by", result.By);
            json.WriteBoolean("certain", result.Outcome.IsCertain);
            json.WriteNumber("cancelled", result.Outcome.Cancelled);
            json.WriteNumber("left", result.Outcome.Left);
            json.WriteString("text", result.Outcome.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
