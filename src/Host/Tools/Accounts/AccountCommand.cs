using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Accounts;

/// <summary><c>rialto account …</c>: accounts of a running exchange, what they have, and what moved.</summary>
internal static class AccountCommand
{
    public static Command Make() => new Command("account", "Make accounts, look at what they have and at what moved")
    {
        Create(),
        Change(),
        new Command("show", "An account with its balances") { OptionalUser() }.Does(ShowAsync),
        Movements(),
        new Command("list", "All accounts; needs a key that may operate or audit").Does(ListAsync),
    }.WithConnection();

    /// <summary>A user that may be left out: the key's own.</summary>
    private static Argument<string> OptionalUser() => new("user") { Description = "User name or owner number; the key's own where it is left out", DefaultValueFactory = _ => "me" };

    private static Command Create()
    {
        var user = new Argument<string>("user") { Description = "Whose it is; a name that no key has yet is a new user" };
        var parent = new Option<string?>("--parent") { Description = "Makes it a sub-account of this user's" };
        var (name, group, rights) = Values();
        return new Command("create", "Make an account; needs a key that may administrate") { user, name, parent, group, rights }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("user_id", parsed.GetValue(user));
                JsonBody.Optional(json, "parent", parsed.GetValue(parent));
                Write(json, parsed, name, group, rights);
            });
            using var client = new RestClient(parsed.Connection());
            return ShowAccount(terminal, (await client.SignedAsync(HttpMethod.Post, "/api/v1/accounts", body, stop)).OrThrow(), null);
        });
    }

    private static Command Change()
    {
        var user = new Argument<string>("user") { Description = "Whose account" };
        var (name, group, rights) = Values();
        return new Command("change", "Change an account's name, group or rights; needs a key that may administrate") { user, name, group, rights }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var body = JsonBody.Of(json => Write(json, parsed, name, group, rights));
            return ShowAccount(terminal, (await client.SignedAsync(HttpMethod.Put, $"/api/v1/accounts/{Uri.EscapeDataString(parsed.GetValue(user)!)}", body, stop)).OrThrow(), null);
        });
    }

    private static (Option<string?> Name, Option<int?> Group, Option<string?> Rights) Values() => (
        new Option<string?>("--name") { Description = "A name for people; default the user" },
        new Option<int?>("--group") { Description = "Self-trade group of its orders" },
        new Option<string?>("--rights") { Description = "Any of trade, deposit, withdraw, transfer, joined by commas; none for none; default all; margin with them makes a margin account" });

    private static void Write(Utf8JsonWriter json, ParseResult parsed, Option<string?> name, Option<int?> group, Option<string?> rights)
    {
        JsonBody.Optional(json, "name", parsed.GetValue(name));
        if (parsed.GetValue(group) is { } number)
            json.WriteNumber("group", number);
        if (parsed.GetValue(rights) is not { } words)
            return;
        json.WriteStartArray("rights");
        foreach (var word in words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(word => word != "none"))
            json.WriteStringValue(word);
        json.WriteEndArray();
    }

    private static async Task<int> ShowAsync(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        var user = Uri.EscapeDataString(parsed.GetValue<string>("user")!);
        using var client = new RestClient(parsed.Connection());
        var account = (await client.SignedAsync(HttpMethod.Get, $"/api/v1/accounts/{user}", null, stop)).OrThrow();
        var balances = (await client.SignedAsync(HttpMethod.Get, $"/api/v1/users/{user}/balances", null, stop)).OrThrow();
        return ShowAccount(terminal, account, balances);
    }

    private static int ShowAccount(Terminal terminal, Reply account, Reply? balances)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                foreach (var member in account.Root.EnumerateObject())
                    member.WriteTo(json);
                if (balances is null)
                    return;
                json.WritePropertyName("balances");
                balances.Root.GetProperty("balances").WriteTo(json);
            });
            return ExitCode.Ok;
        }

        var root = account.Root;
        var parent = root.Member("parent") is { } above ? $", a sub-account of {above}" : "";
        var rights = root.Items("rights").Select(word => word.GetString()).ToList();
        var kind = rights.Remove("margin") ? "Margin account" : "Account";
        terminal.Line($"{kind} of {root.Cell("user_id")} (owner {root.Cell("owner")}, {root.Cell("name")}){parent}: may {(rights.Count == 0 ? "nothing" : string.Join(", ", rights))}.");
        if (root.Items("sub_accounts").Any())
            terminal.Line($"Sub-accounts: {Words(root, "sub_accounts", "none")}.");
        if (balances is null)
            return ExitCode.Ok;
        var table = Terminal.Table("asset", "#total", "#reserved", "#available");
        foreach (var balance in balances.Root.Items("balances"))
            table.AddRow(Cells(balance, "asset", "total", "reserved", "available"));
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        else
            terminal.Line("It has nothing yet.");
        return ExitCode.Ok;
    }

    private static Command Movements()
    {
        var limit = new Option<int>("--limit") { Description = "How many of the last ones, 1 to 1000", DefaultValueFactory = _ => 20 };
        return new Command("movements", "Deposits, withdrawals and transfers, newest first") { OptionalUser(), limit }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/{Uri.EscapeDataString(parsed.GetValue<string>("user")!)}/movements?limit={parsed.GetValue(limit)}");
            var reply = (await client.SignedAsync(HttpMethod.Get, path, null, stop)).OrThrow();
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var table = Terminal.Table("#movement", "time (UTC)", "type", "asset", "#amount", "with", "reference");
            foreach (var movement in reply.Root.Items("movements"))
                table.AddRow([Markup.Escape(movement.Cell("movement_id")), Markup.Escape(movement.Clock("time")), .. Cells(movement, "type", "asset", "amount", "counterparty", "reference")]);
            terminal.Out.Write(table);
            return ExitCode.Ok;
        });
    }

    private static async Task<int> ListAsync(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        using var client = new RestClient(parsed.Connection());
        var table = Terminal.Table("#owner", "user", "name", "parent", "#group", "may", "sub-accounts");
        for (string? after = "0"; after is not null;)
        {
            var reply = (await client.SignedAsync(HttpMethod.Get, $"/api/v1/accounts?limit=1000&after={after}", null, stop)).OrThrow();
            if (terminal.IsJson)
                Terminal.Json(reply.Text);
            foreach (var account in reply.Root.Items("accounts"))
            {
                table.AddRow([
                    .. Cells(account, "owner", "user_id", "name", "parent", "group"), Markup.Escape(Words(account, "rights", "nothing")), Markup.Escape(Words(account, "sub_accounts", "-"))]);
            }

            after = reply.Root.Member("next");
        }

        if (!terminal.IsJson && table.Rows.Count > 0)
            terminal.Out.Write(table);
        else if (!terminal.IsJson)
            terminal.Line("No accounts.");
        return ExitCode.Ok;
    }

    private static string Words(JsonElement element, string name, string none)
    {
        var words = element.Items(name).Select(word => word.GetString()).ToList();
        return words.Count == 0 ? none : string.Join(", ", words);
    }

    private static string[] Cells(JsonElement element, params string[] names) => [.. names.Select(name => Markup.Escape(element.Cell(name)))];
}
