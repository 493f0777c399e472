using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Compliance;

/// <summary><c>rialto cases …</c>: the case queue of a running exchange; needs a key that may operate.</summary>
internal static class CasesCommand
{
    public static Command Make() => new Command("cases", "Alerts, sanctions matches and applications for verification that somebody must look at; needs a key that may operate")
    {
        List(),
        Show(),
        Act("assign", "Take a case, or give it to somebody", textIsNeeded: false, who: true),
        Act("note", "Write something down", textIsNeeded: true),
        Act("escalate", "Let it go further: to be reported, or looked at by somebody else", textIsNeeded: true),
        Act("close", "Close a case, and say why", textIsNeeded: true),
        Act("reopen", "Open a closed case again", textIsNeeded: false),
        Act("approve", "Approve an application: the customer is verified", textIsNeeded: false, tier: true),
        Act("reject", "Reject an application; the text is told to the customer", textIsNeeded: true),
    }.WithConnection();

    private static Command List()
    {
        var status = new Option<string?>("--status") { Description = "Only open, in_review, escalated or closed" };
        var kind = new Option<string?>("--kind") { Description = "Only alert, sanctions or verification" };
        return new Command("list", "All cases, or some") { status, kind }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var table = Terminal.Table("case", "kind", "status", "assignee", "users", "title");
            for (var after = "0"; after is not null;)
            {
                var reply = (await client.SignedAsync(
                    HttpMethod.Get, $"/api/v1/compliance/cases?after={after}{Query("status", parsed.GetValue(status))}{Query("kind", parsed.GetValue(kind))}", null, stop)).OrThrow();
                after = reply.Root.Member("next");
                if (terminal.IsJson)
                    Terminal.Json(reply.Text);
                foreach (var one in reply.Root.GetProperty("cases").EnumerateArray())
                    table.AddRow(one.Cell("case_id"), one.Cell("kind"), one.Cell("status"), one.Cell("assignee"), UsersOf(one), Markup.Escape(one.Cell("title")));
            }

            if (!terminal.IsJson)
                terminal.Out.Write(table);
            return ExitCode.Ok;
        });
    }

    private static Command Show()
    {
        var id = Id();
        return new Command("show", "A case and all that was done to it") { id }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            return Print(terminal, (await client.SignedAsync(HttpMethod.Get, $"/api/v1/compliance/cases/{parsed.GetValue(id)}", null, stop)).OrThrow());
        });
    }

    private static Command Act(string action, string description, bool textIsNeeded, bool who = false, bool tier = false)
    {
        var id = Id();
        var text = new Argument<string?>("text") { Description = "In words", Arity = textIsNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne };
        var assignee = new Option<string?>("--to") { Description = "To whom; to oneself where it is left out" };
        var granted = new Option<string?>("--tier") { Description = "level1, level2, level3 or institutional; the one asked for where it is left out" };
        var command = new Command(action, description) { id, text };
        if (who)
            command.Options.Add(assignee);
        if (tier)
            command.Options.Add(granted);
        return command.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("action", action);
                JsonBody.Optional(json, "text", parsed.GetValue(text));
                JsonBody.Optional(json, "assignee", who ? parsed.GetValue(assignee) : null);
                JsonBody.Optional(json, "tier", tier ? parsed.GetValue(granted) : null);
            });
            using var client = new RestClient(parsed.Connection());
            return Print(terminal, (await client.SignedAsync(HttpMethod.Post, $"/api/v1/compliance/cases/{parsed.GetValue(id)}", body, stop)).OrThrow());
        });
    }

    private static Argument<long> Id() => new("case") { Description = "Number of the case" };

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string UsersOf(JsonElement one) => string.Join(' ', one.GetProperty("users").EnumerateArray().Select(user => user.GetString()));

    private static int Print(Terminal terminal, Reply reply)
    {
        var one = reply.Root;
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        if (one.Member("application_id") is { } application)
        {
            terminal.Line($"Application {application} is {one.Cell("status")}.");
            return ExitCode.Ok;
        }

        terminal.Line($"Case {one.Cell("case_id")} ({one.Cell("kind")}, {one.Cell("key")}) is {one.Cell("status")}, assigned to {one.Member("assignee") ?? "nobody"}.");
        terminal.Line($"{one.Cell("title")}");
        foreach (var entry in one.GetProperty("trail").EnumerateArray())
            terminal.Line($"{entry.Cell("time")}  {entry.Cell("actor")} {entry.Cell("action")}{(entry.Member("assignee") is { } to ? $" to {to}" : "")}{(entry.Member("text") is { Length: > 0 } said ? $": {said}" : "")}");
        return ExitCode.Ok;
    }
}
