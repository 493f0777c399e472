using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Connections.Terms;

public sealed class VenueTermsTests
{
    [Fact]
    public void Every_venue_has_its_own_name_and_secure_addresses_and_a_first_socket_with_books()
    {
        Assert.Equal(VenueRegistry.All.Count, VenueRegistry.All.Select(terms => terms.Name).Distinct().Count());
        Assert.Equal(VenueRegistry.All.Count, VenueRegistry.All.Select(terms => terms.Venue).Distinct().Count());
        Assert.All(VenueRegistry.All, terms =>
        {
            // Ours is on this machine.
            Assert.Equal(terms.Venue == FeedVenue.Rialto ? ("ws", "http") : ("wss", "https"), (terms.WebSocket.Scheme, terms.Rest.Scheme));
            Assert.Equal(terms.Venue == FeedVenue.Rialto, terms.Rest.IsLoopback);
            Assert.True(terms.Sockets[0].HasBooks);
            Assert.InRange(terms.SymbolsPerSocket, 1, terms.SymbolsPerSocketMax);
            Assert.All(terms.Sockets, socket => Assert.Equal(terms.Venue, socket.Protocol.Venue));
            Assert.False(terms.RestTerms.Budget.IsNone);
            Assert.InRange(terms.RestTerms.ListingsWeight, 1, terms.RestTerms.Budget.Count);
            Assert.InRange(terms.RestTerms.SnapshotWeight, 0, terms.RestTerms.Budget.Count);
            Assert.Equal(terms.Protocol.Rules.Snapshot == SnapshotSource.Rest, terms.RestTerms.SnapshotWeight > 0);
        });
    }

    [Theory]
    [InlineData("binance", FeedVenue.BinanceSpot)]
    [InlineData("Binance-Spot", FeedVenue.BinanceSpot)]
    [InlineData("coinbaseAdvanced", FeedVenue.CoinbaseAdvanced)]
    [InlineData("KALSHI", FeedVenue.Kalshi)]
    public void A_venue_is_found_by_its_name_or_by_ours(string name, FeedVenue venue)
    {
        Assert.True(VenueRegistry.TryFind(name, out var terms));
        Assert.Equal(venue, terms.Venue);
    }

    [Fact]
    public void A_venue_that_is_not_there_is_not_found() => Assert.False(VenueRegistry.TryFind("mt-gox", out _));

    [Fact]
    public void Usd_m_futures_take_a_socket_for_books_and_one_for_trades()
    {
        Assert.True(VenueRegistry.TryFind("binance-usdm", out var terms));
        Assert.Equal(["wss://fstream.binance.com/public/stream", "wss://fstream.binance.com/market/stream"], terms.Sockets.Select(socket => terms.AddressOf(socket).AbsoluteUri));
        Assert.Equal([true, false], terms.Sockets.Select(socket => socket.HasBooks));
        var listing = Listing(FeedVenue.BinanceUsdM, "BTCUSDT");
        List<string> books = [], trades = [];
        terms.Sockets[0].Protocol.Subscribe([listing], books);
        terms.Sockets[1].Protocol.Subscribe([listing], trades);
        Assert.Equal("""{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1}""", Assert.Single(books));
        Assert.Equal("""{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}""", Assert.Single(trades));
    }

    [Fact]
    public void A_session_of_trades_alone_subscribes_and_asks_for_no_books()
    {
        Assert.True(VenueRegistry.TryFind("binance-usdm", out var terms));
        var table = new ListingTable(1);
        table.Add(Listing(FeedVenue.BinanceUsdM, "BTCUSDT"));
        var log = new FeedLog();
        List<FeedEventKind> told = [];
        log.OnFrame = frame => told.AddRange(frame.ToArray().Select(one => one.Kind));
        var session = new FeedSession<FeedLogSink>(terms.Sockets[1].Protocol, table, [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(new Timestamp(1));
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.Send, action.Kind);
        session.OnFrame("""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":5,"s":"BTCUSDT","a":7,"p":"100.5","q":"0.250","f":1,"l":1,"T":4,"m":true}}"""u8, new Timestamp(2));
        session.OnClock(new Timestamp(600_000_000_000));
        Assert.False(session.TryTakeAction(out _));
        Assert.Equal([FeedEventKind.ConnectionChanged, FeedEventKind.Trade], told);
    }

    [Fact]
    public void Other_hosts_keep_the_venues_paths_behind_their_own()
    {
        Assert.True(VenueRegistry.TryFind("binance-usdm", out var terms));
        var here = terms.With(new VenueSettings { WebSocket = new Uri("ws://127.0.0.1:7090/binance-usdm/"), Rest = new Uri("http://127.0.0.1:7090/binance-usdm") });
        Assert.Equal("ws://127.0.0.1:7090/binance-usdm/market/stream", here.AddressOf(here.Sockets[1]).AbsoluteUri);
        Assert.Equal("http://127.0.0.1:7090/binance-usdm/fapi/v1/depth?symbol=BTCUSDT&limit=1000", here.RestAddressOf(here.Protocol.SnapshotPath(Listing(FeedVenue.BinanceUsdM, "BTCUSDT"))).AbsoluteUri);
        Assert.Equal(terms.RestTerms, here.RestTerms);
    }

    [Fact]
    public void Settings_take_the_place_of_what_is_built_in()
    {
        Assert.True(VenueRegistry.TryFind("upbit", out var terms));
        var set = terms.With(new VenueSettings
        {
            SymbolsPerSocket = 20,
            MessagesPerSecond = 2,
            ConnectsPerMinute = 30,
            RotateMinutes = 90,
            Deflate = true,
            RestWeight = 7,
            RestWindowSeconds = 3,
            SnapshotWeight = 4,
            ListingsWeight = 5,
        });
        Assert.Equal(20, set.SymbolsPerSocket);
        Assert.Equal([RateLimit.PerSecond(2), RateLimit.PerMinute(100)], set.MessageRates);
        Assert.Equal(RateLimit.PerMinute(30), set.ConnectRate);
        Assert.Equal(TimeSpan.FromMinutes(90), set.RotateAfter);
        Assert.True(set.Deflates);
        Assert.Equal((new RateLimit(7, TimeSpan.FromSeconds(3)), 4, 5), (set.RestTerms.Budget, set.RestTerms.SnapshotWeight, set.RestTerms.ListingsWeight));
        Assert.Equal(terms, terms.With(new VenueSettings()));
    }

    public static TheoryData<VenueSettings, string> Wrong => new()
    {
        { new VenueSettings { WebSocket = new Uri("https://stream.binance.com") }, "WebSocket must be an address that begins with ws:// or wss://, not 'https://stream.binance.com'" },
        { new VenueSettings { WebSocket = new Uri("wss://me:secret@stream.binance.com") }, "WebSocket must be an address without name, query and fragment, not 'wss://stream.binance.com...'" },
        { new VenueSettings { Rest = new Uri("/api", UriKind.Relative) }, "Rest must be an address that begins with http:// or https://, not '/api'" },
        { new VenueSettings { SymbolsPerSocket = 0 }, "SymbolsPerSocket must be 1 to 512, not 0" },
        { new VenueSettings { SymbolsPerSocket = 513 }, "SymbolsPerSocket must be 1 to 512, not 513" },
        { new VenueSettings { MessagesPerSecond = 0 }, "MessagesPerSecond must be 1 to 1000, not 0" },
        { new VenueSettings { ConnectsPerMinute = -1 }, "ConnectsPerMinute must be 1 to 10000, not -1" },
        { new VenueSettings { RotateMinutes = 10_081 }, "RotateMinutes must be 0 to 10080, not 10081" },
        { new VenueSettings { RestWeight = 0 }, "RestWeight must be 1 to 1000000, not 0" },
        { new VenueSettings { RestWindowSeconds = 0 }, "RestWindowSeconds must be 1 to 86400, not 0" },
        { new VenueSettings { SnapshotWeight = 0 }, "SnapshotWeight must be 1 to 1000000, not 0" },
        { new VenueSettings { RestWeight = 100 }, "SnapshotWeight must be at most RestWeight, 100, not 250" },
        { new VenueSettings { KeyId = "a" }, "KeyId is of no use: binance wants no signatures for public data" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_setting_that_cannot_be_used_is_named(VenueSettings settings, string problem)
    {
        Assert.True(VenueRegistry.TryFind("binance", out var terms));
        Assert.Equal(problem, Assert.Throws<VenueSettingException>(() => terms.With(settings)).Message);
    }

    [Fact]
    public void A_venue_that_is_polled_has_no_socket_to_be_set()
    {
        Assert.True(VenueRegistry.TryFind("predictit", out var terms));
        Assert.True(terms.IsPolled);
        Assert.Equal(
            "WebSocket is of no use: predictit has no sockets and is polled",
            Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { WebSocket = new Uri("wss://www.predictit.org") })).Message);
    }

    [Fact]
    public void Kalshi_signs_its_handshake_as_the_venue_says()
    {
        using var key = RSA.Create(2_048);
        Assert.True(VenueRegistry.TryFind("kalshi", out var terms));
        Assert.True(terms.NeedsSigning);
        Assert.Null(terms.Signer);
        Assert.Equal("KeyPem is missing beside KeyId", Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { KeyId = "k" })).Message);
        Assert.Equal("KeyPem holds no private RSA key in PEM without a password", Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { KeyId = "k", KeyPem = "nothing" })).Message);
        Assert.Equal(
            "KeyPem holds no private RSA key in PEM without a password",
            Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { KeyId = "k", KeyPem = key.ExportSubjectPublicKeyInfoPem() })).Message);

        var signed = terms.With(new VenueSettings { KeyId = "0a-1", KeyPem = key.ExportPkcs8PrivateKeyPem() });
        List<KeyValuePair<string, string>> headers = [];
        signed.Signer!.Sign("GET", new Uri("wss://external-api-ws.kalshi.com/trade-api/ws/v2?x=1"), DateTimeOffset.FromUnixTimeMilliseconds(1_703_123_456_789), headers);
        Assert.Equal(["KALSHI-ACCESS-KEY", "KALSHI-ACCESS-TIMESTAMP", "KALSHI-ACCESS-SIGNATURE"], headers.Select(header => header.Key));
        Assert.Equal(("0a-1", "1703123456789"), (headers[0].Value, headers[1].Value));
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes("1703123456789GET/trade-api/ws/v2"), Convert.FromBase64String(headers[2].Value), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Fact]
    public void An_app_key_makes_a_protocol_with_its_token_and_is_told_nowhere()
    {
        Assert.True(VenueRegistry.TryFind("ls-securities", out var terms));
        Assert.Equal("AppSecret is missing beside AppKey", Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { AppKey = "k" })).Message);
        Assert.Equal("AppKey is missing beside AppSecret", Assert.Throws<VenueSettingException>(() => terms.With(new VenueSettings { AppSecret = "s" })).Message);
        Assert.True(VenueRegistry.TryFind("okx", out var other));
        Assert.Equal("AppKey is of no use: okx gives no tokens for public data", Assert.Throws<VenueSettingException>(() => other.With(new VenueSettings { AppKey = "k", AppSecret = "s" })).Message);

        var set = terms.With(new VenueSettings { AppKey = "app1", AppSecret = "s3cret" });
        Assert.Equal(("ls-securities answers nobody without an app key: set AppKey and AppSecret to yours", ""), (terms.KeyProblem, set.KeyProblem));
        Assert.DoesNotContain("app1", set.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", set.ToString(), StringComparison.Ordinal);

        // Settings that come later, such as another host, keep it.
        set = set.With(new VenueSettings { Rest = new Uri("http://127.0.0.1:1") });
        var frames = new List<string>();
        set.App!.Token.Renew("t1");
        set.Protocol.Subscribe([Listing(FeedVenue.LsSecurities, "005930")], frames);
        Assert.All(frames, frame => Assert.Contains("\"token\":\"t1\"", frame, StringComparison.Ordinal));
        Assert.Equal(4, frames.Count);
    }

    private static Listing Listing(FeedVenue venue, string symbol) =>
        new(new ListingId(1), venue, symbol, symbol, ListingKind.Perpetual, 1, 3, default, default, "USDT", ListingStatus.Open);
}
