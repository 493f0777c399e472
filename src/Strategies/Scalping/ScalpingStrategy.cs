using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Strategies.Taking;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Scalping;

/// <summary>
/// Small gains, held for seconds: enters where the best levels and the trades of the last seconds lean the same way (queue imbalance says where the next move goes: Gould, Bonart, Market
/// Microstructure and Liquidity 2(2), 2016), leaves at a small gain, a small loss, or when its time is over. Mathematics, parameters and failure modes: docs/guide/strategies/directional.md.
/// </summary>
public sealed class ScalpingStrategy : IStrategy
{
    private static readonly Parameter<double> Imbalance = Parameter.Real("imbalance", 0.6, 0, 1, "", "Enters where the imbalance of the best three levels is above.");
    private static readonly Parameter<double> Flow = Parameter.Real("flow", 0.5, 0, 1, "", "And takers of the last two seconds are so one-sided.");
    private static readonly Parameter<double> GainBps = Parameter.Real("gain", 3, 0.01, 10_000, "bps", "Leaves at this gain.");
    private static readonly Parameter<long> HoldMs = Parameter.Whole("hold", 15_000, 10, 86_400_000, "ms", "Leaves after this time.");

    private static readonly StrategyDeclaration Kind = new("scalping", "1", "Enters one listing for seconds where book and trades lean the same way.")
    {
        Features = ["imbalance:3", "tfi-share:2s"],
        Parameters = [TakerParameters.Size, TakerParameters.Short, Imbalance, Flow, GainBps, HoldMs, TakerParameters.Patience, TakerParameters.StopBps, TakerParameters.Pause],
    };

    private readonly TargetPosition _position = new();
    private readonly Entry _entry = new();

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
        var held = Held.Of(desk, listing, in best);
        if (held == 0 && !(desk.IsWarm(listing, 0) && desk.IsWarm(listing, 1)))
            return;
        var mid = (best.BidPrice.Units + best.AskPrice.Units) * 0.5;
        var size = Rounding.ToQuantity(desk.ListingOf(listing), desk.Get(TakerParameters.Size)).Units;
        var isStopped = _entry.Look(desk, listing, in best, desk.Get(TakerParameters.StopBps), desk.Get(TakerParameters.Pause));
        var (depth, flow) = (desk.Feature(listing, 0), desk.Feature(listing, 1));
        long target = 0;
        if (held != 0)
            target = isStopped || _entry.GainBps(mid) >= desk.Get(GainBps) || _entry.HeldMs(desk) >= desk.Get(HoldMs) ? 0 : Math.Sign(held) * size;
        else if (!_entry.IsPaused(desk))
            target = Leans(desk, depth, flow) ? size : Leans(desk, -depth, -flow) && desk.Get(TakerParameters.Short) ? -size : 0;
        _position.Move(desk, listing, target, isStopped, desk.Get(TakerParameters.Patience));
    }

    private static bool Leans(StrategyContext desk, double depth, double flow) => depth > desk.Get(Imbalance) && flow > desk.Get(Flow);

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _position.Keep(state);
        _entry.Keep(state);
        return true;
    }
}
