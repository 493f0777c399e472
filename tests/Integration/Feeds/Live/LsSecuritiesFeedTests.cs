using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary><c>rialto feed</c> at LS Securities, whose place a server on loopback takes: token, list of shares, and a book in the shape of the venue's own examples.</summary>
public class LsSecuritiesFeedTests
{
    private const string Key = "app-key-1", Secret = "app-secret-1", Token = "token-1";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customers_key_gets_a_token_a_list_and_a_book_and_is_written_nowhere(bool isInEnvironment)
    {
        var asked = new List<string>();
        await using var venue = new TestVenue(connection => ServeAsync(connection, asked));
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            .. Arguments(folder, venue.Port), "--set", $"Feeds:Record={folder.File("recorded")}", "--set", $"Feeds:Log={folder.File("feed.log")}",
            .. isInEnvironment ? Array.Empty<string>() : ["--set", $"Feeds:Venues:ls-securities:AppKey={Key}", "--set", $"Feeds:Venues:ls-securities:AppSecret={Secret}"],
        ];
        var environment = isInEnvironment ? new Dictionary<string, string> { ["LS_APP_KEY"] = Key, ["LS_APP_SECRET"] = Secret } : null;
        await using var feed = RialtoProcess.Start(arguments, folder.Path, environment);
        while (true)
        {
            var view = JsonElement.Parse(await feed.LineAsync());
            if (view.GetProperty("symbols") is not { ValueKind: JsonValueKind.Array } symbols || symbols.GetArrayLength() == 0 || symbols[0].GetProperty("listings")[0].GetProperty("state").GetString() != "trusted")
                continue;
            Assert.Equal("005930-KRW", symbols[0].GetProperty("symbol").GetString());
            break;
        }

        await feed.SignalAsync("INT");
        var ended = await feed.EndAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(["POST /oauth2/token", "POST /stock/etc", "GET /websocket"], asked);
        var written = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(written, file => file.Contains("recorded", StringComparison.Ordinal));
        foreach (var text in written.Select(file => Encoding.UTF8.GetString(Unpacked(file))).Append(ended.Output))
        {
            foreach (var secret in new[] { Key, Secret, Token })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_key_it_says_which_settings_are_missing_and_asks_nothing()
    {
        var asked = new List<string>();
        await using var venue = new TestVenue(connection => ServeAsync(connection, asked));
        using var folder = new TemporaryFolder();
        await using var feed = RialtoProcess.Start([.. Arguments(folder, venue.Port), "--seconds", "2"], folder.Path, new Dictionary<string, string> { ["LS_APP_KEY"] = "", ["LS_APP_SECRET"] = "" });
        var ended = await feed.EndAsync();
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("ls-securities answers nobody without an app key: set AppKey and AppSecret to yours", ended.Output, StringComparison.Ordinal);
        Assert.Empty(asked);
    }

    private static string[] Arguments(TemporaryFolder folder, int port) =>
    [
        "feed", "--venues", "ls-securities", "--symbols", "005930", "--json", "--set", $"Feeds:BudgetFolder={folder.File("budgets")}",
        "--set", $"Feeds:Venues:ls-securities:Rest=http://127.0.0.1:{port}", "--set", $"Feeds:Venues:ls-securities:WebSocket=ws://127.0.0.1:{port}",
    ];

    private static async Task ServeAsync(TestVenueConnection connection, List<string> asked)
    {
        var line = connection.Request[..connection.Request.IndexOf(" HTTP/", StringComparison.Ordinal)];
        lock (asked)
            asked.Add(line);
        if (line == "GET /websocket")
        {
            await SendBooksAsync(connection);
            return;
        }

        var body = new byte[int.Parse(connection.Header("Content-Length"), CultureInfo.InvariantCulture)];
        await connection.Stream.ReadExactlyAsync(body);
        var isKnown = line == "POST /oauth2/token"
            ? Encoding.UTF8.GetString(body) == $"grant_type=client_credentials&appkey={Key}&appsecretkey={Secret}&scope=oob"
            : connection.Header("authorization") == $"Bearer {Token}";
        var answer = !isKnown ? "no" : line == "POST /oauth2/token"
            ? $$"""{"access_token":"{{Token}}","scope":"oob","token_type":"Bearer","expires_in":86400}"""
            : """{"rsp_cd":"00000","t8436OutBlock":[{"shcode":"005930","gubun":"1","memedan":"00001"}]}""";
        await connection.AnswerAsync($"HTTP/1.1 {(isKnown ? "200 OK" : "403 Forbidden")}\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}");
        connection.Stream.Dispose();
    }

    private static async Task SendBooksAsync(TestVenueConnection connection)
    {
        using var socket = await connection.OpenAsync();
        var buffer = new byte[4_096];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                return;
            }

            var frame = Encoding.UTF8.GetString(buffer, 0, got.Count);
            if (!frame.Contains($"\"token\":\"{Token}\",\"tr_type\":\"3\"", StringComparison.Ordinal) || !frame.Contains("H1_", StringComparison.Ordinal))
                continue;
            var levels = string.Join(',', Enumerable.Range(1, 10).Select(i => $"\"offerho{i}\":\"{72_300 + i * 100}\",\"bidho{i}\":\"{72_400 - i * 100}\",\"offerrem{i}\":\"{i}\",\"bidrem{i}\":\"{i}\""));
            var time = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(9)).ToString("HHmmss", CultureInfo.InvariantCulture);
            var book = $$$"""{"header":{"tr_cd":"H1_","tr_key":"005930"},"body":{"hotime":"{{{time}}}",{{{levels}}},"shcode":"005930"}}""";
            await socket.SendAsync(Encoding.UTF8.GetBytes(book), WebSocketMessageType.Text, true, CancellationToken.None);
        }
    }

    private static byte[] Unpacked(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes is not [0x1F, 0x8B, ..])
            return bytes;
        using var unpacked = new MemoryStream();
        using var packed = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
