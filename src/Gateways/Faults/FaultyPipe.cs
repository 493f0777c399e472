using System.Net.Sockets;

namespace Rialto.Gateways.Faults;

/// <summary>One connection of a <see cref="FaultRelay"/>: both directions until both have ended.</summary>
/// <param name="line">Counts its messages.</param>
/// <param name="frames">Finds and knows them.</param>
/// <param name="client">The client's socket; closed by the relay.</param>
/// <param name="session">The other end of the session's socket.</param>
/// <param name="outwards">What can happen to what the exchange sends.</param>
internal sealed class FaultyPipe(FaultLine line, IFrames frames, Socket client, Socket session, FaultKinds outwards) : IDisposable
{
    private const int FirstBytes = 16 * 1_024;
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _toClient = new(1);
    private volatile bool _isSilent;
    private long _silentSince;
    private int _silentSeconds;
    private FaultRun? _silentRun;

    public async Task RunAsync()
    {
        var inwards = CopyAsync(client, TakeInAsync, () => session.Shutdown(SocketShutdown.Send));
        var outwardly = CopyAsync(session, TakeOutAsync, EndOut);
        await outwardly.ConfigureAwait(false);
        // A silent connection lasts until its client leaves; of any other the client has been told the end.
        if (!_isSilent && await Task.WhenAny(inwards, Task.Delay(LastPatience)).ConfigureAwait(false) != inwards)
            client.Dispose();
        await inwards.ConfigureAwait(false);
    }

    public void Dispose()
    {
        session.Dispose();
        _toClient.Dispose();
    }

    private static async Task CopyAsync(Socket from, Func<ReadOnlyMemory<byte>, ValueTask<int>> take, Action end)
    {
        var (buffer, held) = (new byte[FirstBytes], 0);
        try
        {
            while (true)
            {
                if (held == buffer.Length)
                    Array.Resize(ref buffer, Math.Min(MostBytes, buffer.Length * 2));
                var count = await from.ReceiveAsync(buffer.AsMemory(held), SocketFlags.None).ConfigureAwait(false);
                if (count == 0)
                    break;
                held += count;
                var used = await take(buffer.AsMemory(0, held)).ConfigureAwait(false);
                // More than any message has: it is none.
                if (used == 0 && held == MostBytes)
                    break;
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
            }

            end();
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; the other is told below by its own end.
            TryEnd(end);
        }
    }

    private static void TryEnd(Action end)
    {
        try
        {
            end();
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // It has ended too.
        }
    }

    // Of a connection that is silent not even its end is heard.
    private void EndOut()
    {
        if (!_isSilent)
            client.Shutdown(SocketShutdown.Send);
    }

    private async ValueTask<int> TakeInAsync(ReadOnlyMemory<byte> bytes)
    {
        var used = 0;
        for (int length; (length = frames.Find(bytes.Span[used..])) > 0; used += length)
        {
            var frame = bytes.Slice(used, length);
            if (IsSilentNow())
                continue;
            var wish = frames.Read(frame);
            if (wish.Key is { } key)
                line.Key = key;
            var answer = line.Refuse(wish.Class, wish.Kind, wish.Text) is { } refusal ? (Refusal: refusal, Bytes: frames.Refuse(frame.Span, in refusal)) : default;
            line.Mode.OnSeen(line, wish.Kind, wish.Text, answer.Bytes is null ? null : answer.Refusal.Kind, wish.ClientOrderId);
            if (answer.Bytes is null)
                await session.SendAsync(frame, SocketFlags.None).ConfigureAwait(false);
            else
                await PutAsync(answer.Bytes).ConfigureAwait(false);
        }

        return used;
    }

    private async ValueTask<int> TakeOutAsync(ReadOnlyMemory<byte> bytes)
    {
        // What comes together and meets nothing goes out together.
        var (used, ready) = (0, 0);
        for (int length; (length = frames.Find(bytes.Span[used..])) > 0; used += length)
        {
            var frame = bytes.Slice(used, length);
            var of = frames.ClassOf(frame.Span);
            var fault = IsSilentNow() ? null : line.Next(of, outwards, frames.Shown(frame.Span), of == FaultClasses.Orders ? frames.OrderOf(frame.Span) : default);
            if (fault is null && !_isSilent)
                continue;
            if (used > ready && !_isSilent)
                await PutAsync(bytes[ready..used]).ConfigureAwait(false);
            if (fault is not null)
                await SpoilAsync(fault, frame).ConfigureAwait(false);
            ready = used + length;
        }

        if (used > ready)
            await PutAsync(bytes[ready..used]).ConfigureAwait(false);
        return used;
    }

    private async ValueTask SpoilAsync(Fault fault, ReadOnlyMemory<byte> frame)
    {
        switch (fault.Kind)
        {
            case FaultKind.AckDropped or FaultKind.StreamGap:
                return;
            case FaultKind.AckLate or FaultKind.FillDelayed or FaultKind.SlowSnapshot:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), line.Mode.Clock).ConfigureAwait(false);
                await PutAsync(frame).ConfigureAwait(false);
                return;
            case FaultKind.FillDuplicated:
                await PutAsync(frame).ConfigureAwait(false);
                await PutAsync(frames.Again(frame)).ConfigureAwait(false);
                return;
            case FaultKind.Silent:
                _silentSince = line.Mode.Clock.GetTimestamp();
                _silentSeconds = fault.Seconds;
                _silentRun = line.Mode.Run;
                _isSilent = true;
                return;
            case FaultKind.Truncated:
                await PutAsync(frame[..(frame.Length / 2)]).ConfigureAwait(false);
                client.Shutdown(SocketShutdown.Both);
                session.Shutdown(SocketShutdown.Both);
                return;
            default:
                Kill();
                return;
        }
    }

    private void Kill()
    {
        // Without lingering the peer gets a reset.
        client.LingerState = new LingerOption(enable: true, 0);
        client.Dispose();
        session.Shutdown(SocketShutdown.Both);
    }

    private async ValueTask PutAsync(ReadOnlyMemory<byte> bytes)
    {
        await _toClient.WaitAsync().ConfigureAwait(false);
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await client.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
        finally
        {
            _toClient.Release();
        }
    }

    private bool IsSilentNow()
    {
        if (!_isSilent)
            return false;
        if (line.Mode.Run != _silentRun)
            Kill();
        if (_silentSeconds > 0 && line.Mode.Clock.GetElapsedTime(_silentSince).TotalSeconds >= _silentSeconds)
            _isSilent = false;
        return _isSilent;
    }
}
