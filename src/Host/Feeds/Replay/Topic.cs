using System.Text;

namespace Rialto.Host.Feeds.Replay;

/// <summary>One channel of one symbol, in the venue's words (<c>depth@100ms</c> of <c>BTCUSDT</c>, <c>books</c> of <c>BTC-USDT</c>).</summary>
internal readonly record struct Topic(string Channel, string Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Channel} {Symbol}";
}

/// <summary>What a frame is for.</summary>
internal enum FrameRole : byte
{
    /// <summary>Market data of the topics it names.</summary>
    Feed = 0,

    /// <summary>Of the connection as a whole (a heartbeat, a notice): sent as it was recorded.</summary>
    Connection = 1,

    /// <summary>An answer to what the recording client sent: not sent, because this client gets its own.</summary>
    Answer = 2,
}

/// <summary>Takes the topics that a frame is about; spans are valid during the call.</summary>
internal interface ITopicSink
{
    void Add(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol);
}

/// <summary>Topics by the bytes that name them: no string is made twice. Single-threaded.</summary>
/// <typeparam name="T">What is known of each.</typeparam>
internal sealed class TopicTable<T>(Func<Topic, T> make)
{
    private readonly Dictionary<ulong, Entry> _byHash = [];
    private readonly Dictionary<Topic, T> _byName = [];

    /// <summary>All, by name.</summary>
    public IReadOnlyDictionary<Topic, T> All => _byName;

    public T Of(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol)
    {
        var hash = Hash(channel, symbol);
        if (_byHash.TryGetValue(hash, out var entry) && channel.SequenceEqual(entry.Channel) && symbol.SequenceEqual(entry.Symbol))
            return entry.Value;
        var topic = new Topic(Encoding.UTF8.GetString(channel), Encoding.UTF8.GetString(symbol).Replace("\\/", "/", StringComparison.Ordinal));
        if (!_byName.TryGetValue(topic, out var value))
            _byName[topic] = value = make(topic);
        _byHash.TryAdd(hash, new Entry(channel.ToArray(), symbol.ToArray(), value));
        return value;
    }

    private static ulong Hash(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in channel)
            hash = (hash ^ c) * 1_099_511_628_211;
        hash = (hash ^ 0xFF) * 1_099_511_628_211;
        foreach (var c in symbol)
            hash = (hash ^ c) * 1_099_511_628_211;
        return hash;
    }

    private readonly record struct Entry(byte[] Channel, byte[] Symbol, T Value);
}
