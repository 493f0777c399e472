using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Statistics;
using Rialto.Trading.Strategy;
using OrnsteinUhlenbeck = Rialto.Trading.Statistics.MeanReversion;

namespace Rialto.Strategies.Statistical;

/// <summary>How a spread is judged.</summary>
internal enum SpreadSignal
{
    /// <summary>Deviations from the mean of the window.</summary>
    ZScore = 0,

    /// <summary>The same, entered when the spread comes back into its band, left at the mean.</summary>
    Bollinger = 1,

    /// <summary>Deviations of a fitted Ornstein-Uhlenbeck process, as far as a test says that there is one.</summary>
    Cointegration = 2,
}

/// <summary>
/// Mids of listings at even times, the pair among them that is traded, its hedge ratio, and how far its spread is from its mean. Doubles with the same bits on every machine. A fit allocates;
/// between fits nothing does.
/// </summary>
internal sealed class SpreadModel
{
    public const int ListingsMax = 8;

    /// <summary>Kinds of its signals: deviations of the spread, correlation of the pair, half-life in samples.</summary>
    public const int ScoreSignal = 0, CorrelationSignal = 1, HalfLifeSignal = 2;

    public static readonly Parameter<int> Signal = Parameter.Choice("signal", "cointegration", ["z-score", "bollinger", "cointegration"], "How the spread is judged.");
    public static readonly Parameter<long> SampleMs = Parameter.Whole("sample", 1_000, 10, 86_400_000, "ms", "Time between two looks at the mids.", isHot: false);
    public static readonly Parameter<long> Window = Parameter.Whole("window", 300, 32, WindowMax, "samples", "Looks that are remembered, and fitted to.", isHot: false);
    public static readonly Parameter<long> Refit = Parameter.Whole("refit", 60, 1, 20_000, "samples", "Looks between two fits.");
    public static readonly Parameter<double> Enter = Parameter.Real("enter", 2, 0.01, 100, "deviations", "Enters where the spread is so far from its mean.");
    public static readonly Parameter<double> Leave = Parameter.Real("leave", 0.25, 0, 100, "deviations", "Leaves where it is so near.");
    public static readonly Parameter<double> Full = Parameter.Real("full", 3, 0.02, 100, "deviations", "Cointegration: the whole size from here on.");
    public static readonly Parameter<long> HalfLifeMax = Parameter.Whole("half-life-max", 100, 1, 1_000_000, "samples", "Cointegration: a spread that returns more slowly is left alone.");
    public static readonly Parameter<double> CorrelationMin = Parameter.Real("correlation-min", 0.5, 0, 1, "", "Pairs whose changes correlate less are left alone.");

    private const int WindowMax = 20_000;

    // Any refit has passed.
    private const int FitIsDue = 1_000_000;

    private const int Numbers = 10;

    private double[][] _mids = [];
    private double[] _now = [];
    private int _window;
    private int _count;
    private int _at;
    private int _sinceFit;
    private double _before;

    /// <summary>Places of the pair among the strategy's listings; -1 before a pair was found.</summary>
    public int First { get; private set; } = -1;

    public int Second { get; private set; } = -1;

    /// <summary>Units of the second that stand against one of the first.</summary>
    public double Ratio { get; private set; }

    /// <summary>Of the pair's changes.</summary>
    public double Correlation { get; private set; }

    /// <summary>The fitted process; null where the spread does not return.</summary>
    public OrnsteinUhlenbeck? Process { get; private set; }

    /// <summary>Of the spread.</summary>
    public DickeyFuller Test { get; private set; }

    /// <summary>Deviations of the spread from its mean now.</summary>
    public double Score { get; private set; }

    /// <summary>How far it is, in the first listing's quote currency.</summary>
    public double Distance { get; private set; }

    /// <summary>Something can be said.</summary>
    public bool IsReady => First >= 0 && Ratio > 0;

    public void Read(StrategyContext desk)
    {
        if (_mids.Length > 0)
            return;
        Make(desk, (int)desk.Get(Window));
        if (Math.Max(First, Second) >= _mids.Length)
            (First, Second, Ratio) = (-1, -1, 0);
    }

    /// <summary>What was measured is measured anew, and fitted as soon as the window is full; the pair and its ratio stay, as something may be held of it.</summary>
    public void Forget() => (_count, _at, _sinceFit) = (0, 0, FitIsDue);

    /// <summary>Takes a look at all mids. While something is held only its pair must be told: what others say decides nothing then, and their last mids stand.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="ageMaxMs">Books that are silent for longer are not looked at.</param>
    /// <param name="isBusy">Orders of the pair are out, or something one-sided is left of them.</param>
    /// <returns>True where something can be decided now.</returns>
    public bool Sample(StrategyContext desk, long ageMaxMs, bool isBusy)
    {
        var isHolding = isBusy || IsHolding(desk);
        for (var i = 0; i < _now.Length; i++)
        {
            var book = desk.Book(desk.Listings[i]);
            if (!book.IsTrusted || !book.Best.IsTwoSided || book.Best.IsCrossed || desk.Now.Nanoseconds - book.ReceiveTime.Nanoseconds > ageMaxMs * 1_000_000)
            {
                if (!isHolding || First < 0 || i == First || i == Second)
                    return false;
                _now[i] = _count > 0 ? _mids[i][(_at + _window - 1) % _window] : double.NaN;
                continue;
            }

            _now[i] = MidOf(desk, i);
        }

        for (var i = 0; i < _now.Length; i++)
            _mids[i][_at] = _now[i];
        _at = (_at + 1) % _window;
        _count = Math.Min(_count + 1, _window);
        if (_count < _window)
            return false;
        if (++_sinceFit >= desk.Get(Refit) || First < 0)
            Fit(desk, isHolding);
        if (!IsReady)
            return false;
        Judge(desk);
        return true;
    }

    /// <summary>What of a whole position it is worth holding, -1 to 1, given what is held: positive is long the first listing.</summary>
    public double TargetOf(StrategyContext desk, int held)
    {
        var (enter, leave) = (desk.Get(Enter), desk.Get(Leave));
        var signal = (SpreadSignal)desk.Get(Signal);
        var before = _before;
        if (Correlation < desk.Get(CorrelationMin))
            return 0;
        if (signal == SpreadSignal.Cointegration)
        {
            if (Process is not { } process || process.HalfLife > desk.Get(HalfLifeMax))
                return 0;
            var size = Confidence.Of(Score, enter, Math.Max(desk.Get(Full), enter + 0.01), Test.Statistic, 2, Test.Observations);
            if (held != 0 && held * Score < -leave)
                return held * Math.Max(size, 0.01);
            return -Math.Sign(Score) * size;
        }

        // What is held stays until the spread is back.
        if (held != 0)
            return held * Score < (signal == SpreadSignal.Bollinger ? 0 : -leave) ? held : 0;
        if (signal == SpreadSignal.ZScore)
            return Math.Abs(Score) >= enter ? -Math.Sign(Score) : 0;
        return Math.Abs(before) >= enter && Math.Abs(Score) < enter && Math.Abs(Score) > leave ? -Math.Sign(Score) : 0;
    }

    /// <summary>A listing's mid now, in its quote currency.</summary>
    public static double MidOf(StrategyContext desk, int place)
    {
        var best = desk.Book(desk.Listings[place]).Best;
        return (best.BidPrice.Units + best.AskPrice.Units) * 0.5 / DecimalText.PowerOfTen(desk.ListingOf(desk.Listings[place]).PriceScale);
    }

    /// <summary>Writes what decides: for the state's hash.</summary>
    public int Save(Span<byte> into)
    {
        ReadOnlySpan<double> numbers = [_count, _at, _sinceFit, First, Second, Ratio, Correlation, Score, Distance, _before];
        if (into.Length < numbers.Length * sizeof(double))
            return -1;
        for (var i = 0; i < numbers.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(into[(i * sizeof(double))..], numbers[i]);
        return numbers.Length * sizeof(double);
    }

    /// <summary>Takes over the pair and its ratio from what <see cref="Save"/> wrote; nothing where it is no pair.</summary>
    public void Load(ReadOnlySpan<byte> state)
    {
        if (state.Length != Numbers * sizeof(double))
            return;
        var (first, second, ratio, correlation) = (At(state, 3), At(state, 4), At(state, 5), At(state, 6));
        if (first is >= 0 and < ListingsMax && second is >= 0 and < ListingsMax && first != second && ratio > 0 && double.IsFinite(ratio))
            (First, Second, Ratio, Correlation, _sinceFit) = ((int)first, (int)second, ratio, correlation, FitIsDue);
    }

    private static double At(ReadOnlySpan<byte> state, int number) => System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(state[(number * sizeof(double))..]);

    private void Fit(StrategyContext desk, bool isHolding)
    {
        _sinceFit = 0;

        // A pair that is held stays the pair.
        if (!isHolding || First < 0)
            Pick(desk);
        if (First < 0)
            return;
        var (first, second) = (InOrder(First), InOrder(Second));
        if (!isHolding)
            Ratio = 0;
        var fitted = Cointegration.Fit(first, true, second);
        if (fitted is null || !(fitted.HedgeRatios[0] > 0))
        {
            Process = null;
            return;
        }

        Ratio = Ratio > 0 ? Ratio : fitted.HedgeRatios[0];
        var spread = new double[first.Length];
        for (var i = 0; i < spread.Length; i++)
            spread[i] = first[i] - Ratio * second[i];
        (Process, Test) = (OrnsteinUhlenbeck.Fit(spread), fitted.Test);
        desk.Signal(desk.Listings[First], CorrelationSignal, Correlation);
        desk.Signal(desk.Listings[First], HalfLifeSignal, Process?.HalfLife ?? 0);
    }

    private static bool IsHolding(StrategyContext desk)
    {
        for (var i = 0; i < desk.Listings.Length; i++)
        {
            if (Holding.Of(desk, i) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Everything that is held is of these two.</summary>
    private static bool Covers(StrategyContext desk, int first, int second)
    {
        for (var i = 0; i < desk.Listings.Length; i++)
        {
            if (i != first && i != second && Holding.Of(desk, i) != 0)
                return false;
        }

        return true;
    }

    /// <summary>The two of one quote currency whose changes correlate most; of two listings these, however little they do. Prices in two currencies make no spread.</summary>
    private void Pick(StrategyContext desk)
    {
        var looks = new MarketCorrelations(_mids.Length);
        for (var i = 0; i < _window; i++)
        {
            for (var market = 0; market < _mids.Length; market++)
                _now[market] = _mids[market][(_at + i) % _window];
            looks.Add(_now);
        }

        (First, Second, Correlation) = _mids.Length == 2 && AreAlike(desk, 0, 1) ? (0, 1, 0) : (-1, -1, 0);
        foreach (var pair in looks.Find(0, 3, 1))
        {
            // Prices that go against each other make no spread; what is held comes first.
            if (pair.Correlation <= 0 || !AreAlike(desk, pair.First, pair.Second) || !Covers(desk, pair.First, pair.Second))
                continue;
            (First, Second, Correlation) = (pair.First, pair.Second, pair.Correlation);
            break;
        }
    }

    private static bool AreAlike(StrategyContext desk, int first, int second) => desk.ListingOf(desk.Listings[first]).Quote == desk.ListingOf(desk.Listings[second]).Quote;

    private double[] InOrder(int place)
    {
        var mids = new double[_window];
        for (var i = 0; i < _window; i++)
            mids[i] = _mids[place][(_at + i) % _window];
        return mids;
    }

    private void Judge(StrategyContext desk)
    {
        var newest = (_at + _window - 1) % _window;
        var spread = _mids[First][newest] - Ratio * _mids[Second][newest];
        var (mean, deviation) = (0.0, 0.0);
        if ((SpreadSignal)desk.Get(Signal) == SpreadSignal.Cointegration && Process is { } process)
            (mean, deviation) = (process.Mean, process.Deviation);
        else
        {
            for (var i = 0; i < _window; i++)
                mean += (_mids[First][i] - Ratio * _mids[Second][i]) / _window;
            for (var i = 0; i < _window; i++)
            {
                var off = _mids[First][i] - Ratio * _mids[Second][i] - mean;
                deviation += off * off / (_window - 1);
            }

            deviation = Math.Sqrt(deviation);
        }

        _before = Score;
        Distance = spread - mean;
        Score = deviation > 0 ? Distance / deviation : 0;
        desk.Signal(desk.Listings[First], ScoreSignal, Score);
    }

    /// <summary>Saves or loads the looks and what was fitted to them.</summary>
    public void Keep(StrategyContext desk, FieldArchive state)
    {
        var window = state.Keep(_window, 0, WindowMax);
        if (window > 0 && state.IsLoading)
            Make(desk, window);
        foreach (var mids in _mids)
            state.Keep(mids.AsSpan());
        state.Keep(_now.AsSpan());
        _count = state.Keep(_count, 0, _window);
        _at = state.Keep(_at, 0, Math.Max(0, _window - 1));
        _sinceFit = state.Keep(_sinceFit);
        _before = state.Keep(_before);
        First = state.Keep(First, -1, ListingsMax - 1);
        Second = state.Keep(Second, -1, ListingsMax - 1);
        Ratio = state.Keep(Ratio);
        Correlation = state.Keep(Correlation);
        Score = state.Keep(Score);
        Distance = state.Keep(Distance);
        Test = state.Keep(Test);
        var hasProcess = state.Keep(Process is not null);
        var process = state.Keep(Process ?? default);
        Process = hasProcess ? process : null;
    }

    private void Make(StrategyContext desk, int window)
    {
        _window = window;
        (_mids, _now) = (new double[desk.Listings.Length][], new double[desk.Listings.Length]);
        for (var i = 0; i < _mids.Length; i++)
            _mids[i] = new double[window];
    }
}
