using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Desk;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>A desk's door: who may look, who may act, what is answered, what is written down.</summary>
public sealed class DeskDoorTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = _patience };
    private DrivenDesk _desk = null!;
    private DeskDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _desk = await DrivenDesk.MakeAsync(TradedRecordings.BtcAndEth(_folder.Path), Stop);
        _door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, [new DoorOperator("alice", Token)]), _desk.Desk, _desk.Status, _folder.Path, _folder.Path, Stop);
        _desk.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _door.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private const string Token = "a-token-of-more-than-twenty-four";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_desk_is_can_be_read_whole_and_in_parts()
    {
        var whole = await AskAsync("/api/v1/desk");
        Assert.Equal(("test", "paper"), (whole.Member("desk"), whole.Member("mode")));
        Assert.Equal(2, whole.Items("strategies").Count());
        foreach (var (path, part) in ((string, string)[])[("orders", "open_orders"), ("fills", "last_fills"), ("events", "events"), ("risk", "risk")])
            Assert.True((await AskAsync($"/api/v1/desk/{path}")).TryGetProperty(part, out _), path);

        var maker = (await AskAsync("/api/v1/desk/strategies")).Items("strategies").First();
        Assert.Equal(("btc-maker", "spread-maker"), (maker.Member("name"), maker.Member("kind")));
        var size = maker.Items("parameters").Single(parameter => parameter.Member("name") == "size");
        Assert.Equal(("base", "true"), (size.Member("unit"), size.Member("hot")));

        var series = await AskAsync("/api/v1/desk/series");
        Assert.Equal(series.GetProperty("cumulative").Items("time").Count(), series.GetProperty("cumulative").Items("value").Count());
        Assert.Equal(["btc-maker", "eth-maker"], series.GetProperty("strategies").EnumerateObject().Select(one => one.Name));
        Assert.Equal(404, (int)(await _http.GetAsync(Address("/api/v1/desk/series?strategy=nobody"), Stop)).StatusCode);
        Assert.Equal("live", (await AskAsync("/health/live")).Member("status"));
    }

    [Fact]
    public async Task Who_has_no_token_may_look_and_not_act_and_that_is_written_down()
    {
        foreach (var authorization in (AuthenticationHeaderValue?[])[null, new("Bearer", "a-token-of-more-than-twenty-five"), new("Basic", Token)])
        {
            var (status, _) = await TellAsync("""{"command":"cancel_all"}""", authorization);
            Assert.Equal(401, status);
        }

        var acts = (await AskAsync("/api/v1/desk/acts")).Items("acts").ToList();
        Assert.Equal(3, acts.Count);
        Assert.All(acts, act => Assert.Equal(("", "127.0.0.1"), (act.Member("who"), act.Member("from"))));
        Assert.Equal(3, File.ReadLines(_folder.File("door.jsonl")).Count());

        // They cannot push out what operators did.
        for (var i = 0; i < 30; i++)
            Assert.Equal(401, (await TellAsync("""{"command":"cancel_all"}""", null)).Status);
        Assert.InRange((await AskAsync("/api/v1/desk/acts")).Items("acts").Count(), 20, 32);
    }

    [Fact]
    public async Task A_strategy_is_paused_and_started_a_parameter_and_a_limit_are_set_and_the_journal_knows_who_did_it()
    {
        var (status, answer) = await TellAsync("""{"command":"pause","strategy":"btc-maker"}""");
        Assert.Equal((200, "btc-maker", "alice"), (status, answer.Member("of"), answer.Member("who")));
        await UntilAsync(desk => desk.Items("strategies").First().Member("state") == "Paused");
        (status, answer) = await TellAsync("""{"command":"pause","strategy":"btc-maker"}""");
        Assert.Equal((409, "WrongState"), (status, answer.Member("code")));
        Assert.Equal(200, (await TellAsync("""{"command":"start","strategy":"btc-maker"}""")).Status);

        Assert.Equal(200, (await TellAsync("""{"command":"set_parameter","strategy":"btc-maker","parameter":"size","value":"0.02"}""")).Status);
        await UntilAsync(desk => desk.Items("strategies").First().GetProperty("parameters").Member("size") == "0.02");
        (status, answer) = await TellAsync("""{"command":"set_parameter","strategy":"btc-maker","parameter":"size","value":"-1"}""");
        Assert.Equal((400, "value"), (status, answer.Member("field")));

        Assert.Equal(200, (await TellAsync("""{"command":"set_limit","limit":"TotalGross","value":"12345.5"}""")).Status);
        Assert.Equal(200, (await TellAsync("""{"command":"set_limit","limit":"Position","venue":"binance","symbol":"ETH-USDT","value":"1.5"}""")).Status);
        Assert.Equal(200, (await TellAsync("""{"command":"set_limit","limit":"SymbolNet","symbol":"ETH-USDT","value":"777"}""")).Status);
        Assert.Equal(200, (await TellAsync("""{"command":"set_limit","limit":"StrategyRate","strategy":"eth-maker","value":"7"}""")).Status);
        Assert.Equal(200, (await TellAsync("""{"command":"set_limit","limit":"VenueModeOf","venue":"binance","value":"ReduceOnly"}""")).Status);
        await UntilAsync(desk => Use(desk, "TotalGross", "test") == "12345.50000000" && Use(desk, "Position", "ETH-USDT") == "1.50000000" && Use(desk, "SymbolNet", "ETH-USDT") == "777.00000000"
            && Use(desk, "StrategyRate", "eth-maker") == "7" && Use(desk, "SymbolNet", "BTC-USDT") == "5000.00000000" && desk.Items("venues").Single().Member("mode") == "ReduceOnly");

        Assert.Contains(_desk.Told, told => told.Kind == DeskAuditKind.ParameterChanged && told.Text.ToString() == "alice");
        Assert.Contains(_desk.Told, told => told.Kind == DeskAuditKind.LimitChanged && told.Number == (int)RiskLimitKind.SymbolNet && told.Text.ToString() == "alice");
        Assert.Contains((await AskAsync("/api/v1/desk/acts")).Items("acts"), act => (act.Member("who"), act.Member("command"), act.Member("answer")) == ("alice", "set_limit", "accepted"));
    }

    [Fact]
    public async Task Everything_is_stopped_only_by_who_types_the_desks_name_and_goes_on_with_a_reason()
    {
        var (status, answer) = await TellAsync("""{"command":"emergency_stop","confirm":"yes"}""");
        Assert.Equal((400, "confirm"), (status, answer.Member("field")));
        Assert.Equal("false", (await AskAsync("/api/v1/desk")).Member("stopped"));

        Assert.Equal(200, (await TellAsync("""{"command":"emergency_stop","confirm":"test","reason":"a drill"}""")).Status);

        // The market stands still, and with it the venue that pretends: its cancels are on their way.
        await UntilAsync(desk => desk.Member("stopped") == "true" && desk.Items("open_orders").All(order => order.Member("cancelling") == "true"));
        Assert.Equal((409, "EmergencyStop"), await CodeAsync("""{"command":"start","strategy":"btc-maker"}"""));
        Assert.Equal("reason", (await TellAsync("""{"command":"resume"}""")).Answer.Member("field"));
        Assert.Equal(200, (await TellAsync("""{"command":"resume","reason":"the drill is over"}""")).Status);
        await UntilAsync(desk => desk.Member("stopped") == "false");
        Assert.Equal((409, "WrongState"), await CodeAsync("""{"command":"accept_difference","venue":"binance","reason":"there is none"}"""));
    }

    [Theory]
    [InlineData("""{"command":"explode"}""", "command")]
    [InlineData("""[1]""", "command")]
    [InlineData("""{"command":""", "command")]
    [InlineData("""{"command":"start"}""", "strategy")]
    [InlineData("""{"command":"start","strategy":"nobody"}""", "strategy")]
    [InlineData("""{"command":"start","stratgy":"btc-maker"}""", "stratgy")]
    [InlineData("""{"command":"start","strategy":{"a":1}}""", "strategy")]
    [InlineData("""{"command":"set_parameter","strategy":"btc-maker","parameter":"sise","value":"1"}""", "parameter")]
    [InlineData("""{"command":"set_limit","limit":"20","value":"1"}""", "limit")]
    [InlineData("""{"command":"set_limit","limit":"DifferenceAccepted","value":"1"}""", "limit")]
    [InlineData("""{"command":"set_limit","limit":"TotalGross","value":"-1"}""", "value")]
    [InlineData("""{"command":"set_limit","limit":"TotalGross","value":"1.000000001"}""", "value")]
    [InlineData("""{"command":"set_limit","limit":"DeskModeOf","value":"2"}""", "value")]
    [InlineData("""{"command":"set_limit","limit":"Position","venue":"binance","value":"1"}""", "symbol")]
    [InlineData("""{"command":"set_limit","limit":"VenueGross","venue":"kraken","value":"1"}""", "venue")]
    [InlineData("""{"command":"cancel_all","strategy":"btc-maker","venue":"binance","symbol":"BTC-USDT"}""", "symbol")]
    [InlineData("""{"command":"accept_difference","venue":"binance"}""", "reason")]
    [InlineData("""{"command":"settle","venue":"binance","symbol":"BTC-USDT","value":"1"}""", "reason")]
    [InlineData("""{"command":"settle","venue":"binance","symbol":"BTC-USDT","reason":"a spot pair has no end","value":"1"}""", "value")]
    [InlineData("""{"command":"settle","venue":"binance","symbol":"BTC-USDT","reason":"a spot pair has no end","value":"refund"}""", "value")]
    [InlineData("""{"command":"cancel_all","reason":"two\nlines"}""", "reason")]
    public async Task What_cannot_be_understood_is_refused_with_the_field_and_nothing_is_done(string body, string field)
    {
        var before = _desk.Told.Count(told => told.Kind is DeskAuditKind.LimitChanged or DeskAuditKind.ParameterChanged or DeskAuditKind.CommandRefused);
        var (status, answer) = await TellAsync(body);
        Assert.Equal((400, field), (status, answer.Member("field")));
        Assert.Equal(before, _desk.Told.Count(told => told.Kind is DeskAuditKind.LimitChanged or DeskAuditKind.ParameterChanged or DeskAuditKind.CommandRefused));
    }

    [Fact]
    public async Task Pages_from_elsewhere_get_nothing_and_long_or_foreign_bodies_are_refused()
    {
        foreach (var (name, value) in ((string, string)[])[("Host", "evil.example"), ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site")])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
            {
                using var request = new HttpRequestMessage(method, Address(method == HttpMethod.Get ? "/api/v1/desk" : "/api/v1/desk/commands"));
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
                request.Headers.Authorization = new("Bearer", Token);
                using var refused = await _http.SendAsync(request, Stop);
                Assert.Equal((name, 403), (name, (int)refused.StatusCode));
            }
        }

        Assert.Equal(413, (await TellAsync("{\"command\":\"" + new string('x', 5_000) + "\"}")).Status);
        using var form = new HttpRequestMessage(HttpMethod.Post, Address("/api/v1/desk/commands")) { Content = new FormUrlEncodedContent([]) };
        form.Headers.Authorization = new("Bearer", Token);
        Assert.Equal(415, (int)(await _http.SendAsync(form, Stop)).StatusCode);
        Assert.Equal(405, (int)(await _http.GetAsync(Address("/api/v1/desk/commands"), Stop)).StatusCode);
    }

    [Fact]
    public async Task Metrics_have_the_missions_names_and_those_of_each_strategy()
    {
        await UntilAsync(desk => desk.Member("fills") != "0");
        var page = await _http.GetStringAsync(Address("/metrics"), Stop);
        foreach (var name in (string[])
        [
            "pnl_usdt{in=\"USDT\"} ", "realized_pnl_usdt{", "unrealized_pnl_usdt{", "daily_pnl_usdt{", "maker_fill_ratio_pct ", "strategy_decision_latency_us{quantile=\"0.99\"} ", "order_ack_latency_ms{venue=\"binance\",quantile=\"0.5\"} ",
            "websocket_connected{venue=\"binance\"} 1", "circuit_breaker_open{venue=\"binance\"} 0", "reconciliation_mismatch_count ", "market_data_events_per_sec ", "rialto_strategy_running{strategy=\"btc-maker\"} 1",
            "max_drawdown_pct ", "error_rate_pct 0", "order_submission_latency_ms{venue=\"binance\",quantile=\"0.5\"} ", "cpu_usage_pct ", "network_rx_bytes_per_sec ", "network_tx_bytes_per_sec ",
            "disk_read_bytes_per_sec ", "disk_write_bytes_per_sec ", "rialto_strategy_max_drawdown_pct{strategy=\"btc-maker\"} ",
            "rialto_strategy_trades_closed_total{strategy=\"btc-maker\"} ", "rialto_strategy_trades_won_total{strategy=\"btc-maker\"} ", "rialto_desk_balance{venue=\"binance\",asset=\"BTC\"} ",
            "rialto_strategy_fills_total{strategy=\"eth-maker\"} ", "rialto_desk_limit_used_ratio{limit=\"TotalGross\",of=\"desk\",name=\"test\"} ", "memory_usage_mb ",
        ])
            Assert.Contains("\n" + name, page, StringComparison.Ordinal);
        var (exitCode, complaints) = await PromtoolTests.CheckAsync(page);
        Assert.True(exitCode is 0 or 3, complaints);
        Assert.DoesNotContain("error", complaints, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_names_venues_with_their_breakers_markets_and_what_is_wrong()
    {
        using var ready = await _http.GetAsync(Address("/health/ready"), Stop);
        var body = JsonElement.Parse(await ready.Content.ReadAsStringAsync(Stop));
        Assert.Equal((200, "ready"), ((int)ready.StatusCode, body.GetProperty("status").GetString()));
        Assert.Equal("Closed", body.GetProperty("venues")[0].GetProperty("breaker").GetString());
        Assert.Equal(2, body.GetProperty("markets").GetArrayLength());
        using var started = await _http.GetAsync(Address("/health/startup"), Stop);
        Assert.Equal(200, (int)started.StatusCode);
    }

    [Fact]
    public async Task A_stream_tells_each_new_report_and_ends_with_the_door()
    {
        using var answer = await _http.GetAsync(Address("/api/v1/desk/stream"), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        var last = 0L;
        for (var told = 0; told < 3;)
        {
            var line = await reader.ReadLineAsync(Stop).AsTask().WaitAsync(_patience, Stop);
            if (line?.StartsWith("data: ", StringComparison.Ordinal) != true)
                continue;
            var number = JsonElement.Parse(line[6..]).GetProperty("number").GetInt64();
            Assert.True(number > last);
            (last, told) = (number, told + 1);
        }

        await _door.DisposeAsync();
        while (await reader.ReadLineAsync(Stop).AsTask().WaitAsync(_patience, Stop) is not null)
        {
            // What was on its way.
        }

        Assert.Equal(0, _door.OpenStreams);
        Assert.False(File.Exists(_folder.File("door.json")));
    }

    [Fact]
    public async Task Without_operators_a_token_is_made_that_only_this_user_can_read()
    {
        using var folder = new TemporaryFolder();
        await using var door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, []), _desk.Desk, _desk.Status, folder.Path, null, Stop);
        var (url, token) = DoorKeys.Find(folder.Path)!.Value;
        Assert.Equal((new Uri(door.Url), door.Token), (url, token));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("door.json")));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/api/v1/desk/commands")) { Content = new StringContent("""{"command":"cancel_all"}""", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request, Stop);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_desk_that_has_ended_is_told_so()
    {
        await _desk.EndAsync();
        var (status, answer) = await TellAsync("""{"command":"cancel_all"}""");
        Assert.Equal(503, status);
        Assert.Contains("ended", answer.Member("detail"), StringComparison.Ordinal);
        Assert.Equal("test", (await AskAsync("/api/v1/desk")).Member("desk"));
    }

    [Theory]
    [InlineData("Door:Port", "70000", "Door:Port")]
    [InlineData("Door:Address", "0.0.0.0", "Door:Address")]
    [InlineData("Door:Operators:bob", "short", "Door:Operators:bob")]
    [InlineData("Door:Operators:nobody-has-set", "env", "RIALTO_DOOR_NOBODY-HAS-SET")]
    [InlineData("Door:Prot", "1", "Door:Prot")]
    public void What_is_wrong_with_a_door_is_named(string key, string value, string named)
    {
        var problem = Assert.Throws<Host.Tools.ToolException>(() => TradeCommand.Load(TradedRecordings.BtcAndEth(_folder.Path), into =>
        {
            into.Set("Door:Port", "0", "test");
            into.Set(key, value, "test");
        }));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    private static string? Use(JsonElement desk, string limit, string name) => desk.GetProperty("risk").Items("use").Single(use => use.Member("limit") == limit && use.Member("name") == name).Member("most");

    private Uri Address(string path) => new(_door.Url + path);

    private async Task<JsonElement> AskAsync(string path) => JsonElement.Parse(await _http.GetStringAsync(Address(path), Stop));

    private async Task<(int Status, string? Code)> CodeAsync(string body)
    {
        var (status, answer) = await TellAsync(body);
        return (status, answer.Member("code"));
    }

    private Task<(int Status, JsonElement Answer)> TellAsync(string body) => TellAsync(body, new AuthenticationHeaderValue("Bearer", Token));

    private async Task<(int Status, JsonElement Answer)> TellAsync(string body, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("/api/v1/desk/commands")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = authorization;
        using var answer = await _http.SendAsync(request, Stop);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)));
    }

    private async Task UntilAsync(Func<JsonElement, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(_patience);
        using var answer = await _http.GetAsync(Address("/api/v1/desk/stream"), HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && isSo(JsonElement.Parse(line[6..])))
                return;
        }

        Assert.Fail("The stream ended before.");
    }
}
