using System.Globalization;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>What <c>rialto export</c> makes of several connections, of sockets that were exchanged, and of recordings with holes.</summary>
public sealed class ExportedConnectionsTests : IDisposable
{
    private const string Spot = "wss://stream.binance.com:9443/stream";
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wss://fstream.binance.com/public/stream", "wss://fstream.binance.com/market/stream", "https://fapi.binance.com/fapi/v1", "aggTrade")]
    [InlineData(Spot, Spot, "https://api.binance.com/api/v3", "trade")]
    public void A_connection_with_trades_alone_makes_no_book_of_a_recorded_snapshot(string books, string trades, string rest, string channel)
    {
        var isLinked = channel == "aggTrade";
        var (_, told) = Export(
            Connect("a", 1, books), Connect("b", 1.5, trades),
            Trade("b", 2, 1, channel), Depth("a", 2.5, 10, 12, "9", 4, isLinked), Snapshot(3, 11, rest), Depth("a", 3.5, 13, 14, "9", 0, isLinked), Trade("b", 4, 2, channel),
            Depth("a", 4.5, 15, 15, "8", 1, isLinked),
            Trade("b", 5, 3, channel));
        Assert.Equal([1, 2, 3], TradesOf(told));
        Assert.Single(told, one => one.Kind == FeedEventKind.BookCleared);
        Assert.All(told, one => Assert.Equal(one.Kind == FeedEventKind.Trade ? 2 : one.Kind == FeedEventKind.ConnectionChanged ? one.Connection : 1, one.Connection));
        Assert.Equal("Buy 7=1, Buy 8=1, Sell 20=1", BookOf(told));
    }

    [Fact]
    public void A_socket_that_was_exchanged_for_another_leaves_no_gap_and_tells_no_trade_twice()
    {
        var (events, told) = Export(
            Connect("a", 1, Spot), Depth("a", 2, 10, 12, "9", 4), Snapshot(2.5, 11), Depth("a", 3, 13, 14, "9", 0), Trade("a", 3.5, 1),

            // The next is there, synchronizes, and is ahead of the old one by a trade.
            Connect("b", 4, Spot), Depth("a", 4.5, 15, 15, "8", 1), Depth("b", 4.6, 15, 15, "8", 1), Snapshot(4.8, 15), Trade("a", 5, 2), Trade("b", 5.1, 2),
            Depth("a", 5.5, 16, 16, "6", 6), Depth("b", 5.6, 16, 16, "6", 6), Trade("b", 5.7, 3), Connect("c", 5.8, Spot), Trade("c", 5.81, 3), Depth("a", 6, 17, 17, "5", 5), Line("disconnect", "a", 6, "reason", ""),

            // The old one's last trade comes late over the new one.
            Trade("b", 6.1, 2), Depth("b", 6.5, 17, 17, "5", 5), Trade("b", 7, 4), Depth("b", 8, 18, 19, "7", 0));
        Assert.Equal(1, events.LeftOut);
        Assert.Equal([1, 2, 3, 4], TradesOf(told));
        Assert.Equal("Buy 5=5, Buy 6=6, Buy 8=1, Sell 20=1", BookOf(told));

        // Nobody hears of a book that is not to be believed until the last connection is gone.
        Assert.Equal("1 Resyncing, 1 Trusted, 2 Trusted, 2 Disconnected", string.Join(", ", StatesOf(told).Where(state => !state.Contains("AwaitsUpdate", StringComparison.Ordinal))));
        var taken = told.FindIndex(one => one.Kind == FeedEventKind.BookCleared && one.Connection == 2);
        Assert.Equal(6_000_000_000, told[taken].ReceiveTime.Nanoseconds);
        Assert.All(told[..taken], one => Assert.True(one.Connection == 1 || one.Kind is FeedEventKind.ConnectionChanged or FeedEventKind.Trade));
        Assert.All(told[taken..], one => Assert.Equal(2, one.Connection));
        Assert.Equal(2, told.Count(one => one.Kind == FeedEventKind.BookCleared));
        Assert.Equal(events.FramesTotal, events.Frames);
    }

    [Fact]
    public void A_socket_that_took_over_without_a_book_says_so()
    {
        var (_, told) = Export(
            Connect("a", 1, Spot), Depth("a", 2, 10, 12, "9", 4), Snapshot(2.5, 11), Depth("a", 3, 13, 14, "9", 2), Connect("b", 4, Spot), Depth("a", 4.5, 15, 15, "8", 3),
            Depth("b", 5, 15, 15, "8", 3), Depth("b", 6, 16, 17, "8", 2), Snapshot(6.5, 16), Depth("b", 7, 18, 18, "9", 1));
        Assert.Contains("1 Disconnected", StatesOf(told));
        Assert.Equal("Buy 7=1, Buy 8=2, Buy 9=1, Sell 20=1", BookOf(told));
        Assert.Equal("2 Trusted", StatesOf(told)[^2]);
    }

    [Fact]
    public void Records_that_the_recorder_lost_are_a_hole_after_which_the_book_begins_anew()
    {
        var (_, told) = Export(
            Connect("a", 1, Spot), Depth("a", 2, 10, 12, "9", 4), Snapshot(2.5, 11), Depth("a", 3, 13, 14, "9", 2),
            """{"t":"lost","conn":"other","ts":3.1,"count":7}""" + "\n", Depth("a", 3.2, 15, 15, "6", 2),
            """{"t":"lost","conn":"a","ts":4.1,"count":7}""" + "\n",
            Depth("a", 4, 16, 16, "8", 3), Depth("a", 5, 17, 17, "8", 5), Snapshot(5.5, 17), Depth("a", 6, 18, 18, "9", 1));
        Assert.Equal("1 Resyncing, 1 Trusted, 1 Disconnected, 1 Resyncing, 1 Trusted, 1 Disconnected", string.Join(", ", StatesOf(told)));
        Assert.Equal(3_200_000_000, told.First(one => one.Kind == FeedEventKind.BookStateChanged && one.State == BookTrust.Disconnected).ReceiveTime.Nanoseconds);
        Assert.Equal("Buy 7=1, Buy 8=1, Buy 9=1, Sell 20=1", BookOf(told));
    }

    [Fact]
    public async Task A_file_that_broke_off_is_exported_up_to_there_and_the_next_file_after_it()
    {
        var (first, second) = (_folder.File("1.jsonl"), _folder.File("2.jsonl"));
        var broken = Depth("a", 4, 15, 15, "8", 3);
        await File.WriteAllTextAsync(first, Connect("a", 1, Spot) + Depth("a", 2, 10, 12, "9", 4) + Snapshot(2.5, 11) + Depth("a", 3, 13, 14, "9", 2) + broken[..(broken.Length / 2)], Stop);
        await File.WriteAllTextAsync(second, Line("continue", "a", 5, "addr", Spot) + Trade("a", 5, 1) + Depth("a", 6, 16, 16, "6", 1), Stop);
        var recording = new Recording();
        recording.Load([first, second], FeedVenue.None, Stop);
        Assert.Single(recording.Connections);
        var events = new RecordedEvents(recording, FeedVenue.None, "AB", (0, 0));
        var told = Read(events);
        Assert.Contains("1.jsonl", Assert.Single(events.Breaks), StringComparison.Ordinal);
        Assert.Equal([1], TradesOf(told));
        Assert.Equal("1 Resyncing, 1 Trusted, 1 Disconnected, 1 Resyncing, 1 Disconnected", string.Join(", ", StatesOf(told)));
        Assert.Equal("Buy 7=1, Buy 8=1, Buy 9=2, Sell 20=1", BookOf(told));

        var target = _folder.File("a.csv");
        var ended = await RialtoProcess.RunAsync("export", "--capture", first, "--symbol", "AB", "--to", "csv", "--out", target, "--price-scale", "0", "--quantity-scale", "0", "--json");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(",Disconnected,", (await File.ReadAllLinesAsync(target, Stop))[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_a_connection_that_came_later_stand_at_its_time()
    {
        var path = _folder.File("a.csv");
        var events = Load(Connect("a", 1, Spot), Depth("a", 2, 10, 12, "9", 4), Snapshot(2.5, 11), Depth("a", 3, 13, 14, "9", 2), Connect("b", 10, Spot), Depth("b", 11, 30, 31, "9", 4), Trade("b", 12, 1));
        ExportFeedsCommand.Write(events, "csv", path, new ExportFeedsCommand.Counts(), Stop);
        var times = File.ReadLines(path).Skip(1).Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.Equal(["1", "2"], File.ReadLines(path).Where(line => line.Contains(",Up,", StringComparison.Ordinal)).Select(line => line.Split(',')[^1]));
        Assert.Equal([path], Directory.GetFiles(_folder.Path, "a.csv*"));
    }

    private (RecordedEvents Events, List<FeedEvent> Told) Export(params string[] lines)
    {
        var events = Load(lines);
        return (events, Read(events));
    }

    private RecordedEvents Load(params string[] lines)
    {
        var path = _folder.File("capture.jsonl");
        File.WriteAllText(path, string.Concat(lines));
        var recording = new Recording();
        recording.Load([path], FeedVenue.None, Stop);
        return new RecordedEvents(recording, FeedVenue.None, "AB", (0, 0));
    }

    /// <summary>All events, which stand in the order of their times, frame by frame.</summary>
    private static List<FeedEvent> Read(RecordedEvents events)
    {
        var told = new List<FeedEvent>();
        events.Read(
            frame =>
            {
                Assert.True((frame[0].Flags & FeedEventFlags.FirstOfFrame) != 0 && (frame[^1].Flags & FeedEventFlags.LastOfFrame) != 0);
                told.AddRange(frame);
            },
            Stop);
        Assert.Equal(told.Select(one => one.ReceiveTime.Nanoseconds).Order(), told.Select(one => one.ReceiveTime.Nanoseconds));
        Assert.Equal(0, events.Drifts);
        return told;
    }

    private static IEnumerable<long> TradesOf(List<FeedEvent> told) => told.Where(one => one.Kind == FeedEventKind.Trade).Select(one => one.TradeId);

    /// <summary>States of the book as they change, with the connection.</summary>
    private static List<string> StatesOf(List<FeedEvent> told)
    {
        var states = new List<string>();
        foreach (var one in told.Where(one => one.Kind == FeedEventKind.BookStateChanged).Select(one => $"{one.Connection} {one.State}"))
        {
            if (states.Count == 0 || states[^1] != one)
                states.Add(one);
        }

        return states;
    }

    /// <summary>The book that a reader has who applies every row.</summary>
    private static string BookOf(List<FeedEvent> told)
    {
        var levels = new SortedDictionary<(Side Side, long Price), long>();
        foreach (var one in told)
        {
            if (one.Kind == FeedEventKind.BookCleared)
                levels.Clear();
            else if (one.Kind == FeedEventKind.Level && one.Quantity.Units == 0)
                Assert.True(levels.Remove((one.Side, one.Price.Units)));
            else if (one.Kind == FeedEventKind.Level)
                levels[(one.Side, one.Price.Units)] = one.Quantity.Units;
        }

        return string.Join(", ", levels.Select(level => $"{level.Key.Side} {level.Key.Price}={level.Value}"));
    }

    private static string Connect(string connection, double time, string address) => Line("connect", connection, time, "addr", address);

    private static string Depth(string connection, double time, int first, int last, string price, int quantity, bool isLinked = false) => Line(
        "recv", connection, time, "data",
        $$$"""{"stream":"ab@depth@100ms","data":{"e":"depthUpdate","E":{{{Ms(time)}}},"s":"AB","U":{{{first}}},"u":{{{last}}},{{{(isLinked ? $"\"pu\":{first - 1}," : "")}}}"b":[["{{{price}}}","{{{quantity}}}"]],"a":[]}}""");

    private static string Trade(string connection, double time, int number, string channel = "trade") => Line(
        "recv", connection, time, "data",
        $$$"""{"stream":"ab@{{{channel}}}","data":{"e":"{{{channel}}}","E":{{{Ms(time)}}},"s":"AB","{{{(channel == "trade" ? "t" : "a")}}}":{{{number}}},"p":"10","q":"1","T":{{{number}}},"m":true}}""");

    private static string Snapshot(double time, int number, string rest = "https://api.binance.com/api/v3") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"t":"http","conn":"r","ts":{{time}},"url":"{{rest}}/depth?symbol=AB&limit=1000","data":"{\"lastUpdateId\":{{number}},\"bids\":[[\"8\",\"1\"],[\"7\",\"1\"]],\"asks\":[[\"20\",\"1\"]]}"}""") + "\n";

    private static long Ms(double time) => (long)(time * 1_000);

    private static string Line(string kind, string connection, double time, string name, string value) => SmallCaptures.Line(kind, connection, time, name, value);
}
