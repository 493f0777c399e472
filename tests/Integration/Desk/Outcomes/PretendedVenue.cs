using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>
/// A venue of outcomes on this machine: its list, its books, an account, orders that take what rests in its book or rest themselves, and markets that end when the test says so. It speaks the venue's protocol in both
/// its public and its private part. Any thread.
/// </summary>
internal abstract class PretendedVenue : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<(string Kind, Channel<string> Frames)> _streams = [];

    protected PretendedVenue()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(ServeAsync);
    }

    public string Url => _application.Urls.First();

    public string Socket => Url.Replace("http:", "ws:", StringComparison.Ordinal);

    /// <summary>Orders that were taken in, by the names under which they came; a name that came twice stands there twice.</summary>
    public List<string> Placed { get; } = [];

    /// <summary>Requests that the venue would not understand.</summary>
    public List<string> Strange { get; } = [];

    protected Lock Gate { get; } = new();

    public Task StartAsync() => _application.StartAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>The answer to a request; null for one that is not known.</summary>
    protected abstract (int Status, string Body)? Answer(string method, string path, IQueryCollection query, string body);

    /// <summary>What a frame is answered with, and of which kind its stream is from then on; nothing for none.</summary>
    protected abstract IEnumerable<string> Hear(string frame, ref string kind);

    /// <summary>Tells all streams of a kind.</summary>
    protected void Tell(string kind, string frame)
    {
        lock (Gate)
        {
            foreach (var stream in _streams.Where(stream => stream.Kind == kind))
                stream.Frames.Writer.TryWrite(frame);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await StreamAsync(await context.WebSockets.AcceptWebSocketAsync(), context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        (int Status, string Body)? answer;
        lock (Gate)
        {
            answer = Answer(context.Request.Method, context.Request.Path.Value!, context.Request.Query, body);
            if (answer is null)
                Strange.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body}");
        }

        context.Response.StatusCode = answer?.Status ?? 404;
        await context.Response.WriteAsync(answer?.Body ?? "", context.RequestAborted);
    }

    private async Task StreamAsync(WebSocket socket, CancellationToken stop)
    {
        var frames = Channel.CreateUnbounded<string>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = SendAsync(socket, frames.Reader, ended.Token);
        var kind = "";
        try
        {
            var buffer = new byte[1 << 16];
            while (await socket.ReceiveAsync(buffer, stop) is { MessageType: not WebSocketMessageType.Close } got)
            {
                lock (Gate)
                {
                    var was = kind;
                    foreach (var reply in Hear(Encoding.UTF8.GetString(buffer, 0, got.Count), ref kind))
                        frames.Writer.TryWrite(reply);
                    if (kind != was)
                        _streams.Add((kind, frames));
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // The client was killed, or has left.
        }

        lock (Gate)
            _streams.RemoveAll(stream => stream.Frames == frames);
        await ended.CancelAsync();
        await sending;
    }

    private static async Task SendAsync(WebSocket socket, ChannelReader<string> frames, CancellationToken stop)
    {
        try
        {
            await foreach (var frame in frames.ReadAllAsync(stop))
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, stop);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // As above.
        }
    }
}
