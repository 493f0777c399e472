using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>What a recorder writes, on a disk that is well, full, or slow.</summary>
public sealed class CaptureRecorderTests : IDisposable
{
    private const string Address = "wss://ws.okx.com:8443/ws/v5/public";
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_passes_a_socket_and_a_REST_interface_is_read_again()
    {
        await using (var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System))
        {
            var far = new FarSocket(["{\"a\":1}"u8.ToArray(), [0xFF, 0x00]]);
            await using (var socket = await new RecordingDialer(new FarDialer(far), recorder, "okx").DialAsync(new Uri(Address), Stop))
            {
                await socket.SendAsync("{\"op\":\"subscribe\"}"u8.ToArray(), Stop);
                while ((await socket.ReceiveAsync(Stop)).Kind != VenueFrameKind.Closed)
                {
                }
            }

            Assert.Equal(["{\"op\":\"subscribe\"}"], far.Sent);
            using var rest = new RecordingRest(new FarRest(new RestAnswer(200, "{\"b\":2}"u8.ToArray(), TimeSpan.Zero, "")), recorder, "okx", path => new Uri("https://www.okx.com" + path));
            Assert.True((await rest.GetAsync(new RestRequest("/api/v5/public/time?signature=abc&instId=A-B", 1, RestPriority.Start), Stop)).IsGood);
        }

        var records = Read();
        Assert.Equal(
            [
                $"Connect okx.1 {Address}", "Send okx.1 {\"op\":\"subscribe\"}", "Receive okx.1 {\"a\":1}", "Receive okx.1 FF00", "Disconnect okx.1 ",
                "Rest okx.rest https://www.okx.com/api/v5/public/time?signature=***&instId=A-B {\"b\":2}",
            ],
            records);
    }

    [Fact]
    public async Task A_file_that_is_large_is_followed_by_another_and_both_are_one_connection()
    {
        await using (var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path) { RotateBytes = 4_096, SegmentBytes = 1_024 }, TimeProvider.System))
        {
            var connection = recorder.Connected("okx", Address);
            for (var i = 0; i < 2_000; i++)
                recorder.Received(connection, Encoding.UTF8.GetBytes($$"""{"arg":{"channel":"books","instId":"A-B"},"data":[{"n":{{i}},"x":"{{Guid.NewGuid()}}"}]}"""), isBinary: false, recorder.Now());
        }

        var files = Files();
        Assert.True(files.Length > 3);
        var recording = new Recording();
        recording.Load(files, FeedVenue.None, Stop);
        Assert.Empty(recording.Remarks);
        var only = Assert.Single(recording.Connections);
        Assert.Equal((2_000, files.Length), (only.Frames, only.Parts.Count));
        using var stream = new PlayedStream(only);
        stream.Want(new Topic("books", "A-B"), true);
        var expected = 0;
        while (stream.Advance())
        {
            if (stream.IsReady)
                Assert.Contains($"\"n\":{expected++},", Encoding.UTF8.GetString(stream.Frame.Span), StringComparison.Ordinal);
        }

        Assert.Equal(2_000, expected);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_told_and_nothing_is_lost_once_it_has_room()
    {
        var disk = new MoodyFolder(_folder.Path) { RoomBytes = 10_000 };
        await using (var recorder = new CaptureRecorder(new RecorderOptions("") { SegmentBytes = 2_048, RetryAfter = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, disk))
        {
            var connection = recorder.Connected("okx", Address);
            for (var i = 0; i < 1_000; i++)
                recorder.Received(connection, Encoding.UTF8.GetBytes($"{i} {Guid.NewGuid()}"), isBinary: false, new Timestamp(i + 1));
            await UntilAsync(() => recorder.Report().Problem.Contains("no space", StringComparison.Ordinal));
            disk.RoomBytes = long.MaxValue;
            await UntilAsync(() => recorder.Report() is { Problem: "", Frames: 1_000 });
        }

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Receive okx.1 {i}"), Read().Where(line => line.StartsWith("Receive", StringComparison.Ordinal)).Select(line => line[..line.LastIndexOf(' ')]));
    }

    [Fact]
    public async Task A_recorder_told_to_end_on_a_full_disk_ends_and_leaves_a_whole_file()
    {
        var disk = new MoodyFolder(_folder.Path) { RoomBytes = 5_000 };
        RecorderReport report;
        await using (var recorder = new CaptureRecorder(new RecorderOptions("") { SegmentBytes = 2_048, RetryAfter = TimeSpan.FromMilliseconds(1), CloseLimit = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, disk))
        {
            var connection = recorder.Connected("okx", Address);
            for (var i = 0; i < 1_000; i++)
                recorder.Received(connection, Encoding.UTF8.GetBytes($"{i} {Guid.NewGuid()}"), isBinary: false, new Timestamp(i + 1));
            await UntilAsync(() => recorder.Report().Problem.Length > 0);
            await recorder.DisposeAsync();
            report = recorder.Report();
        }

        Assert.Contains("no space", report.Problem, StringComparison.Ordinal);
        Assert.Equal("Receive okx.1 0", Read().First(line => line.StartsWith("Receive", StringComparison.Ordinal))[..15]);
    }

    [Fact]
    public async Task One_limit_holds_for_all_that_waits_when_a_recorder_is_told_to_end_on_a_full_disk()
    {
        var disk = new MoodyFolder(_folder.Path) { RoomBytes = 0 };
        var recorder = new CaptureRecorder(new RecorderOptions("") { SegmentBytes = 1, RetryAfter = TimeSpan.FromHours(1), CloseLimit = TimeSpan.Zero }, TimeProvider.System, disk);
        var connection = recorder.Connected("okx", Address);
        for (var i = 0; i < 1_000; i++)
            recorder.Received(connection, "x"u8, isBinary: false, new Timestamp(i + 1));
        await UntilAsync(() => recorder.Report().Problem.Length > 0);
        await recorder.DisposeAsync();
        Assert.Contains("no space", recorder.Report().Problem, StringComparison.Ordinal);

        // One for the first segment, a few for wakes by what was handed in; not one for each record.
        Assert.InRange(disk.Refused, 1, 10);
    }

    [Fact]
    public void A_clock_that_is_set_makes_nothing_due_and_holds_nothing_back()
    {
        var time = new SetClock();
        using var files = new CaptureFiles(new MoodyFolder(_folder.Path) { RoomBytes = long.MaxValue }, new RecorderOptions("") { SegmentAfter = TimeSpan.FromSeconds(1), RotateAfter = TimeSpan.FromHours(1) }, time);
        var entry = new CaptureEntry(CaptureEntryKind.Receive, false, 0, 0, new Timestamp(1), 0, 1);
        Assert.Equal("", files.TryWrite());
        Assert.True(files.Add(entry, new CaptureConnection("okx.1", "okx", Address), default, "x"u8));
        time.Set += TimeSpan.FromHours(2);
        Assert.False(files.IsSegmentDue);
        Assert.Equal("", files.TryWrite());
        Assert.Equal(1, files.Count);

        Assert.True(files.Add(entry, new CaptureConnection("okx.1", "okx", Address), default, "x"u8));
        time.Set -= TimeSpan.FromHours(5);
        time.Passed += TimeSpan.FromSeconds(1);
        Assert.True(files.IsSegmentDue);
        time.Passed += TimeSpan.FromHours(1);
        Assert.Equal("", files.TryWrite());
        Assert.Equal(2, files.Count);
    }

    [Fact]
    public async Task A_socket_that_goes_while_the_queue_is_full_is_not_kept_open_in_the_files_that_follow()
    {
        var disk = new MoodyFolder(_folder.Path) { RoomBytes = 0 };
        await using (var recorder = new CaptureRecorder(new RecorderOptions("") { SegmentBytes = 1, RotateBytes = 1, QueueRecords = 10, RetryAfter = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, disk))
        {
            var connection = recorder.Connected("okx", Address);
            for (var i = 0; i < 100; i++)
                recorder.Received(connection, "x"u8, isBinary: false, new Timestamp(i + 1));
            recorder.Disconnected(connection, "gone");
            disk.RoomBytes = long.MaxValue;
            await UntilAsync(() => recorder.Report() is { Problem: "", WaitingBytes: 0 });
            recorder.Received(recorder.Connected("okx", Address), "y"u8, isBinary: false, new Timestamp(1));
        }

        var lines = Read();
        Assert.Equal(1, lines.Count(line => line == "Disconnect okx.1 "));
        Assert.Equal(lines.FindLastIndex(line => line.Contains("okx.1 ", StringComparison.Ordinal)), lines.IndexOf("Disconnect okx.1 "));
        Assert.Contains("Receive okx.2 y", lines);
    }

    [Fact]
    public async Task A_message_whose_line_would_be_too_long_to_be_read_is_lost_and_told_and_no_other_with_it()
    {
        await using (var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System))
        {
            var connection = recorder.Connected("okx", Address);
            var controls = new byte[CaptureReader.RecordBytesMax / 6];
            controls.AsSpan().Fill(1);
            recorder.Received(connection, "a"u8, isBinary: false, new Timestamp(1));
            recorder.Received(connection, controls, isBinary: false, new Timestamp(2));
            recorder.Received(connection, "b"u8, isBinary: false, new Timestamp(3));
            await recorder.DisposeAsync();
            Assert.Equal((2, 1, 1, ""), (recorder.Report().Frames, recorder.Report().Lost, recorder.Report().Sockets, recorder.Report().Problem));
        }

        Assert.Equal([$"Connect okx.1 {Address}", "Receive okx.1 a", "Lost okx.1 ", "Receive okx.1 b"], Read());
    }

    [Fact]
    public async Task What_finds_the_queue_full_is_counted_in_the_file()
    {
        const int Sent = 5_000;
        var disk = new MoodyFolder(_folder.Path) { RoomBytes = 0 };
        await using (var recorder = new CaptureRecorder(new RecorderOptions("") { SegmentBytes = 1, QueueRecords = 100, RetryAfter = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, disk))
        {
            var connection = recorder.Connected("okx", Address);
            for (var i = 0; i < Sent; i++)
                recorder.Received(connection, "x"u8, isBinary: false, new Timestamp(i + 1));
            Assert.InRange(recorder.Report().Lost, Sent - 300, Sent - 1);
            disk.RoomBytes = long.MaxValue;
        }

        var (kept, lost) = (0L, 0L);
        foreach (var path in Files())
        {
            using var reader = CaptureReader.Open(path);
            while (reader.TryRead())
                (kept, lost) = (kept + (reader.Kind == CaptureKind.Receive ? 1 : 0), lost + reader.LostRecords);
        }

        Assert.Equal(Sent, kept + lost);
    }

    [Fact]
    public async Task Handing_a_message_in_allocates_nothing()
    {
        await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System);
        var connection = recorder.Connected("okx", Address);
        var message = new byte[500];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
                recorder.Received(connection, message, isBinary: false, recorder.Now());
        }));
    }

    [Theory]
    [InlineData("""{"op":"login","args":[{"apiKey":"k","sign":"s"}]}""", """{"removed":"credentials"}""", """{"op":"login","args":[{"apiKey":"***","sign":"s"}]}""")]
    [InlineData("""{"op":"auth","args":["k",1,"s"]}""", """{"removed":"credentials"}""", """{"op":"auth","args":["k",1,"s"]}""")]
    [InlineData("""{"method":"public/auth","params":{"client_secret":"s"}}""", """{"removed":"credentials"}""", """{"method":"public/auth","params":{"client_secret":"s"}}""")]
    [InlineData("""{"header":{"token" : "a\"b","tr_type":"3"},"body":{"tr_key":"005930"}}""", """{"header":{"token" : "***","tr_type":"3"},"body":{"tr_key":"005930"}}""", null)]
    [InlineData("""{"result":{"access_token":"x","n":1,"refresh_token":"y"}}""", """{"result":{"access_token":"***","n":1,"refresh_token":"***"}}""", """{"result":{"access_token":"***","n":1,"refresh_token":"***"}}""")]
    [InlineData("""{"key":7,"token":["a"],"jwt":"cut off""", """{"key":7,"token":["a"],"jwt":"***""", null)]
    [InlineData("""{"token_id":"1","asks":[["1","2"]]}""", null, null)]
    public void Credentials_are_taken_out_of_messages(string message, string? sent, string? received)
    {
        Assert.Equal(sent ?? message, Encoding.UTF8.GetString(CaptureSecrets.Without(Encoding.UTF8.GetBytes(message), isSent: true)));
        Assert.Equal(received ?? message, Encoding.UTF8.GetString(CaptureSecrets.Without(Encoding.UTF8.GetBytes(message), isSent: false)));
    }

    [Theory]
    [InlineData("wss://user:secret@x.com/ws?streams=a@depth", "wss://x.com/ws?streams=a@depth")]
    [InlineData("https://x.com/a?Signature=1&apiKey=2&symbol=B&token_id=3", "https://x.com/a?Signature=***&apiKey=***&symbol=B&token_id=3")]
    [InlineData("https://x.com", "https://x.com")]
    [InlineData("wss://x.com/ws/btcusdt@depth", "wss://x.com/ws/btcusdt@depth")]
    public void Credentials_are_taken_out_of_addresses(string address, string recorded) => Assert.Equal(recorded, CaptureSecrets.OfAddress(address));

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];

    private List<string> Read()
    {
        var found = new List<string>();
        foreach (var path in Files())
        {
            using var reader = CaptureReader.Open(path);
            while (reader.TryRead())
            {
                if (reader.Kind == CaptureKind.Other)
                    continue;
                var url = Encoding.UTF8.GetString(reader.Url);
                var text = reader.IsBinary ? Convert.ToHexString(reader.Payload) : Encoding.UTF8.GetString(reader.Payload);
                found.Add($"{reader.Kind} {reader.ConnectionName} {(url.Length > 0 ? url + " " : "")}{text}");
            }
        }

        return found;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Generous);
            await Task.Yield();
        }
    }

    /// <summary>A folder whose disk has so much room: what does not fit is written as far as it does, and refused.</summary>
    private sealed class MoodyFolder(string path) : ICaptureFolder
    {
        private long _room;
        private int _refused;

        public int Refused => Volatile.Read(ref _refused);

        public long RoomBytes
        {
            get => Volatile.Read(ref _room);
            set => Volatile.Write(ref _room, value);
        }

        public Stream Create(string name) => new MoodyFile(Path.Combine(path, name), this);

        public void Sync(Stream file)
        {
        }

        private sealed class MoodyFile(string path, MoodyFolder disk) : FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 })
        {
            public override void Write(byte[] array, int offset, int count)
            {
                var room = (int)Math.Min(count, Math.Max(0, disk.RoomBytes - Length));
                base.Write(array, offset, room);
                if (room == count)
                    return;
                Interlocked.Increment(ref disk._refused);
                throw new IOException("no space left on the device");
            }
        }
    }

    /// <summary>A clock that somebody sets, and one that nobody can.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero) + Set + Passed;

        public override long GetTimestamp() => Passed.Ticks;
    }

    private sealed class FarDialer(FarSocket socket) : ISocketDialer
    {
        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop) => ValueTask.FromResult<IVenueSocket>(socket);
    }

    /// <summary>A venue that says a few things and closes; what is no text comes as binary.</summary>
    private sealed class FarSocket(byte[][] messages) : IVenueSocket
    {
        private int _next;

        public List<string> Sent { get; } = [];

        public ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop) => ValueTask.FromResult(_next == messages.Length
            ? VenueFrame.Closed("over")
            : new VenueFrame(messages[_next][0] == 0xFF ? VenueFrameKind.Binary : VenueFrameKind.Text, messages[_next++], ""));

        public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
        {
            Sent.Add(Encoding.UTF8.GetString(frame.Span));
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class FarRest(RestAnswer answer) : IRestSource
    {
        public ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop) => ValueTask.FromResult(answer);

        public void Dispose()
        {
        }
    }
}
