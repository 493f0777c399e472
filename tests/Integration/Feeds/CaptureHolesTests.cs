using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Recordings with something missing, and with lists of instruments that were read again and again.</summary>
public sealed class CaptureHolesTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_that_a_recorder_could_not_keep_are_told_by_connection_over_all_files()
    {
        var recording = Load(
            SmallCaptures.Okx("okx.1", "A-B", 1, 2) + SmallCaptures.Okx("okx.2", "C-D", 1) + Lost("okx.1", 3, 5) + Lost("okx.1", 3, 2),
            SmallCaptures.Line("continue", "okx.1", 10, "addr", "wss://ws.okx.com:8443/ws/v5/public") + Data("okx.1", "A-B", 11) + Lost("okx.1", 12, 1_000) + Lost("okx.rest", 12, 1));
        Assert.Equal([("okx.1", 1_007L), ("okx.2", 0L)], recording.Connections.Select(connection => (connection.Name, connection.Lost)).Order());
        Assert.Equal(3, recording.Remarks.Count);
        Assert.Contains("0.jsonl: 7 records of 'okx.1' are missing", recording.Remarks[0], StringComparison.Ordinal);
        Assert.Contains("1.jsonl: 1000 records of 'okx.1' are missing", recording.Remarks[1], StringComparison.Ordinal);
        Assert.Contains("1.jsonl: 1 records of 'okx.rest' are missing", recording.Remarks[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_longer_than_any_record_costs_itself_alone_and_is_told()
    {
        var recording = Load(SmallCaptures.Okx("okx.1", "A-B", 1) + new string('x', CaptureReader.RecordBytesMax) + "\n" + Data("okx.1", "A-B", 2));
        Assert.Equal(2, Assert.Single(recording.Connections).Frames);
        Assert.Contains("1 lines of more than 67108864 bytes are passed over, the first at record 3", Assert.Single(recording.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_a_list_the_first_and_the_last_are_kept_whatever_the_order_of_the_files(bool isReversed)
    {
        const string Path = "https://www.okx.com/api/v5/public/instruments?instType=";
        var files = Enumerable.Range(0, 3).Select(file => SmallCaptures.Okx($"okx.{file}", "A-B", file * 100)
            + string.Concat(Enumerable.Range(0, 10).Select(i => Rest(Path + "SPOT", (file * 100) + i) + Rest(Path + "SWAP", (file * 100) + i)))).ToArray();
        var recording = Load(isReversed ? [.. files.Reverse()] : files);
        Assert.Equal([("SPOT", 0L), ("SPOT", 209L), ("SWAP", 0L), ("SWAP", 209L)], recording.Answers.Select(answer => (answer.Query["instType"], answer.Time.Nanoseconds / 1_000_000_000)).Order());
        Assert.Equal("{\"n\":209}", Encoding.UTF8.GetString(recording.Answers[^1].Body));
    }

    [Fact]
    public void The_pages_of_a_list_stay_together_and_snapshots_are_all_kept()
    {
        const string Path = "https://api.bybit.com/v5/market/instruments-info?category=spot&limit=1000";
        var capture = SmallCaptures.Line("connect", "b", 1, "addr", "wss://stream.bybit.com/v5/public/spot")
            + SmallCaptures.Line("recv", "b", 1, "data", """{"topic":"orderbook.50.AB","type":"snapshot","data":{"s":"AB"}}""")
            + string.Concat(Enumerable.Range(0, 5).Select(i => Rest(Path, i * 10) + Rest(Path + $"&cursor=a{i}", (i * 10) + 1) + Rest(Path + $"&cursor=b{i}", (i * 10) + 2)
                + Rest("https://api.bybit.com/v5/market/orderbook?category=spot&symbol=AB", (i * 10) + 3)));
        var recording = Load(capture);
        Assert.Equal([0, 1, 2, 40, 41, 42], recording.Answers.Where(answer => answer.Symbol.Length == 0).Select(answer => (int)(answer.Time.Nanoseconds / 1_000_000_000)));
        Assert.Equal(5, recording.Answers.Count(answer => answer.Symbol == "AB"));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("disconnect")]
    public async Task A_client_is_cut_off_at_a_hole_and_comes_back_for_what_follows(string kind)
    {
        var hole = kind == "lost" ? Lost("okx.1", 3, 5) : SmallCaptures.Line("disconnect", "okx.1", 3, "reason", "reset");
        await using var server = await SmallCaptures.ServeAsync(
            _folder.Path, SmallCaptures.Okx("okx.1", "A-B", 1, 2) + hole + Data("okx.1", "A-B", 4) + Lost("okx.1", 5, 1) + Data("okx.1", "A-B", 6) + Data("okx.1", "A-B", 7),
            new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true), returnWithin: TimeSpan.FromMinutes(10));
        Assert.Equal(["A-B 1", "A-B 2"], await HearAsync(server, isCut: true));
        Assert.Equal(["A-B 4"], await HearAsync(server, isCut: true));
        Assert.Equal(["A-B 6", "A-B 7"], await HearAsync(server, isCut: false));
        await server.End.Over.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal((2, 3), (server.Counters.Cut, server.Counters.Streams));
    }

    [Fact]
    public async Task A_book_asked_for_again_behind_a_hole_is_not_played_from_before_it()
    {
        await using var server = await SmallCaptures.ServeAsync(
            _folder.Path, SmallCaptures.Okx("okx.1", "A-B", 1, 2) + Lost("okx.1", 3, 5) + Data("okx.1", "A-B", 4), new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        await HearAsync(server, isCut: true);
        using var socket = await SmallCaptures.OpenAsync(server, "okx/ws/v5/public");
        await SmallCaptures.SayAsync(socket, SmallCaptures.Book("subscribe", "A-B"));
        await SmallCaptures.UntilAsync(socket, "A-B 4");
        await SmallCaptures.SayAsync(socket, SmallCaptures.Book("unsubscribe", "A-B"));
        await SmallCaptures.SayAsync(socket, SmallCaptures.Book("subscribe", "A-B"));
        Assert.Equal(["A-B 4"], (await SmallCaptures.UntilAsync(socket, "A-B 4")).Where(SmallCaptures.IsData).Select(SmallCaptures.Short));
    }

    [Fact]
    public async Task A_file_that_is_missing_between_two_is_a_hole()
    {
        string Header(string continues) => $$"""{"t":"header","recorder":"rialto","recorded":"2026-01-01T00:00:00Z","continues":"{{continues}}"}""" + "\n";
        string Continue(int time) => SmallCaptures.Line("continue", "okx.1", time, "addr", "wss://ws.okx.com:8443/ws/v5/public");
        var whole = Load(SmallCaptures.Okx("okx.1", "A-B", 1), Header("0.jsonl") + Continue(2) + Data("okx.1", "A-B", 3));
        Assert.Empty(whole.Remarks);

        // A file in which the connection says nothing is no hole.
        var quiet = Load(SmallCaptures.Okx("okx.1", "A-B", 1), Header("0.jsonl") + Continue(2) + SmallCaptures.Okx("okx.2", "C-D", 2), Header("1.jsonl") + Continue(3) + Data("okx.1", "A-B", 4));
        Assert.DoesNotContain(quiet.Remarks, remark => remark.Contains("is not here", StringComparison.Ordinal));
        Assert.Equal(2, quiet.Connections.Count);
        var recording = Load(SmallCaptures.Okx("okx.1", "A-B", 1), Header("elsewhere.jsonl") + Continue(2) + Data("okx.1", "A-B", 3));
        Assert.Contains("elsewhere.jsonl, between 0.jsonl and 1.jsonl, is not here", Assert.Single(recording.Remarks), StringComparison.Ordinal);
        await using var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true) { Patience = TimeSpan.Zero });
        await server.StartAsync(Stop);
        Assert.Equal(["A-B 1"], await HearAsync(server, isCut: true));
        Assert.Equal(["A-B 3"], await HearAsync(server, isCut: false));
    }

    private static async Task<List<string>> HearAsync(ReplayServer server, bool isCut)
    {
        using var socket = await SmallCaptures.OpenAsync(server, "okx/ws/v5/public");
        await SmallCaptures.SayAsync(socket, SmallCaptures.Book("subscribe", "A-B"));
        var heard = new List<string>();
        while (await SmallCaptures.HearAsync(socket) is { } frame)
        {
            if (SmallCaptures.IsData(frame))
                heard.Add(SmallCaptures.Short(frame));
        }

        Assert.Equal(isCut ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        return heard;
    }

    private Recording Load(params string[] captures)
    {
        var files = captures.Select((capture, i) =>
        {
            var path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"{i}.jsonl"));
            File.WriteAllText(path, capture);
            return path;
        }).ToArray();
        var recording = new Recording();
        recording.Load(files, FeedVenue.None, Stop);
        return recording;
    }

    private static string Data(string connection, string symbol, int time) => SmallCaptures.Okx(connection, symbol, time).Split('\n')[1] + "\n";

    private static string Lost(string connection, int time, int count) => string.Create(CultureInfo.InvariantCulture, $$"""{"t":"lost","conn":"{{connection}}","ts":{{time}},"count":{{count}}}""") + "\n";

    private static string Rest(string url, int time) => string.Create(CultureInfo.InvariantCulture, $$"""{"t":"http","conn":"r","ts":{{time}},"url":"{{url}}","data":"{\"n\":{{time}}}"}""") + "\n";
}
