using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MarketMaking;

/// <summary>
/// Quotes both sides of one listing at a half-spread that is a floor or a multiple of volatility, whichever is wider, shifted against its inventory in proportion. Mathematics, parameters and
/// failure modes: docs/guide/strategies/market-making.md.
/// </summary>
public sealed class SpreadMaker : IStrategy
{
    private static readonly Parameter<double> HalfSpread = Parameter.Real("half-spread", 2, 0, 1_000, "bps", "Smallest distance of a quote from its centre.");
    private static readonly Parameter<double> VolatilityMultiple = Parameter.Real("volatility-multiple", 1, 0, 100, "", "The distance is at least so many times the volatility of one second.");
    private static readonly Parameter<double> Skew = Parameter.Real("skew", 2, 0, 1_000, "bps", "How far the centre moves against the position when it is as large as it may be.");

    private static readonly StrategyDeclaration Kind = new("spread-maker", "1", "Quotes both sides of one listing around its mid, wider when it moves, leaning against inventory.")
    {
        Inputs = StrategyInputs.Books,
        Timers = 1,
        Parameters =
        [
            MakerParameters.Size, MakerParameters.InventoryMax, HalfSpread, VolatilityMultiple, Skew, MakerParameters.HalfLife, MakerParameters.RequoteBps, MakerParameters.RequoteMs,
            MakerParameters.PullBps, MakerParameters.PullMs,
        ],
    };

    private readonly MakerQuotes _quotes = new();
    private double _halfSpread;
    private double _multiple;
    private double _skew;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk)
    {
        // Also called after a hand-over, where OnStart is not: what the forerunner left standing is taken over.
        _quotes.Read(desk);
        _quotes.Adopt(desk);
        desk.SetTimer(0, 1_000);
        Read(desk);
    }

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing) => Quote(desk);

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _quotes.Hear(in order);

    /// <inheritdoc/>
    public void OnTimer(StrategyContext desk, int timer)
    {
        // A quiet book brings no calls; what waits for a pause or a throttle to end must not wait for the market.
        desk.SetTimer(0, 1_000);
        Quote(desk);
    }

    private void Quote(StrategyContext desk)
    {
        if (_quotes.Look(desk, out var mid))
            _quotes.Quote(desk, mid, -_skew * _quotes.InventoryShare(desk), Math.Max(_halfSpread, _multiple * _quotes.Volatility));
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        if (state.IsLoading)
            Read(desk);
        _quotes.Keep(desk, state);
        return true;
    }

    private void Read(StrategyContext desk) => (_halfSpread, _multiple, _skew) = (desk.Get(HalfSpread), desk.Get(VolatilityMultiple), desk.Get(Skew));
}
