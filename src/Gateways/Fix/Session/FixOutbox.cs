using Rialto.Gateways.Orders;

namespace Rialto.Gateways.Fix.Session;

/// <summary>Messages that wait for a connection's sender, as bytes. Bounded: beyond the limit the connection is condemned, not the exchange slowed. Any thread puts in, the sender takes.</summary>
internal sealed class FixOutbox(int limitBytes) : ISocketOutbox
{
    private readonly Lock _gate = new();
    private byte[] _filling = new byte[4_096];
    private byte[] _sending = new byte[4_096];
    private int _length;
    private volatile bool _isOverrun;

    /// <summary>More had to wait than may; the connection must go.</summary>
    public bool IsOverrun => _isOverrun;

    /// <summary>More than half of what may wait does: a resend had better pause.</summary>
    public bool IsHalfFull
    {
        get
        {
            lock (_gate)
                return _length > limitBytes / 2;
        }
    }

    /// <summary>Appends one message. Does not send.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_isOverrun)
                return;
            if (_length + frame.Length > limitBytes)
            {
                _isOverrun = true;
                return;
            }

            if (_length + frame.Length > _filling.Length)
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _length + frame.Length));
            frame.CopyTo(_filling.AsSpan(_length));
            _length += frame.Length;
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            var length = _length;
            _length = 0;
            return _sending.AsMemory(0, length);
        }
    }
}
