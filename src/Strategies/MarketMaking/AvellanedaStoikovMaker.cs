using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading.Numerics;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MarketMaking;

/// <summary>
/// The market maker of Avellaneda and Stoikov (High-frequency trading in a limit order book, Quantitative Finance 8(3), 2008, section 3.2: the reservation price and the optimal spread of the
/// expansion for small inventory), with a horizon that rolls along instead of an end of the day, and all distances in basis points of the mid, so that one set of parameters fits many markets:
/// <code>
/// centre      = -q gamma sigma^2 tau                                     q: position in quotes of its size
/// half-spread =  gamma sigma^2 tau / 2  +  ln(1 + gamma / kappa) / gamma
/// </code>
/// Mathematics, parameters and failure modes: docs/guide/strategies/market-making.md.
/// </summary>
public sealed class AvellanedaStoikovMaker : IStrategy
{
    private static readonly Parameter<double> Gamma = Parameter.Real("gamma", 0.1, 0.000001, 1_000, "1/bps", "Risk aversion: how much a position is feared.");
    private static readonly Parameter<double> Kappa = Parameter.Real("kappa", 0.5, 0.000001, 1_000, "1/bps", "How fast the rate of fills falls with the distance from the mid: exp(-kappa distance).");
    private static readonly Parameter<long> Horizon = Parameter.Whole("horizon", 10_000, 1, 86_400_000, "ms", "How far ahead the risk of a position is looked at; rolls along.");
    private static readonly Parameter<double> HalfSpreadMin = Parameter.Real("half-spread-min", 0, 0, 1_000, "bps", "The half-spread is never below: fees are not in the model.");

    private static readonly StrategyDeclaration Kind = new("avellaneda-stoikov", "1", "Quotes both sides of one listing by the model of Avellaneda and Stoikov with a rolling horizon.")
    {
        Inputs = StrategyInputs.Books,
        Timers = 1,
        Parameters =
        [
            MakerParameters.Size, MakerParameters.InventoryMax, Gamma, Kappa, Horizon, HalfSpreadMin, MakerParameters.HalfLife, MakerParameters.RequoteBps, MakerParameters.RequoteMs,
            MakerParameters.PullBps, MakerParameters.PullMs,
        ],
    };

    private readonly MakerQuotes _quotes = new();
    private double _gamma;
    private double _intensity;
    private double _horizonSeconds;
    private double _halfSpreadMin;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <summary>Centre and half-spread of the model, in basis points.</summary>
    internal static (double Centre, double Half) Model(double inventory, double volatility, double gamma, double kappa, double horizonSeconds)
    {
        var risk = gamma * volatility * volatility * horizonSeconds;
        return (-inventory * risk, risk / 2 + StableMath.Log(1 + gamma / kappa) / gamma);
    }

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
        desk.SetTimer(0, 1_000);
        Quote(desk);
    }

    private void Quote(StrategyContext desk)
    {
        if (!_quotes.Look(desk, out var mid))
            return;
        var (centre, half) = Model(_quotes.InventoryInSizes(desk), _quotes.Volatility, _gamma, _intensity, _horizonSeconds);
        _quotes.Quote(desk, mid, centre, Math.Max(half, _halfSpreadMin));
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        if (state.IsLoading)
            Read(desk);
        _quotes.Keep(desk, state);
        return true;
    }

    private void Read(StrategyContext desk)
    {
        (_gamma, _horizonSeconds, _halfSpreadMin) = (desk.Get(Gamma), desk.Get(Horizon) * 1e-3, desk.Get(HalfSpreadMin));
        _intensity = desk.Get(Kappa);
    }
}
