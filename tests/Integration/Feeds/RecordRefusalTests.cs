using System.Text.Json;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Rialto.Unit;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary><c>rialto record</c> where nothing can be recorded: it says so, and does not end as if all were well.</summary>
public sealed class RecordRefusalTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ls-securities", "ls-securities ")]
    [InlineData("kalshi", "kalshi opens no socket without a signature")]
    public async Task Venues_of_which_nothing_would_come_are_refused_before_anything_is_asked(string venue, string message)
    {
        await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System);
        await using var recording = new FeedRecording(recorder, null, new VenueRoute(), new ProcessBudgets(TimeProvider.System), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RecordingRefusedException>(() => recording.StartAsync([FeedRecording.TermsOf("okx", null), FeedRecording.TermsOf(venue, null)], ["X"], Stop));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await RialtoProcess.RunAsync("record", "--venues", venue, "--symbols", "X", "--out", _folder.File("a"))).ExitCode);
    }

    [Fact]
    public async Task It_goes_the_way_that_is_set_and_names_a_setting_that_is_wrong()
    {
        await using var replay = RialtoProcess.Start(["replay", "--http", "0", "--json", "--capture", Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz")]);
        var server = new Uri(JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!);
        using var certificate = new TestCertificate(name: "venues.test");
        await using var proxy = new TestProxy(server.Port, certificate);
        await using var record = RialtoProcess.Start(
            [
                "record", "--venues", "bybit", "--symbols", "BTC-USDT", "--out", _folder.File("a"), "--seconds", "3", "--json", "--server", "https://venues.test",
                "--set", $"Feeds:Network:Proxy=http://127.0.0.1:{proxy.Port}", "--set", $"Feeds:Network:CaFile={certificate.Pem}", "--set", $"Feeds:BudgetFolder={_folder.File("budgets")}",
            ],
            _folder.Path);
        var ended = await record.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.True(JsonElement.Parse(ended.Output.Trim().Split('\n')[^1]).GetProperty("frames").GetInt64() > 0);
        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT venues.test:443 ", request, StringComparison.Ordinal));

        var wrong = await RialtoProcess.RunAsync("record", "--venues", "bybit", "--symbols", "BTC-USDT", "--out", _folder.File("b"), "--set", "Feeds:Network:Proxy=nonsense");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("Feeds:Network:Proxy", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_link_that_came_up_the_exit_code_is_5()
    {
        // Lists and nothing else: every socket is refused.
        const string List = """{\"symbols\":[{\"symbol\":\"AB\",\"status\":\"TRADING\",\"baseAsset\":\"A\",\"quoteAsset\":\"B\",\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.01\"},{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.01\"}]}]}""";
        await using var server = await SmallCaptures.ServeAsync(
            _folder.Path, $$"""{"t":"http","conn":"r","ts":1,"url":"https://api.binance.com/api/v3/exchangeInfo","data":"{{List}}"}""" + "\n", new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        var ended = await RialtoProcess.RunAsync("record", "--venues", "binance", "--symbols", "AB", "ab", "A-B", "--seconds", "0.5", "--out", _folder.File("a"), "--server", server.Url);
        Assert.True(ended.ExitCode == 5, ended.Errors);
        Assert.Contains("no link ever came up", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_cannot_be_had_is_asked_for_again_and_its_venue_recorded_once_it_is_there()
    {
        const string Capture = "wire/binance-coinm/capture-2021-07-22.jsonl.gz";
        var recorded = new Recording();
        recorded.Load([Recordings.Path(Capture)], Model.Feeds.FeedVenue.None, Stop);
        await using var replay = new ReplayServer(recorded, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false) { SnapshotWait = TimeSpan.FromMinutes(1), Patience = TimeSpan.Zero });
        await replay.StartAsync(Stop);
        var symbol = replay.Recording.Connections[0].Topics.All.Keys.First().Symbol;

        // A venue whose REST answers nothing good until it is told to; its sockets are the replay's.
        var isOpen = false;
        using var http = new HttpClient();
        await using var rest = new TestVenue(async connection =>
        {
            if (!Volatile.Read(ref isOpen))
            {
                await connection.AnswerAsync("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0");
                return;
            }

            var body = await http.GetByteArrayAsync(new Uri(replay.Url + connection.Request.Split(' ')[1]), Stop);
            await connection.AnswerAsync($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}");
            await connection.Stream.WriteAsync(body, Stop);
        });
        var terms = FeedRecording.TermsOf("binance-coinm", new Uri(replay.Url));
        terms = terms.With(new VenueSettings { WebSocket = new Uri($"{replay.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/binance-coinm"), Rest = new Uri($"http://127.0.0.1:{rest.Port}/binance-coinm") });
        await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System);
        await using var recording = new FeedRecording(recorder, null, new VenueRoute(), new ProcessBudgets(TimeProvider.System), TimeProvider.System);
        await recording.StartAsync([terms], [symbol], Stop);
        Assert.Contains("could not be had and is asked for again", Assert.Single(recording.TakeRemarks()), StringComparison.Ordinal);
        Assert.StartsWith("binance-coinm: ", Assert.Single(recording.Unlisted), StringComparison.Ordinal);
        Assert.Empty(recording.Report());
        Volatile.Write(ref isOpen, true);
        var since = TimeProvider.System.GetTimestamp();
        while (recorder.Report().Frames < 10)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < RialtoProcess.Patience, string.Join("; ", recording.Unlisted));
            await Task.Yield();
        }

        Assert.Empty(recording.Unlisted);
        Assert.Contains("its list of instruments is there", Assert.Single(recording.TakeRemarks()), StringComparison.Ordinal);
        lock (rest.Requests)
            Assert.True(rest.Requests.Count > 1);
    }
}
