using System.IO.Compression;
using System.Text;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Load.Flows;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Files.Captures;

namespace Rialto.Load.Feeds;

/// <summary>One frame, or the REST snapshot of a listing.</summary>
internal readonly record struct FeedRecord(byte[] Bytes, Timestamp Time, int Connection, ListingId Snapshot);

/// <summary>The book frames of a recorded feed in memory, with what is needed to read them. Trades, tickers and candles are left out.</summary>
internal sealed record FeedRecording(string Name, IVenueProtocol Protocol, ListingTable Listings, FeedRecord[] Records, int Frames, long Bytes, long Levels, int Connections)
{
    private const string Kalshi = "wire/kalshi/kxbtc15m_20260513T215130Z.jsonl.gz";

    /// <summary>All that can be read, one for each venue; what is not there is said.</summary>
    public static IEnumerable<FeedRecording> All(string only, ICollection<string> remarks)
    {
        (string Name, Func<IVenueProtocol> Protocol, string File, Action<IVenueProtocol, ListingTable> Fill)[] sources =
        [
            ("Binance USD-M BTCUSDT", () => new BinanceProtocol(FeedVenue.BinanceUsdM), "wire/binance-usdm/btcusdt_20240808.gz", (protocol, table) => Put(table, protocol.Venue, "BTCUSDT", 1, 3)),
            ("Binance USD-M ETHUSDT", () => new BinanceProtocol(FeedVenue.BinanceUsdM), "wire/binance-usdm/ethusdt_20240808.gz", (protocol, table) => Put(table, protocol.Venue, "ETHUSDT", 2, 3)),
            ("Binance spot BTCUSDT", () => new BinanceProtocol(FeedVenue.BinanceSpot), "wire/binance-spot/btcusdt_20240808.gz", (protocol, table) => Put(table, protocol.Venue, "BTCUSDT", 2, 8)),
            ("Binance COIN-M BTCUSD_PERP", () => new BinanceProtocol(FeedVenue.BinanceCoinM), "wire/binance-coinm/btcusd_perp_20240808.gz", (protocol, table) => Put(table, protocol.Venue, "BTCUSD_PERP", 1, 0)),
            ("OKX, 10 books, 3 connections", () => new OkxProtocol(), "wire/okx/capture-v5-tbt-2021-07-22.jsonl.gz", (_, _) => { }),
            ("Kraken v1, 10 books", () => new KrakenProtocol(FeedVenue.KrakenV1, 1_000), "wire/kraken/capture-v1-2021-04-05.jsonl.gz", FillKraken),
            ("Kalshi KXBTC15M", () => new KalshiProtocol(usesYesPrice: false), Kalshi, FillKalshi),
        ];
        foreach (var (name, protocol, file, fill) in sources)
        {
            if (!name.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Recordings.TryFind(file, out var path, out var reason))
            {
                remarks.Add($"feeds: {name} is left out: {reason}.");
                continue;
            }

            yield return Read(name, protocol(), path, fill);
        }
    }

    private static FeedRecording Read(string name, IVenueProtocol protocol, string path, Action<IVenueProtocol, ListingTable> fill)
    {
        var table = new ListingTable(8_192);
        var used = new SortedSet<int>();
        fill(protocol, table);
        var content = new FrameContent();
        var records = new List<FeedRecord>();
        var (frames, bytes, levels, connections) = (0, 0L, 0L, 0);
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead())
        {
            if (reader.Kind == CaptureKind.Rest)
            {
                if (IsListings(protocol, reader.Url))
                    protocol.DecodeListings(reader.Payload, table);
                else if (protocol.Rules.Snapshot == SnapshotSource.Rest)
                    records.Add(new FeedRecord(reader.Payload.ToArray(), reader.ReceiveTime, reader.Connection, new ListingId(1)));
                continue;
            }

            content.Clear();
            if (reader.Kind != CaptureKind.Receive || protocol.Decode(reader.Payload, table, content) != DriftKind.None || !HasBook(content, used, out var inFrame))
                continue;
            records.Add(new FeedRecord(reader.Payload.ToArray(), reader.ReceiveTime, reader.Connection, ListingId.None));
            connections = Math.Max(connections, reader.Connection);
            frames++;
            bytes += reader.Payload.Length;
            levels += inFrame;
        }

        return new FeedRecording(name, protocol, Only(table, used), [.. records], frames, bytes, levels, connections);
    }

    /// <summary>The listings whose books the recording holds: a venue lists thousands.</summary>
    private static ListingTable Only(ListingTable table, SortedSet<int> used)
    {
        var few = new ListingTable(Math.Max(1, used.Count));
        foreach (var id in used)
            few.Add(table[new ListingId(id)] with { Id = few.NextId });
        return few;
    }

    private static bool HasBook(FrameContent content, SortedSet<int> used, out int levels)
    {
        levels = 0;
        var found = false;
        foreach (ref readonly var part in content.Parts)
        {
            if (part.Kind is not (PartKind.BookUpdate or PartKind.BookSnapshot))
                continue;
            found = true;
            used.Add(part.Listing.Value);
            levels += part.Count;
        }

        return found;
    }

    /// <summary>
    /// Refuses the newer snapshots that a trusted book near the end of its last one asks for: a recording has only the first. Unanswered, they would have every later update copied, for
    /// an answer that comes within a second from a venue.
    /// </summary>
    public static void Refuse(IFeedSession session, Timestamp now)
    {
        while (session.TryTakeAction(out var action))
        {
            if (action.Kind == FeedActionKind.FetchSnapshot && session.StateOf(action.Listing) == BookTrust.Trusted)
                session.OnSnapshotFailed(action.Listing, now);
        }
    }

    private static bool IsListings(IVenueProtocol protocol, ReadOnlySpan<byte> url)
    {
        var text = Encoding.UTF8.GetString(url);
        return text.Length > 0 && protocol.ListingsPaths.Any(path => text.Contains(path.Split('?')[0], StringComparison.Ordinal));
    }

    private static void Put(ListingTable table, FeedVenue venue, string symbol, int priceScale, int quantityScale) =>
        table.Add(new Listing(table.NextId, venue, symbol, symbol, ListingKind.Unknown, priceScale, quantityScale, default, default, "", ListingStatus.Open));

    private static void FillKraken(IVenueProtocol protocol, ListingTable table)
    {
        if (!Recordings.TryFind("wire/kraken/rest-AssetPairs-2021-04-17.json.gz", out var path, out _))
            return;
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var body = new MemoryStream();
        file.CopyTo(body);
        protocol.DecodeListings(body.ToArray(), table);
    }

    /// <summary>The markets whose snapshots the recording holds.</summary>
    private static void FillKalshi(IVenueProtocol protocol, ListingTable table)
    {
        if (!Recordings.TryFind(Kalshi, out var path, out _))
            return;
        var mark = "\"market_ticker\":\""u8;
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead())
        {
            var at = reader.Payload.IndexOf(mark);
            if (at < 0 || reader.Payload.IndexOf("orderbook_snapshot"u8) is < 0 or > 32)
                continue;
            var ticker = reader.Payload[(at + mark.Length)..];
            ticker = ticker[..ticker.IndexOf((byte)'"')];
            if (!table.TryFind(protocol.Venue, ticker, out _))
                Put(table, protocol.Venue, Encoding.UTF8.GetString(ticker), 4, 2);
        }
    }
}
