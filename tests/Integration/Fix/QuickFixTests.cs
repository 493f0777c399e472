using System.Globalization;
using System.Net;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration.Fix;

/// <summary>
/// A client made with QuickFIX (C++) trades through gaps, resends, garbage, cut connections and a killed exchange, and knows in the end of every fill exactly once. It checks each message by the
/// published dictionary. Skips where QuickFIX is not installed.
/// </summary>
public sealed class QuickFixTests
{
    [Fact]
    public async Task A_QuickFIX_client_trades_through_gaps_resends_garbage_and_disconnections()
    {
        using var folder = new TemporaryFolder();
        var program = await QuickFixProgram.BuildAsync(QuickFixProgram.Find("tests", "Integration", "Fix", "quickfix-client.cpp"), folder.Path);
        var exchange = await RunningExchange.StartAsync(folder.File("data"), "--fix", "0");
        try
        {
            var profile = ClientProfile.Load(Path.Combine(exchange.Folder, "client.json"))!;
            await using var wire = new FaultyWire(PortOf(exchange));
            await using var client = QuickFixClient.Start(program, folder.Path, wire.Port, profile.Key!, profile.Secret!);
            await client.UntilAsync("logon");

            await TradesAsync(client, exchange);
            await GapsAsync(client);
            await SpoiledAsync(client, wire);
            await AwayAsync(client, exchange);
            await MarketAsync(client);
            exchange = await KilledAsync(client, exchange, wire, folder.File("data"));
            await CheckAsync(client, exchange);
            await client.QuitAsync();
        }
        finally
        {
            await exchange.DisposeAsync();
        }
    }

    private static int PortOf(RunningExchange exchange) => IPEndPoint.Parse(exchange.Ready.Member("fix")!).Port;

    private static Task OrderAsync(QuickFixClient client, string id, int side, int quantity, string price) =>
        client.TellAsync(string.Create(CultureInfo.InvariantCulture, $"send D 11={id}|55=AAPL|54={side}|38={quantity}|40=2|44={price}|59=1"));

    private static async Task SellAsync(RunningExchange exchange, int quantity) => (await exchange.SignedAsync(
        HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"{{quantity}}","time_in_force":"IOC"}""")).OrThrow();

    /// <summary>An order's life: new, replaced, partly filled, cancelled; and what is refused.</summary>
    private static async Task TradesAsync(QuickFixClient client, RunningExchange exchange)
    {
        await OrderAsync(client, "t1", 1, 10, "149.00");
        await client.ReportAsync("t1", "0");
        await client.TellAsync("send G 41=t1|11=t2|55=AAPL|54=1|38=12|40=2|44=150.00");
        Assert.Equal("t1", (await client.ReportAsync("t2", "5"))[41]);
        await SellAsync(exchange, 5);
        var fill = await client.ReportAsync("t2", "F");
        Assert.Equal(("5", "7"), (fill[14], fill[151]));
        await client.TellAsync("send F 41=t2|11=t3|55=AAPL|54=1");
        await client.ReportAsync("t3", "4");
        await client.TellAsync("send F 41=t2|11=t4|55=AAPL|54=1");
        Assert.Equal("0", (await client.UntilAsync(line => line.Type == "9"))[102]);
        await OrderAsync(client, "t5", 1, 10, "0.00");
        Assert.Equal("50", (await client.ReportAsync("t5", "8"))[8005]);
    }

    /// <summary>Numbers that we leave out are asked for; what we forget is sent again.</summary>
    private static async Task GapsAsync(QuickFixClient client)
    {
        await client.TellAsync("skip 3");
        await OrderAsync(client, "g1", 1, 10, "140.00");
        await client.UntilAsync(line => line is { Kind: "admin", Type: "2" });
        await client.ReportAsync("g1", "0");
        await client.TellAsync("rewind 2");
        await OrderAsync(client, "g2", 1, 10, "139.00");
        Assert.Equal("g1", (await client.UntilAsync(line => line.Kind == "in" && line[43] == "Y"))[11]);
        await client.ReportAsync("g2", "0");
    }

    /// <summary>Messages of both directions that are spoiled, lost or cut off, and bytes that are none.</summary>
    private static async Task SpoiledAsync(QuickFixClient client, FaultyWire wire)
    {
        wire.Break(WireFault.Garbage, "D");
        await OrderAsync(client, "s1", 1, 10, "138.00");
        await client.ReportAsync("s1", "0");

        // The exchange passes over the first one, and finds the gap at the second.
        wire.Break(WireFault.Spoil, "D");
        await OrderAsync(client, "s2", 1, 10, "137.00");
        await OrderAsync(client, "s3", 1, 10, "136.00");
        await client.ReportAsync("s2", "0");
        await client.ReportAsync("s3", "0");

        // QuickFIX misses a report, and finds the gap at the next one.
        wire.Break(WireFault.Swallow, "8");
        await OrderAsync(client, "s4", 1, 10, "135.00");
        await OrderAsync(client, "s5", 1, 10, "134.00");
        await client.UntilAsync(line => line.Kind == "in" && line[11] == "s4");
        await client.ReportAsync("s5", "0");

        wire.Break(WireFault.Cut, "8");
        await OrderAsync(client, "s6", 1, 10, "133.00");
        await client.UntilAsync("logout");
        await client.UntilAsync("logon");
        await client.ReportAsync("s6", "0");

        wire.Break(WireFault.Cut, "D");
        await OrderAsync(client, "s7", 1, 10, "132.00");
        await client.UntilAsync("logon");
        await client.ReportAsync("s7", "0");
    }

    /// <summary>What happens while the client is away waits for it.</summary>
    private static async Task AwayAsync(QuickFixClient client, RunningExchange exchange)
    {
        await OrderAsync(client, "a1", 1, 10, "150.00");
        await client.ReportAsync("a1", "0");
        await client.TellAsync("logout");
        await client.UntilAsync("logout");
        await SellAsync(exchange, 4);
        await client.TellAsync("logon");
        Assert.Equal("4", (await client.ReportAsync("a1", "F"))[14]);
    }

    private static async Task MarketAsync(QuickFixClient client)
    {
        await client.TellAsync("market m1 AAPL 1");
        var snapshot = await client.UntilAsync(line => line is { Kind: "in", Type: "W" });
        await OrderAsync(client, "m1", 1, 10, "150.01");
        var update = await client.UntilAsync(line => line is { Kind: "in", Type: "X" });
        Assert.Equal(("m1", "150.00"), (snapshot[262], snapshot[270]));
        Assert.Equal(("m1", "150.01", "10"), (update[262], update[270], update[271]));
        await client.TellAsync("send F 41=m1|11=m2|55=AAPL|54=1");
        await client.ReportAsync("m2", "4");
    }

    /// <summary>A killed exchange goes on with the session where it was, and what happens before the client is back waits for it.</summary>
    private static async Task<RunningExchange> KilledAsync(QuickFixClient client, RunningExchange exchange, FaultyWire wire, string folder)
    {
        await exchange.Process.KillAsync();
        await exchange.DisposeAsync();
        var again = await RunningExchange.StartAsync(folder, "--fix", "0");
        await SellAsync(again, 1);
        wire.Target = PortOf(again);
        await client.UntilAsync("logon");
        Assert.Equal("5", (await client.ReportAsync("a1", "F"))[14]);
        await client.TellAsync("send F 41=a1|11=k1|55=AAPL|54=1");
        Assert.Equal("5", (await client.ReportAsync("k1", "4"))[14]);
        return again;
    }

    /// <summary>Every fill was told once, and what the client knows of its orders is what the exchange knows.</summary>
    private static async Task CheckAsync(QuickFixClient client, RunningExchange exchange)
    {
        var told = client.Reports.Where(report => report[150] != "I").ToList();
        var firsts = told.Where(report => report[43] != "Y").Select(report => report[17]).Where(id => id != "0").ToList();
        Assert.Equal(firsts.Count, firsts.Distinct().Count());
        Assert.Equal(10, told.Where(report => report[150] == "F").DistinctBy(report => report[17]).Sum(report => int.Parse(report[32], CultureInfo.InvariantCulture)));
        var orders = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/orders")).OrThrow().Root.Items("orders").ToDictionary(order => order.Member("client_order_id")!);
        foreach (var id in (string[])["g1", "g2", "s1", "s2", "s3", "s4", "s5", "s6", "s7"])
            Assert.Equal("open", orders[id].Member("status"));
        Assert.Equal(9, orders.Values.Count(order => order.Member("status") is "open"));
    }
}
