using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Integration.BinanceApi;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>
/// A desk with real orders and all that it needs, as processes of their own: an exchange of ours, a feed that follows it, a recorded market that is played into it, and the desk, which trades as
/// alice.
/// </summary>
internal sealed class LiveRig : IAsyncDisposable
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    private readonly BinanceExchange _exchange;
    private RialtoProcess? _feed;
    private RialtoProcess? _flow;
    private RialtoProcess? _gateway;

    private LiveRig(BinanceExchange exchange) => _exchange = exchange;

    /// <summary>Where runs are kept.</summary>
    public string Desk => _exchange.Folder.File("desk");

    /// <summary>Configuration of the desk.</summary>
    public string Config => _exchange.Folder.File("desk.json");

    /// <summary>Where the gateway takes desks.</summary>
    public string Socket => _exchange.Folder.File("gateway.sock");

    /// <summary>Where the feed's rings stand.</summary>
    public string Rings => _exchange.Folder.File("rings");

    /// <summary>The exchange.</summary>
    public BinanceExchange Exchange => _exchange;

    /// <summary>The desk's key.</summary>
    public Dictionary<string, string> Keys => new()
    {
        ["RIALTO_VENUE_RIALTO_KEY"] = _exchange.Environment["RIALTO_KEY"],
        ["RIALTO_VENUE_RIALTO_SECRET"] = _exchange.Environment["RIALTO_SECRET"],
    };

    /// <summary>An exchange and a feed of it, and a configuration; no desk yet, and nothing trades.</summary>
    public static async Task<LiveRig> StartAsync()
    {
        var exchange = await BinanceExchange.StartAsync();
        try
        {
            var rig = new LiveRig(exchange);
            Directory.CreateDirectory(rig.Rings);
            await File.WriteAllTextAsync(rig.Config, rig.Configuration());
            await rig.FollowAsync();
            return rig;
        }
        catch
        {
            await exchange.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the feed, and waits until it says what it follows.</summary>
    public async Task FollowAsync()
    {
        var listings = Path.Combine(Rings, "feed-listings.json");
        File.Delete(listings);
        _feed = RialtoProcess.Start(
            [
                "feed", "--venues", "rialto", "--symbols", "AAPL", "--quiet", "--set", $"Feeds:Venues:rialto:Rest={_exchange.Url}",
                "--set", $"Feeds:Venues:rialto:WebSocket={_exchange.Url.Replace("http:", "ws:", StringComparison.Ordinal)}", "--set", $"Feeds:BudgetFolder={_exchange.Folder.File("budgets")}",
                "--set", "Feeds:Distribution:Shared:Enabled=true", "--set", $"Feeds:Distribution:Shared:Folder={Rings}", "--set", "Feeds:Distribution:Shared:Slots=65536",
            ],
            _exchange.Folder.Path);
        await RunningExchange.UntilAsync(async () => File.Exists(listings) && (await File.ReadAllTextAsync(listings)).Contains("\"AAPL\"", StringComparison.Ordinal));
    }

    /// <summary>Kills the feed, as power does.</summary>
    public Task KillFeedAsync() => _feed!.KillAsync();

    /// <summary>Plays the recorded hour into the exchange, as bob.</summary>
    /// <param name="speed">So many times as fast as it was.</param>
    public void Play(int speed) => _flow = RialtoProcess.Start(
        ["flow", Recordings.Path(Hour), "--symbol", "AAPL", "--speed", speed.ToString(CultureInfo.InvariantCulture), "--no-book", "--json", "--data", _exchange.Folder.Path],
        environment: new Dictionary<string, string> { ["RIALTO_KEY"] = _exchange.Environment["RIALTO_KEY_2"], ["RIALTO_SECRET"] = _exchange.Environment["RIALTO_SECRET_2"] });

    /// <summary>Waits until the recorded hour is over.</summary>
    public async Task PlayedAsync()
    {
        var played = await _flow!.EndAsync();

        // The desk takes what was for others and the other way round: the outcome is another than the recorded one.
        Assert.True(played.ExitCode is 0 or 1 && JsonElement.Parse(played.Output).GetProperty("trades").GetInt64() > 1_000, played.Output + played.Errors);
    }

    /// <summary>True while the recorded hour goes on.</summary>
    public bool IsPlaying => !_flow!.HasEnded;

    /// <summary>Starts the desk, with the key.</summary>
    public RialtoProcess Trade(params string[] more) => RialtoProcess.Start(["trade", "--config", Config, "--live", "--json", .. more], _exchange.Folder.Path, Keys);

    /// <summary>Starts the desk without a key, behind the gateway.</summary>
    public RialtoProcess TradeGuarded() => RialtoProcess.Start(["trade", "--config", Config, "--live", "--json", "--set", $"Venues:0:Gateway={Socket}"], _exchange.Folder.Path);

    /// <summary>Starts the gateway, and waits until it takes desks.</summary>
    /// <returns>It, for what it says.</returns>
    public async Task<RialtoProcess> GuardAsync()
    {
        var policy = _exchange.Folder.File("policy.json");
        await File.WriteAllTextAsync(policy, """
            {
              "Venues": ["rialto"],
              "Symbols": { "AAPL": { "Quote": "USD", "Sides": ["buy", "sell"], "Lowest": "100", "Highest": "2000" } },
              "OrderNotional": { "USD": "20000" },
              "DayNotional": { "USD": "1000000000" },
              "OrdersPerSecond": 1000
            }
            """);
        _gateway = RialtoProcess.Start(["gateway", "--venue", "rialto", "--policy", policy, "--socket", Socket, "--rest", _exchange.Url, "--away-cancel", "2", "--json"], _exchange.Folder.Path, Keys);
        await Guard.GatewayStage.SaidAsync(_gateway, "ready");
        return _gateway;
    }

    /// <summary>Kills the gateway, as power does.</summary>
    public Task KillGatewayAsync() => _gateway!.KillAsync();

    /// <summary>Starts the desk on paper, on the same market.</summary>
    public RialtoProcess Pretend() => RialtoProcess.Start(
        ["trade", "--config", Config, "--paper", "--json", "--set", "Venues:0:Balances:USD=1000000", "--set", "Venues:0:Balances:AAPL=1000"], _exchange.Folder.Path);

    /// <summary>The desk's newest report; null before the first.</summary>
    public JsonElement? Status()
    {
        var path = Path.Combine(Desk, "status.json");
        return File.Exists(path) ? JsonElement.Parse(File.ReadAllText(path)) : null;
    }

    /// <summary>Waits for a report of the desk that is so.</summary>
    public Task UntilAsync(Func<JsonElement, bool> condition) => RunningExchange.UntilAsync(() => Task.FromResult(Status() is { } status && condition(status)));

    /// <summary>What the exchange says that alice has of an asset.</summary>
    public async Task<decimal> BalanceAsync(string asset)
    {
        using var alice = Alice();
        var balances = (await alice.SignedAsync(HttpMethod.Get, "/api/v1/users/me/balances", null, TestContext.Current.CancellationToken)).OrThrow().Root.Items("balances");
        var balance = balances.Single(one => one.Member("asset") == asset);
        Assert.Equal(0m, decimal.Parse(balance.Member("reserved")!, CultureInfo.InvariantCulture));
        return decimal.Parse(balance.Member("total")!, CultureInfo.InvariantCulture);
    }

    /// <summary>Alice's live orders at the exchange, by their client order ids.</summary>
    public async Task<IReadOnlyList<string>> LiveOrdersAsync()
    {
        using var alice = Alice();
        return [.. (await alice.SignedAsync(HttpMethod.Get, "/api/v1/orders", null, TestContext.Current.CancellationToken)).OrThrow().Root.Items("orders").Select(order => order.Member("client_order_id")!)];
    }

    /// <summary>The desk's books, to the last digit, beside the exchange's own, asked for by another way than the desk's.</summary>
    public async Task AssertBooksAsync(JsonElement report)
    {
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        foreach (var asset in (string[])["USD", "AAPL"])
        {
            var balance = report.GetProperty("balances").EnumerateArray().Single(one => one.GetProperty("asset").GetString() == asset);
            var theirs = await BalanceAsync(asset);
            Assert.Equal(theirs, decimal.Parse(balance.GetProperty("ours").GetString()!, CultureInfo.InvariantCulture));
        }

    }

    /// <summary>Every fill that the exchange has of alice is counted by the desk, once, and none rests any more. Asked for by another way than the desk's.</summary>
    public async Task AssertFillsAsync(JsonElement report)
    {
        using var alice = Alice();
        Assert.Empty((await alice.SignedAsync(HttpMethod.Get, "/api/v1/orders", null, TestContext.Current.CancellationToken)).OrThrow().Root.Items("orders"));
        var position = report.GetProperty("positions")[0];
        var (bought, sold) = (Decimal(position, "bought"), Decimal(position, "sold"));
        Assert.Equal(await BalanceAsync("AAPL") - 1_000_000_000m, bought - sold);
        Assert.True(bought + sold > 0, report.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_flow is not null)
            await _flow.DisposeAsync();
        if (_feed is not null)
            await _feed.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await _exchange.DisposeAsync();
    }

    private static decimal Decimal(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private RestClient Alice() =>
        new(Connection.Find(_exchange.Exchange.Connection.Url.ToString(), null, _exchange.Environment["RIALTO_KEY"], _exchange.Environment["RIALTO_SECRET"], _exchange.Folder.Path));

    private string Configuration() => $$"""
        {
          "Name": "live", "Folder": {{JsonSerializer.Serialize(Desk)}}, "ReportingCurrency": "USD", "CheckEvery": 5000,
          "Source": { "Feed": {{JsonSerializer.Serialize(Rings)}} },
          "Reconcile": { "EveryMs": 2000, "BalanceTolerancePpm": 0 }, "Snapshots": { "EverySeconds": 1 },
          "Venues": [{ "Venue": "rialto", "Rest": "{{_exchange.Url}}", "OrdersPerSecond": 5 }],
          "Markets": [{ "Venue": "rialto", "Symbol": "AAPL", "Maker": "0", "Taker": "0.0001" }],
          "Limits": {
            "OrderNotional": "20000", "Notional": "200000", "SymbolNet": "200000", "SymbolGross": "400000", "VenueNet": "200000", "VenueGross": "400000", "StrategyNet": "200000", "StrategyGross": "400000",
            "TotalNet": "200000", "TotalGross": "400000", "DailyLoss": "100000", "Drawdown": "100000", "StopLoss": "100000", "StrategyDailyLoss": "100000", "StrategyDrawdown": "100000", "RejectsPerMinute": 1000
          },
          "Strategies": [{
            "Name": "maker", "Kind": "spread-maker", "Markets": ["rialto:AAPL"],
            "Parameters": { "size": "10", "inventory-max": "100", "half-spread": "0.5", "volatility-multiple": "0", "volatility-half-life": "1000", "requote-every": "300", "pull": "1000" }
          }]
        }
        """;
}
