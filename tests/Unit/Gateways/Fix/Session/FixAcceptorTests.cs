using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>FIX sessions over real sockets of a whole exchange.</summary>
public class FixAcceptorTests
{
    [Fact]
    public async Task Client_logs_on_with_its_password_and_is_told_goodbye()
    {
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendAsync("35=1|112=are you there");
        Assert.Equal("35=0|34=2|112=are you there", await client.ReceiveAsync());
        await client.SendAsync("35=5");
        Assert.Equal("35=5|34=3", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Numbers_and_messages_outlive_the_connection()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        await using (var client = await FixClient.LogonAsync(running.Exchange, key))
        {
            await client.SendAsync("35=D|11=first|55=NONE|54=1|60=20261122-12:00:00|38=1|40=1");
            Assert.StartsWith("35=8|34=2|", await client.ReceiveAsync(), StringComparison.Ordinal);
        }

        await using var back = await FixClient.LogonAsync(running.Exchange, key, nextOut: 3);
        await back.SendAsync("35=2|7=1|16=0");
        Assert.Equal("35=4|34=1|43=Y|123=Y|36=2", await back.ReceiveAsync());
        Assert.StartsWith("35=8|34=2|43=Y|", await back.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("35=4|34=3|43=Y|123=Y|36=4", await back.ReceiveAsync());
    }
}
