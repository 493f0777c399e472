using System.CommandLine;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Margin;

/// <summary><c>rialto insurance</c>: what stands behind liquidations.</summary>
internal static class InsuranceCommand
{
    public static Command Make()
    {
        var asset = new Argument<string>("asset") { Description = "Code of the asset" };
        var amount = new Argument<string>("amount") { Description = "How much is paid in, as a decimal" };
        return new Command("insurance", "The insurance fund behind liquidations")
        {
            new Command("show", "What it has").Does(async (parsed, terminal, stop) =>
            {
                using var client = new RestClient(parsed.Connection());
                var reply = (await client.GetAsync("/api/v1/insurance-fund", stop)).OrThrow();
                if (terminal.IsJson)
                {
                    Terminal.Json(reply.Text);
                    return ExitCode.Ok;
                }

                var table = Terminal.Table("asset", "#amount");
                foreach (var fund in reply.Root.Items("funds"))
                    table.AddRow(MarginCommand.Cells(fund, "asset", "amount"));
                if (table.Rows.Count > 0)
                    terminal.Out.Write(table);
                else
                    terminal.Line("It is empty.");
                return ExitCode.Ok;
            }),
            new Command("fund", "Pay it in; needs a key that may administrate") { asset, amount }.Does(async (parsed, terminal, stop) =>
            {
                var body = JsonBody.Of(json =>
                {
                    json.WriteString("asset", parsed.GetValue(asset));
                    json.WriteString("amount", parsed.GetValue(amount));
                });
                using var client = new RestClient(parsed.Connection());
                var reply = (await client.SignedAsync(HttpMethod.Post, "/api/v1/insurance-fund", body, stop)).OrThrow();
                return MarginCommand.Say(terminal, reply, root => $"The insurance fund has {root.Cell("amount")} {root.Cell("asset")}.");
            }),
        }.WithConnection();
    }
}
