using System.CommandLine;
using System.Text;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools;

/// <summary><c>rialto halt [SYMBOL]</c> and <c>rialto resume SYMBOL</c>: stop an instrument, see what is halted, let it trade again.</summary>
internal static class HaltCommand
{
    public static Command Make()
    {
        var symbol = new Argument<string?>("symbol") { Description = "Instrument to halt; without it, what is halted is shown", Arity = ArgumentArity.ZeroOrOne };
        return new Command("halt", "Halt an instrument, or show what is halted") { symbol }.WithConnection().Does((parsed, terminal, stop) =>
            parsed.GetValue(symbol) is { } name
                ? SetStateAsync(parsed.Connection(), terminal, name, "halted", stop)
                : ShowAsync(parsed.Connection(), terminal, stop));
    }

    public static Command MakeResume()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var auction = new Option<bool>("--auction") { Description = "Collect orders in an auction first; a second resume ends it" };
        return new Command("resume", "Let a halted instrument trade again; also ends the halt of a circuit breaker") { symbol, auction }.WithConnection().Does((parsed, terminal, stop) =>
            SetStateAsync(parsed.Connection(), terminal, parsed.GetValue(symbol)!, parsed.GetValue(auction) ? "auction" : "open", stop));
    }

    private static async Task<int> SetStateAsync(Connection connection, Terminal terminal, string symbol, string state, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var body = Encoding.UTF8.GetBytes($$"""{"state":"{{state}}"}""");
        var reply = (await client.SignedAsync(HttpMethod.Put, $"/api/v1/instruments/{Uri.EscapeDataString(symbol)}/state", body, cancellationToken)).OrThrow();
        if (terminal.IsJson)
            Terminal.Json(reply.Text);
        else
            terminal.Line($"{reply.Root.Cell("symbol")} is {reply.Root.Cell("state")}.");
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(Connection connection, Terminal terminal, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var reply = (await client.GetAsync("/api/v1/halts", cancellationToken)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var halts = reply.Root.Items("halts").ToList();
        if (halts.Count == 0)
            terminal.Line("No circuit breaker has halted anything.");
        foreach (var halt in halts)
            terminal.Line($"{halt.Cell("symbol")} {halt.Cell("status")}: {halt.Cell("reason")}; trading resumes {halt.Member("resume_at") ?? "when told"}");
        return ExitCode.Ok;
    }
}
