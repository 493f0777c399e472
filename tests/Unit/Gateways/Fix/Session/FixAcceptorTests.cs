using Rialto.Gateways.Auth;
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

    [Fact]
    public async Task What_sessions_keep_is_for_the_owner_of_the_files_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendAsync("35=D|11=first|55=NONE|54=1|60=20261122-12:00:00|38=1|40=1");
        Assert.StartsWith("35=8|34=2|", await client.ReceiveAsync(), StringComparison.Ordinal);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(running.Folder));
        var files = Directory.GetFiles(running.Folder);
        Assert.Equal([".a", ".b", ".log", ".mark", ".seq"], files.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_signed_logon_opens_once()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        var client = await FixClient.ConnectAsync(running.Exchange, key);
        var logon = client.SignedLogon(1, DateTime.UtcNow);
        await client.SendRawAsync(logon);
        Assert.Equal("35=A|34=1|98=0|108=30", await client.ReceiveAsync());
        await client.DisposeAsync();

        await using var thief = await FixClient.ConnectAsync(running.Exchange, key);
        await thief.SendRawAsync(logon);
        Assert.DoesNotContain("35=A", await thief.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_so_and_costs_the_session_nothing()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        await using (var stranger = await FixClient.ConnectAsync(running.Exchange, key))
        {
            await stranger.SendAsync("35=A|98=0|108=30|554=guessed");
            Assert.StartsWith("35=5|34=1|58=The CompID is unknown", await stranger.ReceiveAsync(), StringComparison.Ordinal);
            Assert.Equal("", await stranger.ReceiveAsync());
        }

        await using var client = await FixClient.ConnectAsync(running.Exchange, key);
        await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
        Assert.Equal("35=A|34=1|98=0|108=30", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Drop_copy_needs_the_permission_to_read()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Exchange.Keys.Create("alice", Permissions.Trade);
        await using (var refused = await FixClient.ConnectAsync(running.Exchange, key))
        {
            await refused.SendAsync($"35=A|98=0|108=30|554={key.Secret}|9406=Y");
            Assert.Equal("35=5|34=1|58=Drop copy needs the permission read", await refused.ReceiveAsync());
            Assert.Equal("", await refused.ReceiveAsync());
        }

        await using var without = await FixClient.LogonAsync(running.Exchange, key);
        await using var reader = await FixClient.LogonAsync(running.Exchange, running.Exchange.Keys.Create("alice", Permissions.Read), more: "|9406=Y");
    }

    [Fact]
    public async Task An_unknown_key_is_told_the_same_and_leaves_nothing_behind()
    {
        await using var running = await FixExchange.StartAsync();
        await using var stranger = await FixClient.ConnectAsync(running.Exchange, running.Key());
        await stranger.SendRawAsync(FixScript.Write("35=A|49=rk-nobody|98=0|108=30|554=guessed", 1, DateTimeOffset.UtcNow));
        Assert.StartsWith("35=5|34=1|58=The CompID is unknown", await stranger.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("", await stranger.ReceiveAsync());

        // The folder is there from the start, and nothing in it.
        Assert.Empty(Directory.GetFileSystemEntries(running.Folder));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("8=FIX.4.4\u00019=5\u000135=0\u000110=163\u0001")]
    public async Task What_begins_without_a_Logon_is_closed_without_a_word(string bytes)
    {
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.ConnectAsync(running.Exchange, running.Key());
        await client.SendRawAsync(System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal("", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_second_connection_of_a_key_is_closed_without_a_word_and_the_first_goes_on()
    {
        await using var running = await FixExchange.StartAsync();
        var key = running.Key();
        await using var first = await FixClient.LogonAsync(running.Exchange, key);
        await using var second = await FixClient.ConnectAsync(running.Exchange, key);
        second.NextOut = 2;
        await second.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
        Assert.Equal("", await second.ReceiveAsync());
        await first.SendAsync("35=1|112=x");
        Assert.Equal("35=0|34=2|112=x", await first.ReceiveAsync());
    }

    [Fact]
    public async Task Garbage_between_messages_is_passed_over()
    {
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendRawAsync("8=FIX.4.4\u00019=77\u0001 this is not what it says \u000110=000\u0001"u8.ToArray());
        await client.SendAsync("35=1|112=x");
        await client.SendAsync("35=1|112=" + new string('y', 200));
        Assert.Equal("35=0|34=2|112=x", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_may_come_in_pieces()
    {
        await using var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        foreach (var piece in client.Message("35=1|112=x", 2).Chunk(7))
            await client.SendRawAsync(piece);
        Assert.Equal("35=0|34=2|112=x", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_stopping_exchange_says_goodbye()
    {
        var running = await FixExchange.StartAsync();
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        var stopping = running.DisposeAsync().AsTask();
        Assert.Equal("35=5|34=2|58=The exchange is stopping", await client.ReceiveAsync());
        Assert.Equal("", await client.ReceiveAsync());
        await client.DisposeAsync();
        await stopping;
    }

    [Fact]
    public async Task FIX_speaks_TLS_where_it_is_told_to()
    {
        using var certificate = new TestCertificate();
        await using var running = await FixExchange.StartAsync(options =>
        {
            options.Http.CertificatePath = certificate.WholePem;
            options.Fix.Tls = true;
        });
        var key = running.Key();
        await using var client = await FixClient.ConnectAsync(running.Exchange, key, certificate);
        await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}");
        Assert.Equal("35=A|34=1|98=0|108=30", await client.ReceiveAsync());
        await client.SendAsync("35=5");
        Assert.Equal("35=5|34=2", await client.ReceiveAsync());
    }
}
