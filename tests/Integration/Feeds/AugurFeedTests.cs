using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters.Augur;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Augur as processes see it: a stand-in for a Polygon node on loopback, <c>rialto feed</c>, <c>rialto record</c> and a replay of what was recorded.</summary>
public sealed class AugurFeedTests : IAsyncLifetime
{
    private const string Key = "/v3/0123456789abcdef";
    private const string Symbol = StandInNode.Crypto + ":2:0";

    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly StandInNode _node = new();
    private readonly Lock _gate = new();
    private readonly WebApplication _server;
    private volatile bool _isLimited;

    public AugurFeedTests()
    {
        var share = StandInNode.Share;
        _node.Put(2, 2, [1_000 * share, 1_000 * share], [25 * share, 25 * share], 0);
        _node.Swap(_node.Head - 1_800, 3, 2, 0, -share, 2 * share, share / 2);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public async ValueTask InitializeAsync() => await _server.StartAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_of_ones_own_gives_books_and_what_is_recorded_of_them_has_no_key_and_is_served_again()
    {
        await using (var feed = RialtoProcess.Start(["feed", "--venues", "augur", "--symbols", "*", "--json", .. Settings("a")], _folder.Path))
        {
            await SeeAsync(feed);
            await feed.SignalAsync("INT");
            var ended = await feed.EndAsync();
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        }

        await using (var record = RialtoProcess.Start(["record", "--venues", "augur", "--symbols", Symbol, "--out", _folder.File("rec"), "--seconds", "3", "--json", .. Settings("b")], _folder.Path))
        {
            var ended = await record.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Errors);
        }

        Assert.All(Directory.GetFiles(_folder.File("rec")), file => Assert.DoesNotContain(Key, Text(file), StringComparison.Ordinal));
        var recording = new Recording();
        recording.Load(Directory.GetFiles(_folder.File("rec")), FeedVenue.None, Stop);
        await using var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        await server.StartAsync(Stop);
        await using var again = RialtoProcess.Start(
            ["feed", "--venues", "augur", "--symbols", Symbol, "--server", server.Url, "--json", "--set", $"Feeds:BudgetFolder={_folder.File("c")}"], _folder.Path);
        await SeeAsync(again);
        await again.SignalAsync("INT");
        Assert.Equal(0, (await again.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_node_that_is_asked_too_often_is_named_without_its_key()
    {
        _isLimited = true;
        await using var feed = RialtoProcess.Start(["feed", "--venues", "augur", "--symbols", "*", "--json", "--seconds", "2", .. Settings("d")], _folder.Path);
        var ended = await feed.EndAsync();
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("was asked too often by this address (429)", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, ended.Errors + ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_a_node_is_not_shown()
    {
        var shown = await RialtoProcess.RunAsync(["show-config", "--json", "--data", _folder.Path, .. Settings("e")]);
        Assert.Equal(0, shown.ExitCode);
        Assert.DoesNotContain(Key, shown.Output + shown.Errors, StringComparison.Ordinal);
    }

    private static async Task SeeAsync(RialtoProcess feed)
    {
        while (true)
        {
            var listings = JsonElement.Parse(await feed.LineAsync()).GetProperty("symbols").EnumerateArray().ToArray();
            var one = listings.FirstOrDefault(symbol => symbol.GetProperty("symbol").GetString() == Symbol);
            if (one.ValueKind != JsonValueKind.Object || one.GetProperty("listings")[0].GetProperty("state").GetString() != "trusted")
                continue;
            Assert.Equal(("0.499749", "0.500250"), (one.GetProperty("bid").GetString(), one.GetProperty("ask").GetString()));
            return;
        }
    }

    private string[] Settings(string name) => ["--set", $"Feeds:Venues:augur:Rest={_server.Urls.First()}{Key}", "--set", $"Feeds:BudgetFolder={_folder.File(name)}"];

    private static string Text(string file)
    {
        using var stream = File.OpenRead(file);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(Stop);
        if (_isLimited || context.Request.Method != "POST" || context.Request.Path != Key)
        {
            context.Response.StatusCode = _isLimited ? StatusCodes.Status429TooManyRequests : StatusCodes.Status404NotFound;
            return;
        }

        string answer;
        lock (_gate)
            answer = _node.Answer(body);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer, Stop);
    }
}
