using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Margin;
using Spectre.Console;

namespace Rialto.Host.Tools.Accounts;

/// <summary><c>rialto fees …</c>: tiers, promotions, volumes and quoting of a running exchange (docs/reference/fees.md).</summary>
internal static class FeesCommand
{
    private static readonly (string, string)[] RateColumns = [("#maker ppm", "maker_fee_ppm"), ("#taker ppm", "taker_fee_ppm"), ("#auction ppm", "auction_fee_ppm")];

    public static Command Make() => new Command("fees", "What trading costs: tiers, promotions, volumes, makers")
    {
        new Command("list", "All tiers, promotions and weights of volume").Does((parsed, terminal, stop) => ScheduleAsync(parsed, terminal, HttpMethod.Get, "fee-tiers", null, stop)),
        new Command("show", "The tier of an account, and what the next one asks for") { OptionalUser() }.Does(ShowAsync),
        new Command("volume", "What an account has traded in 30 days and today") { OptionalUser() }.Does(VolumeAsync),
        new Command("quoting", "How an account quotes where it is registered as a maker") { OptionalUser() }.Does(QuotingAsync),
        Tier(),
        Weight(),
        Promote(),
        Fix(),
        Release(),
        Maker(),
    }.WithConnection();

    private static Argument<string> OptionalUser() => new("user") { Description = "User name or owner number; the key's own where it is left out", DefaultValueFactory = _ => "me" };

    private static Command Tier()
    {
        var number = new Argument<int>("tier") { Description = "1 to 32" };
        var volume = new Option<string?>("--min-volume") { Description = "Volume units in 30 days that it takes" };
        var uptime = new Option<int?>("--min-uptime") { Description = "Share of time quoted that it takes, in millionths" };
        var remove = new Option<bool>("--remove") { Description = "Take the tier away" };
        var rates = new Rates();
        return rates.AddTo(new Command("tier", "Set or change a tier; what is left out stays; needs a key that may administrate") { number, volume, uptime, remove }).Does((parsed, terminal, stop) =>
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"fee-tiers/{parsed.GetValue(number)}");
            if (parsed.GetValue(remove))
                return ScheduleAsync(parsed, terminal, HttpMethod.Delete, path, null, stop);
            return ScheduleAsync(parsed, terminal, HttpMethod.Put, path, JsonBody.Of(json =>
            {
                rates.Write(json, parsed);
                JsonBody.Optional(json, "min_volume", parsed.GetValue(volume));
                JsonBody.Optional(json, "min_uptime_ppm", parsed.GetValue(uptime));
            }), stop);
        });
    }

    private static Command Weight()
    {
        var asset = new Argument<string>("asset") { Description = "Code of the asset" };
        var multiplier = new Argument<long>("multiplier") { Description = "Volume units for each --per smallest units; 0: it counts nothing" };
        var divisor = new Option<long>("--per") { Description = "Smallest units", DefaultValueFactory = _ => 1 };
        return new Command("weight", "Say what an asset counts in volumes; needs a key that may administrate") { asset, multiplier, divisor }.Does((parsed, terminal, stop) =>
            ScheduleAsync(parsed, terminal, HttpMethod.Put, $"assets/{Uri.EscapeDataString(parsed.GetValue(asset)!)}/volume-weight", JsonBody.Of(json =>
            {
                json.WriteNumber("multiplier", parsed.GetValue(multiplier));
                json.WriteNumber("divisor", parsed.GetValue(divisor));
            }), stop));
    }

    private static Command Promote()
    {
        var symbol = new Argument<string>("symbol") { Description = "Which instrument" };
        var from = new Option<string?>("--from") { Description = "UTC time at which it begins; left out: now" };
        var until = new Option<string?>("--until") { Description = "UTC time at which it ends, such as 2026-12-01T00:00:00Z" };
        var end = new Option<bool>("--end") { Description = "End the promotion now" };
        var rates = new Rates();
        return rates.AddTo(new Command("promote", "Lower the fees of an instrument for a time; needs a key that may administrate") { symbol, from, until, end }).Does((parsed, terminal, stop) =>
        {
            var path = $"instruments/{Uri.EscapeDataString(parsed.GetValue(symbol)!)}/promotion";
            if (parsed.GetValue(end))
                return ScheduleAsync(parsed, terminal, HttpMethod.Delete, path, null, stop);
            if (parsed.GetValue(until) is null)
                throw new ToolException(ExitCode.Usage, "A promotion needs --until, or --end to end it.");
            return ScheduleAsync(parsed, terminal, HttpMethod.Put, path, JsonBody.Of(json =>
            {
                rates.Write(json, parsed);
                JsonBody.Optional(json, "from", parsed.GetValue(from));
                JsonBody.Optional(json, "until", parsed.GetValue(until));
            }), stop);
        });
    }

    private static Command Fix()
    {
        var user = new Argument<string>("user") { Description = "Whose account; it has no parent" };
        var tier = new Argument<int>("tier") { Description = "The tier; 0: the instruments' own rates" };
        var until = new Option<string?>("--until") { Description = "UTC time; it ends with the day after which that is; left out: for ever" };
        return new Command("fix", "Give an account a tier whatever it trades; needs a key that may administrate") { user, tier, until }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteNumber("tier", parsed.GetValue(tier));
                JsonBody.Optional(json, "until", parsed.GetValue(until));
            });
            return TellTier(terminal, await AskAsync(parsed, HttpMethod.Put, UserPath(parsed, "fee-tier"), body, stop));
        });
    }

    private static Command Release() => new Command("release", "Leave an account's tier to its volume and uptime again; needs a key that may administrate")
    {
        new Argument<string>("user") { Description = "Whose account" },
    }.Does(async (parsed, terminal, stop) => TellTier(terminal, await AskAsync(parsed, HttpMethod.Delete, UserPath(parsed, "fee-tier"), null, stop)));

    private static Command Maker()
    {
        var user = new Argument<string>("user") { Description = "Whose account" };
        var symbol = new Argument<string>("symbol") { Description = "Where it quotes" };
        var width = new Option<int?>("--width") { Description = "Widest spread that counts, in millionths of the middle" };
        var size = new Option<string>("--size") { Description = "Smallest size of both sides that counts; 0 ends the registration", Required = true };
        return new Command("maker", "Register an account as a maker; needs a key that may administrate") { user, symbol, width, size }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                JsonBody.Optional(json, "width_ppm", parsed.GetValue(width));
                json.WriteString("size", parsed.GetValue(size));
            });
            return TellQuoting(terminal, await AskAsync(parsed, HttpMethod.Put, UserPath(parsed, "quoting"), body, stop));
        });
    }

    private static async Task<int> ShowAsync(ParseResult parsed, Terminal terminal, CancellationToken stop) =>
        TellTier(terminal, await AskAsync(parsed, HttpMethod.Get, UserPath(parsed, "fee-tier"), null, stop));

    private static async Task<int> QuotingAsync(ParseResult parsed, Terminal terminal, CancellationToken stop) =>
        TellQuoting(terminal, await AskAsync(parsed, HttpMethod.Get, UserPath(parsed, "quoting"), null, stop));

    private static async Task<int> VolumeAsync(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        var reply = await AskAsync(parsed, HttpMethod.Get, UserPath(parsed, "volume-stats"), null, stop);
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var root = reply.Root;
        terminal.Line($"{Family(root)}: {root.Cell("volume_30d")} volume units in 30 days, {root.Cell("maker_volume_30d")} of them made.");
        var table = Terminal.Table("today", "#traded", "#made");
        foreach (var asset in root.Items("today"))
            table.AddRow(MarginCommand.Cells(asset, "asset", "traded", "made"));
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        else
            terminal.Line("Nothing today.");
        return ExitCode.Ok;
    }

    private static int TellTier(Terminal terminal, Reply reply) => MarginCommand.Say(terminal, reply, root =>
    {
        var rates = root.TryGetProperty("rates", out var own) && own.ValueKind == JsonValueKind.Object ? RatesOf(own) : "the instruments' own rates";
        var held = root.Cell("fixed") != "true" ? "" : root.Member("fixed_until") is { } until ? $", fixed until {until}" : ", fixed";
        var next = root.TryGetProperty("next_tier", out var above) && above.ValueKind == JsonValueKind.Object
            ? $" Tier {above.Cell("tier")} ({above.Cell("name")}) asks for {above.Cell("min_volume")} volume units{(above.Cell("min_uptime_ppm") == "0" ? "" : $" and {above.Percent("min_uptime_ppm")} of the time quoted")}."
            : "";
        return $"{Family(root)}: tier {root.Cell("tier")}{held}, {rates}; {root.Cell("volume_30d")} volume units in 30 days.{next}";
    });

    private static int TellQuoting(Terminal terminal, Reply reply)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var root = reply.Root;
        terminal.Line($"{Family(root)}: quoted {root.Percent("uptime_ppm")} of the time in 30 days.");
        var table = Terminal.Table("symbol", "#width ppm", "#size", "#quoted, last day", "#made, last day", "#share", "#made today");
        foreach (var maker in root.Items("instruments"))
        {
            var (last, today) = (maker.GetProperty("last_day"), maker.GetProperty("today"));
            table.AddRow([
                .. MarginCommand.Cells(maker, "symbol", "width_ppm", "size"), last.Percent("uptime_ppm"), Markup.Escape(last.Cell("made")), Markup.Escape(last.Cell("made_share")), Markup.Escape(today.Cell("made"))]);
        }

        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        else
            terminal.Line("Registered nowhere.");
        return ExitCode.Ok;
    }

    private static async Task<int> ScheduleAsync(ParseResult parsed, Terminal terminal, HttpMethod method, string path, byte[]? body, CancellationToken stop)
    {
        var reply = await AskAsync(parsed, method, "/api/v1/" + path, body, stop);
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        if (!Print(terminal, reply.Root.Items("tiers"), [("#tier", "tier"), ("name", "name"), ("#from volume", "min_volume"), ("#from uptime ppm", "min_uptime_ppm"), .. RateColumns]))
            terminal.Line("No tiers: the instruments' own rates hold.");
        Print(terminal, reply.Root.Items("promotions"), [("promotion of", "symbol"), ("name", "name"), ("from", "from"), ("until", "until"), .. RateColumns]);
        Print(terminal, reply.Root.Items("volume_weights"), ("asset", "asset"), ("#volume units", "multiplier"), ("#per smallest units", "divisor"));
        return ExitCode.Ok;
    }

    private static async Task<Reply> AskAsync(ParseResult parsed, HttpMethod method, string path, byte[]? body, CancellationToken stop)
    {
        using var client = new RestClient(parsed.Connection());
        return (await client.SignedAsync(method, path, body, stop)).OrThrow();
    }

    /// <summary>A table of these members; false, and nothing printed, where there are no rows.</summary>
    private static bool Print(Terminal terminal, IEnumerable<JsonElement> rows, params (string Header, string Member)[] columns)
    {
        var table = Terminal.Table([.. columns.Select(column => column.Header)]);
        foreach (var row in rows)
            table.AddRow(MarginCommand.Cells(row, [.. columns.Select(column => column.Member)]));
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        return table.Rows.Count > 0;
    }

    private static string Family(JsonElement root) =>
        root.Cell("family") == root.Cell("user_id") ? root.Cell("user_id") : $"{root.Cell("user_id")} (a sub-account of {root.Cell("family")}, whose tier and volume these are)";

    private static string RatesOf(JsonElement tier) =>
        $"{tier.Cell("name")}: maker {tier.Percent("maker_fee_ppm")}, taker {tier.Percent("taker_fee_ppm")}, in auctions {tier.Percent("auction_fee_ppm")}";

    private static string UserPath(ParseResult parsed, string what) => $"/api/v1/users/{Uri.EscapeDataString(parsed.GetValue<string>("user")!)}/{what}";

    /// <summary>The options that tiers and promotions share.</summary>
    private sealed class Rates
    {
        private readonly Option<string?> _name = new("--name") { Description = "Its name" };
        private readonly Option<int?> _maker = new("--maker") { Description = "Maker fee in millionths; below zero: a rebate" };
        private readonly Option<int?> _taker = new("--taker") { Description = "Taker fee in millionths" };
        private readonly Option<int?> _auction = new("--auction") { Description = "Fee in auctions, in millionths" };
        private readonly Option<bool> _subsidised = new("--subsidised") { Description = "The house may pay more for a trade than it gets" };

        public Command AddTo(Command command)
        {
            foreach (var option in (Option[])[_name, _maker, _taker, _auction, _subsidised])
                command.Options.Add(option);
            return command;
        }

        public void Write(Utf8JsonWriter json, ParseResult parsed)
        {
            JsonBody.Optional(json, "name", parsed.GetValue(_name));
            JsonBody.Optional(json, "maker_fee_ppm", parsed.GetValue(_maker));
            JsonBody.Optional(json, "taker_fee_ppm", parsed.GetValue(_taker));
            JsonBody.Optional(json, "auction_fee_ppm", parsed.GetValue(_auction));
            if (parsed.GetValue(_subsidised))
                json.WriteBoolean("subsidised", true);
        }
    }
}
