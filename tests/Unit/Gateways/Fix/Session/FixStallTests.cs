using System.Globalization;
using Rialto.Gateways.Auth;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>Clients that ask for far more than they read: the session is theirs again after the connection has gone.</summary>
public class FixStallTests
{
    private const int Reports = 100;
    private const int Requests = 600;
    private const int Orders = 3_000;
    private const int Questions = 18;

    [Fact]
    public async Task A_connection_that_breaks_during_a_resend_leaves_its_session_free()
    {
        await using var running = await FixExchange.StartAsync(options => options.Fix.MaxQueuedBytes = 65_536);
        var key = running.Key();
        await using (await AskForTooMuchAsync(running, key))
        {
            // What it has not read is lost, and the exchange's next write fails.
        }

        await ReturnAsync(running, key);
    }

    [Fact]
    public async Task A_connection_that_stalls_during_a_resend_is_given_up_and_leaves_its_session_free()
    {
        await using var running = await FixExchange.StartAsync(options =>
        {
            options.Fix.MaxQueuedBytes = 65_536;
            options.Fix.SendTimeoutMs = 100;
        });
        var key = running.Key();
        await using var stalled = await AskForTooMuchAsync(running, key);
        await ReturnAsync(running, key);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_or_stalls_during_a_long_answer_leaves_its_session_free(bool breaks)
    {
        await using var running = await FixExchange.StartAsync(options =>
        {
            options.Fix.MaxQueuedBytes = 65_536;
            options.Fix.SendTimeoutMs = breaks ? 600_000 : 100;
        });
        var key = running.Key();
        var client = await FixClient.LogonAsync(running.Exchange, key);
        await PlaceAsync(client);
        // Some twenty megabytes, of which it reads the first message.
        for (var i = 0; i < Questions; i++)
            await client.SendAsync($"35=AF|584=all{i}|585=7");
        Assert.Contains("|150=I|", await client.ReceiveAsync(), StringComparison.Ordinal);
        if (breaks)
            await client.DisposeAsync();
        await ReturnAsync(running, key);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_long_answer_waits_for_a_slow_reader_and_is_whole()
    {
        await using var running = await FixExchange.StartAsync(options => options.Fix.MaxQueuedBytes = 65_536);
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await PlaceAsync(client);
        for (var i = 0; i < Questions; i++)
            await client.SendAsync($"35=AF|584=all{i}|585=7");
        for (var i = 0; i < Questions; i++)
        {
            for (var order = 0; order < Orders; order++)
            {
                var report = await client.ReceiveAsync();
                Assert.Contains($"|584=all{i}|", report, StringComparison.Ordinal);
                Assert.Contains(order == Orders - 1 ? "|912=Y|" : "|912=N|", report, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Orders that rest, some at a time, so that their reports never wait.</summary>
    private static async Task PlaceAsync(FixClient client)
    {
        const int AtOnce = 50;
        for (var i = 0; i < Orders; i++)
        {
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"35=D|11=order{i}|55=AAPL|54=1|60=20261122-12:00:00|38=1|40=2|44=100|59=1"));
            for (var read = 0; i % AtOnce == AtOnce - 1 && read < AtOnce; read++)
                Assert.StartsWith("35=8|", await client.ReceiveAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>A client that has some twenty megabytes coming, more than any socket holds, and has read the first message of them.</summary>
    private static async Task<FixClient> AskForTooMuchAsync(FixExchange running, CreatedKey key)
    {
        var client = await FixClient.LogonAsync(running.Exchange, key);
        for (var i = 0; i < Reports; i++)
        {
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"35=D|11=order{i}|55=NONE|54=1|60=20261122-12:00:00|38=1|40=1"));
            Assert.StartsWith("35=8|", await client.ReceiveAsync(), StringComparison.Ordinal);
        }

        for (var i = 0; i < Requests; i++)
            await client.SendAsync("35=2|7=2|16=0");
        Assert.StartsWith("35=8|34=2|43=Y|", await client.ReceiveAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Logs on anew, as often as it takes.</summary>
    private static async Task ReturnAsync(FixExchange running, CreatedKey key)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            await using var back = await FixClient.ConnectAsync(running.Exchange, key);
            await back.SendAsync($"35=A|98=0|108=30|141=Y|554={key.Secret}");
            if (await back.ReceiveAsync() is { Length: > 0 } answer)
            {
                Assert.Equal("35=A|34=1|98=0|108=30|141=Y", answer);
                return;
            }
        }
    }
}
