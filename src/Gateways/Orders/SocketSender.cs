using System.Diagnostics;
using System.Net.Sockets;

namespace Rialto.Gateways.Orders;

/// <summary>
/// Writes a connection's outbox to its socket. Whoever has put something in writes it himself as far as the socket takes it at once; where it does not, the rest is written as it takes it,
/// and nobody waits.
/// </summary>
internal sealed class SocketSender(Socket socket, ISocketOutbox outbox) : IThreadPoolWorkItem
{
    private readonly WriterTurn _turn = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _started;
    private long _sentAt = Stopwatch.GetTimestamp();
    private volatile bool _isClosing;

    /// <summary>When a write began that the socket does not take, 0 where there is none; any thread.</summary>
    public long Started => Volatile.Read(ref _started);

    /// <summary>When something was last sent; any thread.</summary>
    public long SentAt => Volatile.Read(ref _sentAt);

    /// <summary>True once nothing more will be sent: the peer has gone, or what waited at the end is sent. Whoever waits for room in the outbox waits no longer. Any thread.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Something is in the outbox. Any thread; never waits.</summary>
    /// <param name="here">True: it is written on this thread. False: on the pool, for threads that have many to serve.</param>
    public void Send(bool here)
    {
        if (!_turn.TryBegin())
            return;
        if (here)
            Execute();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends what is in the outbox and then ends the sending side. Completes once that is done, or the peer has gone.</summary>
    public Task EndAsync()
    {
        _isClosing = true;
        Send(here: true);
        return _ended.Task;
    }

    /// <inheritdoc/>
    public void Execute()
    {
        try
        {
            do
            {
                var isLast = _isClosing;
                for (var bytes = outbox.Take(); bytes.Length > 0; bytes = outbox.Take())
                {
                    var sent = SendNow(bytes.Span);
                    if (sent == bytes.Length)
                        continue;
                    _ = SendRestAsync(bytes[sent..]);
                    return;
                }

                if (!isLast)
                    continue;
                End();
                return;
            }
            while (!_turn.TryEnd());
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            Break();
        }
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            var count = socket.Send(bytes[sent..], SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                break;
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            sent += count;
        }

        Volatile.Write(ref _sentAt, Stopwatch.GetTimestamp());
        return sent;
    }

    // Still the writer: what comes meanwhile is sent afterwards.
    private async Task SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
                Volatile.Write(ref _sentAt, Stopwatch.GetTimestamp());
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            Break();
            return;
        }
        finally
        {
            Volatile.Write(ref _started, 0);
        }

        Execute();
    }

    // The turn is kept for ever: nothing is sent any more.
    private void End()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    // The reader notices as well, and cleans up.
    private void Break() => _ended.TrySetResult();
}
