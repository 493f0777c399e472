using System.Net.Sockets;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Guarding;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>The protocol between a desk and a gateway: what is written is read, and bytes of any kind end a connection and nothing else.</summary>
public sealed class GatewayFrameTests
{
    private static readonly GatewayHello Hello = new(GatewayRole.Trader, FeedVenue.BinanceSpot, "desk", 77, ListingRecords.Encode(Listings()));

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(GatewayHello.TryDecode(Hello.Encode(), out var hello, out var listings));
        Assert.Equal((Hello.Role, Hello.Venue, Hello.Desk, Hello.Instance), (hello.Role, hello.Venue, hello.Desk, hello.Instance));
        Assert.Equal(Listings()[new ListingId(2)], listings[new ListingId(2)]);
        Assert.Equal(new GatewayWelcome(5_000, 12, true, "binance at host"), GatewayWelcome.Decode(new GatewayWelcome(5_000, 12, true, "binance at host").Encode()));
        Assert.Equal(new CancelOutcome(true, 3, 0, "ä"), CancelOutcome.Decode(new CancelOutcome(true, 3, 0, "ä").Encode()));
        var request = Request();
        Assert.True(GatewayRequests.TryDecode(Blittable.ReadOnlyBytes(in request), FeedVenue.BinanceSpot, out var read));
        Assert.True(Blittable.ReadOnlyBytes(in request).SequenceEqual(Blittable.ReadOnlyBytes(in read)));
        Assert.Equal(192 + 8, GatewayFrame.Of(GatewayFrameKind.Request, Blittable.ReadOnlyBytes(in request)).Length);
    }

    [Theory]
    [InlineData("12345&symbol=ETHUSDT")]
    [InlineData("12345\"}")]
    [InlineData("../../sapi/v1/capital/withdraw")]
    [InlineData("12345?x")]
    [InlineData("12%2f")]
    public void A_venues_id_that_would_become_another_field_ends_the_connection(string id)
    {
        var request = Request() with { VenueOrder = VenueOrderId.Of(id) };
        Assert.False(GatewayRequests.TryDecode(Blittable.ReadOnlyBytes(in request), FeedVenue.BinanceSpot, out _));
    }

    [Fact]
    public void Bytes_of_any_kind_are_read_or_refused_and_never_more_than_they_are()
    {
        var request = Request();
        byte[][] samples = [Hello.Encode(), Blittable.ReadOnlyBytes(in request).ToArray(), new GatewayWelcome(1, 2, false, "x").Encode(), new CancelOutcome(false, 1, 2, "x").Encode(), new byte[128]];
        var inputs = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_FUZZ_INPUTS"), out var given) ? given / 10 : 20_000;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_SEED"), out var wanted) ? wanted : 20_261_122;
        var random = new Random(seed);
        for (var i = 0; i < inputs; i++)
        {
            var input = Mutated(samples[random.Next(samples.Length)], random);
            try
            {
                if (input.Length >= GatewayFrame.HeaderBytes && GatewayFrame.TryRead(input, out _, out var bytes))
                    Assert.InRange(bytes, 0, GatewayFrame.ContentBytesMax);
                if (GatewayHello.TryDecode(input, out var hello, out var listings))
                    Assert.True(ClientOrderIds.IsDeskName(hello.Desk) && listings.Count * 56 <= input.Length);
                if (GatewayRequests.TryDecode(input, FeedVenue.BinanceSpot, out var read))
                    Assert.True(read.Venue == FeedVenue.BinanceSpot && read.Kind is not OrderRequestKind.None && read.VenueOrder.ToString().All(character => char.IsAsciiLetterOrDigit(character) || "-_.".Contains(character, StringComparison.Ordinal)));
                _ = GatewayWelcome.Decode(input);
                _ = CancelOutcome.Decode(input);
                _ = Heartbeat.TryDecode(input, out _);
            }
            catch (Exception broken) when (broken is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"RIALTO_SEED={seed}, input {i}: {Convert.ToHexString(input)}: {broken}");
            }
        }
    }

    /// <summary>Real sockets: garbage ends the connection that brought it.</summary>
    [Fact]
    public void A_connection_that_brings_garbage_ends()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            using var folder = new TemporaryFolder();
            using var listening = GatewaySocket.Listen(folder.File("s"));
            using var client = GatewaySocket.Connect(folder.File("s"));
            using var connection = new GatewayConnection(listening.Listener.Accept(), TimeSpan.FromSeconds(30)) { ReadPatience = TimeSpan.FromSeconds(30) };
            client.Send(Mutated(GatewayFrame.Of(GatewayFrameKind.Hello, Hello.Encode()), random));
            client.Shutdown(SocketShutdown.Send);
            while (connection.TryRead(out _, out _))
            {
            }

            Assert.True(connection.IsClosed);
        }
    }

    [Fact]
    public void A_socket_has_one_owner_and_is_the_users_alone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "gateways", "x.sock");
        using (GatewaySocket.Listen(path))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
            }

            Assert.Throws<Host.Desk.Keys.VenueKeyException>(() => GatewaySocket.Listen(path));
        }

        // One that was left by a process that was killed is taken over.
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            left.Bind(new UnixDomainSocketEndPoint(path));
        GatewaySocket.Listen(path).Dispose();
        Assert.Throws<Host.Desk.Keys.VenueKeyException>(() => GatewaySocket.Listen(Path.Combine(folder.Path, new string('x', 120))));
    }

    private static byte[] Mutated(byte[] sample, Random random)
    {
        var input = random.Next(8) == 0 ? new byte[random.Next(0, 400)] : sample.ToArray();
        if (random.Next(4) == 0)
            Array.Resize(ref input, random.Next(0, input.Length + 9));
        for (var n = random.Next(0, 6); n > 0 && input.Length > 0; n--)
            input[random.Next(input.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(1 << random.Next(8));
        return input;
    }

    private static OrderRequest Request() => new()
    {
        Kind = OrderRequestKind.Place,
        Venue = FeedVenue.BinanceSpot,
        Order = new DeskOrderId(1),
        Listing = new ListingId(1),
        Side = Side.Buy,
        Price = new(5),
        Quantity = new(6),
        VenueOrder = VenueOrderId.Of("0xAB-12_3.4"),
    };

    private static ListingTable Listings()
    {
        var listings = new ListingTable(2);
        listings.Add(new Listing(listings.NextId, FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new(1), new(1), "USDT", ListingStatus.Open));
        listings.Add(new Listing(listings.NextId, FeedVenue.BinanceSpot, "ETHUSDT", "ETH-USDT", ListingKind.Spot, 2, 4, new(1), new(1), "USDT", ListingStatus.Halted));
        return listings;
    }
}
