using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// The TCP side of a sender: takes requests and hands them to the thread that publishes (<see cref="TryTake"/>), which alone knows the books. Bounded: connections above the limit are
/// closed, and each has one request at a time. Who says nothing for 30 s, or anything but a request, is disconnected.
/// </summary>
internal sealed class SnapshotDesk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Task _accepting;
    private readonly int _connectionsMax;
    private int _connections;
    private int _waiting;

    public SnapshotDesk(IPEndPoint address, int connectionsMax)
    {
        _connectionsMax = connectionsMax;
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
                if (Volatile.Read(ref _connections) >= _connectionsMax)
                {
                    socket.Dispose();
                    continue;
                }

                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket));
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

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var frame = new byte[SnapshotRequest.FrameBytes];
                while (await FillAsync(socket, frame) && SnapshotRequest.TryDecode(frame, out var request))
                {
                    var asked = new Asked(request, new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously));
                    _asked.Enqueue(asked);
                    Interlocked.Increment(ref _waiting);
                    var rest = await asked.Answer.Task.WaitAsync(_stop.Token);
                    while (!rest.IsEmpty)
                    {
                        using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                        late.CancelAfter(Patience); // for each piece: who takes nothing for so long is gone
                        rest = rest[await socket.SendAsync(rest, SocketFlags.None, late.Token)..];
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

    private async Task<bool> FillAsync(Socket socket, Memory<byte> frame)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        late.CancelAfter(Patience);
        while (!frame.IsEmpty)
        {
            var received = await socket.ReceiveAsync(frame, SocketFlags.None, late.Token);
            if (received == 0)
                return false;
            frame = frame[received..];
        }

        return true;
    }

    /// <summary>A request, and where its answer (header and body) goes.</summary>
    internal readonly record struct Asked(SnapshotRequest Request, TaskCompletionSource<ReadOnlyMemory<byte>> Answer);
}
