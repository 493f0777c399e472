using System.Net;
using System.Net.Sockets;
using Rialto.Adapters.Orders;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Orders that nobody gets: they go the whole way of a real one and end in memory.</summary>
public sealed class OrderRehearsalTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("binance")]
    [InlineData("kraken")] // numbers that rise, one request at a time
    [InlineData("coinbase")] // a token signed for each host and path
    [InlineData("kalshi")] // RSA
    [InlineData("deribit")] // orders over the private stream, which no rehearsal has
    public async Task Rehearsed_orders_come_to_their_end_and_reach_nobody(string name)
    {
        var script = OrderScripts.Of(name);
        using var credentials = script.Credentials;
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        var address = "127.0.0.1:" + ((IPEndPoint)door.LocalEndpoint).Port;
        var venue = script.Venue with { Rest = new Uri("http://" + address), Stream = new Uri("ws://" + address) };
        var ended = await OrderRehearsal.RunAsync(venue, credentials, script.Listings, new OrderSessionOptions { Desk = "test" }, _patience, TestContext.Current.CancellationToken);
        Assert.True(ended > 100, $"{ended}");
        Assert.False(door.Pending());
    }

    [Fact]
    public async Task What_a_venue_does_not_list_is_not_rehearsed()
    {
        var script = OrderScripts.Of("binance");
        using var credentials = script.Credentials;
        Assert.Equal(0, await OrderRehearsal.RunAsync(script.Venue, credentials, new ListingTable(1), new OrderSessionOptions { Desk = "test" }, _patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_rehearsal_that_is_stopped_ends()
    {
        var script = OrderScripts.Of("binance");
        using var credentials = script.Credentials;
        Assert.Equal(0, await OrderRehearsal.RunAsync(script.Venue, credentials, script.Listings, new OrderSessionOptions { Desk = "test" }, _patience, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_connection_of_a_rehearsal_refuses_each_whole_request_once()
    {
        using var stream = new RehearsalStream();
        var stop = TestContext.Current.CancellationToken;
        await stream.WriteAsync("POST / HTTP/1.1\r\nContent-Le"u8.ToArray(), stop);
        await stream.WriteAsync("ngth: 3\r\n\r\nab"u8.ToArray(), stop);
        var first = stream.ReadAsync(new byte[4], stop).AsTask();
        Assert.False(first.IsCompleted);
        await stream.WriteAsync("c"u8.ToArray(), stop);
        Assert.Equal(4, await first);
        var rest = new byte[256];
        var read = await stream.ReadAsync(rest, stop);
        Assert.EndsWith("{}", System.Text.Encoding.ASCII.GetString(rest, 0, read), StringComparison.Ordinal);
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: rehearsal.invalid\r\n\r\n"u8.ToArray(), stop);
        read = await stream.ReadAsync(rest, stop);
        Assert.StartsWith("HTTP/1.1 400", System.Text.Encoding.ASCII.GetString(rest, 0, read), StringComparison.Ordinal);
    }
}
