using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>A stand-in that speaks a venue's protocol by its script: REST by a handler in the network's place, the private stream by a socket in memory. Any thread.</summary>
internal sealed class StandInVenue(OrderScript script) : HttpMessageHandler, ISocketDialer
{
    private volatile StandInSocket? _socket;

    /// <summary>Everything that was asked over REST: method, path with query, body, headers.</summary>
    public ConcurrentQueue<(string Method, string Path, string Body, string Headers)> Asked { get; } = [];

    /// <summary>Everything that was sent over the stream.</summary>
    public ConcurrentQueue<string> Framed { get; } = [];

    /// <summary>Called with path and body of each request over REST, before its answer.</summary>
    public Action<string, string> OnAsked { get; init; } = static (_, _) => { };

    /// <summary>The next orders are answered by this status and nothing else.</summary>
    public volatile int BreaksWith;

    public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
    {
        var socket = new StandInSocket(this);
        _socket = socket;
        foreach (var frame in script.Replies(""))
            socket.Tell(frame);
        return ValueTask.FromResult<IVenueSocket>(socket);
    }

    public void Tell(string frame) => _socket!.Tell(frame);

    public void Cut() => _socket!.End();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        Asked.Enqueue((request.Method.Method, request.RequestUri.PathAndQuery, body, string.Join('\n', request.Headers.Select(header => header.Key + ": " + string.Join(',', header.Value)))));
        OnAsked(path, body);
        if (BreaksWith != 0 && request.Method != HttpMethod.Get)
            return new HttpResponseMessage((HttpStatusCode)BreaksWith) { Content = new StringContent("<html>") };
        var answer = script.AnswerTo(request.Method.Method, path, body);
        return new HttpResponseMessage(answer is null ? HttpStatusCode.NotFound : HttpStatusCode.OK) { Content = new StringContent(answer ?? "") };
    }

    private void Got(string frame)
    {
        Framed.Enqueue(frame);
        if (BreaksWith != 0)
            return;
        foreach (var reply in script.Replies(frame))
            Tell(reply);
    }

    private sealed class StandInSocket(StandInVenue venue) : IVenueSocket
    {
        private readonly Channel<string?> _frames = Channel.CreateUnbounded<string?>();

        public void Tell(string frame) => _frames.Writer.TryWrite(frame);

        public void End() => _frames.Writer.TryWrite(null);

        public async ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop)
        {
            var frame = await _frames.Reader.ReadAsync(stop);
            return frame is null ? VenueFrame.Closed("cut") : new VenueFrame(VenueFrameKind.Text, OrderScript.Bytes(frame), "");
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
        {
            venue.Got(System.Text.Encoding.UTF8.GetString(frame.Span));
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
