namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// Text messages that wait for a connection's sender: their bytes one after the other, and where each ends. The fan-out and the connection's reader put in, the sender takes everything at
/// once. Bounded: beyond the limit the connection must go, and nothing more is taken in.
/// </summary>
/// <param name="limitBytes">Most that may wait.</param>
internal sealed class SocketOutbox(int limitBytes)
{
    private const int FirstBytes = 1_024;
    private const int KeptBytes = 1 << 20;

    private readonly Lock _gate = new();
    private byte[] _filling = new byte[FirstBytes];
    private byte[] _sending = new byte[FirstBytes];
    private List<int> _ends = new(16);
    private List<int> _sendingEnds = new(16);
    private int _length;
    private volatile bool _isOverrun;

    /// <summary>More had to wait than may. Any thread.</summary>
    public bool IsOverrun => _isOverrun;

    /// <summary>Bytes that wait, without those that are being sent. Any thread.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
                return _length;
        }
    }

    /// <summary>Puts in one message made of three parts, of which some may be empty. Does not send.</summary>
    public void Append(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text, ReadOnlySpan<byte> after)
    {
        lock (_gate)
        {
            if (_isOverrun)
                return;
            var length = _length + before.Length + text.Length + after.Length;
            if (length > limitBytes)
            {
                _isOverrun = true;
                return;
            }

            if (length > _filling.Length)
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, length));
            var to = _filling.AsSpan(_length);
            before.CopyTo(to);
            text.CopyTo(to[before.Length..]);
            after.CopyTo(to[(before.Length + text.Length)..]);
            _ends.Add(_length = length);
        }
    }

    /// <summary>Takes all messages there are: how many <see cref="Taken"/> gives until the next call. The sender only.</summary>
    public int Take()
    {
        // What one burst needed is not kept for ever.
        if (_sending.Length > KeptBytes)
            _sending = new byte[FirstBytes];
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            (_ends, _sendingEnds) = (_sendingEnds, _ends);
            _ends.Clear();
            _length = 0;
            return _sendingEnds.Count;
        }
    }

    /// <summary>A message of those taken. The sender only.</summary>
    public ReadOnlyMemory<byte> Taken(int index)
    {
        var start = index == 0 ? 0 : _sendingEnds[index - 1];
        return _sending.AsMemory(start, _sendingEnds[index] - start);
    }
}
