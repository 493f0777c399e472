using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools;

/// <summary><c>rialto kill SWITCH</c>: turn a kill switch on, or off with <c>--off</c>; without a switch, those that are on.</summary>
internal static class KillCommand
{
    public static Command Make()
    {
        var name = new Argument<string?>("switch") { Description = "exchange, instrument-SYMBOL, account-USER or session-NUMBER; without it, those that are on are shown", Arity = ArgumentArity.ZeroOrOne };
        var cancel = new Option<bool>("--cancel") { Description = "Cancel the live orders it covers as well" };
        var off = new Option<bool>("--off") { Description = "Turn it off" };
        var note = new Option<string?>("--note") { Description = "Why, for the record; up to 36 characters" };
        return new Command("kill", "Stop new orders of an account, session, instrument or everybody; cancels always work") { name, cancel, off, note }.WithConnection().Does((parsed, terminal, stop) =>
            parsed.GetValue(name) is { } which
                ? TurnAsync(parsed.Connection(), terminal, which, !parsed.GetValue(off), parsed.GetValue(cancel), parsed.GetValue(note), stop)
                : ShowAsync(parsed.Connection(), terminal, stop));
    }

    private static async Task<int> TurnAsync(
        Connection connection, Terminal terminal, string name, bool isOn, bool cancels, string? note, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var path = $"/api/v1/kill-switches/{Uri.EscapeDataString(name)}";
        var reply = (await client.SignedAsync(isOn ? HttpMethod.Post : HttpMethod.Delete, path, Body(isOn && cancels, note), cancellationToken)).OrThrow();
        if (terminal.IsJson)
            Terminal.Json(reply.Text);
        else
            terminal.Line($"The kill switch {reply.Root.Cell("switch")} is {(isOn ? "on" : "off")}.");
        return ExitCode.Ok;
    }

    private static byte[] Body(bool cancels, string? note)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (cancels)
                json.WriteBoolean("cancel_orders", true);
            if (note is not null)
                json.WriteString("note", note);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static async Task<int> ShowAsync(Connection connection, Terminal terminal, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var reply = (await client.SignedAsync(HttpMethod.Get, "/api/v1/kill-switches", null, cancellationToken)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var switches = reply.Root.Items("kill_switches").ToList();
        if (switches.Count == 0)
            terminal.Line("No kill switch is on.");
        foreach (var one in switches)
            terminal.Line($"{one.Cell("switch")} since {one.Cell("since")}{(one.Member("note") is { } note ? $": {note}" : "")}");
        return ExitCode.Ok;
    }
}
