using System.CommandLine;
using System.Security.Cryptography;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Accounts;

/// <summary><c>rialto deposit</c>, <c>withdraw</c>, <c>transfer</c>: money that moves on a running exchange.</summary>
internal static class MoneyCommand
{
    public static Command Deposit() => Move("deposit", "Money comes in; needs a key that may operate", "Whose account is paid in");

    public static Command Withdraw() => Move("withdraw", "Money goes out", "Whose account pays");

    public static Command Transfer() => Move("transfer", "Money goes to another account", "Whose account pays", isTransfer: true);

    private static Command Move(string verb, string description, string whose, bool isTransfer = false)
    {
        var user = new Argument<string>(isTransfer ? "from" : "user") { Description = whose + ": user name or owner number, 'me' for the key's own" };
        var to = new Argument<string>("to") { Description = "Who gets it" };
        var asset = new Argument<string>("asset") { Description = "Code of the asset, such as USDT" };
        var amount = new Argument<string>("amount") { Description = "How much, as a decimal" };
        var reference = new Option<string?>("--reference") { Description = "Your name for it, up to 36 characters: sent again under the same, it is done once; one is made up where it is left out" };
        var command = isTransfer ? new Command(verb, description) { user, to, asset, amount, reference } : new Command(verb, description) { user, asset, amount, reference };
        return command.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("asset", parsed.GetValue(asset));
                json.WriteString("amount", parsed.GetValue(amount));
                json.WriteString("reference", parsed.GetValue(reference) ?? "cli-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
                if (isTransfer)
                    json.WriteString("to", parsed.GetValue(to));
            });
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Post, $"/api/v1/users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/{verb}", body, stop)).OrThrow();
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var done = reply.Root;
            var receiver = done.Member("to") is { } name ? $" to {name}" : "";
            var again = done.Member("duplicate") == "true" ? " It had been done before: nothing was done now." : "";
            terminal.Line($"Movement {done.Cell("movement_id")}: {done.Cell("type")} of {done.Cell("amount")} {done.Cell("asset")}, {done.Cell("user_id")}{receiver}, reference {done.Cell("reference")}.{again}");
            if (done.TryGetProperty("balance", out var balance))
                terminal.Line($"{done.Cell("user_id")} has {balance.Cell("total")} {balance.Cell("asset")}, {balance.Cell("available")} of it available. Sequence {done.Cell("sequence")}.");
            return ExitCode.Ok;
        });
    }
}
