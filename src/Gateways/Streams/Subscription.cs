using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>One channel of one symbol for one connection. What gathers in it is guarded by the connection's gate.</summary>
internal abstract class Subscription(StreamConnection connection, StreamChannel channel, Instrument? instrument)
{
    public StreamConnection Connection => connection;

    public StreamChannel Channel => channel;

    /// <summary>Null where the channel is about none or all.</summary>
    public Instrument? Instrument => instrument;

    /// <summary>Already among the connection's subscriptions that have something to send.</summary>
    public bool IsDirty { get; set; }
}

/// <summary>Trades or own orders: their messages wait in the connection's queue, nothing gathers here.</summary>
internal sealed class QueuedSubscription(StreamConnection connection, StreamChannel channel, Instrument? instrument)
    : Subscription(connection, channel, instrument);

/// <summary>
/// The book of one symbol: a snapshot to send first, then levels that changed since the last message. However far behind the reader is,
/// there is at most one entry a level.
/// </summary>
internal sealed class BookSubscription(StreamConnection connection, Instrument instrument) : Subscription(connection, StreamChannel.Book, instrument)
{
    /// <summary>To be sent before any change; null once it was.</summary>
    public BookPicture? Snapshot { get; set; }

    /// <summary>New quantity by price and side, see <see cref="Key"/>. Swapped with the sender's when it takes them.</summary>
    public Dictionary<long, long> Changes { get; set; } = [];

    /// <summary>Sequence of the last command in <see cref="Changes"/>.</summary>
    public long Sequence { get; set; }

    /// <summary>Time of that command.</summary>
    public Timestamp Time { get; set; }

    /// <summary>Sequence of the last message sent; the sender's own.</summary>
    public long SentSequence { get; set; }

    public static long Key(in LevelChange change) => (change.Price.Units << 1) | (long)change.Side;

    public static (Side Side, Price Price) Of(long key) => ((Side)(key & 1), new Price(key >> 1));
}

/// <summary>The best levels: only the newest picture counts.</summary>
internal sealed class DepthSubscription(StreamConnection connection, Instrument instrument, int depth) : Subscription(connection, StreamChannel.Depth, instrument)
{
    public int Depth => depth;

    public BookPicture? Latest { get; set; }
}

/// <summary>The ticker: only the newest counts.</summary>
internal sealed class TickerSubscription(StreamConnection connection, Instrument instrument) : Subscription(connection, StreamChannel.Ticker, instrument)
{
    public TickerPicture? Latest { get; set; }
}

/// <summary>How the book leans: only the newest counts.</summary>
internal sealed class ImbalanceSubscription(StreamConnection connection, Instrument instrument, DepthQuestion question) : Subscription(connection, StreamChannel.Imbalance, instrument)
{
    public DepthQuestion Question => question;

    public ImbalancePicture? Latest { get; set; }
}

/// <summary>Candles of one length: the newest, and before it those that changed since a message went out.</summary>
internal sealed class CandlesSubscription(StreamConnection connection, Instrument instrument, CandleInterval interval) : Subscription(connection, StreamChannel.Candles, instrument)
{
    public CandleInterval Interval => interval;

    public CandlesPicture? Latest { get; set; }

    /// <summary>Beginning of the newest candle sent: it may have grown since, older ones have not.</summary>
    public Timestamp SentFrom { get; set; }

    /// <summary>Trade that <see cref="Latest"/> knows of; the fan-out's own.</summary>
    public TradeId LastTrade { get; set; }
}
