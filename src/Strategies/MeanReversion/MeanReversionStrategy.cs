using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Strategies.Taking;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MeanReversion;

/// <summary>
/// Buys one listing where its mid is far below its own mean and sells it back near it, by the distance in deviations (Bollinger's bands with decaying weights). Mathematics, parameters and failure
/// modes: docs/guide/strategies/directional.md.
/// </summary>
public sealed class MeanReversionStrategy : IStrategy
{
    private static readonly Parameter<long> HalfLife = Parameter.Whole("half-life", 15_000, 10, 604_800_000, "ms", "Half-life of mean and deviation.");
    private static readonly Parameter<double> EnterAt = Parameter.Real("enter", 2, 0, 100, "", "Enters at so many deviations from the mean.");
    private static readonly Parameter<double> LeaveAt = Parameter.Real("leave", 0.25, 0, 100, "", "Leaves at so many.");
    private static readonly Parameter<double> WorthBps = Parameter.Real("worth", 1, 0, 10_000, "bps", "Does not enter where the mean is nearer than this: it must pay the fees.");

    private static readonly StrategyDeclaration Kind = new("mean-reversion", "1", "Buys one listing far below its mean and sells it back near it.")
    {
        Parameters = [TakerParameters.Size, TakerParameters.Short, HalfLife, EnterAt, LeaveAt, WorthBps, TakerParameters.Patience, TakerParameters.StopBps, TakerParameters.Pause],
    };

    private readonly TargetPosition _position = new();
    private readonly Entry _entry = new();
    private readonly DecayingMean _mean = new();

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
        var (mid, halfLife) = ((best.BidPrice.Units + best.AskPrice.Units) * 0.5, desk.Get(HalfLife) * 1e-3);
        _mean.Add(mid, desk.Now.Nanoseconds, halfLife);
        if (!_mean.IsWarm(halfLife) || !(_mean.Deviation > 0))
            return;
        var off = (mid - _mean.Mean) / _mean.Deviation;
        var size = Rounding.ToQuantity(desk.ListingOf(listing), desk.Get(TakerParameters.Size)).Units;
        var isStopped = _entry.Look(desk, listing, in best, desk.Get(TakerParameters.StopBps), desk.Get(TakerParameters.Pause));
        long target = 0;
        if (!isStopped && !_entry.IsPaused(desk))
        {
            var isWorth = Math.Abs(mid - _mean.Mean) / mid * 10_000 >= desk.Get(WorthBps);
            var (enter, leave) = (desk.Get(EnterAt), desk.Get(LeaveAt));
            target = _entry.Held > 0 && off < -leave ? size
                : _entry.Held < 0 && off > leave ? -size
                : isWorth && off <= -enter ? size
                : isWorth && off >= enter && desk.Get(TakerParameters.Short) ? -size
                : 0;
        }

        _position.Move(desk, listing, target, isStopped, desk.Get(TakerParameters.Patience));
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _position.Keep(state);
        _entry.Keep(state);
        _mean.Keep(state);
        return true;
    }
}
