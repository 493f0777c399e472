using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rialto.Gateways.Answers;
using Rialto.Host.Feeds.Live.Views;

namespace Rialto.Host.Feeds.Http;

/// <summary>
/// Server-sent events for the pages: <c>feeds</c> every fourth step, <c>ladder</c> of one symbol every step. Each update is the whole of it as it stands, so a reader misses nothing it
/// could still use: one that is slow gets fewer of them, because the next is made only when the one before has left; one that takes none for too long is cut off. What waits for it is one update.
/// </summary>
internal sealed class FeedEventStream(IFeedViews views, FeedHttpOptions options, TimeProvider time)
{
    private const int StepsPerFeeds = 4;

    private Shown? _shown;
    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place among the streams; false where all are taken. Who has one gives it back with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= options.MaxStreams)
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Writes until the reader goes, is too slow, or the server stops.</summary>
    /// <param name="http">The request.</param>
    /// <param name="symbol">Whose ladder; empty for none.</param>
    /// <param name="depth">Prices a side.</param>
    /// <param name="stop">The server stops, or the reader has gone.</param>
    public async Task RunAsync(HttpContext http, string symbol, int depth, CancellationToken stop)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var steps = new PeriodicTimer(TimeSpan.FromMilliseconds(options.StreamEveryMs), time);
        for (var step = 0; ; step++)
        {
            if (step % StepsPerFeeds == 0)
                await SendAsync(http, TextOf(views.Current), stop).ConfigureAwait(false);
            if (symbol.Length > 0 && await views.LadderAsync(symbol, depth, stop).ConfigureAwait(false) is { } ladder)
                await SendAsync(http, TextOf(symbol, ladder), stop).ConfigureAwait(false);
            if (!await steps.WaitForNextTickAsync(stop).ConfigureAwait(false))
                return;
        }
    }

    private async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        using var slow = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.SlowReaderMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, slow.Token);
        try
        {
            await http.Response.Body.WriteAsync(text, either.Token).ConfigureAwait(false);
            await http.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (slow.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
    }

    // All readers get the same view: it is written once.
    private ReadOnlyMemory<byte> TextOf(FeedView view)
    {
        if (Volatile.Read(ref _shown) is { } shown && ReferenceEquals(shown.View, view))
            return shown.Text;
        var text = TextOf("event: feeds\ndata: "u8, json => FeedViewJson.Write(json, view, hasListings: false));
        Volatile.Write(ref _shown, new Shown(view, text));
        return text;
    }

    private ReadOnlyMemory<byte> TextOf(string name, LadderView ladder)
    {
        var symbol = FeedSymbols.Find(views.Current, ladder.Symbol, ladder.Quote);
        return TextOf("event: ladder\ndata: "u8, json => FeedAnswerJson.Write(json, name, ladder, symbol));
    }

    // JSON on one line: what server-sent events want.
    private static ReadOnlyMemory<byte> TextOf(ReadOnlySpan<byte> head, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16_384);
        buffer.Write(head);
        var json = JsonText.On(buffer);
        write(json);
        json.Flush();
        buffer.Write("\n\n"u8);
        return buffer.WrittenMemory;
    }

    private sealed record Shown(FeedView View, ReadOnlyMemory<byte> Text);
}
