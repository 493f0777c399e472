using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Captures of a few lines, and a client that talks to their replay.</summary>
internal static class SmallCaptures
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    /// <summary>Serves a capture; snapshots are waited for without an end, and at its own end for nothing, or as long as is said.</summary>
    public static async Task<ReplayServer> ServeAsync(string folder, string capture, ReplayOptions options, TimeSpan patience = default, TimeSpan returnWithin = default)
    {
        var path = Path.Combine(folder, "capture.jsonl");
        await File.WriteAllTextAsync(path, capture, Stop);
        var recording = new Recording();
        recording.Load([path], FeedVenue.None);
        var server = new ReplayServer(recording, options with { SnapshotWait = TimeSpan.FromMinutes(1), Patience = patience, LeaveWithin = patience, ReturnWithin = returnWithin });
        await server.StartAsync(Stop);
        return server;
    }

    public static string Okx(string connection, string symbol, params int[] times) =>
        Line("connect", connection, times[0], "addr", "wss://ws.okx.com:8443/ws/v5/public")
        + string.Concat(times.Select(time => Line("recv", connection, time, "data", $$"""{"arg":{"channel":"books","instId":"{{symbol}}"},"action":"snapshot","data":[{"n":{{time}}}]}""")));

    public static string Binance(double time, int number) =>
        (number == 1 ? Line("connect", "b", time, "addr", "wss://stream.binance.com:9443/stream") : "")
        + Line("recv", "b", time, "data", $$$"""{"stream":"ab@depth@100ms","data":{"e":"depthUpdate","s":"AB","U":{{{number}}},"u":{{{number}}},"b":[],"a":[]}}""");

    public static string Snapshot(double time, int number) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"t":"http","conn":"r","ts":{{time}},"url":"https://api.binance.com/api/v3/depth?symbol=AB&limit=1000","data":"{\"lastUpdateId\":{{number}}}"}""") + "\n";

    public static string Line(string kind, string connection, double time, string name, string value) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"t":"{{kind}}","conn":"{{connection}}","ts":{{time}},"{{name}}":{{JsonSerializer.Serialize(value)}}}""") + "\n";

    public static string Book(string operation, string symbol) => $$"""{"op":"{{operation}}","args":[{"channel":"books","instId":"{{symbol}}"}]}""";

    public static bool IsData(string frame) => frame.Contains("\"action\"", StringComparison.Ordinal);

    /// <summary>Symbol and number of a frame, or its number alone.</summary>
    public static string Short(string frame)
    {
        using var json = JsonDocument.Parse(frame);
        var root = json.RootElement;
        return root.TryGetProperty("arg", out var argument) && root.TryGetProperty("data", out var data)
            ? $"{argument.GetProperty("instId").GetString()} {data[0].GetProperty("n").GetInt32()}"
            : root.TryGetProperty("stream", out _) ? root.GetProperty("data").GetProperty("u").GetRawText() : "";
    }

    public static async Task<ClientWebSocket> OpenAsync(ReplayServer server, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{server.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/{path}"), Stop);
        return socket;
    }

    public static Task SayAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);

    /// <summary>Says some things and listens until the recording is over.</summary>
    public static async Task<List<string>> TalkAsync(ReplayServer server, string path, params string[] texts)
    {
        using var socket = await OpenAsync(server, path);
        foreach (var text in texts)
            await SayAsync(socket, text);
        var said = new List<string>();
        while (await HearAsync(socket) is { } frame)
            said.Add(frame);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "the recording is over"), (socket.CloseStatus, socket.CloseStatusDescription));
        return said;
    }

    public static async Task<List<string>> UntilAsync(ClientWebSocket socket, string last)
    {
        var said = new List<string>();
        while (await HearAsync(socket) is { } frame)
        {
            said.Add(frame);
            if (Short(frame) == last)
                break;
        }

        return said;
    }

    public static async Task<string?> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4_096];
        var got = await socket.ReceiveAsync(buffer, Stop);
        if (got.MessageType != WebSocketMessageType.Close)
            return Encoding.UTF8.GetString(buffer, 0, got.Count);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
        return null;
    }
}
