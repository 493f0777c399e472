using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>Exit codes and JSON of the tools: what scripts rely on.</summary>
public sealed class ToolTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData(2)]
    [InlineData(2, "order", "buy")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "book", "AAPL", "--depth", "0")]
    [InlineData(2, "order", "open", "--url", "ftp://x")]
    [InlineData(2, "keys", "create", "")]
    [InlineData(2, "keys", "create", "alice", "--permissions", "")]
    [InlineData(3, "keys", "list", "--data", "no-such-folder")]
    [InlineData(3, "audit", "book", "AAPL", "--data", "no-such-folder")]
    [InlineData(3, "flow", "no-such-file")]
    [InlineData(5, "book", "AAPL", "--url", Nowhere)]
    [InlineData(5, "trades", "AAPL", "--follow", "--url", Nowhere)]
    public async Task Each_kind_of_failure_has_its_exit_code(int exitCode, params string[] arguments)
    {
        var finished = await RialtoProcess.RunAsync(arguments);

        Assert.Equal(exitCode, finished.ExitCode);
        Assert.NotEmpty(finished.Errors);
        Assert.DoesNotContain("Parameter", finished.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_with_json_is_an_object_on_standard_output()
    {
        var finished = await RialtoProcess.RunAsync("book", "AAPL", "--url", Nowhere, "--json");

        Assert.Equal(5, finished.ExitCode);
        Assert.Equal("5", JsonElement.Parse(finished.Output).Member("exit_code"));
    }

    [Fact]
    public async Task What_the_exchange_refuses_or_does_not_know_has_its_exit_code_and_its_reason()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);

        var refused = await exchange.ToolAsync("order", "buy", "AAPL", "0.5", "150", "--json");
        var unknownSymbol = await exchange.ToolAsync("book", "NONE");
        var unknownOrder = await exchange.ToolAsync("order", "status", "12345");
        var offLot = await exchange.ToolAsync("order", "buy", "BTC-USDT", "0.000001", "50000");

        Assert.Equal(4, refused.ExitCode);
        Assert.NotNull(JsonElement.Parse(refused.Output).Member("code"));
        Assert.Equal(3, unknownSymbol.ExitCode);
        Assert.Equal(3, unknownOrder.ExitCode);
        Assert.Equal(4, offLot.ExitCode);
        Assert.Contains("[QuantityOffLot]", offLot.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_not_sent_to_another_exchange_than_its_own_and_that_is_said()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);

        var finished = await exchange.ToolAsync("order", "open", "--url", Nowhere);

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains($"last served at {exchange.Connection.Url.ToString().TrimEnd('/')}, not at {Nowhere}", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_is_named_with_where_it_was_written()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), """
            {
              // comments are fine
              "Http": { "Prt": 1 },
              "Instruments": [ { "Symbol": "X", "Lot": "3", "MinQuantity": "4" }, ],
            }
            """);
        await using var process = RialtoProcess.Start(
            ["up", "--set", "Rings:Commands=1000"], folder.Path, new Dictionary<string, string> { ["RIALTO__Native__Port"] = "seven" });

        var finished = await process.EndAsync();

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("Http:Prt (rialto.json) is not a setting; did you mean Http:Port?", finished.Errors, StringComparison.Ordinal);
        Assert.Contains("Instruments:0:MinQuantity (rialto.json) must be a multiple of Lot", finished.Errors, StringComparison.Ordinal);
        Assert.Contains("Rings:Commands (--set) must be a power of two, not 1000", finished.Errors, StringComparison.Ordinal);
        Assert.Contains("Native:Port (RIALTO__Native__Port) must be a whole number", finished.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task A_revoked_key_stops_working_on_a_running_exchange()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var created = JsonElement.Parse((await exchange.ToolAsync("keys", "create", "alice", "--json")).Output);
        var id = created.Member("key")!;
        using var alice = new RestClient(exchange.Connection with { Key = new Credentials(id, created.Member("secret")!) });
        (await alice.SignedAsync(HttpMethod.Get, "/api/v1/orders", null, CancellationToken.None)).OrThrow();

        Assert.Equal(0, (await exchange.ToolAsync("keys", "revoke", id)).ExitCode);
        Assert.Equal(3, (await exchange.ToolAsync("keys", "revoke", id)).ExitCode);

        // Noticed within a second; each look is a request of its own.
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        var status = System.Net.HttpStatusCode.OK;
        while (status == System.Net.HttpStatusCode.OK && deadline.Elapsed < RialtoProcess.Patience)
            status = (await alice.SignedAsync(HttpMethod.Get, "/api/v1/orders", null, CancellationToken.None)).Status;
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, status);
        (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/orders")).OrThrow();
    }
}
