using System.Text.Json;
using Rialto.Unit.Adapters.Orders;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>A desk with real orders on outcomes and all that it needs: two venues that pretend, a feed of both, and the desk, as processes of their own.</summary>
internal sealed class OutcomeRig : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RialtoProcess? _feed;

    public PretendedKalshi Kalshi { get; } = new();

    public PretendedPolymarket Polymarket { get; } = new();

    public string Desk => _folder.File("desk");

    public string Config => _folder.File("desk.json");

    public string Rings => _folder.File("rings");

    public static async Task<OutcomeRig> StartAsync()
    {
        var rig = new OutcomeRig();
        try
        {
            await rig.Kalshi.StartAsync();
            await rig.Polymarket.StartAsync();
            Directory.CreateDirectory(rig.Rings);
            await File.WriteAllTextAsync(rig._folder.File("kalshi.pem"), PretendedKalshi.Pem);
            await File.WriteAllTextAsync(rig.Config, rig.Configuration());
            await rig.FollowAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the feed, and waits until it says that it follows everything.</summary>
    public async Task FollowAsync()
    {
        var listings = Path.Combine(Rings, "feed-listings.json");
        File.Delete(listings);
        _feed = RialtoProcess.Start(
            [
                "feed", "--venues", "kalshi,polymarket", "--symbols", $"{PretendedKalshi.Ticker},{PretendedPolymarket.Yes},{PretendedPolymarket.No}", "--quiet",
                .. Set($"Feeds:Venues:kalshi:Rest={Kalshi.Url}", $"Feeds:Venues:kalshi:WebSocket={Kalshi.Socket}", "Feeds:Venues:kalshi:KeyId=test", $"Feeds:Venues:kalshi:KeyFile={_folder.File("kalshi.pem")}"),
                .. Set($"Feeds:Venues:polymarket:Rest={Polymarket.Url}", $"Feeds:Venues:polymarket:WebSocket={Polymarket.Socket}", $"Feeds:BudgetFolder={_folder.File("budgets")}", "Feeds:ListingsMinutes=1"),
                .. Set("Feeds:Distribution:Shared:Enabled=true", $"Feeds:Distribution:Shared:Folder={Rings}", "Feeds:Distribution:Shared:Slots=65536"),
            ],
            _folder.Path);
        await RunningExchange.UntilAsync(async () => File.Exists(listings) && await File.ReadAllTextAsync(listings) is var told && told.Contains(PretendedKalshi.Ticker, StringComparison.Ordinal) && told.Contains("\"complement\"", StringComparison.Ordinal));
    }

    /// <summary>Starts the desk.</summary>
    public RialtoProcess Trade(params string[] more) => RialtoProcess.Start(
        ["trade", "--config", Config, "--live", "--json", .. more], _folder.Path,
        new Dictionary<string, string>
        {
            ["RIALTO_VENUE_KALSHI_KEY"] = "test",
            ["RIALTO_VENUE_KALSHI_SECRET"] = PretendedKalshi.Pem,
            ["RIALTO_VENUE_POLYMARKET_KEY"] = PolymarketOrderScript.PublicTestAddress,
            ["RIALTO_VENUE_POLYMARKET_SECRET"] = PolymarketOrderScript.PublicTestKey,
            ["XDG_DATA_HOME"] = _folder.File("data"),
        });

    /// <summary>The desk's newest report; null before the first.</summary>
    public JsonElement? Status() => File.Exists(Path.Combine(Desk, "status.json")) ? JsonElement.Parse(File.ReadAllText(Path.Combine(Desk, "status.json"))) : null;

    /// <summary>Waits for a report of the desk that is so, while both markets move.</summary>
    public async Task UntilAsync(RialtoProcess desk, Func<JsonElement, bool> condition)
    {
        await RunningExchange.UntilAsync(async () =>
        {
            Assert(!desk.HasEnded, desk);
            Kalshi.Nudge();
            Polymarket.Nudge();
            await Task.Delay(50);
            return Status() is { } status && status.GetProperty("process").GetInt32() == desk.Id && condition(status);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_feed is not null)
            await _feed.DisposeAsync();
        await Kalshi.DisposeAsync();
        await Polymarket.DisposeAsync();
        _folder.Dispose();
    }

    private static void Assert(bool isSo, RialtoProcess desk)
    {
        if (isSo)
            return;
        var finished = desk.EndAsync().GetAwaiter().GetResult();
        Xunit.Assert.Fail($"The desk ended with {finished.ExitCode}: {finished.Output}{finished.Errors}");
    }

    private static IEnumerable<string> Set(params string[] settings) => settings.SelectMany(setting => (string[])["--set", setting]);

    private string Configuration() => $$"""
        {
          "Name": "outc", "Folder": {{JsonSerializer.Serialize(Desk)}}, "ReportingCurrency": "USD", "CheckEvery": 5000,
          "Source": { "Feed": {{JsonSerializer.Serialize(Rings)}} },
          "Reconcile": { "EveryMs": 1000, "BalanceTolerancePpm": 0 }, "Snapshots": { "EverySeconds": 1 },
          "Venues": [{ "Venue": "kalshi", "Rest": "{{Kalshi.Url}}" }, { "Venue": "polymarket", "Rest": "{{Polymarket.Url}}" }],
          "Markets": [
            { "Venue": "polymarket", "Symbol": "{{PretendedPolymarket.Yes}}", "Fees": "quadratic", "Maker": "0", "Taker": "0.07", "Lot": "1" },
            { "Venue": "polymarket", "Symbol": "{{PretendedPolymarket.No}}", "Fees": "quadratic", "Maker": "0", "Taker": "0.07", "Lot": "1" },
            { "Venue": "kalshi", "Symbol": "{{PretendedKalshi.Ticker}}", "Fees": "quadratic", "Maker": "0", "Taker": "0.07", "Lot": "1" }
          ],
          "Rates": { "pUSD": "1" },
          "Limits": {
            "OrderNotional": "200", "Notional": "500", "SymbolNet": "500", "SymbolGross": "500", "VenueNet": "500", "VenueGross": "500", "StrategyNet": "500", "StrategyGross": "500",
            "TotalNet": "1000", "TotalGross": "1000", "DailyLoss": "500", "Drawdown": "500", "StopLoss": "500", "StrategyDailyLoss": "500", "StrategyDrawdown": "500", "RejectsPerMinute": 1000
          },
          "Strategies": [
            { "Name": "pair", "Kind": "outcome-arbitrage", "Markets": ["polymarket:{{PretendedPolymarket.Yes}}", "polymarket:{{PretendedPolymarket.No}}"],
              "Parameters": { "set": "complement", "size-max": "10", "position-max": "10", "age-max": "60000" } },
            { "Name": "both", "Kind": "outcome-arbitrage", "Markets": ["polymarket:{{PretendedPolymarket.Yes}}", "kalshi:{{PretendedKalshi.Ticker}}"],
              "Parameters": { "set": "two-venues", "size-max": "10", "position-max": "10", "age-max": "60000" } },
            { "Name": "maker", "Kind": "spread-maker", "Markets": ["kalshi:{{PretendedKalshi.Ticker}}"],
              "Parameters": { "size": "5", "inventory-max": "20", "half-spread": "800", "skew": "0", "volatility-multiple": "0", "volatility-half-life": "1000", "requote-every": "300" } },
            { "Name": "bidder", "Kind": "spread-maker", "Markets": ["polymarket:{{PretendedPolymarket.No}}"],
              "Parameters": { "size": "5", "inventory-max": "20", "half-spread": "800", "skew": "0", "volatility-multiple": "0", "volatility-half-life": "1000", "requote-every": "300" } }
          ]
        }
        """;
}
