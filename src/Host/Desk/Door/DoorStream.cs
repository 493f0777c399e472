using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rialto.Host.Desk.Status;

namespace Rialto.Host.Desk.Door;

/// <summary>
/// Server-sent events for the page: <c>desk</c> with the whole newest report, four times a second where there is a new one, and a comment each second where there is none, so that silence means
/// that the door is gone. A reader that is slow gets fewer reports, each the newest; one that takes nothing for 10 s is cut off.
/// </summary>
/// <param name="status">The reports.</param>
/// <param name="time">The clock.</param>
internal sealed class DoorStream(DeskStatus status, TimeProvider time)
{
    private const int StreamsMax = 64;
    private const int StepsPerSecond = 4;
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(1_000 / StepsPerSecond);
    private static readonly TimeSpan _lastReport = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slowReader = TimeSpan.FromSeconds(10);
    private static readonly byte[] _stillHere = ":\n\n"u8.ToArray();

    private Written? _written;
    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place among the streams; false where all are taken. Who has one gives it back with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= StreamsMax)
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Writes until the reader goes, is too slow, or the door closes.</summary>
    public async Task RunAsync(HttpContext http, CancellationToken stop)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var steps = new PeriodicTimer(_step, time);
        var (last, quiet) = (0L, 0);
        do
        {
            if (status.Latest is { } report && report.Number != last)
            {
                (last, quiet) = (report.Number, 0);
                await SendAsync(http, TextOf(report), stop).ConfigureAwait(false);
            }
            else if (++quiet % StepsPerSecond == 0)
            {
                await SendAsync(http, _stillHere, stop).ConfigureAwait(false);
            }
        }
        while (await steps.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        using var slow = new CancellationTokenSource(_slowReader, time);

        // A door that closes lets a reader have the report that is on its way: half of one would be a broken connection.
        using var closing = stop.Register(() => slow.CancelAfter(_lastReport));
        try
        {
            await http.Response.Body.WriteAsync(text, slow.Token).ConfigureAwait(false);
            await http.Response.Body.FlushAsync(slow.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (slow.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
    }

    // All readers get the same report: its event is written once.
    private ReadOnlyMemory<byte> TextOf(DeskStatusReport report)
    {
        if (Volatile.Read(ref _written) is { } written && ReferenceEquals(written.Report, report))
            return written.Text;
        var buffer = new ArrayBufferWriter<byte>(report.Json.Length + 32);
        buffer.Write("event: desk\ndata: "u8);
        buffer.Write(report.Json.Span);
        buffer.Write("\n\n"u8);
        Volatile.Write(ref _written, new Written(report, buffer.WrittenMemory));
        return buffer.WrittenMemory;
    }

    private sealed record Written(DeskStatusReport Report, ReadOnlyMemory<byte> Text);
}
