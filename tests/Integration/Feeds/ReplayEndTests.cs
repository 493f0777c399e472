using System.Net.WebSockets;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Feeds.Replay.Dialects;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters.Connections;
using Xunit;
using static Rialto.Integration.Feeds.SmallCaptures;

namespace Rialto.Integration.Feeds;

/// <summary>When a replay that ends with its recordings is over, and what clients that leave it behind.</summary>
public sealed class ReplayEndTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_not_waited_for()
    {
        // At its own pace the recording takes an hour.
        await using var server = await SmallCaptures.ServeAsync(_folder, Okx("okx.ws.1", "A-B", 1, 3_600), new ReplayOptions(Port: 0, Speed: 1, ClosesAtEnd: true));
        using (var socket = await OpenAsync(server, "okx/ws/v5/public"))
        {
            await SayAsync(socket, Book("subscribe", "A-B"));
            await UntilAsync(socket, "A-B 1");
        }

        await server.End.Over.WaitAsync(Generous, Stop);
        Assert.Equal((1, 0, 1), (server.Counters.Streams, server.Counters.Ended, server.Counters.Left));
    }

    [Fact]
    public async Task A_book_that_is_asked_for_again_is_one_stream_left_and_one_played_to_its_end()
    {
        // Between giving up and asking again the client has nothing to wait for: only patience keeps the connection open.
        await using var server = await SmallCaptures.ServeAsync(_folder, Okx("okx.ws.1", "A-B", 1, 3_600), new ReplayOptions(Port: 0, Speed: 7_200, ClosesAtEnd: true), patience: TimeSpan.FromMinutes(10));
        using var socket = await OpenAsync(server, "okx/ws/v5/public");
        await SayAsync(socket, Book("subscribe", "A-B"));
        await UntilAsync(socket, "A-B 1");
        await SayAsync(socket, Book("unsubscribe", "A-B"));
        await SayAsync(socket, Book("subscribe", "A-B"));
        await UntilAsync(socket, "A-B 3600");
        Assert.True(SpinWait.SpinUntil(() => server.Counters.Streams == server.Counters.Ended + server.Counters.Left, Generous));
        Assert.True(server.Counters.Ended >= 1);
    }

    [Fact]
    public async Task A_client_that_asks_for_nothing_holds_no_end_up()
    {
        await using var server = await SmallCaptures.ServeAsync(_folder, Okx("okx.ws.1", "A-B", 1), new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true) { AskWithin = TimeSpan.FromMilliseconds(1) });
        using var socket = await OpenAsync(server, "okx/ws/v5/public");
        Assert.Null(await HearAsync(socket));
        await server.End.Over.WaitAsync(Generous, Stop);
    }

    [Fact]
    public async Task A_client_that_asks_for_what_was_not_recorded_holds_no_end_up()
    {
        await using var server = await SmallCaptures.ServeAsync(_folder, Okx("okx.ws.1", "A-B", 1), new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true));
        Assert.Single(await TalkAsync(server, "okx/ws/v5/public", Book("subscribe", "C-D")));
        await server.End.Over.WaitAsync(Generous, Stop);
    }

    [Fact]
    public void Who_was_cut_off_early_is_waited_for_and_taken_when_it_comes_back() => VirtualTime.Run(async time =>
    {
        using var end = new ReplayEnd(TimeSpan.FromSeconds(2), time);
        using ReplaySocket first = Nobody(), second = Nobody();
        end.Begin(first);
        end.Leave(first, TimeSpan.FromSeconds(75));
        await Task.Delay(TimeSpan.FromSeconds(60), time, Stop);
        Assert.False(end.Over.IsCompleted);
        end.Begin(second);
        end.Leave(second);
        await Task.Delay(TimeSpan.FromSeconds(1.5), time, Stop);
        Assert.False(end.Over.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(1), time, Stop);
        Assert.True(end.Over.IsCompleted);
    });

    [Fact]
    public void Who_never_comes_back_is_given_up() => VirtualTime.Run(async time =>
    {
        using var end = new ReplayEnd(TimeSpan.FromSeconds(2), time);
        using var socket = Nobody();
        end.Begin(socket);
        end.Leave(socket, TimeSpan.FromSeconds(75));
        await Task.Delay(TimeSpan.FromSeconds(74), time, Stop);
        Assert.False(end.Over.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(2), time, Stop);
        Assert.True(end.Over.IsCompleted);
    });

    [Fact]
    public async Task Connections_are_closed_when_all_have_had_their_recordings()
    {
        using var end = new ReplayEnd(TimeSpan.Zero, TimeProvider.System);
        using ReplaySocket first = Nobody(), second = Nobody();
        end.Begin(first);
        end.Begin(second);
        var early = end.Finish(first);
        Assert.False(early.IsCompleted);
        var late = end.Finish(second);
        await early.WaitAsync(Generous, Stop);
        await late.WaitAsync(Generous, Stop);
        end.Leave(first);
        Assert.False(end.Over.IsCompleted);
        end.Leave(second);
        await end.Over.WaitAsync(Generous, Stop);
    }

    [Fact]
    public async Task A_client_that_asks_for_more_is_waited_for_again()
    {
        using var end = new ReplayEnd(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        using var socket = Nobody();
        end.Begin(socket);
        await end.Finish(socket).WaitAsync(Generous, Stop);
        end.Begin(socket);
        var again = end.Finish(socket);
        await again.WaitAsync(Generous, Stop);
        Assert.False(end.Over.IsCompleted);
        end.Leave(socket);
        await end.Over.WaitAsync(Generous, Stop);
    }

    [Fact]
    public void A_stream_among_frames_that_nobody_wants_gives_others_their_turn()
    {
        var path = Path.Combine(_folder, "long.jsonl");
        File.WriteAllText(path, Okx("okx.ws.1", "A-B", 1) + string.Concat(Enumerable.Range(2, 10_000).Select(time => Okx("okx.ws.1", "C-D", time))) + Okx("okx.ws.1", "A-B", 20_000));
        var recording = new Recording();
        recording.Load([path], FeedVenue.None);
        using var stream = new PlayedStream(recording.Connections[0]);
        stream.Want(new Topic("books", "A-B"), true);
        var (steps, frames) = (0, 0);
        for (; stream.Advance(); steps++)
            frames += stream.IsReady ? 1 : 0;
        Assert.Equal(2, frames);
        Assert.InRange(steps, 4, 100);
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_stream_is_among_unwanted_frames_takes_the_reading_with_it()
    {
        var capture = Okx("okx.ws.1", "A-B", 1) + string.Concat(Enumerable.Range(2, 50_000).Select(time => Okx("okx.ws.1", "C-D", time)));
        await using var server = await SmallCaptures.ServeAsync(_folder, capture, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        using (var socket = await OpenAsync(server, "okx/ws/v5/public"))
        {
            await SayAsync(socket, Book("subscribe", "A-B"));
            await UntilAsync(socket, "A-B 1");
            socket.Abort();
        }

        await server.End.Over.WaitAsync(Generous, Stop);
        Assert.Equal(server.Counters.Streams, server.Counters.Ended + server.Counters.Left);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/set_heartbeat","params":{"interval":"30"}}""", "\"code\":-32602")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/set_heartbeat","params":{"interval":1}}""", "\"code\":-32602")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/set_heartbeat","params":[30]}""", "\"code\":-32602")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/set_heartbeat"}""", "\"code\":-32602")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/set_heartbeat","params":{"interval":30.0}}""", "\"result\":\"ok\"")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"public/disable_heartbeat"}""", "\"result\":\"ok\"")]
    public void What_a_client_of_Deribit_sends_loosely_is_answered(string text, string answer)
    {
        var request = new ClientRequest();
        using var json = System.Text.Json.JsonDocument.Parse(text);
        new DeribitDialect().Read(text, json, request);
        Assert.Contains(answer, Assert.Single(request.Answers), StringComparison.Ordinal);
        Assert.Equal(answer.Contains("ok", StringComparison.Ordinal) && text.Contains("set_", StringComparison.Ordinal), request.HeartbeatEvery > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_request_that_is_no_text_ends_its_connection_alone()
    {
        await using var server = await SmallCaptures.ServeAsync(_folder, Okx("okx.ws.1", "A-B", 1), new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        using var socket = await OpenAsync(server, "okx/ws/v5/public");
        await SayAsync(socket, """{"op":"\ud800"}""");
        Assert.Null(await HearAsync(socket));
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, socket.CloseStatus);
    }

    /// <summary>A connection of which nothing but its name matters.</summary>
    private static ReplaySocket Nobody() => new(null!, new ReplayOptions(0, 0, true), new OkxDialect(), null!, "", "");
}
