using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Strategies.Taking;
using Rialto.Trading.Books;
using Rialto.Trading.Signals;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Signals;

/// <summary>
/// Holds one listing in the direction that its models foretell, while that is worth more than it costs. Models are trees that were trained elsewhere, and regressions that learn while it runs: from
/// targets that are known, and from nothing later.
/// <code>
/// features ─> models ─> forecast x what came true of earlier ones ─> one signal ─> worth its cost? ─> position
///      └──── waits for its horizon ──> target ──> lesson, skill
/// </code>
/// Mathematics, parameters and failure modes: docs/guide/strategies/signal-taker.md.
/// </summary>
public sealed class SignalTaker : IStrategy
{
    /// <summary>Its name in configurations.</summary>
    public const string KindName = "signal-taker";

    /// <summary>Signal: all models together, in basis points.</summary>
    public const int StrengthSignal = 0;

    /// <summary>Signal: their confidence, 0 to 1.</summary>
    public const int ConfidenceSignal = 1;

    /// <summary>Signal of the first model: its forecast in basis points. The next ones follow.</summary>
    public const int FirstModelSignal = 2;

    private const int LookTimer = 0;
    private const long DayMs = 86_400_000;
    private const int Rests = 1;

    private static readonly Parameter<int> Way = Parameter.Choice("entry", "take", ["take", "rest"], "Whether it enters at the other side's best price at once, or rests at its own until it is filled or the signal ends.");
    private static readonly Parameter<double> Margin = Parameter.Real("margin", 1, 0, 10_000, "bps", "Enters where the expected move is worth so much more than the way in and out costs.");
    private static readonly Parameter<double> Leave = Parameter.Real("leave", 0, 0, 10_000, "bps", "Leaves where less than this is expected in the position's direction.");
    private static readonly Parameter<double> Sure = Parameter.Real("confidence", 0.1, 0, 1, "", "Least confidence of all models together.");
    private static readonly Parameter<double> Full = Parameter.Real("full-confidence", 0.5, 0.01, 1, "", "From this confidence on it holds the whole size, below in proportion.");
    private static readonly Parameter<double> Agreement = Parameter.Real("agreement", 0.5, 0, 1, "", "How far the models must point one way.");
    private static readonly Parameter<bool> IsTempered = Parameter.Flag("temper", true, "Whether a forecast is multiplied by what came true of earlier ones.");
    private static readonly Parameter<long> Rest = Parameter.Whole("pause", 1_000, 0, DayMs, "ms", "After a direction is given up or turned, no new one for so long.");

    private static readonly StrategyDeclaration Kind = new(KindName, "1", "Holds one listing in the direction that models foretell, where that beats its costs.")
    {
        Timers = 1,
        Parameters =
        [
            TakerParameters.Size, TakerParameters.Short, Way, Margin, Leave, Sure, Full, Agreement, IsTempered, Rest, TakerParameters.Patience, TakerParameters.StopBps, TakerParameters.Pause,
        ],
    };

    private readonly TargetPosition _position = new();
    private readonly Entry _entry = new();
    private readonly ForwardTarget _targets;
    private readonly FeatureScaler _scaler;
    private readonly Forecaster[] _models;
    private readonly SignalAggregator _signals;
    private readonly bool[] _arePrices;
    private readonly double[] _row;
    private readonly double[] _scaled;
    private readonly int _inputs;
    private readonly long _stepNs;
    private double _usual;
    private long _lessons;
    private long _nextNs;
    private int _direction;
    private long _target;

    /// <summary>Makes one that foretells as nobody says otherwise.</summary>
    public SignalTaker() : this(ForecastPlan.Default)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="plan">What it foretells, from what, and by whom.</param>
    /// <exception cref="ArgumentException">The plan is wrong.</exception>
    public SignalTaker(ForecastPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Check() is { } wrong)
            throw new ArgumentException(wrong, nameof(plan));
        (Plan, _inputs, _stepNs) = (plan, plan.Features.Length, plan.StepMs * 1_000_000);
        Declaration = Kind with { Features = plan.Features };
        _arePrices = [.. plan.Features.Select(ForecastPlan.IsPrice)];
        _models = [.. plan.Models.Select(model => new Forecaster(model, plan))];
        _signals = new SignalAggregator([.. plan.Models.Select(model => new SignalSource(model.Name, model.Weight, plan.HalfLifeMs * 1_000_000, plan.ExpiryMs * 1_000_000))], new SignalFilter(0, 0, 0, 0, 0));
        _scaler = new FeatureScaler(_inputs, plan.Memory);

        // One a step and no more; one that is just due and one that has just come are there together.
        _targets = new ForwardTarget(plan.HorizonMs * 1_000_000, _inputs + _models.Length, (int)(plan.HorizonMs / plan.StepMs) + 2);
        (_row, _scaled) = (new double[_inputs + _models.Length], new double[_inputs]);
    }

    /// <inheritdoc/>
    public StrategyDeclaration Declaration { get; }

    /// <summary>What it foretells, from what, and by whom.</summary>
    public ForecastPlan Plan { get; }

    /// <summary>Observations whose target is known.</summary>
    public long Lessons => _lessons;

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk) =>
        _signals.Filter = new SignalFilter(0, 0, desk.Get(Sure), desk.Get(Agreement), desk.Get(Rest) * 1_000_000);

    /// <inheritdoc/>
    public void OnStart(StrategyContext desk)
    {
        _position.Begin(desk);

        // Nobody knows what the market did while it was stopped.
        _targets.Clear();
        (_direction, _target) = (0, 0);
        if (_models.Length > 0)
            desk.SetTimer(LookTimer, Plan.StepMs);
    }

    /// <inheritdoc/>
    public void OnRestart(StrategyContext desk) => _targets.Clear();

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _position.Hear(in order);

    /// <summary>A market that says nothing must not hold a position for ever: signals fade, orders wait in vain.</summary>
    public void OnTimer(StrategyContext desk, int timer)
    {
        desk.SetTimer(LookTimer, Plan.StepMs);
        var listing = desk.Listings[0];
        Learn(desk.Now);
        if (IsToBeBelieved(desk, listing, out var best))
            Decide(desk, listing, in best, tells: false);
    }

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        // First what has become known, then the price of now: so no lesson knows what came after it.
        Learn(desk.Now);
        if (!desk.Book(listing).IsTrusted)
            _targets.Clear();
        if (!IsToBeBelieved(desk, listing, out var best))
            return;
        var price = PriceOf(desk.ListingOf(listing), in best);
        _targets.Tell(desk.Now, price);
        var hasSeen = desk.Now.Nanoseconds >= _nextNs && TrySee(desk, listing, price);
        if (_models.Length > 0)
            Decide(desk, listing, in best, hasSeen);
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _position.Keep(state);
        _entry.Keep(state);
        _targets.Keep(state);
        _scaler.Keep(state);
        foreach (var model in _models)
            model.Keep(state);
        _signals.Keep(state);
        _usual = state.Keep(_usual);
        _lessons = state.Keep(_lessons);
        _nextNs = state.Keep(_nextNs);
        _direction = state.Keep(_direction, -1, 1);
        _target = state.Keep(_target);
        if (state.IsLoading)
            OnParameters(desk);
        return true;
    }

    private static bool IsToBeBelieved(StrategyContext desk, ListingId listing, out Bbo best)
    {
        best = desk.Best(listing);
        return desk.Book(listing).IsTrusted && best.IsTwoSided && best.BidPrice < best.AskPrice;
    }

    /// <summary>The price that is foretold: what rests on the other side weighs each, as in <c>wap</c>; or the middle.</summary>
    private double PriceOf(Listing listing, in Bbo best)
    {
        var (bid, ask, unit) = ((double)best.BidPrice.Units, (double)best.AskPrice.Units, (double)DecimalText.PowerOfTen(listing.PriceScale));
        if (Plan.IsOfMid)
            return (bid + ask) / (2 * unit);
        var (bids, asks) = ((double)best.BidQuantity.Units, (double)best.AskQuantity.Units);
        return (bid * asks + ask * bids) / (bids + asks) / unit;
    }

    /// <summary>What is known by now, and was not before.</summary>
    private void Learn(Timestamp now)
    {
        while (_targets.TryTake(now, out var seen, out var change))
        {
            var came = change * 10_000;
            _lessons++;
            _usual += Math.Max(1.0 / Plan.Memory, 1.0 / _lessons) * (Math.Abs(came) - _usual);
            _scaler.Scale(seen[.._inputs], _scaled);
            for (var i = 0; i < _models.Length; i++)
                _models[i].Learn(seen[_inputs + i], _scaled, came);
            Plan.Lessons?.Invoke(_targets.TakenAt, seen[.._inputs], came);
        }
    }

    /// <summary>Looks at the features, and foretells.</summary>
    /// <returns>False where a feature is not warm.</returns>
    private bool TrySee(StrategyContext desk, ListingId listing, double price)
    {
        for (var i = 0; i < _inputs; i++)
        {
            if (!desk.IsWarm(listing, i))
                return false;
            var value = desk.Feature(listing, i);
            _row[i] = _arePrices[i] ? (value / price - 1) * 10_000 : value;
        }

        _nextNs = (desk.Now.Nanoseconds / _stepNs + 1) * _stepNs;
        _scaler.Learn(_row.AsSpan(0, _inputs));
        _scaler.Scale(_row.AsSpan(0, _inputs), _scaled);
        for (var i = 0; i < _models.Length; i++)
        {
            var (model, told) = (_models[i], _models[i].Foretell(_row.AsSpan(0, _inputs), _scaled, _usual));
            _row[_inputs + i] = told;
            if (double.IsNaN(told))
                continue;
            var expected = desk.Get(IsTempered) ? told * model.Trust : told;
            desk.Signal(listing, FirstModelSignal + i, expected);
            if (model.MaySpeak)
                _signals.Tell(i, desk.Now, expected, model.Skill);
        }

        _targets.TryObserve(_row);
        return true;
    }

    private void Decide(StrategyContext desk, ListingId listing, in Bbo best, bool tells)
    {
        var (terms, traded, isRested) = (desk.TermsOf(listing), desk.ListingOf(listing), desk.Get(Way) == Rests);

        var least = Held.LeastOf(desk, listing, in best);
        var isStopped = _entry.Look(desk, listing, in best, desk.Get(TakerParameters.StopBps), desk.Get(TakerParameters.Pause));
        _signals.IsVetoed = isStopped || _entry.IsPaused(desk);
        var held = desk.Position(listing);

        // A direction that holds nothing has to be worth its cost at every moment: only what is held may go on for less. One that is paused enters nothing, and begins anew after it.
        var hurdle = desk.State == StrategyState.Running ? Math.Max(0, TradingCost.RoundTripBps(terms, traded, in best, isRested) + desk.Get(Margin)) : double.PositiveInfinity;
        var signal = _signals.Combine(desk.Now, hurdle, _entry.Held != 0 && Math.Sign(_entry.Held) == _direction ? desk.Get(Leave) : hurdle);
        if (tells)
        {
            desk.Signal(listing, StrengthSignal, signal.Strength);
            desk.Signal(listing, ConfidenceSignal, signal.Confidence);
        }

        var direction = signal.Direction < 0 && !desk.Get(TakerParameters.Short) ? 0 : signal.Direction;

        // The size is that of the entry: one that followed every confidence would trade for nothing else.
        if (direction != _direction || _target == 0)
            _target = direction == 0 ? 0 : direction * SizeFor(desk, traded, least, signal.Confidence);
        _direction = direction;

        // What takes is over in a moment: there is nothing to cancel.
        if (desk.Orders is [var working] && !working.IsPostOnly)
            return;
        var isEntering = _target != 0 && (Math.Abs(_target) > Math.Abs(held) || Math.Sign(_target) != Math.Sign(held));

        // Part of it is held: the rest waits until it is worth its cost again. What no venue takes is not asked for.
        var isLeft = (isEntering && Math.Abs(signal.Strength) < hurdle) || (desk.Orders.IsEmpty && Math.Abs((double)_target - held) < least);
        var target = isLeft ? held : _target;
        _position.Move(desk, listing, target, isStopped || (isEntering && !isRested), isEntering ? DayMs : desk.Get(TakerParameters.Patience));
    }

    private static long SizeFor(StrategyContext desk, Listing listing, double least, double confidence)
    {
        var whole = Rounding.ToQuantity(listing, desk.Get(TakerParameters.Size)).Units;
        var size = Rounding.ToQuantity(listing, whole * Math.Min(1, confidence / desk.Get(Full))).Units;

        // Less than the venue takes would be asked for again and again.
        return size < least ? 0 : size;
    }
}
