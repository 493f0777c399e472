using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary><c>rialto replay</c>, <c>record</c> and <c>export</c> as processes: ended by a signal, killed, and what is left on the disk.</summary>
public sealed class RecordToolTests : IDisposable
{
    private const string Capture = "wire/binance-coinm/capture-2021-07-22.jsonl.gz";
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task A_recorder_that_ends_leaves_whole_segments_that_are_exported(string signal)
    {
        await using var replay = RialtoProcess.Start(["replay", "--capture", Recordings.Path(Capture), "--http", "0", "--speed", "max", "--json"]);
        using var served = JsonDocument.Parse(await replay.LineAsync());
        var url = served.RootElement.GetProperty("url").GetString()!;
        var symbol = served.RootElement.GetProperty("venues")[0].GetProperty("symbols")[0].GetString()!;
        await using (var record = RialtoProcess.Start(["record", "--venues", "binance-coinm", "--symbols", symbol, "--out", _folder.File("a"), "--server", url, "--json"]))
        {
            // The lists alone are larger; so is the first second of frames.
            await UntilAsync(() => Directory.Exists(_folder.File("a")) && Directory.GetFiles(_folder.File("a")).Any(path => Frames([path]) > 0));
            if (signal == "KILL")
                await record.KillAsync();
            else
            {
                await record.SignalAsync(signal);
                var ended = await record.EndAsync();
                Assert.Equal(0, ended.ExitCode);
                using var told = JsonDocument.Parse(ended.Output);
                Assert.Equal((0, ""), (told.RootElement.GetProperty("lost").GetInt64(), told.RootElement.GetProperty("problem").GetString()));
                Assert.Equal(told.RootElement.GetProperty("frames").GetInt64() > 0, Frames(Directory.GetFiles(_folder.File("a"))) > 0);
            }
        }

        var files = Directory.GetFiles(_folder.File("a"));
        var target = _folder.File("a.csv");
        string[] export = ["export", "--capture", .. files, "--symbol", symbol, "--to", "csv", "--out", target, "--json"];
        Assert.Equal(0, (await RialtoProcess.RunAsync(export)).ExitCode);
        Assert.True(File.ReadLines(target).Count() > 1);
        Assert.Equal(1, (await RialtoProcess.RunAsync(export)).ExitCode);
        Assert.Equal(0, (await RialtoProcess.RunAsync([.. export, "--force"])).ExitCode);
        Assert.Equal(3, (await RialtoProcess.RunAsync("export", "--capture", _folder.File("none"), "--symbol", symbol, "--to", "npz", "--out", _folder.File("b.npz"))).ExitCode);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task A_recorder_of_events_that_ends_leaves_whole_pages_that_are_exported(string signal)
    {
        await using var replay = RialtoProcess.Start(["replay", "--capture", Recordings.Path(Capture), "--http", "0", "--speed", "max", "--json"]);
        using var served = JsonDocument.Parse(await replay.LineAsync());
        var url = served.RootElement.GetProperty("url").GetString()!;
        var symbol = served.RootElement.GetProperty("venues")[0].GetProperty("symbols")[0].GetString()!;
        var folder = "";
        await using (var record = RialtoProcess.Start(["record", "--venues", "binance-coinm", "--symbols", symbol, "--events", "--no-frames", "--out", _folder.File("a"), "--server", url, "--json"]))
        {
            await UntilAsync(() => Directory.Exists(_folder.File("a")) && Directory.GetDirectories(_folder.File("a")) is [var made] && Levels(folder = made) > 100);
            if (signal == "KILL")
                await record.KillAsync();
            else
            {
                await record.SignalAsync(signal);
                var ended = await record.EndAsync();
                Assert.Equal(0, ended.ExitCode);
                using var told = JsonDocument.Parse(ended.Output);
                Assert.Equal((0, 0, ""), (told.RootElement.GetProperty("events_lost").GetInt64(), told.RootElement.GetProperty("conflated").GetInt64(), told.RootElement.GetProperty("problem").GetString()));
                Assert.False(told.RootElement.TryGetProperty("frames", out _));
                Assert.Equal(["00000001.archive"], Directory.GetFiles(folder, "0*").Select(Path.GetFileName));
            }
        }

        Assert.Empty(Directory.GetFiles(_folder.File("a")));
        var (levels, target) = (Levels(folder), _folder.File("a.csv"));
        string[] export = ["export", "--events", folder, "--symbol", symbol, "--to", "csv", "--out", target, "--json"];
        var exported = await RialtoProcess.RunAsync(export);
        Assert.Equal(0, exported.ExitCode);
        using var counted = JsonDocument.Parse(exported.Output);
        Assert.Equal(levels, counted.RootElement.GetProperty("levels").GetInt64());
        Assert.Equal(1, (await RialtoProcess.RunAsync(export)).ExitCode);
        Assert.Equal(2, (await RialtoProcess.RunAsync([.. export, "--capture", "x"])).ExitCode);
        Assert.Equal(1, (await RialtoProcess.RunAsync("export", "--events", _folder.File("none"), "--symbol", symbol, "--to", "csv", "--out", _folder.File("b.csv"))).ExitCode);
        Assert.Equal(2, (await RialtoProcess.RunAsync("record", "--venues", "okx", "--symbols", "A", "--no-frames", "--out", _folder.File("b"))).ExitCode);
    }

    private static long Levels(string folder)
    {
        var levels = 0L;
        using var reader = new EventRecordingReader(folder);
        while (reader.TryRead(out var events))
        {
            foreach (ref readonly var told in events)
                levels += told.Kind == FeedEventKind.Level ? 1 : 0;
        }

        return levels;
    }

    private static long Frames(string[] files)
    {
        var recording = new Recording();
        try
        {
            recording.Load(files, FeedVenue.None, Stop);
        }
        catch (RecordingException)
        {
            // Nothing but its header as yet.
        }

        return recording.Connections.Sum(connection => connection.Frames);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < RialtoProcess.Patience);
            await Task.Yield();
        }
    }
}
