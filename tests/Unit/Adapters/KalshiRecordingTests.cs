using System.Text.Json;
using Rialto.Adapters.Kalshi;
using Rialto.Model.Feeds;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Unit.Adapters;

public class KalshiRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Nine_runs_have_no_gap_and_no_level_below_zero()
    {
        var folder = Path.GetDirectoryName(Recordings.Path("wire/kalshi/kxbtc15m_20260511T121730Z.jsonl.gz"))!;
        long updates = 0, snapshots = 0, frames = 0, checks = 0, unwanted = 0;
        var files = Directory.GetFiles(folder, "kxbtc15m_*.jsonl.gz").Order(StringComparer.Ordinal).ToArray();
        foreach (var file in files)
        {
            var replay = new CaptureReplay(new KalshiProtocol(usesYesPrice: false), Tickers(file)).Run(file);
            output.WriteLine($"{replay.Connections.Count()} {replay.Describe()}");
            Assert.Equal((0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal)));
            Assert.Equal(0, replay.Sum(c => c.OldUpdates));
            frames += replay.Sum(c => c.Frames);
            updates += replay.Sum(c => c.BookUpdates);
            snapshots += replay.Sum(c => c.Snapshots);
            checks += replay.Sum(c => c.SequencesPassed);
            unwanted += replay.Sum(c => c.UnwantedUpdates);
        }

        output.WriteLine($"files {files.Length} frames {frames} updates {updates} snapshots {snapshots} checks {checks} unwanted {unwanted}");
        Assert.Equal((9, 650_266, 33, 650_299, 0), (files.Length, updates, snapshots, checks, unwanted));
    }

    internal static ListingTable Tickers(string file)
    {
        var tickers = new SortedSet<string>(StringComparer.Ordinal);
        using var reader = CaptureReader.Open(file);
        while (reader.TryRead())
        {
            if (reader.Kind != CaptureKind.Receive || reader.Payload.IndexOf("orderbook_snapshot"u8) is < 0 or > 32)
                continue;
            using var frame = JsonDocument.Parse(reader.Payload.ToArray());
            tickers.Add(frame.RootElement.GetProperty("msg").GetProperty("market_ticker").GetString()!);
        }

        return TestListings.Of(FeedVenue.Kalshi, [.. tickers.Select(ticker => (ticker, 4, 2))]);
    }
}
