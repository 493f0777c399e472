using System.Buffers.Binary;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Strategies.Arbitrage;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Statistical;

/// <summary>
/// Holds a spread between two listings while it is far from its mean, and gives it up when it is back: by rolling z-score, Bollinger's bands, or cointegration with a fitted hedge ratio, a half-life
/// within bounds, and a size by confidence. Of several listings the two that move together most are taken. Mathematics, parameters and failure modes:
/// docs/guide/strategies/statistical-arbitrage.md.
/// </summary>
public sealed class StatisticalArbitrage : IStrategy
{
    private const int LegsTimer = 0;
    private const int SampleTimer = 1;
    private const int HeadBytes = 12;

    private static readonly Parameter<decimal> Size = Parameter.Amount("size", 0.01m, 0.00000001m, 1_000_000_000m, "base", "Largest position of the first listing, either way; the second follows from the hedge ratio.");
    private static readonly Parameter<decimal> Imbalance = Parameter.Amount("imbalance", 0.01m, 0.00000001m, 1_000_000_000m, "base", "Most of the first that may be traded without the second.");
    private static readonly Parameter<double> CostMultiple = Parameter.Real("worth", 1, 0, 100, "", "Enters where the way back to the mean is so many times what four trades cost in fees.");
    private static readonly Parameter<long> Pause = Parameter.Whole("pause", 5_000, 0, 86_400_000, "ms", "Shortest time between two changes of the position.");

    private static readonly StrategyDeclaration Kind = new("statistical-arbitrage", "1", "Trades the spread of two listings back to its mean.")
    {
        ListingsMin = 2,
        ListingsMax = SpreadModel.ListingsMax,
        Timers = 2,
        Parameters =
        [
            Size, Imbalance, SpreadModel.Signal, SpreadModel.SampleMs, SpreadModel.Window, SpreadModel.Refit, SpreadModel.Enter, SpreadModel.Leave, SpreadModel.Full, SpreadModel.HalfLifeMax,
            SpreadModel.CorrelationMin, CostMultiple, ArbitrageParameters.Chase, ArbitrageParameters.LossMax, ArbitrageParameters.AgeMax, ArbitrageParameters.Timeout, Pause,
        ],
    };

    private readonly LegBook _legs = new(1, LegsTimer);
    private readonly SpreadModel _model = new();
    private long _restsUntil;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <summary>Its legs.</summary>
    internal LegBook Legs => _legs;

    /// <summary>What it believes of its listings.</summary>
    internal SpreadModel Model => _model;

    /// <inheritdoc/>
    public void OnStart(StrategyContext desk)
    {
        _legs.Release();
        desk.CancelAll();
    }

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk)
    {
        _model.Read(desk);
        _legs.Arm(desk);
        desk.SetTimer(SampleTimer, desk.Get(SpreadModel.SampleMs));
    }

    /// <inheritdoc/>
    public void OnRestart(StrategyContext desk) => _model.Forget();

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _legs.OnOrder(desk, in order);

    /// <inheritdoc/>
    public void OnFill(StrategyContext desk, in StrategyFill fill) => _legs.OnFill(desk, in fill);

    /// <inheritdoc/>
    public void OnTimer(StrategyContext desk, int timer)
    {
        if (timer == LegsTimer)
        {
            _legs.OnTimer(desk);
            return;
        }

        desk.SetTimer(SampleTimer, desk.Get(SpreadModel.SampleMs));
        if (_model.Sample(desk, desk.Get(ArbitrageParameters.AgeMax), isBusy: _legs.Find(0) is not null))
            Move(desk);
    }

    /// <inheritdoc/>
    public int SaveState(Span<byte> state)
    {
        if (state.Length < HeadBytes || _legs.Save(state[HeadBytes..]) is not (var legs and >= 0) || _model.Save(state[(HeadBytes + legs)..]) is not (var model and >= 0))
            return -1;
        BinaryPrimitives.WriteInt64LittleEndian(state, _restsUntil);
        BinaryPrimitives.WriteInt32LittleEndian(state[8..], legs);
        return HeadBytes + legs + model;
    }

    /// <inheritdoc/>
    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        // What was measured is measured anew; which pair is held, and in which ratio, is not forgotten.
        if (state.Length < HeadBytes || BinaryPrimitives.ReadInt32LittleEndian(state[8..]) is not (var legs and >= 0) || legs > state.Length - HeadBytes || !_legs.TryLoad(state.Slice(HeadBytes, legs)))
            return false;
        _restsUntil = BinaryPrimitives.ReadInt64LittleEndian(state);
        _model.Load(state[(HeadBytes + legs)..]);
        return true;
    }

    /// <summary>Trades from what is held to what should be, both legs together.</summary>
    private void Move(StrategyContext desk)
    {
        if (desk.Now.Nanoseconds < _restsUntil || _legs.Find(0) is not null)
            return;
        var (one, other) = (desk.Listings[_model.First], desk.Listings[_model.Second]);
        var (first, second) = (desk.ListingOf(one), desk.ListingOf(other));
        var (held, heldSecond) = (desk.Position(one), desk.Position(other));
        var whole = Rounding.ToQuantity(first, desk.Get(Size)).Units;
        var sign = Math.Sign(Holding.Of(desk, _model.First));
        var target = _model.TargetOf(desk, sign);
        if (whole == 0 || (sign == 0 && (target == 0 || !IsWorth(desk))))
            return;
        var wanted = target * whole;

        // Small changes of confidence are not worth a trade; the end of a position always is.
        if (sign != 0 && target != 0 && Math.Sign(target) == sign && Math.Abs(wanted - held) < whole * 0.25)
            return;
        var quantity = Rounding.ToQuantity(first, Math.Abs(wanted)).Units * Math.Sign(wanted);
        var opposite = -Math.Sign(quantity) * Rounding.ToQuantity(second, Math.Abs(quantity) * UnitsOf(first, second) * _model.Ratio).Units;
        Trade(desk, first, quantity - held, second, opposite - heldSecond);
    }

    private void Trade(StrategyContext desk, Listing first, long change, Listing second, long opposite)
    {
        if (change == 0 || opposite == 0 || Math.Sign(change) == Math.Sign(opposite) || !CanSell(desk, first, change) || !CanSell(desk, second, opposite))
            return;
        var piece = Math.Max(1, Rounding.ToQuantity(first, desk.Get(Imbalance)).Units);
        var sets = Math.Max(1, (Math.Abs(change) + piece - 1) / piece);
        var (each, eachOpposite) = (Rounding.OnLot(first, new Quantity(Math.Abs(change) / sets)).Units, Rounding.OnLot(second, new Quantity(Math.Abs(opposite) / sets)).Units);
        if (each == 0 || eachOpposite == 0)
            return;
        Span<Leg> legs = [LegOf(desk, first, change, each), LegOf(desk, second, opposite, eachOpposite)];
        if (_legs.TryBegin(desk, legs, sets, new LegSettings(LegOrder.Together, 1) { TimeoutMs = desk.Get(ArbitrageParameters.Timeout) }, 0, out _))
            _restsUntil = desk.Now.Nanoseconds + desk.Get(Pause) * 1_000_000;
    }

    private static bool CanSell(StrategyContext desk, Listing listing, long change) => change > 0 || desk.Sellable(listing.Id) >= -change;

    private static Leg LegOf(StrategyContext desk, Listing listing, long change, long each)
    {
        var (best, side) = (desk.Book(listing.Id).Best, change > 0 ? Side.Buy : Side.Sell);
        var limit = Rounding.ThroughTick(listing, side, side == Side.Buy ? best.AskPrice : best.BidPrice);
        return Rates.LegOf(listing, side, each, limit, Rates.OfBps(desk.Get(ArbitrageParameters.Chase)), Rates.OfBps(desk.Get(ArbitrageParameters.LossMax)));
    }

    /// <summary>The way back is worth more than four takers' fees and both spreads.</summary>
    private bool IsWorth(StrategyContext desk)
    {
        var cost = CostOf(desk, _model.First) + _model.Ratio * CostOf(desk, _model.Second);
        return Math.Abs(_model.Distance) >= desk.Get(CostMultiple) * cost;
    }

    private static double CostOf(StrategyContext desk, int place)
    {
        var listing = desk.ListingOf(desk.Listings[place]);
        var best = desk.Book(listing.Id).Best;
        var rate = (desk.TermsOf(listing.Id)?.TakerRate ?? 0) / (double)TradingTerms.One;
        return 2 * rate * SpreadModel.MidOf(desk, place) + (Rounding.ThroughTick(listing, Side.Buy, best.AskPrice).Units - Rounding.ThroughTick(listing, Side.Sell, best.BidPrice).Units) / (double)DecimalText.PowerOfTen(listing.PriceScale);
    }

    /// <summary>Units of the second for one unit of the first of the same base quantity.</summary>
    private static double UnitsOf(Listing first, Listing second) =>
        Holding.BaseOf(first) / Holding.BaseOf(second);

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _legs.Keep(state);
        _model.Keep(desk, state);
        _restsUntil = state.Keep(_restsUntil);
        return true;
    }
}
