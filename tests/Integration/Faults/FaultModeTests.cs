using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration.Faults;

/// <summary><c>rialto up --faults</c>: announced, at work, and refused where the profile is none.</summary>
public sealed class FaultModeTests
{
    [Fact]
    public async Task Up_with_a_profile_says_so_and_does_so()
    {
        using var folder = new TemporaryFolder();
        var profile = folder.File("profile.json");
        await File.WriteAllTextAsync(profile, """{"seed":"s","faults":[{"kind":"ack_dropped","doors":["rest"],"times":1}]}""", TestContext.Current.CancellationToken);
        await using var process = RialtoProcess.Start(["up", "--json", "--data", folder.File("data"), "--http", "0", "--native", "0", "--binance", "0", "--faults", profile]);
        var said = new List<JsonElement>();
        do
            said.Add(JsonElement.Parse(await process.LineAsync()));
        while (said[^1].Member("event") != "ready");
        Assert.Contains("FAULT INJECTION IS ON", said.Single(line => line.Member("event") == "faults").Member("text"), StringComparison.Ordinal);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(said[^1].Member("url") + "/health/ready"), TestContext.Current.CancellationToken);
        Assert.Equal("on", answer.Headers.GetValues("X-Rialto-Faults").Single());
        using var client = new RestClient(Connection.Find(null, null, null, null, folder.File("data")));
        const string Order = """{"symbol":"AAPL","side":"buy","price":"100.00","quantity":"1","client_order_id":"f1"}""";
        await Assert.ThrowsAnyAsync<Exception>(() => client.SignedAsync(HttpMethod.Post, "/api/v1/orders", System.Text.Encoding.UTF8.GetBytes(Order), CancellationToken.None));
        Assert.True((await client.SignedAsync(HttpMethod.Get, "/api/v1/orders/by-client-id/f1", null, CancellationToken.None)).IsSuccess);
        await process.SignalAsync("TERM");
        Assert.Contains("Injected ack_dropped at rest", (await process.EndAsync()).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_is_none_starts_nothing_and_the_key_is_named()
    {
        using var folder = new TemporaryFolder();
        var profile = folder.File("profile.json");
        await File.WriteAllTextAsync(profile, """{"faults":[{"kind":"silent","every":0}]}""", TestContext.Current.CancellationToken);
        var finished = await RialtoProcess.RunAsync("up", "--data", folder.File("data"), "--faults", profile);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("faults[0].every must be a whole number", finished.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
        Assert.Equal(2, (await RialtoProcess.RunAsync("up", "--data", folder.File("data"), "--faults", folder.File("nothing.json"))).ExitCode);
    }
}
