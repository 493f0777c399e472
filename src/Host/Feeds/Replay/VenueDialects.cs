using System.Text;
using Rialto.Host.Feeds.Replay.Dialects;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay;

/// <summary>All venues that can be replayed: their names in addresses, and how to tell whose a recording is.</summary>
internal static class VenueDialects
{
    private static readonly (string Name, VenueDialect Dialect)[] _all =
    [
        ("binance", new BinanceDialect(FeedVenue.BinanceSpot)),
        ("binance-usdm", new BinanceDialect(FeedVenue.BinanceUsdM)),
        ("binance-coinm", new BinanceDialect(FeedVenue.BinanceCoinM)),
        ("okx", new OkxDialect()),
        ("kraken", new KrakenDialect()),
        ("kraken-v1", new KrakenV1Dialect()),
        ("kalshi", new KalshiDialect()),
        ("bybit", new BybitDialect(FeedVenue.BybitSpot)),
        ("bybit-linear", new BybitDialect(FeedVenue.BybitLinear)),
        ("bybit-inverse", new BybitDialect(FeedVenue.BybitInverse)),
        ("coinbase", new CoinbaseAdvancedDialect()),
        ("coinbase-exchange", new CoinbaseExchangeDialect()),
        ("deribit", new DeribitDialect()),
        ("upbit", new UpbitDialect(FeedVenue.Upbit)),
        ("bithumb", new UpbitDialect(FeedVenue.Bithumb)),
        ("polymarket", new PolymarketDialect()),
        ("predictit", new PolledDialect(FeedVenue.PredictIt)),
        ("augur", new PolledDialect(FeedVenue.Augur)),
        ("rialto", new BinanceDialect(FeedVenue.Rialto)),
    ];

    /// <summary>Hosts of sockets and REST interfaces, old and new; the longest that an address contains is the venue's.</summary>
    private static readonly (string Part, FeedVenue Venue)[] _addresses =
    [
        ("fstream.binance", FeedVenue.BinanceUsdM),
        ("fapi.binance", FeedVenue.BinanceUsdM),
        ("dstream.binance", FeedVenue.BinanceCoinM),
        ("dapi.binance", FeedVenue.BinanceCoinM),
        ("//stream.binance.com", FeedVenue.BinanceSpot),
        ("//data-stream.binance", FeedVenue.BinanceSpot),
        ("//api.binance.com", FeedVenue.BinanceSpot),
        ("//www.binance.com", FeedVenue.BinanceSpot),
        ("okx.com", FeedVenue.Okx),
        ("okex.com", FeedVenue.Okx),
        ("ws.kraken.com/v2", FeedVenue.Kraken),
        ("ws.kraken.com", FeedVenue.KrakenV1),
        ("api.kraken.com", FeedVenue.Kraken),
        ("kalshi.com", FeedVenue.Kalshi),
        ("bybit.com/v5/public/spot", FeedVenue.BybitSpot),
        ("bybit.com/v5/public/linear", FeedVenue.BybitLinear),
        ("bybit.com/v5/public/inverse", FeedVenue.BybitInverse),
        ("category=spot", FeedVenue.BybitSpot),
        ("category=linear", FeedVenue.BybitLinear),
        ("category=inverse", FeedVenue.BybitInverse),
        ("advanced-trade-ws.coinbase.com", FeedVenue.CoinbaseAdvanced),
        ("api.coinbase.com", FeedVenue.CoinbaseAdvanced),
        ("ws-feed.pro.coinbase.com", FeedVenue.CoinbaseExchange),
        ("ws-feed.exchange.coinbase.com", FeedVenue.CoinbaseExchange),
        ("api.pro.coinbase.com", FeedVenue.CoinbaseExchange),
        ("api.exchange.coinbase.com", FeedVenue.CoinbaseExchange),
        ("deribit.com", FeedVenue.Deribit),
        ("api.upbit.com", FeedVenue.Upbit),
        ("bithumb.com/websocket", FeedVenue.Bithumb),
        ("api.bithumb.com", FeedVenue.Bithumb),
        ("polymarket.com", FeedVenue.Polymarket),
        ("predictit.org", FeedVenue.PredictIt),
        ("augur.invalid", FeedVenue.Augur),
    ];

    /// <summary>Names that a venue can be called by.</summary>
    public static IEnumerable<string> Names => _all.Select(entry => entry.Name);

    /// <summary>How the replay's addresses call a venue.</summary>
    public static string NameOf(FeedVenue venue) => _all.First(entry => entry.Dialect.Venue == venue).Name;

    /// <summary>Whether a venue can be replayed.</summary>
    public static bool Covers(FeedVenue venue) => Array.Exists(_all, entry => entry.Dialect.Venue == venue);

    /// <summary>How a venue speaks.</summary>
    public static VenueDialect Of(FeedVenue venue) => _all.First(entry => entry.Dialect.Venue == venue).Dialect;

    /// <summary>By name in an address or on a command line; our own name of the venue (<c>BinanceSpot</c>, <c>binance-spot</c>) will do too.</summary>
    public static bool TryFind(string name, out VenueDialect dialect)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal);
        foreach (var (known, found) in _all)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase) || found.Venue.ToString().Equals(plain, StringComparison.OrdinalIgnoreCase))
            {
                dialect = found;
                return true;
            }
        }

        dialect = null!;
        return false;
    }

    /// <summary>Whose an address is; none where it is not known.</summary>
    public static FeedVenue OfAddress(string address)
    {
        var best = ("", FeedVenue.None);
        foreach (var (part, venue) in _addresses)
        {
            if (part.Length > best.Item1.Length && address.Contains(part, StringComparison.OrdinalIgnoreCase))
                best = (part, venue);
        }

        return best.Item2;
    }

    /// <summary>Whose a frame is, of a recording that names no address; none where this frame does not tell.</summary>
    public static FeedVenue OfFrame(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"stream\""u8))
        {
            // COIN-M names the pair; futures link each update to the one before; the best prices of spot have no kind.
            if (frame.IndexOf("\"ps\":"u8) >= 0)
                return FeedVenue.BinanceCoinM;
            if (frame.IndexOf("\"pu\":"u8) >= 0 || frame.IndexOf("\"e\":\"bookTicker\""u8) >= 0)
                return FeedVenue.BinanceUsdM;
            return frame.IndexOf("\"depthUpdate\""u8) >= 0 || (frame.IndexOf("@bookTicker"u8) >= 0 && frame.IndexOf("\"e\":"u8) < 0) ? FeedVenue.BinanceSpot : FeedVenue.None;
        }

        return frame.StartsWith("{\"type\":"u8) && frame.IndexOf("\"market_ticker\""u8) >= 0 ? FeedVenue.Kalshi : FeedVenue.None;
    }

    /// <summary>All names, for an error.</summary>
    public static string List() => new StringBuilder().AppendJoin(", ", Names).ToString();
}
