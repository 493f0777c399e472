using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>The trades of one interval, in units of the instrument's scales. Volumes in quantity, turnover in price x quantity.</summary>
internal struct Candle
{
    public Int128 Volume;
    public Int128 Turnover;

    /// <summary>What of the volume was bought by takers; trades of auctions have none.</summary>
    public Int128 BuyVolume;

    /// <summary>What takers paid for it; zero, with a volume, where the snapshot that the views began with did not say.</summary>
    public Int128 BuyTurnover;
    public long Trades;
    public Timestamp Start;
    public Price Open;
    public Price High;
    public Price Low;
    public Price Close;
}

/// <summary>Candles of one length: one for each interval in which there was a trade, the newest still growing. Owned by one thread.</summary>
internal sealed class CandleSeries(CandleInterval interval, int limit)
{
    private readonly RollingItems<Candle> _candles = new(limit);
    private readonly long _length = CandleIntervals.Nanoseconds(interval);
    private long _end = long.MinValue;

    public int Count => _candles.Count;

    /// <summary>A candle by age, 0 is the newest.</summary>
    public ref readonly Candle this[int age] => ref _candles[age];

    public void Add(Timestamp time, Price price, Quantity quantity, Int128 turnover, bool isBuy)
    {
        if (time.Nanoseconds >= _end)
            Begin(time, price);
        ref var candle = ref _candles[0];
        if (price > candle.High)
            candle.High = price;
        if (price < candle.Low)
            candle.Low = price;
        candle.Close = price;
        candle.Volume += quantity.Units;
        candle.Turnover += turnover;
        if (isBuy)
        {
            candle.BuyVolume += quantity.Units;
            candle.BuyTurnover += turnover;
        }

        candle.Trades++;
    }

    /// <summary>The newest candles that begin at <paramref name="from"/> or later, at most so many, oldest first.</summary>
    public Candle[] Copy(Timestamp from, int most)
    {
        var count = 0;
        while (count < most && count < _candles.Count && _candles[count].Start >= from)
            count++;
        var copy = new Candle[count];
        for (var i = 0; i < count; i++)
            copy[i] = _candles[count - 1 - i];
        return copy;
    }

    public void Save(FieldWriter to)
    {
        to.Add(_candles.Count);
        for (var age = _candles.Count - 1; age >= 0; age--)
        {
            ref readonly var candle = ref _candles[age];
            to.Add(candle.Start.Nanoseconds);
            to.Add(candle.Open.Units);
            to.Add(candle.High.Units);
            to.Add(candle.Low.Units);
            to.Add(candle.Close.Units);
            to.Add(candle.Volume);
            to.Add(candle.Turnover);
            to.Add(candle.BuyVolume);
            to.Add(candle.Trades);
        }
    }

    /// <summary>Reads them; what is impossible, or not there, ends it.</summary>
    /// <returns>False where they are impossible.</returns>
    public bool Load(FieldReader from)
    {
        var last = long.MinValue;
        for (var left = from.Read<int>(); left > 0; left--)
        {
            var start = from.Read<long>();
            if (from.IsShort || start <= last || start < 0 || start > long.MaxValue - _length || start % _length != 0)
                return false;
            last = start;
            ref var candle = ref _candles.Add();
            candle = new Candle
            {
                Start = new Timestamp(start),
                Open = new Price(from.Read<long>()),
                High = new Price(from.Read<long>()),
                Low = new Price(from.Read<long>()),
                Close = new Price(from.Read<long>()),
                Volume = from.Read<Int128>(),
                Turnover = from.Read<Int128>(),
                BuyVolume = from.Read<Int128>(),
                Trades = from.Read<long>(),
            };
            _end = start + _length;
        }

        return true;
    }

    /// <summary>Writes what takers bought for, the newest first.</summary>
    public void SaveBuys(FieldWriter to)
    {
        to.Add(_candles.Count);
        for (var age = 0; age < _candles.Count; age++)
            to.Add(_candles[age].BuyTurnover);
    }

    /// <summary>Reads it, for the candles that are there.</summary>
    /// <returns>False where it is impossible.</returns>
    public bool LoadBuys(FieldReader from)
    {
        var count = from.Read<int>();
        if (count < _candles.Count || count > from.LeftBytes / 16)
            return false;
        for (var age = 0; age < count; age++)
        {
            var turnover = from.Read<Int128>();
            if (age < _candles.Count)
                _candles[age].BuyTurnover = turnover;
        }

        return true;
    }

    private void Begin(Timestamp time, Price price)
    {
        var start = time.Nanoseconds - time.Nanoseconds % _length;
        _end = start + _length;
        ref var candle = ref _candles.Add();
        candle = new Candle { Start = new Timestamp(start), Open = price, High = price, Low = price };
    }
}

/// <summary>One instrument's candles of every length, from its own trades. Owned by one thread.</summary>
internal sealed class Candles
{
    private readonly CandleSeries[] _series = new CandleSeries[CandleIntervals.Count];

    /// <param name="limit">Candles kept of each length.</param>
    public Candles(int limit)
    {
        for (var i = 0; i < _series.Length; i++)
            _series[i] = new CandleSeries((CandleInterval)i, limit);
    }

    public CandleSeries this[CandleInterval interval] => _series[(int)interval];

    public void Add(Timestamp time, Price price, Quantity quantity, Side taker, bool inAuction)
    {
        var turnover = (Int128)price.Units * quantity.Units;
        foreach (var series in _series)
            series.Add(time, price, quantity, turnover, taker == Side.Buy && !inAuction);
    }

    public void Save(FieldWriter to)
    {
        foreach (var series in _series)
            series.Save(to);
    }

    public void SaveBuys(FieldWriter to)
    {
        foreach (var series in _series)
            series.SaveBuys(to);
    }

    /// <returns>False where they are impossible.</returns>
    public bool LoadBuys(FieldReader from) => _series.All(series => series.LoadBuys(from));

    /// <returns>False where they are impossible.</returns>
    public bool Load(FieldReader from)
    {
        foreach (var series in _series)
        {
            if (!series.Load(from))
                return false;
        }

        return true;
    }
}
