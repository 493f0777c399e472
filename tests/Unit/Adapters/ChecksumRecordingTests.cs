using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>Venues whose proof is a checksum: every one in the recordings must be ours.</summary>
public class ChecksumRecordingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("okx/capture-v5-2022-05-13.jsonl.gz", 290, 3, 1)]
    [InlineData("okx/capture-v5-tbt-2021-07-22.jsonl.gz", 4_372, 10, 3)]
    public void Every_checksum_of_OKX_is_ours(string file, int checksums, int books, int connections)
    {
        var replay = new CaptureReplay(new OkxProtocol(), new ListingTable(8_192)).Run(Recordings.Path("wire/" + file));
        output.WriteLine(replay.Describe());
        Assert.Equal(checksums, replay.Sum(c => c.ChecksumsPassed));
        Assert.Equal(0, replay.Sum(c => c.Repairs));
        Assert.Equal(0, replay.Sum(c => c.DriftsTotal));
        Assert.Equal((connections, books * connections), (replay.Connections.Count(), replay.Trusted));
    }

    [Fact]
    public void Every_checksum_of_Kraken_is_ours()
    {
        var table = new ListingTable(1_024);
        using (var file = new System.IO.Compression.GZipStream(File.OpenRead(Recordings.Path("wire/kraken/rest-AssetPairs-2021-04-17.json.gz")), System.IO.Compression.CompressionMode.Decompress))
        using (var body = new MemoryStream())
        {
            file.CopyTo(body);
            Assert.Equal(DriftKind.None, new KrakenProtocol(FeedVenue.KrakenV1, 1_000).DecodeListings(body.ToArray(), table));
        }

        var replay = new CaptureReplay(new KrakenProtocol(FeedVenue.KrakenV1, 1_000), table).Run(Recordings.Path("wire/kraken/capture-v1-2021-04-05.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Assert.Equal(14_496, replay.Sum(c => c.ChecksumsPassed));
        Assert.Equal(10, replay.Trusted);
        Assert.Equal(0, replay.Sum(c => c.Repairs));
        Assert.Equal(0, replay.Sum(c => c.DriftsTotal));
    }

    /// <summary>The example of the venue's guide "How to maintain a valid order book" for WebSocket v2, as snapshot frame.</summary>
    [Theory]
    [InlineData(3_310_070_434, true)]
    [InlineData(3_310_070_435, false)]
    public void The_example_of_Krakens_documentation_is_ours(uint checksum, bool fits)
    {
        const string Asks = "45285.2/0.00100000 45286.4/1.54571953 45286.6/1.54571109 45289.6/1.54560911 45290.2/0.15890660 45291.8/1.54553491 45294.7/0.04454749 45296.1/0.35380000 45297.5/0.09945542 45299.5/0.18772827";
        const string Bids = "45283.5/0.10000000 45283.4/1.54582015 45282.1/0.10000000 45281.0/0.10000000 45280.3/1.54592586 45279.0/0.07990000 45277.6/0.03310103 45277.5/0.30000000 45277.3/1.54602737 45276.6/0.15445238";
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(new KrakenProtocol(FeedVenue.Kraken, 10), TestListings.Of(FeedVenue.Kraken, ("BTC/USD", 1, 8)), [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(new Timestamp(1));
        var frame = $$"""{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{{Levels(Bids)}}],"asks":[{{Levels(Asks)}}],"checksum":{{checksum}} }]}""";
        session.OnFrame(System.Text.Encoding.UTF8.GetBytes(frame), new Timestamp(2));
        Assert.Equal(fits ? BookTrust.Trusted : BookTrust.Resyncing, session.StateOf(new ListingId(1)));
        Assert.Equal(fits ? BookReason.Synchronized : BookReason.Checksum, log.Changes[^1].Reason);

        static string Levels(string pairs) => string.Join(',', pairs.Split(' ').Select(pair => pair.Split('/')).Select(pair => $$"""{"price":{{pair[0]}},"qty":{{pair[1]}} }"""));
    }
}
