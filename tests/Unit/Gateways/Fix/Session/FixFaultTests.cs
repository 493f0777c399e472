using Rialto.Gateways.Fix.Session;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>Faults of our own: what they cost, and that they cost no more.</summary>
public class FixFaultTests
{
    [Fact]
    public async Task A_fault_of_the_application_costs_the_connection_and_neither_its_place_nor_the_stop()
    {
        await using var running = await FixExchange.StartAsync(options => options.Fix.MaxConnections = 1);
        var key = running.Key();
        await using var acceptor = new FixAcceptor(running.Exchange.Gateways.Services, FixAcceptor.VenueDictionary(), _ => new FaultyApplication(), tls: null);
        acceptor.Start();
        await using (var first = await FixClient.ConnectAsync(acceptor.Endpoint!, key))
        {
            await first.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
            Assert.StartsWith("35=A|34=1|", await first.ReceiveAsync(), StringComparison.Ordinal);
            await first.SendAsync("35=D|11=first|55=NONE|54=1|60=20261122-12:00:00|38=1|40=1");
            Assert.Equal("", await first.ReceiveAsync());
        }

        await using var second = await ReturnAsync(acceptor, running, 3);
        await acceptor.StopAsync();
        Assert.StartsWith("35=5|34=3|", await second.ReceiveAsync(), StringComparison.Ordinal);

        // The place is free once the connection has been cleared away, which is after it has been closed.
        async Task<FixClient> ReturnAsync(FixAcceptor acceptor, FixExchange running, int nextOut)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                patience.Token.ThrowIfCancellationRequested();
                var client = await FixClient.ConnectAsync(acceptor.Endpoint!, key);
                client.NextOut = nextOut;
                try
                {
                    await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
                    if (await client.ReceiveAsync() == "35=A|34=2|98=0|108=30")
                        return client;
                }
                catch (IOException)
                {
                    // Closed before it was read from.
                }

                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_stop_waits_no_longer_than_it_is_told_to()
    {
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        // The session's end is an order to an engine that takes none.
        await running.Exchange.PauseEngineAsync();
        using var patience = new CancellationTokenSource();
        var stopping = running.Exchange.Gateways.StopAsync(patience.Token);
        Assert.StartsWith("35=5|", await client.ReceiveAsync(), StringComparison.Ordinal);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_log_of_sessions_that_cannot_be_written_keeps_nobody_from_trading()
    {
        await using var running = await FixExchange.StartAsync();
        var log = Path.Combine(running.Folder, "sessions.log");
        File.Delete(log);
        Directory.CreateDirectory(log);
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendAsync("35=D|11=first|55=NONE|54=1|60=20261122-12:00:00|38=1|40=1");
        Assert.StartsWith("35=8|34=2|", await client.ReceiveAsync(), StringComparison.Ordinal);
    }
}
