using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// What a decoder made of one frame: parts by listing, with their levels or trades in order. One per connection, used again and again: it grows while it is new and
/// then allocates nothing; a frame larger than its bounds is refused whole. Nothing of it is applied to a book before the whole frame was found good.
/// </summary>
public sealed class FrameContent
{
    /// <summary>Most levels in one frame: Coinbase's whole BTC-USD book has 46,000.</summary>
    public const int LevelsMax = 1 << 18;

    /// <summary>Most trades in one frame (Bybit: 1,024).</summary>
    public const int TradesMax = 1 << 14;

    /// <summary>Most parts in one frame.</summary>
    public const int PartsMax = 1 << 12;

    private FramePart[] _parts = new FramePart[16];
    private LevelChange[] _levels = new LevelChange[1_024];
    private TradePrint[] _trades = new TradePrint[64];
    private readonly List<(ListingId Listing, FeedChannels Channels)> _grants = [];
    private int _partCount;
    private int _levelCount;
    private int _tradeCount;

    /// <summary>The parts.</summary>
    public Span<FramePart> Parts => _parts.AsSpan(0, _partCount);

    /// <summary>More than the bounds allow was added.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Numbers that count frames over several listings: which count this is, zero is none.</summary>
    public long Stream { get; private set; }

    /// <summary>The frame's number in its <see cref="Stream"/>.</summary>
    public long StreamSequence { get; private set; }

    /// <summary>What must be sent back at once; none is null.</summary>
    public string? Answer { get; set; }

    /// <summary>The venue is about to close the connection: another is wanted now.</summary>
    public bool MustReconnect { get; set; }

    /// <summary>What was strange about an item beside those that were read: it is counted, and takes nothing away from the others.</summary>
    public DriftKind Beside { get; set; }

    /// <summary>The frame lists all that the connection has subscribed to now; what is asked for and does not stand in <see cref="Grants"/> will not come.</summary>
    public bool IsGrantList { get; set; }

    /// <summary>What the list names, in any order; one listing may stand in it for each of its channels.</summary>
    public IReadOnlyList<(ListingId Listing, FeedChannels Channels)> Grants => _grants;

    /// <summary>Levels of a part.</summary>
    public Span<LevelChange> LevelsOf(in FramePart part) => _levels.AsSpan(part.From, part.Count);

    /// <summary>Trades of a part.</summary>
    public ReadOnlySpan<TradePrint> TradesOf(in FramePart part) => _trades.AsSpan(part.From, part.Count);

    /// <summary>Forgets the frame.</summary>
    public void Clear()
    {
        _partCount = _levelCount = _tradeCount = 0;
        IsTooLarge = false;
        Stream = StreamSequence = 0;
        Answer = null;
        MustReconnect = IsGrantList = false;
        _grants.Clear();
        Beside = DriftKind.None;
    }

    /// <summary>Adds to <see cref="Grants"/>.</summary>
    public void AddGrant(ListingId listing, FeedChannels channels)
    {
        if (_grants.Count < LevelsMax)
            _grants.Add((listing, channels));
        else
            IsTooLarge = true;
    }

    /// <summary>Says which number the frame has in a count over several listings. Counts are numbered from 1.</summary>
    public void SetStream(long stream, long sequence)
    {
        Stream = stream;
        StreamSequence = sequence;
    }

    /// <summary>Gives times without a date (<see cref="BookRules.TimesLackDate"/>) the date with which they are nearest to now.</summary>
    public void DateTimes(Timestamp now)
    {
        foreach (ref var part in Parts)
        {
            part.EventTime = Nearest(part.EventTime, now);
            if (part.Kind != PartKind.Trades)
                continue;
            foreach (ref var trade in _trades.AsSpan(part.From, part.Count))
                trade.Time = Nearest(trade.Time, now);
        }
    }

    private static Timestamp Nearest(Timestamp time, Timestamp now)
    {
        const long DayNs = 86_400_000_000_000;
        if (time.IsNone)
            return time;
        var nearest = now.Nanoseconds - now.Nanoseconds % DayNs + time.Nanoseconds % DayNs;
        if (nearest - now.Nanoseconds > DayNs / 2)
            nearest -= DayNs;
        else if (now.Nanoseconds - nearest > DayNs / 2)
            nearest += DayNs;
        return new Timestamp(nearest);
    }

    /// <summary>Starts a part; levels or trades added from now on belong to it. The reference is valid until the next part.</summary>
    public ref FramePart Begin(PartKind kind, ListingId listing)
    {
        if (_partCount == _parts.Length)
        {
            if (_partCount == PartsMax)
            {
                IsTooLarge = true;
                _partCount--;
            }
            else
                Array.Resize(ref _parts, _partCount * 2);
        }

        ref var part = ref _parts[_partCount++];
        part = new FramePart { Kind = kind, Listing = listing, From = kind == PartKind.Trades ? _tradeCount : _levelCount };
        return ref part;
    }

    /// <summary>Takes the last part away again, which has neither levels nor trades yet.</summary>
    public void Drop() => _partCount--;

    /// <summary>Adds a level to the last part.</summary>
    public void AddLevel(Side side, long price, int priceDecimals, long quantity, int quantityDecimals)
    {
        if (_levelCount == _levels.Length && !Grow(ref _levels, LevelsMax))
            return;
        _levels[_levelCount++] = new LevelChange
        {
            Price = price,
            Quantity = quantity,
            Side = side,
            PriceDecimals = (byte)Math.Min(priceDecimals, byte.MaxValue),
            QuantityDecimals = (byte)Math.Min(quantityDecimals, byte.MaxValue),
        };
        _parts[_partCount - 1].Count++;
    }

    /// <summary>Room for the next levels of the last part, as many as asked for or as the bounds allow: write from the start, then say how many with <see cref="Took"/>.</summary>
    public Span<LevelChange> Reserve(int count)
    {
        var wanted = Math.Min(_levelCount + count, LevelsMax);
        if (wanted > _levels.Length)
            Array.Resize(ref _levels, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)wanted));
        return _levels.AsSpan(_levelCount);
    }

    /// <summary>Adds so many levels, written where <see cref="Reserve"/> said, to the last part.</summary>
    public void Took(int count)
    {
        _levelCount += count;
        _parts[_partCount - 1].Count += count;
    }

    /// <summary>Adds a trade to the last part.</summary>
    public void AddTrade(in TradePrint trade)
    {
        if (_tradeCount == _trades.Length && !Grow(ref _trades, TradesMax))
            return;
        _trades[_tradeCount++] = trade;
        _parts[_partCount - 1].Count++;
    }

    private bool Grow<T>(ref T[] items, int limit)
    {
        if (items.Length >= limit)
        {
            IsTooLarge = true;
            return false;
        }

        Array.Resize(ref items, items.Length * 2);
        return true;
    }
}
