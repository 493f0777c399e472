using System.Globalization;
using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>A venue without a socket: its answers are recorded, and served again as time passes.</summary>
public sealed class PolledReplayTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task At_full_speed_each_question_gets_the_next_answer_and_the_last_ends_it()
    {
        await using var server = await ServeAsync(new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true), Answer(1, 0.54), Answer(61, 0.60), Answer(121, 0.70));
        double[] first = [await AskAsync(server), await AskAsync(server)];
        Assert.Equal([0.54, 0.60], first);
        Assert.False(server.End.Over.IsCompleted);
        double[] last = [await AskAsync(server), await AskAsync(server)];
        Assert.Equal([0.70, 0.70], last);
        await server.End.Over.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(4, server.Counters.Answered);
        var connection = Assert.Single(server.Recording.Connections);
        Assert.Equal((FeedVenue.PredictIt, 3L), (connection.Venue, connection.Frames));
    }

    [Fact]
    public async Task At_a_pace_the_answer_is_the_one_of_the_instant()
    {
        // Two minutes of the recording pass in twelve microseconds.
        await using var server = await ServeAsync(new ReplayOptions(Port: 0, Speed: 1e7, ClosesAtEnd: false), Answer(1, 0.54), Answer(61, 0.60), Answer(121, 0.70));
        await AskAsync(server);
        Assert.Equal(0.70, await AskAsync(server));
        await using var slow = await ServeAsync(new ReplayOptions(Port: 0, Speed: 1e-6, ClosesAtEnd: false), Answer(1, 0.54), Answer(61, 0.60));
        double[] begun = [await AskAsync(slow), await AskAsync(slow)];
        Assert.Equal([0.54, 0.54], begun);
    }

    [Fact]
    public async Task What_is_recorded_of_it_is_followed_again()
    {
        await using var server = await ServeAsync(new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false), Answer(1, 0.54));
        await using (var record = RialtoProcess.Start(
            ["record", "--venues", "predictit", "--symbols", "4390", "--out", _folder.File("a"), "--seconds", "3", "--json", "--server", server.Url, "--set", $"Feeds:BudgetFolder={_folder.File("budgets")}"], _folder.Path))
        {
            var ended = await record.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Errors);
        }

        var recording = new Recording();
        recording.Load(Directory.GetFiles(_folder.File("a")), FeedVenue.None, Stop);
        await using var again = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        await again.StartAsync(Stop);
        await using var feed = RialtoProcess.Start(
            ["feed", "--venues", "predictit", "--symbols", "4390", "--server", again.Url, "--json", "--set", $"Feeds:BudgetFolder={_folder.File("budgets2")}"], _folder.Path);
        while (true)
        {
            var symbols = JsonElement.Parse(await feed.LineAsync()).GetProperty("symbols");
            if (symbols.GetArrayLength() == 0 || symbols[0].GetProperty("listings")[0].GetProperty("state").GetString() != "trusted")
                continue;
            Assert.Equal("0.54", symbols[0].GetProperty("bid").GetString());
            break;
        }

        await feed.SignalAsync("INT");
        Assert.Equal(0, (await feed.EndAsync()).ExitCode);
    }

    private async Task<ReplayServer> ServeAsync(ReplayOptions options, params string[] answers) => await SmallCaptures.ServeAsync(_folder.Path, string.Concat(answers), options);

    private async Task<double> AskAsync(ReplayServer server)
    {
        using var json = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri($"{server.Url}/predictit/api/marketdata/all/"), Stop));
        return json.RootElement.GetProperty("markets")[0].GetProperty("contracts")[0].GetProperty("bestSellYesCost").GetDouble();
    }

    /// <summary>One contract, as the venue answered in 2020, with another best bid.</summary>
    private static string Answer(int time, double bid)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"markets":[{"id":2721,"contracts":[{"id":4390,"status":"Open","bestBuyYesCost":0.86,"bestBuyNoCost":{{1 - bid:0.00}},"bestSellYesCost":{{bid:0.00}},"bestSellNoCost":0.14}],"timeStamp":"2020-08-20T12:{{time / 60:00}}:12.3582699"}]}""");
        return string.Create(CultureInfo.InvariantCulture, $$"""{"t":"http","conn":"p","ts":{{time}},"venue":"predictit","url":"https://www.predictit.org/api/marketdata/all/","data":{{JsonSerializer.Serialize(body)}}}""") + "\n";
    }
}
