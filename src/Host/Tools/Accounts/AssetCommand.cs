using System.CommandLine;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Accounts;

/// <summary><c>rialto asset …</c>: what accounts hold.</summary>
internal static class AssetCommand
{
    public static Command Make()
    {
        var code = new Argument<string>("code") { Description = "For example USDT" };
        var scale = new Argument<int>("scale") { Description = "Decimals of its smallest unit, 0 to 12" };
        return new Command("asset", "Define assets and list them")
        {
            new Command("define", "Define an asset, for ever; needs a key that may administrate") { code, scale }.Does(async (parsed, terminal, stop) =>
            {
                var body = JsonBody.Of(json =>
                {
                    json.WriteString("code", parsed.GetValue(code));
                    json.WriteNumber("scale", parsed.GetValue(scale));
                });
                using var client = new RestClient(parsed.Connection());
                var reply = (await client.SignedAsync(HttpMethod.Post, "/api/v1/assets", body, stop)).OrThrow();
                if (terminal.IsJson)
                    Terminal.Json(reply.Text);
                else
                    terminal.Line($"Asset {reply.Root.Cell("asset_id")}: {reply.Root.Cell("code")} with {reply.Root.Cell("scale")} decimals.");
                return ExitCode.Ok;
            }),
            new Command("list", "All assets").Does(async (parsed, terminal, stop) =>
            {
                using var client = new RestClient(parsed.Connection());
                var reply = (await client.GetAsync("/api/v1/assets", stop)).OrThrow();
                if (terminal.IsJson)
                {
                    Terminal.Json(reply.Text);
                    return ExitCode.Ok;
                }

                var table = Terminal.Table("#asset", "code", "#decimals");
                foreach (var asset in reply.Root.Items("assets"))
                    table.AddRow(Markup.Escape(asset.Cell("asset_id")), Markup.Escape(asset.Cell("code")), Markup.Escape(asset.Cell("scale")));
                terminal.Out.Write(table);
                return ExitCode.Ok;
            }),
        }.WithConnection();
    }
}
