using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Xunit;
using static Rialto.Integration.Feeds.SmallCaptures;

namespace Rialto.Integration.Feeds;

/// <summary>What a replay answers, on small captures made here; recordings themselves are in <see cref="RecordedVenuesTests"/>.</summary>
public sealed class ReplayServerTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-replay-").FullName;
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_subscription_is_acknowledged_and_what_was_not_recorded_is_refused_in_the_venues_words()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1, 2));
        var said = await TalkAsync(server, "okx/ws/v5/public", Book("subscribe", "A-B"), Book("subscribe", "C-D"), "ping");
        Assert.Contains("""{"event":"subscribe","arg":{"channel":"books","instId":"A-B"},"connId":"replay"}""", said);
        Assert.Contains(said, frame => frame.Contains("\"60018\"", StringComparison.Ordinal) && frame.Contains("C-D", StringComparison.Ordinal));
        Assert.Contains("pong", said);
        Assert.Equal(["A-B 1", "A-B 2"], said.Where(IsData).Select(Short));
    }

    [Fact]
    public async Task A_book_that_is_asked_for_again_comes_from_its_beginning()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1, 2), closesAtEnd: false);
        using var socket = await OpenAsync(server, "okx/ws/v5/public");
        await SayAsync(socket, Book("subscribe", "A-B"));
        await UntilAsync(socket, "A-B 2");
        await SayAsync(socket, Book("unsubscribe", "A-B"));
        await SayAsync(socket, Book("subscribe", "A-B"));
        Assert.Equal(["A-B 1", "A-B 2"], (await UntilAsync(socket, "A-B 2")).Where(IsData).Select(Short));
    }

    [Fact]
    public async Task Each_new_connection_takes_the_recorded_one_that_was_played_least()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1) + Okx("okx.ws.2", "A-B", 5));
        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
            seen.AddRange((await TalkAsync(server, "okx/ws/v5/public", Book("subscribe", "A-B"))).Where(IsData).Select(Short));
        Assert.Equal(["A-B 1", "A-B 5", "A-B 1"], seen);
    }

    [Fact]
    public async Task Symbols_that_were_recorded_apart_come_over_one_connection_in_the_order_of_their_times()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1, 3) + Okx("okx.ws.2", "C-D", 2, 4));
        var said = await TalkAsync(server, "okx/ws/v5/public", """{"op":"subscribe","args":[{"channel":"books","instId":"A-B"},{"channel":"books","instId":"C-D"}]}""");
        Assert.Equal(["A-B 1", "C-D 2", "A-B 3", "C-D 4"], said.Where(IsData).Select(Short));
    }

    [Fact]
    public async Task A_snapshot_is_the_one_of_the_instant_and_the_stream_waits_for_it()
    {
        var capture = Binance(1, 1) + Binance(2, 2) + Snapshot(2.5, 20) + Binance(3, 3) + Snapshot(3.5, 30) + Binance(4, 4);
        await using var server = await ServeAsync(capture, closesAtEnd: false);
        using var socket = await OpenAsync(server, "binance/stream?streams=ab@depth@100ms");

        // The stream stops before update 3 until the snapshot has been asked for.
        Assert.Equal(["1", "2"], (await UntilAsync(socket, "2")).Select(Short));
        Assert.Equal(20, await NumberAsync($"{server.Url}/binance/api/v3/depth?symbol=AB&limit=5000"));
        Assert.Equal(["3", "4"], (await UntilAsync(socket, "4")).Select(Short));
        Assert.Equal(30, await NumberAsync($"{server.Url}/binance/api/v3/depth?symbol=AB&limit=5000"));
    }

    [Fact]
    public async Task Bare_streams_come_without_their_envelope_and_answers_with_the_number_of_the_request()
    {
        await using var server = await ServeAsync(Binance(1, 1) + Binance(2, 2));
        var said = await TalkAsync(server, "binance/ws", """{"method":"SUBSCRIBE","params":["ab@depth"],"id":"x9"}""");
        Assert.Equal("""{"result":null,"id":"x9"}""", said[0]);
        Assert.Equal("""{"e":"depthUpdate","s":"AB","U":1,"u":1,"b":[],"a":[]}""", said[1]);
    }

    [Fact]
    public async Task A_server_that_stops_closes_its_sockets_in_the_protocols_way()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1), closesAtEnd: false);
        using var socket = await OpenAsync(server, "okx/ws/v5/public");
        await SayAsync(socket, Book("subscribe", "A-B"));
        await UntilAsync(socket, "A-B 1");
        var stopping = server.StopAsync();
        Assert.Null(await HearAsync(socket));
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "the replay is over"), (socket.CloseStatus, socket.CloseStatusDescription));
        await stopping;
    }

    [Fact]
    public async Task Recorded_pace_is_kept_and_never_run_ahead_of()
    {
        await using var server = await ServeAsync(Okx("okx.ws.1", "A-B", 1, 2, 3), speed: 10);
        var begun = TimeProvider.System.GetTimestamp();
        var said = await TalkAsync(server, "okx/ws/v5/public", Book("subscribe", "A-B"));
        Assert.Equal(["A-B 1", "A-B 2", "A-B 3"], said.Where(IsData).Select(Short));

        // Two recorded seconds at ten times their pace; timers may be a little early.
        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= TimeSpan.FromMilliseconds(180));
    }

    [Fact]
    public async Task Questions_that_were_not_recorded_are_answered_with_404()
    {
        await using var server = await ServeAsync(Binance(1, 1) + Snapshot(1, 7));
        foreach (var path in new[] { "binance/api/v3/exchangeInfo", "binance/api/v3/depth?symbol=XY", "okx/api/v5/public/time", "nobody/x", "" })
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri($"{server.Url}/{path}"), Stop)).StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(server, "okx/ws/v5/public"));
    }

    [Theory]
    [InlineData("28B52FFD 0102030405060708090A0B0C0D0E0F")]
    [InlineData("1F8B0800 0000000000FF FFFFFFFFFFFFFFFFFF")]
    public void Broken_compression_is_told_and_not_thrown_about(string hex)
    {
        var path = Path.Combine(_folder, "broken");
        File.WriteAllBytes(path, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Contains(path, Assert.Throws<RecordingException>(() => new Recording().Load([path], FeedVenue.None)).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<RecordingException>(() => new Recording().AddBody("okx/api/v5/public/time", path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"t\":\"connect\",\"conn\":\"a\",\"ts\":1,\"addr\":\"wss://example.org\"}\n{\"t\":\"recv\",\"conn\":\"a\",\"ts\":1,\"data\":\"{}\"}\n", "not recognized")]
    [InlineData("hello\n", "no framing")]
    [InlineData("{\"t\":\"header\",\"ts\":1}\n", "no frames")]
    public void A_file_that_cannot_be_replayed_says_why(string content, string reason)
    {
        var path = Path.Combine(_folder, "bad.jsonl");
        File.WriteAllText(path, content);
        Assert.Contains(reason, Assert.Throws<RecordingException>(() => new Recording().Load([path], FeedVenue.None)).Message, StringComparison.Ordinal);
        Assert.Contains("no file", Assert.Throws<RecordingException>(() => new Recording().Load([path + "x"], FeedVenue.None)).Message, StringComparison.Ordinal);
    }

    private Task<ReplayServer> ServeAsync(string capture, bool closesAtEnd = true, double speed = 0) => SmallCaptures.ServeAsync(_folder, capture, new ReplayOptions(Port: 0, speed, closesAtEnd));

    private async Task<long> NumberAsync(string url)
    {
        using var json = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(url), Stop));
        return json.RootElement.GetProperty("lastUpdateId").GetInt64();
    }
}
