using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>What the README shows, done by a program: start, order, stream, book.</summary>
public sealed class ReadmePathTests
{
    [Fact]
    public async Task An_order_entered_by_hand_is_seen_in_the_stream_in_the_book_and_in_the_trades()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var stream = await StreamClient.ConnectAsync(exchange.Connection, isSigned: false, CancellationToken.None);
        using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
        await SubscribeAsync(stream, "book", deadline.Token);
        await SubscribeAsync(stream, "trades", deadline.Token);

        var bought = await exchange.ToolAsync("order", "buy", "AAPL", "100", "150.45", "--client-id", "first", "--json");
        var sold = await exchange.ToolAsync("order", "sell", "AAPL", "40", "--json");

        Assert.Equal((0, ""), (bought.ExitCode, bought.Errors));
        Assert.Equal("open", JsonElement.Parse(bought.Output).Member("status"));
        Assert.Equal(0, sold.ExitCode);
        Assert.Equal("filled", JsonElement.Parse(sold.Output).Member("status"));
        Assert.Equal("150.45", JsonElement.Parse(sold.Output).Member("avg_price"));

        var bid = "";
        var trade = default(JsonElement);
        await foreach (var message in stream.ReadAllAsync(deadline.Token))
        {
            foreach (var level in message.Root.Items("bids"))
                bid = $"{level[1].GetString()} @ {level[0].GetString()}";
            if (message.Root.Member("type") == "trade")
                trade = message.Root;
            if (bid == "60 @ 150.45" && trade.ValueKind == JsonValueKind.Object)
                break;
        }

        Assert.Equal(("40", "150.45", "sell"), (trade.Member("quantity"), trade.Member("price"), trade.Member("side")));
        var book = await exchange.ToolAsync("book", "AAPL");
        Assert.Equal(0, book.ExitCode);
        Assert.Contains("60   150.45", book.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", book.Output, StringComparison.Ordinal);
        var trades = JsonElement.Parse((await exchange.ToolAsync("trades", "AAPL", "--json")).Output);
        Assert.Equal("40", Assert.Single(trades.Items("trades")).Member("quantity"));
        var status = JsonElement.Parse((await exchange.ToolAsync("order", "status", "first", "--json")).Output);
        Assert.Equal(("partially_filled", "60"), (status.Member("status"), status.Member("leaves")));

        var stopped = await exchange.StopAsync("INT");
        Assert.Equal((0, ""), (stopped.ExitCode, stopped.Errors));
    }

    [Fact]
    public async Task A_first_start_defines_instruments_and_makes_one_key_that_works_and_a_second_start_keeps_both()
    {
        using var folder = new TemporaryFolder();
        string? key;
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            var instruments = (await exchange.GetAsync("/api/v1/instruments")).OrThrow().Root.Items("instruments").Select(one => one.Member("symbol"));
            Assert.Equal(["BTC-USDT", "ETH-USDT", "AAPL"], instruments);
            key = exchange.Connection.Key?.KeyId;
            await exchange.StopAsync();
        }

        await using var again = await RunningExchange.StartAsync(folder.Path);
        Assert.Equal(key, again.Connection.Key?.KeyId);
        Assert.Equal(3, (await again.GetAsync("/api/v1/instruments")).Root.Items("instruments").Count());
        var keys = JsonElement.Parse((await again.ToolAsync("keys", "list", "--json")).Output);
        Assert.Equal(key, Assert.Single(keys.Items("keys")).Member("key"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("client.json")));
    }

    private static Task SubscribeAsync(StreamClient stream, string channel, CancellationToken cancellationToken) => stream.SendAsync(
        json =>
        {
            json.WriteString("op", "subscribe");
            json.WriteString("channel", channel);
            json.WriteString("symbol", "AAPL");
        },
        cancellationToken);
}
