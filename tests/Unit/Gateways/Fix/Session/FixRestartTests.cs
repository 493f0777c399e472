using System.Buffers.Binary;
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
        string told;
        do
            told = await back.ReceiveAsync();
        while (!told.Contains("|11=b4|", StringComparison.Ordinal) || !told.Contains("|150=F|", StringComparison.Ordinal));
        await using var client = await FixClient.ConnectAsync(again.Exchange, key);
        client.NextOut = 3;
        await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
        Assert.Equal("35=A|34=7|98=0|108=30", await client.ReceiveAsync());
        await client.SendAsync("35=2|7=2|16=0");
        Assert.Equal(["34=2 150=0", "34=3 150=F 32=2", "34=4 150=F 32=3", "34=5 150=F 32=1", "34=6 150=F 32=4"], [.. await ReportsAsync(client, 5)]);
        Assert.StartsWith("35=4|34=7|43=Y|123=Y|36=8", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    /// <summary>The last trade of a budget waits until it is known whether it filled it; meanwhile the session hears of its stop, which that trade triggered.</summary>
    [Fact]
    public async Task A_fill_that_waited_comes_once_wherever_the_exchange_was_killed_between_the_reports()
    {
        if (OperatingSystem.IsWindows())
            return;
        FixRemains after;
        byte[] page;
        CreatedKey key;
        List<string> expected;
        await using (var running = await FixExchange.StartAsync())
        {
            key = running.Key();
            await using var alice = await FixClient.LogonAsync(running.Exchange, key);
            await using var bob = await FixClient.LogonAsync(running.Exchange, running.Key("bob"));
            await bob.SendAsync(Order("b", 2, 30));
            Assert.Contains("|11=b|", await bob.ReceiveAsync(), StringComparison.Ordinal);
            await alice.SendAsync("35=D|11=s|55=AAPL|54=1|60=20261122-12:00:00|38=3|40=3|99=100|59=1");
            Assert.Contains("|11=s|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            var before = FixRemains.Of(running);
            page = await File.ReadAllBytesAsync(Path.Combine(before.Folder, "fix", key.Key.Id + ".seq"), TestContext.Current.CancellationToken);
            Directory.Delete(before.Folder, recursive: true);
            await alice.SendAsync("35=D|11=m|55=AAPL|54=1|60=20261122-12:00:00|152=200|40=1");
            expected = await ReportsAsync(alice, 4);
            after = FixRemains.Of(running);
            after.Journal = await running.Exchange.CopyJournalAsync();
        }

        Assert.Contains(expected, report => report.EndsWith("150=F 32=2", StringComparison.Ordinal));
        Assert.Contains(expected, report => report.EndsWith("150=F 32=3", StringComparison.Ordinal));
        var log = await File.ReadAllBytesAsync(Path.Combine(after.Folder, "fix", key.Key.Id + ".a"), TestContext.Current.CancellationToken);
        for (var stored = 0; stored <= 5; stored++)
        {
            var killed = new FixRemains(Directory.CreateTempSubdirectory("rialto-fix-").FullName) { Journal = after.Journal };
            foreach (var file in Directory.GetFiles(after.Folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(killed.Folder, Path.GetRelativePath(after.Folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            // With 5 the page too is as it was left; otherwise so many of the four reports are in the store, and the page is of before.
            if (stored < 5)
            {
                await File.WriteAllBytesAsync(Path.Combine(killed.Folder, "fix", key.Key.Id + ".seq"), page, TestContext.Current.CancellationToken);
                await File.WriteAllBytesAsync(Path.Combine(killed.Folder, "fix", key.Key.Id + ".a"), log[..EndOf(log, 1 + stored)], TestContext.Current.CancellationToken);
            }

            await using var again = await FixExchange.StartAsync(killed: killed);
            await using var client = await FixClient.ConnectAsync(again.Exchange, key);
            client.NextOut = 4;
            await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
            Assert.Equal("35=A|34=7|98=0|108=30", await client.ReceiveAsync());
            await client.SendAsync("35=2|7=3|16=0");
            Assert.Equal(expected, await ReportsAsync(client, 4));
        }

        Directory.Delete(after.Folder, recursive: true);
    }

    [Fact]
    public async Task A_session_that_could_not_be_recalled_hears_of_its_orders_again_once_it_is_back()
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

        var path = Path.Combine(killed.Folder, "fix", key.Key.Id + ".seq");
        var page = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, new string('x', 5_000), TestContext.Current.CancellationToken);
        await using var again = await FixExchange.StartAsync(killed: killed);
        await File.WriteAllBytesAsync(path, page, TestContext.Current.CancellationToken);
        await using var client = await FixClient.LogonAsync(again.Exchange, key, nextOut: 3);
        Assert.Contains("|58=Reports are missing", await client.ReceiveAsync(), StringComparison.Ordinal);
        await using var bob = await FixClient.LogonAsync(again.Exchange, again.Key("bob"));
        await bob.SendAsync(Order("b", 2, 2));
        var report = await client.ReceiveAsync();
        Assert.Contains("|11=a|", report, StringComparison.Ordinal);
        Assert.Contains("|32=2|", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_order_whose_session_is_anothers_in_the_records_the_other_hears_nothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        FixRemains killed;
        CreatedKey key, other;
        await using (var running = await FixExchange.StartAsync())
        {
            (key, other) = (running.Key(), running.Key("bob"));
            await using var bob = await FixClient.LogonAsync(running.Exchange, other);
            await using var alice = await FixClient.LogonAsync(running.Exchange, key);
            await alice.SendAsync(Order("a", 1, 10));
            Assert.Contains("|11=a|", await alice.ReceiveAsync(), StringComparison.Ordinal);
            killed = FixRemains.Of(running);
            killed.Journal = await running.Exchange.CopyJournalAsync();
        }

        // As after a power cut that took the end of a journal: the number of Alice's session was Bob's before.
        var log = Path.Combine(killed.Folder, "fix", "sessions.log");
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        var session = lines.Single(line => line.Contains(key.Key.Id, StringComparison.Ordinal)).Split(' ')[0];
        await File.AppendAllTextAsync(log, $"{session} {other.Key.Id}\n", TestContext.Current.CancellationToken);
        await using var again = await FixExchange.StartAsync(killed: killed);
        await using var carol = await FixClient.LogonAsync(again.Exchange, again.Key("carol"));
        await using var client = await FixClient.LogonAsync(again.Exchange, other, nextOut: 2);
        await carol.SendAsync(Order("c", 2, 2));
        Assert.Contains("|150=0|", await carol.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Contains("|32=2|", await carol.ReceiveAsync(), StringComparison.Ordinal);
        await client.SendAsync("35=1|112=nothing");
        Assert.StartsWith("35=0|34=3|112=nothing", await client.ReceiveAsync(), StringComparison.Ordinal);
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

    /// <summary>Where a record of a file of messages ends; the first is 1.</summary>
    private static int EndOf(byte[] log, int record)
    {
        var end = 0;
        for (; record > 0; record--)
            end += 56 + BinaryPrimitives.ReadInt32LittleEndian(log.AsSpan(end + 4));
        return end;
    }

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
