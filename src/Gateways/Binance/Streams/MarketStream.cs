namespace Rialto.Gateways.Binance.Streams;

/// <summary>One stream and who reads it. Owned by the fan-out thread.</summary>
internal sealed class MarketStream(MarketStreamKind kind, string name)
{
    private readonly byte[] _envelope = MarketStreamName.Envelope(name);
    private readonly List<BinanceSocket> _readers = [];
    private int _microReaders;

    public MarketStreamKind Kind => kind;

    /// <summary>Its name in subscriptions.</summary>
    public string Name => name;

    /// <summary>Something was sent to everybody who reads it.</summary>
    public bool IsFresh { get; private set; } = true;

    public bool IsEmpty => _readers.Count == 0;

    /// <summary>Somebody wants times in milliseconds.</summary>
    public bool WantsMilliseconds => _readers.Count > _microReaders;

    /// <summary>Somebody wants times in microseconds.</summary>
    public bool WantsMicroseconds => _microReaders > 0;

    /// <summary>One more reads it; false where it does already.</summary>
    public bool Add(BinanceSocket reader)
    {
        if (_readers.Contains(reader))
            return false;
        _readers.Add(reader);
        if (reader.IsMicroseconds)
            _microReaders++;
        IsFresh = true;
        return true;
    }

    /// <summary>One reads it no longer; false where it did not.</summary>
    public bool Remove(BinanceSocket reader)
    {
        if (!_readers.Remove(reader))
            return false;
        if (reader.IsMicroseconds)
            _microReaders--;
        return true;
    }

    /// <summary>Gives a message to those who want its form of times.</summary>
    /// <param name="text">The message.</param>
    /// <param name="isMicroseconds">Its times are in microseconds.</param>
    /// <param name="toSignal">Gets those who have something to send.</param>
    public void Send(ReadOnlySpan<byte> text, bool isMicroseconds, HashSet<BinanceSocket> toSignal)
    {
        IsFresh = false;
        foreach (var reader in _readers)
        {
            if (reader.IsMicroseconds != isMicroseconds)
                continue;
            if (reader.IsCombined)
                reader.Put(_envelope, text, "}"u8);
            else
                reader.Put(text);
            toSignal.Add(reader);
        }
    }
}
