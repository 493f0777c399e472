using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Tools.Desk;
using Rialto.Trading;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>
/// A maker with real orders on a recorded market, through a feed and behind a gateway, each a process of its own. Trader, gateway and feed get SIGKILL in an order and at moments that a seed chooses;
/// at the end the exchange's own journal says what was ordered and filled. RIALTO_DESK_KILLS says how often (12 by default), RIALTO_DESK_SEED with which seed.
/// </summary>
public sealed class KilledProcessesTests(ITestOutputHelper output)
{
    private const int Few = 12;

    private enum Victim
    {
        Trader,
        Gateway,
        Feed,
    }

    [Fact]
    public async Task Trader_gateway_and_feed_are_killed_at_random_with_no_order_twice_no_fill_lost_and_the_same_positions()
    {
        var kills = Number("RIALTO_DESK_KILLS") ?? Few;
        var random = new Random(Number("RIALTO_DESK_SEED") ?? 6);
        var counts = new int[3];
        await using var rig = await LiveRig.StartAsync();
        _ = await rig.GuardAsync();
        rig.Play(speed: Math.Clamp(240 / kills, 2, 20));
        var desk = rig.TradeGuarded();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                // Half of the kills are the trader's; a quarter of all come while the one before is still being got over.
                var victim = (Victim)Math.Max(0, random.Next(4) - 1);
                var (isAtOnce, isAtWrite, more) = (random.Next(4) == 0, random.Next(2) == 0, random.Next(1, 200));
                if (!isAtOnce)
                    await GoesOnAsync(rig, desk, more, isAtWrite);

                // A desk that begins reads what its feed follows.
                if (victim == Victim.Feed)
                    await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == desk.Id);
                counts[(int)victim]++;
                switch (victim)
                {
                    case Victim.Trader:
                        await desk.KillAsync();
                        await desk.DisposeAsync();
                        desk = rig.TradeGuarded();
                        break;
                    case Victim.Gateway:
                        await rig.KillGatewayAsync();
                        _ = await rig.GuardAsync();
                        break;
                    default:
                        await rig.KillFeedAsync();
                        await rig.FollowAsync();
                        break;
                }
            }

            await GoesOnAsync(rig, desk, 50, isAtWrite: false);
            await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == desk.Id && status.GetProperty("venues")[0].GetProperty("reconciled").GetBoolean());
            await desk.SignalAsync("INT");
            var finished = await desk.EndAsync();
            Assert.True(finished.Output.Length > 0, finished.Errors);
            var report = JsonDocument.Parse(finished.Output).RootElement;
            await LookAsync(rig, report, counts);
            Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        }
        finally
        {
            await desk.DisposeAsync();
        }
    }

    /// <summary>The desk works: it has taken so many inputs more, and some of them were just written, or just told.</summary>
    private static async Task GoesOnAsync(LiveRig rig, RialtoProcess desk, int more, bool isAtWrite)
    {
        var inputs = rig.Status()?.GetProperty("inputs").GetInt64() ?? 0;
        await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == desk.Id && (!rig.IsPlaying || status.GetProperty("inputs").GetInt64() > inputs + more));
        if (!isAtWrite || !rig.IsPlaying)
            return;

        // Status is told at the end of a turn: the moment of a write of the journal is nearer to what a kill could tear.
        var run = rig.Status()!.Value.GetProperty("run").GetString()!;
        var written = Written(run);
        await RunningExchange.UntilAsync(() => Task.FromResult(Written(run) != written || !rig.IsPlaying));
    }

    private static DateTime Written(string run) => Directory.GetFiles(run).Max(File.GetLastWriteTimeUtc);

    private async Task LookAsync(LiveRig rig, JsonElement report, int[] counts)
    {
        var run = report.GetProperty("run").GetString()!;
        await rig.AssertBooksAsync(report);
        await rig.AssertFillsAsync(report);
        var replay = await TradedRecordings.ReplayAsync(run);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());

        var truth = ExchangeTruth.Read(rig.Exchange.Folder.Path, "live");
        var told = FillsOf(run);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts[0]} kills of the trader, {counts[1]} of the gateway, {counts[2]} of the feed: {truth.Sent.Count} orders, {truth.Fills.Count} fills, {report.GetProperty("inputs")} inputs; {report.GetProperty("problems")}"));

        Assert.All(truth.Sent, sent => Assert.True(sent.Value == 1, $"order {sent.Key} came {sent.Value} times"));
        Assert.Equal(truth.Fills.OrderBy(fill => fill.Key, StringComparer.Ordinal), told.Where(fill => fill.Value != 0).OrderBy(fill => fill.Key, StringComparer.Ordinal));
        Assert.True(truth.Fills.Count > 0, report.ToString());
        foreach (var balance in report.GetProperty("balances").EnumerateArray())
            Assert.Equal(truth.BalanceOf(balance.GetProperty("asset").GetString()!), decimal.Parse(balance.GetProperty("ours").GetString()!, CultureInfo.InvariantCulture));
        Assert.All(counts, count => Assert.True(count > 0));
    }

    /// <summary>What the desk has counted, by number of the trade; what was derived from a sum and told by a trade afterwards is nothing.</summary>
    private static Dictionary<string, long> FillsOf(string run)
    {
        var settings = TradeCommand.Load(DeskFolder.ConfigurationOf(run), _ => { }).Settings;
        var fills = new Dictionary<string, long>();
        var replay = new DeskReplay(settings, told: audit =>
        {
            if (audit.Kind == DeskAuditKind.Filled)
                fills[audit.Text.ToString()] = fills.GetValueOrDefault(audit.Text.ToString()) + audit.Quantity.Units;
        });
        replay.Run(run, TestContext.Current.CancellationToken);
        return fills;
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
