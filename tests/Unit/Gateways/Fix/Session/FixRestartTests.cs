using System.Globalization;
using Rialto.Gateways.Auth;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>An exchange that was killed, or stood without its clients: whatever its journal has for a session is told, and nothing twice.</summary>
public class FixRestartTests
{
    [Fact]
    public async Task Reports_that_a_killed_exchange_had_not_stored_and_those_of_before_the_first_logon_come_and_none_twice()
    {
        if (OperatingSystem.IsWindows())
            return;
        FixRemains killed;
        CreatedKey key, other;
        await using (var running = await FixExchange.StartAsync())
        {
            (key, other) = (running.Key(), running.Key("bob"));
            await using var alice = await FixClient.LogonAsync(running.Exchange, key);
            await using var bob = await FixClient.LogonAsync(running.Exchange, other);
            await alice.SendAsync(Order("a", 1, 10));
            Assert.Contains("|11=a|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            await bob.SendAsync(Order("b1", 2, 2));
            Assert.Contains("|32=2|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            killed = FixRemains.Of(running);
            await bob.SendAsync(Order("b2", 2, 3));
            Assert.Contains("|32=3|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            await bob.SendAsync(Order("b3", 2, 1));
            Assert.Contains("|32=1|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            killed.Journal = await running.Exchange.CopyJournalAsync();
        }

        await using var again = await FixExchange.StartAsync(killed: killed);
        // Bob is back first, and trades with Alice's order before she is.
        await using var back = await FixClient.LogonAsync(again.Exchange, other, nextOut: 3);
        await back.SendAsync(Order("b4", 2, 4));
        await using var client = await FixClient.ConnectAsync(again.Exchange, key);
        client.NextOut = 3;
        await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
        Assert.Equal("35=A|34=7|98=0|108=30", await client.ReceiveAsync());
        await client.SendAsync("35=2|7=2|16=0");
        Assert.Equal(["34=2 150=0", "34=3 150=F 32=2", "34=4 150=F 32=3", "34=5 150=F 32=1", "34=6 150=F 32=4"], [.. await ReportsAsync(client, 5)]);
        Assert.StartsWith("35=4|34=7|43=Y|123=Y|36=8", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drop_copy_goes_on_after_a_restart_before_its_reader_is_back()
    {
        if (OperatingSystem.IsWindows())
            return;
        FixRemains killed;
        CreatedKey key, reader;
        await using (var running = await FixExchange.StartAsync())
        {
            (key, reader) = (running.Key(), running.Exchange.Keys.Create("alice", Permissions.Read));
            await using var watching = await FixClient.LogonAsync(running.Exchange, reader, more: "|9406=Y");
            await using var alice = await FixClient.LogonAsync(running.Exchange, key);
            await alice.SendAsync(Order("a", 1, 10));
            Assert.Contains("|11=a|", await watching.ReceiveAsync(), StringComparison.Ordinal);
            killed = FixRemains.Of(running);
            killed.Journal = await running.Exchange.CopyJournalAsync();
        }

        await using var again = await FixExchange.StartAsync(killed: killed);
        await using (var alice = await FixClient.LogonAsync(again.Exchange, key, nextOut: 3))
        {
            await alice.SendAsync("35=F|41=a|11=c|55=AAPL|54=1|60=20261122-12:00:00");
            Assert.Contains("|150=4|", await alice.ReceiveAsync(), StringComparison.Ordinal);
        }

        await using var returned = await FixClient.LogonAsync(again.Exchange, reader, nextOut: 2, more: "|9406=Y");
        await returned.SendAsync("35=2|7=2|16=0");
        var copies = await ReportsAsync(returned, 2);
        Assert.Equal(["34=2 150=0", "34=3 150=4"], [.. copies]);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_told_and_once_it_can_be_that_something_is_missing()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        var path = Path.Combine(running.Folder, key.Key.Id + ".seq");
        await File.WriteAllTextAsync(path, new string('x', 5_000), TestContext.Current.CancellationToken);
        await using (var refused = await FixClient.ConnectAsync(running.Exchange, key))
        {
            await refused.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
            Assert.StartsWith("35=5|34=1|58=The session's store cannot be opened", await refused.ReceiveAsync(), StringComparison.Ordinal);
            Assert.Equal("", await refused.ReceiveAsync());
        }

        File.Delete(path);
        await using var client = await FixClient.LogonAsync(running.Exchange, key);
        Assert.StartsWith("35=j|34=2|372=8|380=4|58=Reports are missing", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_taken_away_is_told_nothing_of_the_past_but_that_something_may_be_missing()
    {
        if (OperatingSystem.IsWindows())
            return;
        FixRemains killed;
        CreatedKey key;
        await using (var running = await FixExchange.StartAsync())
        {
            key = running.Key();
            await using var alice = await FixClient.LogonAsync(running.Exchange, key);
            await alice.SendAsync(Order("a", 1, 10));
            Assert.Contains("|11=a|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            killed = FixRemains.Of(running);
            killed.Journal = await running.Exchange.CopyJournalAsync();
        }

        foreach (var file in Directory.GetFiles(Path.Combine(killed.Folder, "fix"), key.Key.Id + ".*"))
            File.Delete(file);
        await using var again = await FixExchange.StartAsync(killed: killed);
        await using var client = await FixClient.LogonAsync(again.Exchange, key);
        Assert.StartsWith("35=j|34=2|372=8|380=4|58=Reports are missing", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.SendAsync("35=F|41=a|11=c|55=AAPL|54=1|60=20261122-12:00:00");
        Assert.StartsWith("35=8|34=3|", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_revoked_ends_its_session()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        await using var client = await FixClient.LogonAsync(running.Exchange, key);
        Assert.True(running.Exchange.Keys.Revoke(key.Key.Id));
        Assert.Equal("35=5|34=2|58=The key was revoked", await client.ReceiveAsync());
        await client.SendAsync("35=5");
        Assert.Equal("", await client.ReceiveAsync());
    }

    private static string Order(string id, int side, int quantity) => string.Create(
        CultureInfo.InvariantCulture, $"35=D|11={id}|55=AAPL|54={side}|60=20261122-12:00:00|38={quantity}|40=2|44=100|59=1");

    /// <summary>Number, ExecType and LastQty of so many reports.</summary>
    private static async Task<List<string>> ReportsAsync(FixClient client, int count)
    {
        var reports = new List<string>();
        while (reports.Count < count)
        {
            var message = await client.ReceiveAsync();
            Assert.NotEqual("", message);
            if (!message.StartsWith("35=8|", StringComparison.Ordinal))
                continue;
            var fields = message.Split('|');
            reports.Add(string.Join(' ', fields.Where(field => field.Split('=')[0] is "34" or "150" or "32").OrderBy(field => Array.IndexOf(["34", "150", "32"], field.Split('=')[0]))));
        }

        return reports;
    }
}
