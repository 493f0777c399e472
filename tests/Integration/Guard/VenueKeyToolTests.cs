using System.Text;
using System.Text.Json;
using Rialto.Host.Desk.Keys;
using Rialto.Integration.BinanceApi;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary><c>rialto keys venue</c> as a person uses it, against a running exchange; whatever is printed or written is searched for the secrets.</summary>
public sealed class VenueKeyToolTests
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task Keys_are_added_listed_tried_and_removed_and_no_secret_is_seen()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        using var folder = new TemporaryFolder();
        var (id, secret) = (exchange.Environment["RIALTO_KEY"], exchange.Environment["RIALTO_SECRET"]);
        var (file, password, part) = (folder.File("keys.enc"), folder.File("password"), folder.File("secret"));
        PrivateFile.Replace(password, Encoding.UTF8.GetBytes(Password + "\n"));
        PrivateFile.Replace(part, Encoding.UTF8.GetBytes(secret + "\n"));
        string[] where = ["--keys", file, "--password-file", password];
        var seen = new List<string>();

        await RunAsync(0, ["keys", "venue", "add", "rialto", "--key-id", id, "--secret-file", part, .. where]);
        await RunAsync(0, ["keys", "venue", "add", "binance", "--json", "--key-id", id, "--secret-file", part, .. where]);
        var listed = JsonElement.Parse(await RunAsync(0, ["keys", "venue", "list", "--json", .. where])).GetProperty("keys");
        Assert.Equal(["rialto", "binance"], listed.EnumerateArray().Select(key => key.GetProperty("venue").GetString()));
        Assert.DoesNotContain(id, listed.ToString(), StringComparison.Ordinal);
        await RunAsync(0, ["keys", "venue", "list", .. where]);
        await RunAsync(0, ["keys", "venue", "test", "rialto", "--rest", exchange.Url, .. where]);

        // Another secret: the venue refuses the key, and the tool says so.
        PrivateFile.Replace(part, "0123456789abcdef0123456789abcdef"u8);
        await RunAsync(0, ["keys", "venue", "add", "binance", "--key-id", id, "--secret-file", part, .. where]);
        var refused = JsonElement.Parse(await RunAsync(4, ["keys", "venue", "test", "binance", "--json", "--rest", exchange.Url, .. where]));
        Assert.Equal("refused", refused.GetProperty("outcome").GetString());
        await RunAsync(5, ["keys", "venue", "test", "rialto", "--rest", "http://127.0.0.1:9", "--seconds", "5", .. where]);
        await RunAsync(2, ["keys", "venue", "test", "rialto", "--rest", "http://example.com", .. where]);

        await RunAsync(0, ["keys", "venue", "remove", "binance", .. where]);
        await RunAsync(3, ["keys", "venue", "remove", "binance", .. where]);
        await RunAsync(1, ["keys", "venue", "test", "binance", "--rest", exchange.Url, .. where]);
        await RunAsync(3, ["keys", "venue", "list", "--keys", folder.File("none"), "--password-file", password]);
        PrivateFile.Replace(password, "another password"u8);
        await RunAsync(1, ["keys", "venue", "list", .. where]);
        await RunAsync(2, ["keys", "venue", "add", "augur", "--key-id", id, "--secret-file", part, .. where]);

        var told = string.Join('\n', seen) + string.Join('\n', Directory.GetFiles(folder.Path).Where(path => path != part && path != password).Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path))));
        foreach (var hidden in new[] { secret, Password, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), "0123456789abcdef0123456789abcdef" })
            Assert.DoesNotContain(hidden, told, StringComparison.OrdinalIgnoreCase);

        async Task<string> RunAsync(int code, string[] arguments)
        {
            var ended = await RialtoProcess.RunAsync(arguments);
            seen.Add(ended.Output + ended.Errors);
            Assert.True(ended.ExitCode == code, $"{string.Join(' ', arguments)} ended with {ended.ExitCode}: {ended.Output}{ended.Errors}");
            return ended.Output;
        }
    }

    [Fact]
    public async Task A_key_and_a_password_come_from_the_environment()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        using var folder = new TemporaryFolder();
        await using (var tried = RialtoProcess.Start(
            ["keys", "venue", "test", "rialto", "--rest", exchange.Url], folder.Path,
            new Dictionary<string, string> { ["RIALTO_VENUE_RIALTO_KEY"] = exchange.Environment["RIALTO_KEY"], ["RIALTO_VENUE_RIALTO_SECRET"] = exchange.Environment["RIALTO_SECRET"] }))
        {
            var ended = await tried.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        }

        PrivateFile.Replace(folder.File("secret"), Encoding.UTF8.GetBytes(exchange.Environment["RIALTO_SECRET"]));
        await using var added = RialtoProcess.Start(
            ["keys", "venue", "add", "rialto", "--key-id", exchange.Environment["RIALTO_KEY"], "--secret-file", folder.File("secret")], folder.Path,
            new Dictionary<string, string> { [KeyPassword.Variable] = Password });
        var made = await added.EndAsync();
        Assert.True(made.ExitCode == 0, made.Output + made.Errors);
        Assert.Single(VenueKeyFile.Read(folder.File("keys.enc"), Encoding.UTF8.GetBytes(Password)));
    }
}
