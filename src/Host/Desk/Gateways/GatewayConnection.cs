using System.Net.Sockets;
using Rialto.Model.Execution;
using Rialto.Runtime.Memory;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// One end of the socket between a desk and a gateway: whole frames out, whole frames in, each bounded before it is read. One thread reads; any thread writes, one at a time. A peer that does not read
/// for as long as the patience ends the connection; nothing allocates once it runs.
/// </summary>
internal sealed class GatewayConnection : IDisposable
{
    private const int FirstBytes = 64 * 1_024;

    private readonly Socket _socket;
    private readonly Lock _writing = new();
    private readonly byte[] _report = new byte[GatewayFrame.HeaderBytes + OrderReport.SizeBytes];
    private readonly byte[] _request = new byte[GatewayFrame.HeaderBytes + OrderRequest.SizeBytes];
    private readonly byte[] _alive = GatewayFrame.Of(GatewayFrameKind.Alive, []);
    private byte[] _buffer = new byte[FirstBytes];
    private int _from;
    private int _to;
    private volatile bool _isClosed;

    /// <summary>Takes a connected socket.</summary>
    /// <param name="socket">It; disposed of with this.</param>
    /// <param name="writePatience">A peer that does not read is given up after so long.</param>
    public GatewayConnection(Socket socket, TimeSpan writePatience)
    {
        _socket = socket;
        _socket.SendTimeout = (int)writePatience.TotalMilliseconds;
        GatewayFrame.Put(_report, GatewayFrameKind.Report, OrderReport.SizeBytes);
        GatewayFrame.Put(_request, GatewayFrameKind.Request, OrderRequest.SizeBytes);
    }

    /// <summary>Nothing goes through any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>How long <see cref="TryRead"/> waits for the next frame; zero for ever.</summary>
    public TimeSpan ReadPatience
    {
        set => _socket.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    /// <summary>The next frame; its content is good until the next call.</summary>
    /// <returns>False where the other side has gone, is silent for too long, or does not speak this protocol: the connection is closed then.</returns>
    public bool TryRead(out GatewayFrameKind kind, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryFill(GatewayFrame.HeaderBytes, out kind) || !GatewayFrame.TryRead(_buffer.AsSpan(_from), out kind, out var bytes) || !TryFill(GatewayFrame.HeaderBytes + bytes, out _))
        {
            Close();
            return false;
        }

        GatewayFrame.TryRead(_buffer.AsSpan(_from), out kind, out _);
        content = _buffer.AsSpan(_from + GatewayFrame.HeaderBytes, bytes);
        _from += GatewayFrame.HeaderBytes + bytes;
        return true;
    }

    /// <summary>Sends a report. Any thread.</summary>
    public bool TrySend(in OrderReport report)
    {
        lock (_writing)
        {
            Blittable.ReadOnlyBytes(in report).CopyTo(_report.AsSpan(GatewayFrame.HeaderBytes));
            return TryWrite(_report);
        }
    }

    /// <summary>Sends a request. Any thread.</summary>
    public bool TrySend(in OrderRequest request)
    {
        lock (_writing)
        {
            Blittable.ReadOnlyBytes(in request).CopyTo(_request.AsSpan(GatewayFrame.HeaderBytes));
            return TryWrite(_request);
        }
    }

    /// <summary>Says that this side is still there. Any thread.</summary>
    public bool TrySendAlive()
    {
        lock (_writing)
            return TryWrite(_alive);
    }

    /// <summary>Sends another frame. Any thread.</summary>
    public bool TrySend(GatewayFrameKind kind, ReadOnlySpan<byte> content)
    {
        lock (_writing)
            return TryWrite(GatewayFrame.Of(kind, content));
    }

    /// <summary>Ends it; whoever reads is told so. Any thread.</summary>
    public void Close()
    {
        _isClosed = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was first.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _socket.Dispose();
    }

    private bool TryWrite(ReadOnlySpan<byte> frame)
    {
        if (_isClosed)
            return false;
        try
        {
            while (!frame.IsEmpty)
                frame = frame[_socket.Send(frame)..];
            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // A frame of which half is written cannot be finished later.
            Close();
            return false;
        }
    }

    private bool TryFill(int bytes, out GatewayFrameKind kind)
    {
        kind = GatewayFrameKind.None;
        if (_to - _from >= bytes)
            return true;
        _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
        (_from, _to) = (0, _to - _from);
        if (_buffer.Length < bytes)
            Array.Resize(ref _buffer, bytes);
        try
        {
            while (_to < bytes)
            {
                var read = _isClosed ? 0 : _socket.Receive(_buffer.AsSpan(_to));
                if (read == 0)
                    return false;
                _to += read;
            }

            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
