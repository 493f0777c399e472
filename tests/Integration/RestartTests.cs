using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>What a data folder gives back, whole or damaged.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task After_a_stop_in_order_everything_is_as_it_was_and_nothing_was_cut()
    {
        using var folder = new TemporaryFolder();
        string book;
        long sequence;
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            await EnterAsync(exchange, 20);
            book = LevelsOf((await exchange.GetAsync("/api/v1/orderbook/AAPL?depth=0")).OrThrow().Root);
            sequence = SequenceOf(await exchange.GetAsync("/api/v1/time"));
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        await using var again = await RunningExchange.StartAsync(folder.Path);
        Assert.Equal(book, LevelsOf((await again.GetAsync("/api/v1/orderbook/AAPL?depth=0")).OrThrow().Root));
        Assert.True(SequenceOf(await again.GetAsync("/api/v1/time")) >= sequence);
        var order = (await again.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf("after", "1.00"))).OrThrow().Root;
        Assert.True(long.Parse(order.Member("sequence")!, System.Globalization.CultureInfo.InvariantCulture) > sequence);
    }

    [Fact]
    public async Task A_resend_after_a_restart_is_recognised()
    {
        using var folder = new TemporaryFolder();
        string? first;
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            first = (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf("once", "1.00"))).OrThrow().Root.Member("order_id");
            await exchange.Process.KillAsync();
        }

        await using var again = await RunningExchange.StartAsync(folder.Path);
        var second = (await again.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf("once", "1.00"))).OrThrow().Root;
        Assert.Equal((first, "true"), (second.Member("order_id"), second.Member("duplicate")));
    }

    [Fact]
    public async Task A_second_exchange_on_the_same_folder_refuses_to_start()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);

        var second = await RialtoProcess.RunAsync("up", "--data", folder.Path, "--http", "0", "--native", "0");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("in use by another process", second.Errors, StringComparison.Ordinal);
        (await exchange.GetAsync("/health/ready")).OrThrow();
    }

    [Fact]
    public async Task A_write_that_was_not_finished_is_cut_off_and_told()
    {
        using var folder = new TemporaryFolder();
        var segment = await JournalOfAsync(folder, orders: 5);
        // A batch header and nothing behind it, where the next batch would be: what a crash in the middle of a write leaves.
        var bytes = await File.ReadAllBytesAsync(segment);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        bytes.AsSpan(end - 200, 24).CopyTo(bytes.AsSpan((end + 7) / 8 * 8));
        var firstBatch = bytes.AsSpan(0, end).ToArray();
        await File.WriteAllBytesAsync(segment, bytes);

        await using var exchange = await RunningExchange.StartAsync(folder.Path);

        Assert.Equal(5, (await OpenOrdersAsync(exchange)).Count);
        Assert.Equal(firstBatch, (await File.ReadAllBytesAsync(segment)).AsSpan(0, end).ToArray());
    }

    [Fact]
    public async Task Damage_before_the_end_refuses_to_start_and_says_where()
    {
        using var folder = new TemporaryFolder();
        var segment = await JournalOfAsync(folder, orders: 20);
        var bytes = await File.ReadAllBytesAsync(segment);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        bytes[end / 2] ^= 0x40;
        await File.WriteAllBytesAsync(segment, bytes);

        var finished = await RialtoProcess.RunAsync("up", "--data", folder.Path, "--http", "0", "--native", "0");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains($"journal segment {Path.GetFileName(segment)} is corrupt at offset", finished.Errors, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment));
    }

    [Fact]
    public async Task An_audit_shows_the_book_as_it_stood_after_any_command_while_the_exchange_runs()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var first = (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf("a", "1.00"))).OrThrow().Root;
        var second = (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf("b", "1.01"))).OrThrow().Root;
        (await exchange.SignedAsync(HttpMethod.Delete, $"/api/v1/orders/{first.Member("order_id")}")).OrThrow();

        var afterFirst = JsonElement.Parse((await exchange.ToolAsync("audit", "book", "AAPL", "--at", first.Member("sequence")!, "--json")).Output);
        var afterSecond = JsonElement.Parse((await exchange.ToolAsync("audit", "book", "AAPL", "--at", second.Member("sequence")!, "--json")).Output);
        var now = JsonElement.Parse((await exchange.ToolAsync("audit", "book", "AAPL", "--json")).Output);

        Assert.Equal(["1.00"], afterFirst.Items("bids").Select(level => level.Member("price")));
        Assert.Equal(["1.01", "1.00"], afterSecond.Items("bids").Select(level => level.Member("price")));
        Assert.Equal(LevelsOf((await exchange.GetAsync("/api/v1/orderbook/AAPL?depth=0")).OrThrow().Root), LevelsOf(now));
        Assert.Equal(3, (await exchange.ToolAsync("audit", "book", "AAPL", "--at", "1000000")).ExitCode);
    }

    internal static string OrderOf(string name, string price) =>
        $$"""{"symbol":"AAPL","side":"buy","quantity":"10","price":"{{price}}","client_order_id":"{{name}}"}""";

    internal static string LevelsOf(JsonElement book) => string.Join(
        ' ', new[] { "bids", "asks" }.SelectMany(side => book.Items(side).Select(level => $"{side} {level.Member("price")}x{level.Member("quantity")}/{level.Member("orders")}")));

    private static long SequenceOf(Reply reply) => reply.OrThrow().Root.GetProperty("sequence").GetInt64();

    private static async Task EnterAsync(RunningExchange exchange, int orders)
    {
        for (var i = 0; i < orders; i++)
            (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", OrderOf($"order-{i}", $"{10 + i % 7}.50"))).OrThrow();
    }

    private static async Task<List<string>> OpenOrdersAsync(RunningExchange exchange) =>
        [.. (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/orders?limit=1000")).OrThrow().Root.Items("orders").Select(order => order.Member("client_order_id")!)];

    private static async Task<string> JournalOfAsync(TemporaryFolder folder, int orders)
    {
        await using var exchange = await RunningExchange.StartAsync(folder.Path, "--set", "Journal:SegmentMiB=1");
        await EnterAsync(exchange, orders);
        await exchange.StopAsync();
        return Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "journal"), "*.journal"));
    }
}
