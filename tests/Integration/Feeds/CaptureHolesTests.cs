using System.Globalization;
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
