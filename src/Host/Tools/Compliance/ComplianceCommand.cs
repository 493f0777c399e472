using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Compliance;

/// <summary><c>rialto compliance …</c>: who is verified on a running exchange, what limits there are, and what is left of them.</summary>
internal static class ComplianceCommand
{
    public static Command Make() => new Command("compliance", "Verification of customers, countries, and limits of a day")
    {
        Require(),
        new Command("policy", "What is asked of customers").Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            return PrintPolicy(terminal, (await client.SignedAsync(HttpMethod.Get, "/api/v1/compliance/policy", null, stop)).OrThrow());
        }),
        Verify(),
        Limit(),
        Country(),
        Limits(),
        ReportCommands.Ctr(),
        ReportCommands.Sar(),
    }.WithConnection();

    private static Command Require()
    {
        var off = new Option<bool>("--off") { Description = "Ask for nothing any more" };
        var listed = new Option<bool>("--listed-only") { Description = "Take customers of listed countries only" };
        return new Command("require", "Let only verified customers trade and move money; needs a key that may administrate") { off, listed }.Does((parsed, terminal, stop) =>
            PutPolicyAsync(parsed, terminal, HttpMethod.Put, "policy", JsonBody.Of(json =>
            {
                json.WriteBoolean("required", !parsed.GetValue(off));
                json.WriteBoolean("listed_only", parsed.GetValue(listed));
            }), stop));
    }

    private static Command Verify()
    {
        var user = new Argument<string>("user") { Description = "Whose: user name or owner number" };
        var state = new Argument<string>("state") { Description = "pending, verified, rejected or suspended" };
        var tier = new Option<string?>("--tier") { Description = "level1, level2, level3 or institutional" };
        var country = new Option<string?>("--country") { Description = "Two letters" };
        var cancel = new Option<bool>("--cancel") { Description = "Cancel the live orders of the customer and its sub-accounts" };
        return new Command("verify", "Say what is known of a customer; needs a key that may operate") { user, state, tier, country, cancel }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("state", parsed.GetValue(state));
                JsonBody.Optional(json, "tier", parsed.GetValue(tier));
                JsonBody.Optional(json, "country", parsed.GetValue(country));
                json.WriteBoolean("cancel_orders", parsed.GetValue(cancel));
            });
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, $"/api/v1/users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/verification", body, stop)).OrThrow();
            if (terminal.IsJson)
                Terminal.Json(reply.Text);
            else
                terminal.Line($"{reply.Root.Cell("user_id")} is {reply.Root.Cell("state")}, {reply.Root.Cell("tier")}, country {reply.Root.Cell("country")}.");
            return ExitCode.Ok;
        });
    }

    private static Command Limit()
    {
        var tier = new Argument<string>("tier") { Description = "level1, level2, level3 or institutional" };
        var asset = new Argument<string>("asset") { Description = "Code of the asset" };
        var deposits = new Option<string?>("--deposits") { Description = "Most paid in a day; no limit where it is left out" };
        var withdrawals = new Option<string?>("--withdrawals") { Description = "Most paid out" };
        var trades = new Option<string?>("--trades") { Description = "Most traded" };
        return new Command("limit", "Set what customers of a tier may move and trade of an asset in a day; needs a key that may administrate") { tier, asset, deposits, withdrawals, trades }.Does((parsed, terminal, stop) =>
            PutPolicyAsync(parsed, terminal, HttpMethod.Put, "limits", JsonBody.Of(json =>
            {
                json.WriteString("tier", parsed.GetValue(tier));
                json.WriteString("asset", parsed.GetValue(asset));
                JsonBody.Optional(json, "deposits", parsed.GetValue(deposits));
                JsonBody.Optional(json, "withdrawals", parsed.GetValue(withdrawals));
                JsonBody.Optional(json, "trades", parsed.GetValue(trades));
            }), stop));
    }

    private static Command Country()
    {
        var country = new Argument<string>("country") { Description = "Two letters" };
        var closed = new Option<string?>("--closed") { Description = "What its customers may not do: any of trade, deposit, withdraw, transfer, joined by commas" };
        var unlist = new Option<bool>("--unlist") { Description = "Take it from the list" };
        return new Command("country", "List a country with what is closed to its customers; needs a key that may administrate") { country, closed, unlist }.Does((parsed, terminal, stop) =>
            PutPolicyAsync(parsed, terminal, parsed.GetValue(unlist) ? HttpMethod.Delete : HttpMethod.Put, $"countries/{Uri.EscapeDataString(parsed.GetValue(country)!)}",
                parsed.GetValue(unlist) ? null : JsonBody.Of(json =>
                {
                    json.WriteStartArray("closed");
                    foreach (var word in (parsed.GetValue(closed) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                        json.WriteStringValue(word);
                    json.WriteEndArray();
                }), stop));
    }

    private static Command Limits()
    {
        var user = new Argument<string?>("user") { Description = "Whose; the key's own where it is left out", Arity = ArgumentArity.ZeroOrOne };
        return new Command("limits", "What a customer may still move and trade today") { user }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var query = parsed.GetValue(user) is { } name ? $"?user_id={Uri.EscapeDataString(name)}" : "";
            var reply = (await client.SignedAsync(HttpMethod.Get, "/api/v1/compliance/limits" + query, null, stop)).OrThrow();
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var root = reply.Root;
            terminal.Line($"{root.Cell("user_id")} is {root.Cell("state")}, {root.Cell("tier")}; verification is {(root.Member("verification_required") == "true" ? "" : "not ")}required.");
            var table = Terminal.Table("asset", "", "limit", "used", "remaining");
            foreach (var asset in root.GetProperty("limits").EnumerateArray())
                foreach (var what in (string[])["deposits", "withdrawals", "trades"])
                    if (asset.GetProperty(what) is var one)
                        table.AddRow(asset.Cell("asset"), what, one.Cell("limit"), one.Cell("used"), one.Cell("remaining"));
            terminal.Out.Write(table);
            return ExitCode.Ok;
        });
    }

    private static async Task<int> PutPolicyAsync(ParseResult parsed, Terminal terminal, HttpMethod method, string path, byte[]? body, CancellationToken stop)
    {
        using var client = new RestClient(parsed.Connection());
        return PrintPolicy(terminal, (await client.SignedAsync(method, "/api/v1/compliance/" + path, body, stop)).OrThrow());
    }

    private static int PrintPolicy(Terminal terminal, Reply reply)
    {
        var root = reply.Root;
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        terminal.Line($"Verification is {(root.Member("required") == "true" ? "" : "not ")}required{(root.Member("listed_only") == "true" ? ", of listed countries only" : "")}.");
        foreach (var limit in root.GetProperty("limits").EnumerateArray())
            terminal.Line($"A day of {limit.Cell("tier")} in {limit.Cell("asset")}: deposits {limit.Cell("deposits")}, withdrawals {limit.Cell("withdrawals")}, trades {limit.Cell("trades")}.");
        foreach (var country in root.GetProperty("countries").EnumerateArray())
            terminal.Line($"{country.Cell("country")}: closed to its customers: {ClosedOf(country)}.");
        return ExitCode.Ok;
    }

    private static string ClosedOf(JsonElement country) => string.Join(", ", country.GetProperty("closed").EnumerateArray().Select(word => word.GetString()).DefaultIfEmpty("nothing"));
}
