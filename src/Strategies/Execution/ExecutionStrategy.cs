using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Routing;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Execution;

/// <summary>
/// One parent order, worked over one venue or several: a schedule says how much may be had by now, the <see cref="OrderRouter"/> where and how. Its kinds are <c>execute</c>, <c>twap</c>,
/// <c>vwap</c> and <c>pov</c>; parameters, rules and failure modes: docs/guide/strategies/execution.md.
/// </summary>
public sealed class ExecutionStrategy : IStrategy
{
    /// <summary>Signal: what was had, in percent of all.</summary>
    public const int FilledSignal = 0;

    /// <summary>Signal: average price of what was had.</summary>
    public const int AverageSignal = 1;

    /// <summary>Signal: the middle when it began.</summary>
    public const int ArrivalSignal = 2;

    /// <summary>Signal: average price of what others traded since.</summary>
    public const int VwapSignal = 3;

    /// <summary>Signal: what the average is worse than the arrival, in basis points.</summary>
    public const int ArrivalSlippageSignal = 4;

    /// <summary>Signal: what the average is worse than what others traded at, in basis points.</summary>
    public const int VwapSlippageSignal = 5;

    /// <summary>Signal: fees, in basis points of what was traded.</summary>
    public const int FeesSignal = 6;

    private const long StateVersion = 1;
    private const long TellEveryNs = 10_000_000_000;
    private const long LongestWaitMs = 1_000;

    private static readonly StrategyDeclaration[] s_declarations =
    [
        Declare("execute", "Works one order over its venues, by its urgency.", [.. ExecutionParameters.All]),
        Declare("twap", "Works one order evenly over time, over its venues.", [.. ExecutionParameters.Scheduled, ExecutionParameters.Cap]),
        Declare("vwap", "Works one order as a day's volume is spread, over its venues.", [.. ExecutionParameters.Scheduled, ExecutionParameters.Cap, ExecutionParameters.Curve, .. ExecutionParameters.Weights]),
        Declare("pov", "Works one order as a share of what others trade, over its venues.", [.. ExecutionParameters.Scheduled, ExecutionParameters.Share]),
    ];

    private readonly ExecutionKind _kind;
    private readonly OrderRouter _router = new();
    private readonly ReleaseSchedule _schedule = new();
    private readonly ExecutionTape _tape = new();
    private RouteWish _wish;
    private Side _side;
    private long _quantity;
    private long _nextTellNs;
    private int _participation;
    private int _catchUp;
    private bool _finishes;
    private bool _hasStarted;
    private bool _isDone;

    /// <summary>Makes a parent order of a kind.</summary>
    public ExecutionStrategy(ExecutionKind kind)
    {
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind));
        _kind = kind;
    }

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => s_declarations[(int)_kind];

    /// <summary>True once there is nothing left to do.</summary>
    public bool IsDone => _isDone;

    /// <summary>The router, for who looks.</summary>
    public OrderRouter Router => _router;

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk)
    {
        var side = desk.Get(ExecutionParameters.Way) == 0 ? Side.Buy : Side.Sell;
        _router.Begin(desk, side);
        var quantity = Units(desk.Get(ExecutionParameters.Quantity));

        // Another quantity may leave something to do for one that was done.
        _isDone &= _quantity == 0 || quantity == _quantity;
        (_side, _quantity) = (side, quantity);
        _wish = new RouteWish((RouteUrgency)desk.Get(ExecutionParameters.Urgency))
        {
            Limit = LimitOf(desk.Get(ExecutionParameters.Limit)),
            Clip = Units(desk.Get(ExecutionParameters.Clip)),
            PatienceNs = desk.Get(ExecutionParameters.Patience) * 1_000_000,
            RepriceNs = desk.Get(ExecutionParameters.Reprice) * 1_000_000,
            RestVenues = (int)desk.Get(ExecutionParameters.RestVenues),
            RestTolerance = desk.Get(ExecutionParameters.RestTolerance) * 100,
            VolatilityPpm = desk.Get(ExecutionParameters.Volatility),
        };
        if (_kind == ExecutionKind.Execute)
        {
            desk.SetTimer(0, 1);
            return;
        }

        _participation = (int)desk.Get(_kind == ExecutionKind.Pov ? ExecutionParameters.Share : ExecutionParameters.Cap);
        _catchUp = (int)desk.Get(ExecutionParameters.CatchUp);
        _finishes = desk.Get(ExecutionParameters.Finish);
        if (_hasStarted && !_isDone)
            BeginSchedule(desk, _schedule.Start);
        desk.SetTimer(0, 1);
    }

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        _router.OnBook(desk, listing);
        Work(desk);
    }

    /// <inheritdoc/>
    public void OnTrade(StrategyContext desk, in FeedEvent trade)
    {
        _router.OnTrade(in trade);
        if (_router.Find(trade.Listing) is { } market && _router.PriceOf(desk, trade.Listing, trade.Price) is > 0 and var price)
            _tape.Trade(price, market.Units(trade.Quantity.Units), trade.ReceiveTime);
    }

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order)
    {
        _router.OnOrder(desk, in order);
        Work(desk);
    }

    /// <inheritdoc/>
    public void OnFill(StrategyContext desk, in StrategyFill fill)
    {
        if (_router.Find(fill.Listing) is { } market && _router.PriceOf(desk, fill.Listing, fill.Price) is > 0 and var price)
        {
            var quantity = market.Units(fill.Quantity.Units);
            _tape.Fill(price, quantity, market.FeeOf(price, quantity, fill.Liquidity != Model.Execution.Liquidity.Maker));
        }

        Work(desk);
    }

    /// <inheritdoc/>
    public void OnTimer(StrategyContext desk, int timer) => Work(desk);

    /// <inheritdoc/>
    public void OnRestart(StrategyContext desk)
    {
        // What it had and what is still open the desk knows; it goes on once a book is there again.
        _router.Begin(desk, _side);
        desk.SetTimer(0, 1);
    }

    /// <inheritdoc/>
    public void OnStop(StrategyContext desk) => Tell(desk);

    /// <inheritdoc/>
    public int SaveState(Span<byte> state)
    {
        var writer = new StateWriter(state);
        writer.Add(StateVersion);
        writer.Add((long)_kind);
        writer.Add((_hasStarted ? 1L : 0) | (_isDone ? 2L : 0));
        writer.Add(_nextTellNs);
        _schedule.Save(ref writer);
        _tape.Save(ref writer);
        _router.Save(ref writer);
        return writer.Length;
    }

    /// <inheritdoc/>
    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        var reader = new StateReader(state);
        if (reader.Long() != StateVersion || reader.Long() != (long)_kind)
            return false;
        var marks = reader.Long();
        _nextTellNs = reader.Long();
        _schedule.Load(ref reader);
        _tape.Load(ref reader);
        (_hasStarted, _isDone) = ((marks & 1) != 0, (marks & 2) != 0);
        return reader.IsWhole && _router.Load(reader.Left);
    }

    private static StrategyDeclaration Declare(string name, string summary, System.Collections.Immutable.ImmutableArray<Parameter> parameters) => new(name, "1", summary)
    {
        ListingsMax = RouteBoard.VenuesMax,
        Inputs = StrategyInputs.Books | StrategyInputs.Trades,
        Parameters = parameters,
        Timers = 1,

        // A round of taking at 16 venues, asked again where they refuse, and as many that rest and that are cancelled.
        IntentsPerInput = 512,
    };

    private long Units(decimal quantity)
    {
        var units = quantity * DecimalText.PowerOfTen(_router.Scales.Quantity);
        return units >= RouteScales.QuantityMax ? throw new ArgumentException($"{quantity} is more than {RouteScales.QuantityMax} units.", nameof(quantity)) : (long)units;
    }

    // A price finer than the venues' is moved to where it is no worse for us.
    private long LimitOf(decimal price)
    {
        var units = price * DecimalText.PowerOfTen(_router.Scales.Price);
        if (units >= 1L << 62)
            throw new ArgumentException($"{price} is more than a price can be.", nameof(price));
        return (long)(_side == Side.Buy ? decimal.Floor(units) : decimal.Ceiling(units));
    }

    private void Start(StrategyContext desk)
    {
        var wanted = new Timestamp(desk.Get(ExecutionParameters.Start) * 1_000_000);
        var middle = _router.TwiceMid(desk);

        // What has no price yet has nothing to be measured against.
        if (desk.Now < wanted || middle == 0)
            return;
        _hasStarted = true;
        _tape.Begin(middle);
        _nextTellNs = desk.Now.Nanoseconds + TellEveryNs;
        if (_kind != ExecutionKind.Execute)
            BeginSchedule(desk, wanted.IsNone ? desk.Now : wanted);
    }

    private void BeginSchedule(StrategyContext desk, Timestamp start)
    {
        var end = desk.Get(ExecutionParameters.End) is > 0 and var told ? new Timestamp(told * 1_000_000) : new Timestamp(start.Nanoseconds + desk.Get(ExecutionParameters.Duration) * 1_000_000);
        if (end <= start)
            end = new Timestamp(start.Nanoseconds + 1_000_000);
        var times = new SliceTimes(start, end, (int)desk.Get(ExecutionParameters.Interval), (int)desk.Get(ExecutionParameters.Jitter), desk.Id.Value);
        _schedule.Begin(_kind, in times, desk.Now, _kind == ExecutionKind.Vwap ? CurveOf(desk) : null, _quantity, _router.Lot);
    }

    private VolumeCurve? CurveOf(StrategyContext desk)
    {
        if (desk.Get(ExecutionParameters.Curve) == 1)
            return _tape.Curve;
        Span<ushort> weights = stackalloc ushort[VolumeCurve.Quarters];
        for (var quarter = 0; quarter < weights.Length; quarter++)
            weights[quarter] = (ushort)desk.Get(ExecutionParameters.Weights[quarter / 4]);
        return VolumeCurve.Of(weights);
    }

    private void Work(StrategyContext desk)
    {
        if (!_router.HasBegun)
            return;
        if (_isDone)
        {
            // Whatever comes back to life after the end is not wanted.
            _router.Withdraw(desk);
            return;
        }

        if (!_hasStarted)
            Start(desk);
        if (!_hasStarted)
        {
            desk.SetTimer(0, LongestWaitMs);
            return;
        }

        _router.Look(desk);
        var (now, released, wish) = (desk.Now, Release(desk), _wish);
        var isOver = _kind != ExecutionKind.Execute && now >= _schedule.End;
        if (isOver && _finishes)
            (released, wish) = (_quantity, _wish with { Urgency = RouteUrgency.Urgent });
        if (_router.Open == 0 && (_router.Filled >= _quantity || (isOver && !_finishes) || _router.IsDust(desk, _quantity - _router.Filled)))
        {
            _isDone = true;
            Tell(desk);
            return;
        }

        if (isOver && !_finishes)
            _router.Withdraw(desk);
        else
            _router.Route(desk, Math.Min(released, _quantity), in wish);
        if (now.Nanoseconds >= _nextTellNs)
            Tell(desk);
        Sleep(desk, now);
    }

    private long Release(StrategyContext desk)
    {
        if (_kind == ExecutionKind.Execute)
            return _quantity;

        // A venue that pretends does not tell our own trades among others'; a real one does.
        var others = desk.Mode == StrategyMode.Live ? _tape.Volume - _tape.Filled : _tape.Volume;
        _schedule.Act(desk.Now, _router.Filled, others, _participation, _catchUp);
        return _schedule.Released;
    }

    private void Sleep(StrategyContext desk, Timestamp now)
    {
        var waitMs = LongestWaitMs;
        if (_kind != ExecutionKind.Execute)
            waitMs = Math.Min(waitMs, (_schedule.NextAt.Nanoseconds - now.Nanoseconds + 999_999) / 1_000_000);
        if (_wish.Urgency == RouteUrgency.Normal)
            waitMs = Math.Min(waitMs, Math.Max(100, _wish.PatienceNs / 1_000_000));
        desk.SetTimer(0, Math.Max(10, waitMs));
    }

    private void Tell(StrategyContext desk)
    {
        _nextTellNs = desk.Now.Nanoseconds + TellEveryNs;
        if (!_tape.HasBegun)
            return;
        var (listing, isBuy, unit) = (desk.Listings[0], _side == Side.Buy, (double)DecimalText.PowerOfTen(_router.Scales.Price));
        desk.Signal(listing, FilledSignal, _router.Filled * 100.0 / _quantity);
        desk.Signal(listing, AverageSignal, _tape.Average / 1_000.0 / unit);
        desk.Signal(listing, ArrivalSignal, _tape.TwiceArrival / 2.0 / unit);
        desk.Signal(listing, VwapSignal, _tape.IntervalVwap / 1_000.0 / unit);
        desk.Signal(listing, ArrivalSlippageSignal, _tape.ArrivalSlippage(isBuy) / 100.0);
        desk.Signal(listing, VwapSlippageSignal, _tape.VwapSlippage(isBuy) / 100.0);
        desk.Signal(listing, FeesSignal, _tape.FilledNotional == 0 ? 0 : (double)_tape.Fees / (double)_tape.FilledNotional * 10_000);
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _router.Keep(desk, state);
        _schedule.Keep(state);
        _tape.Keep(state);
        _wish = state.Keep(_wish);
        _side = state.Keep(_side);
        _quantity = state.Keep(_quantity);
        _nextTellNs = state.Keep(_nextTellNs);
        _participation = state.Keep(_participation);
        _catchUp = state.Keep(_catchUp);
        _finishes = state.Keep(_finishes);
        _hasStarted = state.Keep(_hasStarted);
        _isDone = state.Keep(_isDone);
        return true;
    }
}
