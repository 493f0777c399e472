using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary><c>rialto record</c> where nothing can be recorded: it says so, and does not end as if all were well.</summary>
public sealed class RecordRefusalTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("predictit", "predictit has no sockets")]
    [InlineData("kalshi", "kalshi opens no socket without a signature")]
    public async Task Venues_of_which_nothing_would_come_are_refused_before_anything_is_asked(string venue, string message)
    {
        await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System);
        await using var recording = new FeedRecording(recorder, null, new ProcessBudgets(TimeProvider.System), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RecordingRefusedException>(() => recording.StartAsync([FeedRecording.TermsOf("okx", null), FeedRecording.TermsOf(venue, null)], ["X"], Stop));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await RialtoProcess.RunAsync("record", "--venues", venue, "--symbols", "X", "--out", _folder.File("a"))).ExitCode);
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
}
