using System.Text;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Keys;
using Rialto.Integration.Orders;
using Rialto.Model.Execution;
using Rialto.Runtime.Agents;
using Rialto.Unit.Adapters.Orders;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>Each venue that has a dead man's switch of its own, through a gateway that is a process: set before the first order and again and again, and left to go off when nobody is there any more.</summary>
public sealed class DeadManTests
{
    [Theory]
    [InlineData("binance-usdm")]
    [InlineData("okx")]
    [InlineData("kraken")]
    [InlineData("polymarket")]
    public async Task The_venue_cancels_when_desk_and_gateway_are_both_gone(string name)
    {
        var script = ScriptOf(name);
        await using var venue = await SwitchVenue.StartAsync(script);
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayAsync(script, venue, folder, awaySeconds: 600);
        await using (var desk = await OrderedAsync(script, venue, folder))
        {
            Assert.False(venue.WasUnguarded);

            // While the gateway lives it is set again before it is due.
            for (var again = 0; again < 3; again++)
            {
                var armed = venue.Armed;
                await RunningExchange.UntilAsync(() => Task.FromResult(venue.Armed > armed));
                venue.Advance(venue.Delay * 2 / 3);
                Assert.True(venue.IsLive);
            }

            await gateway.KillAsync();
        }

        await RunningExchange.UntilAsync(() =>
        {
            venue.Advance(venue.Delay);
            return Task.FromResult(!venue.IsLive);
        });
    }

    /// <summary>The desk is gone, and the venue answers no cancel: a gateway that lives on must not keep the switch from ending the orders.</summary>
    [Theory]
    [InlineData("okx")]
    [InlineData("kraken")]
    [InlineData("polymarket")]
    public async Task A_gateway_that_cannot_cancel_for_a_desk_that_is_gone_leaves_the_switch_to_go_off(string name)
    {
        var script = ScriptOf(name);
        await using var venue = await SwitchVenue.StartAsync(script);
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayAsync(script, venue, folder, awaySeconds: 1);
        await using (await OrderedAsync(script, venue, folder))
            venue.IsBroken = true;
        await GatewayStage.SaidAsync(gateway, "may live");
        await GatewayStage.SaidAsync(gateway, "may live");
        var armed = venue.Armed;
        await GatewayStage.SaidAsync(gateway, "may live");
        await GatewayStage.SaidAsync(gateway, "may live");
        Assert.Equal(armed, venue.Armed);
        Assert.True(venue.IsLive);
        venue.Advance(venue.Delay);
        Assert.False(venue.IsLive);
    }

    private static OrderScript ScriptOf(string name) => name switch
    {
        "binance-usdm" => new BinanceUsdMOrderScript(),
        "okx" => new OkxOrderScript(),
        "kraken" => new KrakenOrderScript(),
        _ => new PolymarketOrderScript(),
    };

    private static async Task<RialtoProcess> GatewayAsync(OrderScript script, SwitchVenue venue, TemporaryFolder folder, int awaySeconds)
    {
        var name = script.Venue.Name;
        await File.WriteAllTextAsync(folder.File("policy.json"), $$"""
            {
              "Venues": ["{{name}}"],
              "Symbols": { "{{script.Listing.VenueSymbol}}": { "Quote": "USD", "Sides": ["buy", "sell"], "Lowest": "0.01", "Highest": "100000" } },
              "OrderNotional": { "USD": "100000" },
              "DayNotional": { "USD": "100000" }
            }
            """);
        using var credentials = script.Credentials;
        var environment = new Dictionary<string, string>
        {
            [VenueKeys.VariableOf(name, "KEY")] = credentials.Key,
            [VenueKeys.VariableOf(name, "SECRET")] = Encoding.UTF8.GetString(credentials.Secret),

            // Numbers that rise are remembered here, not where this user's are.
            ["XDG_DATA_HOME"] = folder.Path,
        };
        if (script.Venue.NeedsPassphrase)
            environment[VenueKeys.VariableOf(name, "PASSPHRASE")] = Encoding.UTF8.GetString(credentials.Passphrase);
        var away = awaySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var gateway = RialtoProcess.Start(
            ["gateway", "--venue", name, "--policy", folder.File("policy.json"), "--socket", folder.File("s"), "--rest", venue.Url, "--away-cancel", away, "--dead-man", "3", "--json"], folder.Path, environment);
        await GatewayStage.SaidAsync(gateway, "ready");
        return gateway;
    }

    /// <summary>A desk behind the gateway whose order the venue has.</summary>
    private static async Task<TestDesk> OrderedAsync(OrderScript script, SwitchVenue venue, TemporaryFolder folder)
    {
        var desk = new TestDesk(new GatewayLink(folder.File("s"), script.Venue.Venue, OrderScript.Desk, script.Listings, new WakeSignal()), script.Listing);
        await desk.UntilAsync(OrderReportKind.StreamUp);
        desk.Send(script.Request(OrderRequestKind.Place));
        await desk.UntilAsync(OrderReportKind.Accepted, 7);
        Assert.True(venue.IsLive);
        return desk;
    }
}
