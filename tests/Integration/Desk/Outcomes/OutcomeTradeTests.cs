using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>Real orders on outcomes at Polymarket and Kalshi, both of which pretend: a whole life, with a kill in it.</summary>
public sealed class OutcomeTradeTests
{
    [Fact]
    public async Task A_desk_buys_what_must_pay_is_killed_goes_on_and_is_paid_as_the_venues_say()
    {
        await using var rig = await OutcomeRig.StartAsync();
        int orders;
        await using (var first = rig.Trade())
        {
            // Both tokens of the question, YES there and NO at the other venue, and quotes that rest at both.
            await rig.UntilAsync(first, status => Held(status) == (20, 10, -10) && rig.Kalshi.Live.Count == 2 && rig.Polymarket.Live.Count > 0);
            Assert.True(rig.Polymarket.Beats > 0);
            await first.KillAsync();
            orders = rig.Kalshi.Placed.Count;
        }

        Assert.Equal((20m, 10m, -10m), (rig.Polymarket.Held(PretendedPolymarket.Yes), rig.Polymarket.Held(PretendedPolymarket.No), rig.Kalshi.Held));
        await using var second = rig.Trade();

        // What the killed life left is cancelled, and quoted anew under other names.
        await rig.UntilAsync(second, status => Held(status) == (20, 10, -10) && rig.Kalshi.Placed.Count >= orders + 2 && rig.Kalshi.Live.Count == 2 && rig.Polymarket.Live.Count > 0);
        Assert.Equal(rig.Kalshi.Placed.Count, rig.Kalshi.Placed.Distinct().Count());
        Assert.Equal(rig.Polymarket.Placed.Count, rig.Polymarket.Placed.Distinct().Count());

        // NO wins: the feed hears it, of Kalshi as what may still be disputed, the desk expects the money, and takes what comes for that.
        rig.Kalshi.Determine("no");
        rig.Polymarket.Resolve(PretendedPolymarket.No);
        await rig.UntilAsync(second, status => Positions(status).Select(position => position.GetProperty("settlement_state").GetString()).SequenceEqual(["Told", "Told", "Announced"]));
        rig.Kalshi.Pay();
        rig.Polymarket.Redeem();
        await rig.UntilAsync(second, status => Positions(status).All(position => position.GetProperty("settlement_state").GetString() == "Paid"));
        await second.SignalAsync("INT");
        var finished = await second.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        var report = JsonElement.Parse(finished.Output);
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        Assert.Equal((rig.Kalshi.Money, rig.Polymarket.Money), (Balance(report, "USD"), Balance(report, "pUSD")));

        // 20 YES at 0.40 and 10 NO at 0.50 there, 10 NO at 0.45 here; NO pays one each. Fees: 0.07 x p x (1 - p).
        Assert.Equal((1_000m - 0.07m * 10 * 0.55m * 0.45m - 4.50m + 10m, 1_000m - 0.07m * (20 * 0.24m + 10 * 0.25m) - 13m + 10m), (rig.Kalshi.Money, rig.Polymarket.Money));
        Assert.Empty(rig.Kalshi.Strange);
        Assert.Empty(rig.Polymarket.Strange);
        var replay = await TradedRecordings.ReplayAsync(report.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
    }

    private static (decimal Yes, decimal No, decimal Contracts) Held(JsonElement status)
    {
        var held = Positions(status).Select(position => decimal.Parse(position.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture)).ToArray();
        return (held[0], held[1], held[2]);
    }

    private static JsonElement[] Positions(JsonElement status) => [.. status.GetProperty("positions").EnumerateArray()];

    private static decimal Balance(JsonElement report, string asset) =>
        decimal.Parse(report.GetProperty("balances").EnumerateArray().Single(balance => balance.GetProperty("asset").GetString() == asset).GetProperty("ours").GetString()!, CultureInfo.InvariantCulture);
}
