using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// The TCP side of a sender: takes requests and hands them to the thread that publishes (<see cref="TryTake"/>), which alone knows the books. Bounded: connections above the limit are told
/// that we are busy, those above twice the limit are closed, and each has one request at a time. Who says nothing for 30 s, or anything but a request, or does not take 64 KiB in 30 s, is
/// disconnected.
/// </summary>
internal sealed class SnapshotDesk : IAsyncDisposable
{
    private const int SliceBytes = 1 << 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Task _accepting;
    private readonly int _connectionsMax;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private int _connections;
    private int _waiting;
    private long _heldBytes;
    private long _sentBytes;
    private long _refused;

    /// <summary>Opens its socket.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="connectionsMax">Connections that may ask at once.</param>
    /// <param name="epoch">The sender's run, for answers that say nothing else.</param>
    /// <param name="time">Measures patience; null for the system's.</param>
    public SnapshotDesk(IPEndPoint address, int connectionsMax, long epoch, TimeProvider? time = null)
    {
        _connectionsMax = connectionsMax;
        _epoch = epoch;
        _time = time ?? TimeProvider.System;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(address);
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>True where somebody waits; one read, for every turn of the publishing thread.</summary>
    public bool HasWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>Bytes of answers that are on their way.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>Bytes that connections have taken so far.</summary>
    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Requests answered with Busy because of too many connections, and connections closed for it.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    internal void Hold(int bytes) => Interlocked.Add(ref _heldBytes, bytes);

    /// <summary>The next request. The publishing thread; answer it soon.</summary>
    public bool TryTake(out Asked asked)
    {
        var isThere = _asked.TryDequeue(out asked);
        if (isThere)
            Interlocked.Decrement(ref _waiting);
        return isThere;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        while (TryTake(out var asked))
            asked.Answer.TrySetCanceled();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                serving.RemoveAll(task => task.IsCompleted);
                var before = Volatile.Read(ref _connections);
                if (before >= _connectionsMax * 2L)
                {
                    Interlocked.Increment(ref _refused);
                    socket.Dispose();
                    continue;
                }

                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket, isOneTooMany: before >= _connectionsMax));
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // One that went before it was taken, or no file handles left: a moment later there may be.
                await Task.Delay(10, CancellationToken.None);
            }
            catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                break;
            }
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket, bool isOneTooMany)
    {
        using (socket)
        {
            try
            {
                var frame = new byte[SnapshotRequest.FrameBytes];
                while (await FillAsync(socket, frame) && SnapshotRequest.TryDecode(frame, out var request))
                {
                    if (isOneTooMany)
                    {
                        Interlocked.Increment(ref _refused);
                        await SendAsync(socket, Refusal(request, SnapshotStatus.Busy, _epoch, sequence: 1, listings: 0).Memory);
                        break; // a place for the next one
                    }

                    var asked = new Asked(request, new TaskCompletionSource<SnapshotBytes>(TaskCreationOptions.RunContinuationsAsynchronously));
                    _asked.Enqueue(asked);
                    Interlocked.Increment(ref _waiting);
                    var answer = await asked.Answer.Task.WaitAsync(_stop.Token);
                    try
                    {
                        await SendAsync(socket, answer.Memory);
                    }
                    finally
                    {
                        answer.LetGo();
                    }
                }
            }
            catch (Exception problem) when (problem is SocketException or OperationCanceledException)
            {
                // It has gone, or was too slow; it may come again.
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }

    /// <summary>An answer without a body.</summary>
    public static SnapshotBytes Refusal(SnapshotRequest request, SnapshotStatus status, long epoch, long sequence, int listings)
    {
        var bytes = new SnapshotBytes(SnapshotAnswer.HeaderBytes);
        new SnapshotAnswer(request.Kind, request.Channel, status, epoch, sequence, 0, SnapshotAnswer.ChecksumOf([]), listings).Encode(bytes.Whole);
        return bytes;
    }

    // Each slice has the same time: how long the whole takes is a matter of its length and the link.
    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var slice = rest[..Math.Min(rest.Length, SliceBytes)];
            await InTime(stop => SliceAsync(socket, slice, stop));
            Interlocked.Add(ref _sentBytes, slice.Length);
            rest = rest[slice.Length..];
        }
    }

    private static async Task<bool> SliceAsync(Socket socket, ReadOnlyMemory<byte> slice, CancellationToken stop)
    {
        while (!slice.IsEmpty)
            slice = slice[await socket.SendAsync(slice, SocketFlags.None, stop)..];
        return true;
    }

    private Task<bool> FillAsync(Socket socket, Memory<byte> frame) => InTime(async stop =>
    {
        while (!frame.IsEmpty)
        {
            var received = await socket.ReceiveAsync(frame, SocketFlags.None, stop);
            if (received == 0)
                return false;
            frame = frame[received..];
        }

        return true;
    });

    private async Task<bool> InTime(Func<CancellationToken, Task<bool>> step)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        return await step(either.Token);
    }

    /// <summary>A request, and where its answer (header and body) goes.</summary>
    internal readonly record struct Asked(SnapshotRequest Request, TaskCompletionSource<SnapshotBytes> Answer);
}
