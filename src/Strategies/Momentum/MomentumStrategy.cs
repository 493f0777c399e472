using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Strategies.MarketMaking;
using Rialto.Strategies.Taking;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Momentum;

/// <summary>
/// Goes with the trend of one listing: a fast mean of the mid above a slow one, measured in the volatility of that time, as time-series momentum is (Moskowitz, Ooi, Pedersen, Journal of
/// Financial Economics 104(2), 2012). Mathematics, parameters and failure modes: docs/guide/strategies/directional.md.
/// </summary>
public sealed class MomentumStrategy : IStrategy
{
    private static readonly Parameter<long> Fast = Parameter.Whole("fast", 5_000, 10, 86_400_000, "ms", "Half-life of the fast mean.");
    private static readonly Parameter<long> Slow = Parameter.Whole("slow", 20_000, 20, 604_800_000, "ms", "Half-life of the slow mean, and of volatility.");
    private static readonly Parameter<double> EnterAt = Parameter.Real("enter", 0.5, 0, 100, "", "Enters where the strength of the trend is above.");
    private static readonly Parameter<double> LeaveAt = Parameter.Real("leave", 0.1, 0, 100, "", "Leaves where it is below.");

    private static readonly StrategyDeclaration Kind = new("momentum", "1", "Holds one listing in the direction of its trend.")
    {
        Parameters = [TakerParameters.Size, TakerParameters.Short, Fast, Slow, EnterAt, LeaveAt, TakerParameters.Patience, TakerParameters.StopBps, TakerParameters.Pause],
    };

    private readonly TargetPosition _position = new();
    private readonly Entry _entry = new();
    private readonly DecayingMean _fastMean = new();
    private readonly DecayingMean _slowMean = new();
    private readonly MidVolatility _volatility = new();

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <inheritdoc/>
    public void OnStart(StrategyContext desk) => _position.Begin(desk);

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _position.Hear(in order);

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        var best = desk.Best(listing);
        if (!best.IsTwoSided || best.IsCrossed || !desk.Book(listing).IsTrusted)
            return;
        var (mid, now, slow) = ((best.BidPrice.Units + best.AskPrice.Units) * 0.5, desk.Now.Nanoseconds, desk.Get(Slow) * 1e-3);
        _fastMean.Add(mid, now, desk.Get(Fast) * 1e-3);
        _slowMean.Add(mid, now, slow);
        _volatility.Add(mid, now, slow);
        var expected = _volatility.BpsPerRootSecond * Math.Sqrt(slow);
        if (!_slowMean.IsWarm(slow) || !(expected > 0))
            return;
        var strength = (_fastMean.Mean - _slowMean.Mean) / mid * 10_000 / expected;
        var size = Rounding.ToQuantity(desk.ListingOf(listing), desk.Get(TakerParameters.Size)).Units;
        var isStopped = _entry.Look(desk, listing, in best, desk.Get(TakerParameters.StopBps), desk.Get(TakerParameters.Pause));
        long target = 0;
        if (!isStopped && !_entry.IsPaused(desk))
        {
            var threshold = _entry.Held != 0 && Math.Sign(_entry.Held) == Math.Sign(strength) ? desk.Get(LeaveAt) : desk.Get(EnterAt);
            target = strength > threshold ? size : strength < -threshold && desk.Get(TakerParameters.Short) ? -size : 0;
        }

        _position.Move(desk, listing, target, isStopped, desk.Get(TakerParameters.Patience));
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _position.Keep(state);
        _entry.Keep(state);
        _fastMean.Keep(state);
        _slowMean.Keep(state);
        _volatility.Keep(state);
        return true;
    }
}
