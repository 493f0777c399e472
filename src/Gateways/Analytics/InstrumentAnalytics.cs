using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>
/// What is measured of one instrument as its events pass; docs/reference/analytics.md defines it. What only the present book tells is computed where somebody asks
/// (<see cref="DepthMeasure"/>); here is what time and change leave behind. Owned by the thread of the views.
/// </summary>
/// <remarks>
/// A command's state is taken in when the next command of the instrument begins: until then nobody needs it, and no list of touched instruments is kept. A command that changes neither best
/// price costs four comparisons. Invariant: between two commands <see cref="_touch"/> is the touch before the last command, in force from <see cref="_touchedNs"/> at least until that one.
/// </remarks>
internal sealed class InstrumentAnalytics
{
    /// <summary>Time between two samples.</summary>
    public const long SampleNs = 1_000_000_000;

    private readonly InstrumentView _view;
    private readonly RollingItems<MarketSample> _samples;
    private readonly RealisedSpread _realised = new();
    private readonly Toxicity _toxicity = new();
    private FlowSums _sums;
    private Touch _touch;
    private bool _isOpen;
    private long _touchedNs;
    private long _sampleDueNs;
    private long _dueNs = long.MinValue;
    private Timestamp _began;

    /// <param name="view">Whose events these are.</param>
    /// <param name="options">How much is remembered.</param>
    public InstrumentAnalytics(InstrumentView view, ViewOptions options)
    {
        _view = view;
        _samples = new RollingItems<MarketSample>(options.KeptSamples);
        Candles = new Candles(options.KeptCandles);
    }

    public Candles Candles { get; }

    /// <summary>Samples there are.</summary>
    public int Samples => _samples.Count;

    /// <summary>A command's first event of this instrument, before the view takes it in.</summary>
    public void OnCommand(Timestamp time)
    {
        TakeIn();
        if (time.Nanoseconds >= _dueNs)
            Pass(time.Nanoseconds);
    }

    /// <summary>A trade of the command that is on.</summary>
    public void OnTrade(in ExchangeEvent e)
    {
        var inAuction = (e.Flags & EventFlags.Auction) != 0;
        Candles.Add(e.Time, e.Price, e.Quantity, e.Side, inAuction);
        if (inAuction)
            return;
        var quantity = e.Quantity.Units;
        _toxicity.Add(e.Time, e.Side, quantity, _view.Instrument.Lot.Units);
        _sums.Trades++;
        if (e.Side == Side.Buy)
            _sums.BuyVolume += quantity;
        else
            _sums.SellVolume += quantity;
        if (!_touch.IsTwoSided)
            return;
        var paid = 2 * e.Price.Units - _touch.MidTwice;
        var effective = (Int128)(e.Side == Side.Buy ? paid : -paid) * quantity;
        _sums.MeasuredVolume += quantity;
        _sums.Effective += effective;
        _sums.MidTwiceVolume += (Int128)_touch.MidTwice * quantity;
        _realised.Add(e.Time.Nanoseconds, e.Side, e.Price.Units, quantity, effective);
        _dueNs = Math.Min(_dueNs, _realised.DueNs);
    }

    /// <summary>Toxicity as it stands.</summary>
    public ToxicityPicture Toxicity() => _toxicity.Take();

    /// <summary>The touch as it stands, zeros while not open. Between two commands.</summary>
    public Touch Touch()
    {
        TakeIn();
        return _touch;
    }

    /// <summary>
    /// The time that ends at <paramref name="now"/> and began at the first whole second not more than so long before; less where less is remembered. Between two commands.
    /// </summary>
    /// <param name="now">Not before the last event.</param>
    /// <param name="lengthNs">How long; <see cref="long.MaxValue"/> for all there is.</param>
    public FlowWindow Window(Timestamp now, long lengthNs)
    {
        TakeIn();
        var sums = _sums.After(in _touch, now.Nanoseconds - _touchedNs);
        if (lengthNs >= now.Nanoseconds - _began.Nanoseconds)
            return new FlowWindow(_began, sums);
        var since = now.Nanoseconds - lengthNs;
        since += (SampleNs - since % SampleNs) % SampleNs;
        // The sample that the next command will leave, where it would do.
        if (since >= _sampleDueNs)
            return new FlowWindow(new Timestamp(since), sums - _sums.After(in _touch, since - _touchedNs));
        // Samples lie in time; the newest that is not after the beginning is found by bisection.
        var (low, high) = (0, _samples.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_samples[middle].Time.Nanoseconds > since)
                low = middle + 1;
            else
                high = middle;
        }

        if (low < _samples.Count)
        {
            ref readonly var sample = ref _samples[low];
            var held = sample.Sums.After(in sample.Touch, since - sample.Time.Nanoseconds);
            return new FlowWindow(new Timestamp(since), sums - held);
        }

        if (!_samples.HasForgotten)
            return new FlowWindow(_began, sums);
        ref readonly var oldest = ref _samples[_samples.Count - 1];
        return new FlowWindow(oldest.Time, sums - oldest.Sums);
    }

    /// <summary>The newest samples, at most so many, oldest first; with the sums before them, null where they are forgotten.</summary>
    public (FlowSums? Before, MarketSample[] Samples) CopySamples(int most)
    {
        var count = Math.Min(most, _samples.Count);
        var copy = new MarketSample[count];
        for (var i = 0; i < count; i++)
            copy[i] = _samples[count - 1 - i];
        FlowSums? before = count < _samples.Count ? _samples[count].Sums : _samples.HasForgotten ? null : default(FlowSums);
        return (before, copy);
    }

    /// <summary>Writes all that a load needs beside the view itself. Between two commands.</summary>
    public void Save(FieldWriter to)
    {
        TakeIn();
        to.Add(_began.Nanoseconds);
        to.Add(_touchedNs);
        _sums.Save(to);
        to.Add(_samples.HasForgotten ? (byte)1 : (byte)0);
        to.Add(_samples.Count);
        for (var age = _samples.Count - 1; age >= 0; age--)
            _samples[age].Save(to);
        _realised.Save(to);
        _toxicity.Save(to);
        Candles.Save(to);
    }

    /// <summary>Reads it, once the view is whole.</summary>
    /// <returns>False where it is impossible.</returns>
    public bool Load(FieldReader from)
    {
        Begin();
        _began = new Timestamp(from.Read<long>());
        _touchedNs = from.Read<long>();
        _sums = FlowSums.Load(from);
        var hasForgotten = from.Read<byte>() != 0;
        for (var left = from.Read<int>(); left > 0; left--)
        {
            var sample = MarketSample.Load(from);
            if (from.IsShort)
                return false;
            _samples.Add() = sample;
        }

        if (hasForgotten)
            _samples.MarkForgotten();
        if (_began > _view.Time || _touchedNs > _view.Time.Nanoseconds || _touchedNs < _began.Nanoseconds || !_realised.Load(from) || !_toxicity.Load(from) || !Candles.Load(from))
            return false;
        _dueNs = Math.Min(_sampleDueNs, _realised.DueNs);
        return true;
    }

    // What the last command left is in force from its time on.
    private void TakeIn()
    {
        if (_dueNs == long.MinValue)
            Begin();
        var isOpen = _view.State == InstrumentState.Open;
        var touch = isOpen ? Analytics.Touch.Of(_view.Book) : default;
        if (touch == _touch && isOpen == _isOpen)
            return;
        var now = _view.Time.Nanoseconds;
        _sums.Hold(in _touch, now - _touchedNs);
        _touchedNs = now;
        // Between two moments of continuous trading; what an auction or a halt did to the book is nobody's flow.
        if (isOpen && _isOpen)
            _sums.OrderFlow += Analytics.Touch.OrderFlow(in _touch, in touch);
        (_touch, _isOpen) = (touch, isOpen);
    }

    // Time has come to where a sample is due, or trades are to be measured. The touch was in force all the while since the last command.
    private void Pass(long timeNs)
    {
        if (timeNs >= _sampleDueNs)
        {
            _realised.Measure(_sampleDueNs, in _touch, ref _sums);
            ref var sample = ref _samples.Add();
            sample.Sums = _sums.After(in _touch, _sampleDueNs - _touchedNs);
            sample.Depth = DepthMeasure.Take(_view.Book, DepthQuestion.Standard, _view.Instrument.Tick);
            sample.Touch = _touch;
            sample.Time = new Timestamp(_sampleDueNs);
            _sampleDueNs = NextSecond(timeNs);
        }

        _realised.Measure(timeNs, in _touch, ref _sums);
        _dueNs = Math.Min(_sampleDueNs, _realised.DueNs);
    }

    // From here on: the book as it is now, no past.
    private void Begin()
    {
        _began = _view.Time;
        _touchedNs = _began.Nanoseconds;
        _isOpen = _view.State == InstrumentState.Open;
        _touch = _isOpen ? Analytics.Touch.Of(_view.Book) : default;
        _sampleDueNs = _dueNs = NextSecond(_touchedNs);
    }

    private static long NextSecond(long ns) => ns - ns % SampleNs + SampleNs;
}
