using System.Buffers.Binary;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>
/// Buys at one venue what another buys for more, net of both venues' fees and a haircut for the time until orders arrive. Nothing is moved between venues: it sells what is there, buys with what is
/// there, and prefers routes that bring its positions back. Prefilter, exact confirmation and size come from <see cref="CrossBoard"/> and <see cref="CrossWalk"/>, orders go through
/// <see cref="LegBook"/>. Mathematics, parameters and failure modes: docs/guide/strategies/cross-arbitrage.md.
/// </summary>
public sealed class CrossArbitrage : IStrategy
{
    private const int LevelsMax = 64;
    private const int MarketsMax = 64;

    private static readonly Parameter<decimal> SizeMax = Parameter.Amount("size-max", 0.1m, 0.00000001m, 1_000_000_000m, "base", "Most of one trade.");
    private static readonly Parameter<decimal> PositionMax = Parameter.Amount("position-max", 1m, 0m, 1_000_000_000m, "base", "Largest position at one venue either way, by its own fills.");
    private static readonly Parameter<decimal> Imbalance = Parameter.Amount("imbalance", 0.1m, 0m, 1_000_000_000m, "base", "Most that may be bought and not yet sold, or sold and not yet bought; larger trades go in pieces.");
    private static readonly Parameter<decimal> Skew = Parameter.Amount("skew", 1m, 0m, 1_000m, "bps", "What bringing positions back is worth, and what taking them further away costs, of the notional.");
    private static readonly Parameter<int> Same = Parameter.Choice("same", "symbol", ["symbol", "all"], "Which of its listings are one thing: those of one symbol, or all of them.", isHot: false);

    private static readonly StrategyDeclaration Kind = new("cross-arbitrage", "1", "Buys at one venue what another buys for more, net of fees.")
    {
        ListingsMin = 2,
        ListingsMax = MarketsMax,
        Timers = 1,
        IntentsPerInput = 64,
        Parameters =
        [
            SizeMax, PositionMax, ArbitrageParameters.ProfitMin, ArbitrageParameters.Haircut, Skew, Imbalance, ArbitrageParameters.AgeMax, ArbitrageParameters.Order, ArbitrageParameters.Chase,
            ArbitrageParameters.LossMax, ArbitrageParameters.Timeout, ArbitrageParameters.Pause, Same,
        ],
    };

    private readonly LegBook _legs = new(MarketsMax, 0);
    private readonly DepthLevel[] _asks = new DepthLevel[LevelsMax];
    private readonly DepthLevel[] _bids = new DepthLevel[LevelsMax];
    private readonly long[] _restsUntil = new long[MarketsMax];
    private readonly OpportunityStep[] _told = new OpportunityStep[MarketsMax];
    private (int Market, int Place)[] _placeOf = [];
    private CrossGroup[] _markets = [];
    private CrossBoard? _board;
    private long _haircut;
    private bool _areAllOne;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <summary>Its sets of legs.</summary>
    internal LegBook Legs => _legs;

    /// <inheritdoc/>
    public void OnStart(StrategyContext desk)
    {
        _legs.Release();
        desk.CancelAll();
    }

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk)
    {
        // Also called after a hand-over, where OnStart is not.
        if (_board is null)
            Make(desk, desk.Get(Same) == 1);
        _haircut = Rates.OfBps(desk.Get(ArbitrageParameters.Haircut));
        for (var market = 0; market < _markets.Length; market++)
        {
            for (var place = 0; place < _markets[market].Places.Length; place++)
            {
                var rate = _markets[market].Places[place].Fee.Rate + _haircut;
                _board!.SetRates(market, place, rate, rate);
                _board.Update(market, place, _markets[market].Places[place].Best(desk));
            }
        }

        _legs.Arm(desk);
    }

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        var (market, place) = _placeOf[desk.PlaceOf(listing)];
        if (market < 0)
            return;
        _board!.Update(market, place, _markets[market].Places[place].Best(desk));
        if (_board.IsCandidate(market) && _board.TryFind(market, out _))
            Look(desk, market);
        else
            Tell(desk, market, OpportunityStep.Gone, default, default);
    }

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _legs.OnOrder(desk, in order);

    /// <inheritdoc/>
    public void OnFill(StrategyContext desk, in StrategyFill fill) => _legs.OnFill(desk, in fill);

    /// <inheritdoc/>
    public void OnTimer(StrategyContext desk, int timer) => _legs.OnTimer(desk);

    /// <inheritdoc/>
    public int SaveState(Span<byte> state)
    {
        const int Own = MarketsMax * 9;
        if (state.Length < Own || _legs.Save(state[Own..]) is not (var legs and >= 0))
            return -1;
        for (var market = 0; market < MarketsMax; market++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(state[(market * 9)..], _restsUntil[market]);
            state[market * 9 + 8] = (byte)_told[market];
        }

        return Own + legs;
    }

    /// <inheritdoc/>
    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        const int Own = MarketsMax * 9;
        if (state.Length < Own || !_legs.TryLoad(state[Own..]))
            return false;
        for (var market = 0; market < MarketsMax; market++)
        {
            _restsUntil[market] = BinaryPrimitives.ReadInt64LittleEndian(state[(market * 9)..]);
            _told[market] = (OpportunityStep)state[market * 9 + 8];
        }

        return true;
    }

    private void Make(StrategyContext desk, bool areAllOne)
    {
        (_markets, _areAllOne) = (CrossGroup.Of(desk, areAllOne), areAllOne);
        _board = new CrossBoard(Math.Max(1, _markets.Length), Math.Max(2, _markets.Select(market => market.Places.Length).DefaultIfEmpty().Max()));
        _placeOf = new (int, int)[desk.Listings.Length];
        Array.Fill(_placeOf, (-1, -1));
        for (var market = 0; market < _markets.Length; market++)
        {
            for (var place = 0; place < _markets[market].Places.Length; place++)
                _placeOf[desk.PlaceOf(_markets[market].Places[place].Listing.Id)] = (market, place);
        }
    }

    private void Look(StrategyContext desk, int market)
    {
        var now = desk.Now.Nanoseconds;
        var isBusy = now < _restsUntil[market] || _legs.Find(market) is not null;
        var found = BestOf(desk, market, isBusy, out var isShort);
        if (found.Trade.Quantity == 0)
            Tell(desk, market, isShort ? OpportunityStep.NoInventory : OpportunityStep.Gone, default, default);
        else if (isBusy)
            Tell(desk, market, OpportunityStep.Busy, found, found.Trade);
        else
            Take(desk, market, found);
    }

    /// <summary>The route that is worth most: net profit, and what bringing positions back is worth.</summary>
    private Route BestOf(StrategyContext desk, int market, bool isBusy, out bool isShort)
    {
        var (own, best, bestWorth) = (_markets[market], default(Route), default(Int128));
        isShort = false;
        var least = Rates.ToUnits(desk.Get(ArbitrageParameters.ProfitMin), own.AmountScale);
        for (var buy = 0; buy < own.Places.Length; buy++)
        {
            for (var sell = 0; sell < own.Places.Length; sell++)
            {
                if (sell == buy || _board!.EdgeOf(market, buy, sell) is not { } edge || edge <= 0 || !IsUsable(desk, own.Places[buy]) || !IsUsable(desk, own.Places[sell]))
                    continue;
                var terms = TermsOf(desk, own, own.Places[buy], own.Places[sell]);
                isShort |= terms.BaseMax < own.Lot || terms.QuoteMax <= 0;
                var asks = own.Places[buy].Copy(desk, Side.Sell, _asks);
                var trade = terms.BaseMax < own.Lot ? default : CrossWalk.Trade(_asks.AsSpan(0, asks), _bids.AsSpan(0, own.Places[sell].Copy(desk, Side.Buy, _bids)), terms);
                if (trade.Quantity == 0 || trade.Net <= 0 || !IsLargeEnough(desk, own, buy, sell, in trade))
                    continue;
                var worth = trade.Net + SkewOf(desk, own, buy, sell, in trade);
                if (worth >= least && (best.Trade.Quantity == 0 || worth > bestWorth))
                    (best, bestWorth) = (new Route(buy, sell, trade), worth);
            }
        }

        isShort &= !isBusy;
        return best;
    }

    private static bool IsUsable(StrategyContext desk, CrossPlace place)
    {
        var book = desk.Book(place.Listing.Id);
        return book.IsTrusted && desk.ConditionsOf(place.Listing.Id) == DeskConditions.Normal
            && desk.Now.Nanoseconds - book.ReceiveTime.Nanoseconds <= desk.Get(ArbitrageParameters.AgeMax) * 1_000_000;
    }

    private CrossTerms TermsOf(StrategyContext desk, CrossGroup market, CrossPlace buy, CrossPlace sell)
    {
        var most = Rates.ToUnits(desk.Get(PositionMax), market.QuantityScale);
        var room = Int128.Min(most - HeldAt(desk, buy), most + HeldAt(desk, sell));
        room = Int128.Min(room, Rates.ToUnits(desk.Get(SizeMax), market.QuantityScale));
        room = Int128.Min(room, CrossPlace.Times(desk.Sellable(sell.Listing.Id), sell.QuantityFactor));
        room = Int128.Min(room, Math.Min(buy.Most(desk), sell.Most(desk)));
        var money = desk.Money(buy.Listing.Id);
        for (var scale = 18; scale > market.AmountScale; scale--)
            money /= 10;
        for (var scale = 18; scale < market.AmountScale; scale++)
            money *= 10;
        return new CrossTerms(buy.Fee, sell.Fee, market.PriceScale, market.QuantityScale)
        {
            BaseMax = (long)Int128.Clamp(room, 0, long.MaxValue),
            QuoteMax = buy.IsContract ? Int128.MaxValue : money,
            Lot = market.Lot,
            HaircutRate = _haircut,
        };
    }

    private static Int128 HeldAt(StrategyContext desk, CrossPlace place) => (Int128)desk.Position(place.Listing.Id) * place.QuantityFactor;

    private static bool IsLargeEnough(StrategyContext desk, CrossGroup market, int buy, int sell, in CrossTrade trade) =>
        market.Places[buy].IsLargeEnough(desk, trade.Quantity, Rates.ToCents(trade.Cost, market.AmountScale)) && market.Places[sell].IsLargeEnough(desk, trade.Quantity, Rates.ToCents(trade.Proceeds, market.AmountScale));

    /// <summary>Positive where the route brings positions back, negative where it takes them further away: half of how much nearer to zero both come, at what is paid for it.</summary>
    private static Int128 SkewOf(StrategyContext desk, CrossGroup market, int buy, int sell, in CrossTrade trade)
    {
        var (atBuy, atSell) = (HeldAt(desk, market.Places[buy]), HeldAt(desk, market.Places[sell]));
        var nearer = Int128.Abs(atBuy) + Int128.Abs(atSell) - Int128.Abs(atBuy + trade.Quantity) - Int128.Abs(atSell - trade.Quantity);
        return trade.Cost / trade.Quantity * nearer / 2 * Rates.OfBps(desk.Get(Skew)) / TradingTerms.One;
    }

    private void Take(StrategyContext desk, int market, in Route route)
    {
        var own = _markets[market];
        var (chase, back) = (Rates.OfBps(desk.Get(ArbitrageParameters.Chase)), Rates.OfBps(desk.Get(ArbitrageParameters.LossMax)));
        var (from, to, trade) = (own.Places[route.Buy], own.Places[route.Sell], route.Trade);
        Span<Leg> legs =
        [
            Rates.LegOf(desk.ListingOf(from.Listing.Id), Side.Buy, own.Lot / from.QuantityFactor, new Price(trade.BuyLimit.Units / from.PriceFactor), chase, back),
            Rates.LegOf(desk.ListingOf(to.Listing.Id), Side.Sell, own.Lot / to.QuantityFactor, new Price(trade.SellLimit.Units / to.PriceFactor), chase, back),
        ];
        if (ThereAt(desk, from, Side.Sell, trade.BuyLimit.Units) > ThereAt(desk, to, Side.Buy, trade.SellLimit.Units))
            legs.Reverse();
        var imbalance = (long)Int128.Clamp(Rates.ToUnits(desk.Get(Imbalance), own.QuantityScale) / own.Lot, 1, long.MaxValue / 4);
        if (!_legs.TryBegin(desk, legs, trade.Quantity / own.Lot, ArbitrageParameters.Settings(desk, imbalance), market, out var set))
            return;
        _restsUntil[market] = desk.Now.Nanoseconds + desk.Get(ArbitrageParameters.Pause) * 1_000_000;
        _told[market] = OpportunityStep.None;
        Tell(desk, market, set!.HasOrders ? OpportunityStep.Taken : OpportunityStep.Refused, route, trade);
    }

    /// <summary>What rests up to a limit: the thinner side is harder to fill.</summary>
    private long ThereAt(StrategyContext desk, CrossPlace place, Side side, long limit)
    {
        var (levels, sum) = (side == Side.Buy ? _bids : _asks, default(Int128));
        foreach (ref readonly var level in levels.AsSpan(0, place.Copy(desk, side, levels)))
            sum += (side == Side.Buy ? level.Price >= limit : level.Price <= limit) ? level.Quantity : 0;
        return (long)Int128.Min(sum, long.MaxValue);
    }

    /// <summary>Each step is told once, until the opportunity is gone or taken.</summary>
    private void Tell(StrategyContext desk, int market, OpportunityStep step, in Route route, in CrossTrade trade)
    {
        if (_told[market] == step || (step == OpportunityStep.Gone && _told[market] == OpportunityStep.None) || (step == OpportunityStep.Busy && _told[market] == OpportunityStep.Taken))
            return;
        _told[market] = step == OpportunityStep.Gone ? OpportunityStep.None : step;
        var own = _markets[market];
        var (buy, sell) = (own.Places[route.Buy], own.Places[route.Sell]);
        desk.Tell(new Opportunity(
            step, market, buy.Listing.Id, sell.Listing.Id.Value, new Price(trade.BuyLimit.Units / buy.PriceFactor), new Price(trade.SellLimit.Units / sell.PriceFactor),
            new Quantity(trade.Quantity / buy.QuantityFactor), Rates.ToCents(trade.Net, own.AmountScale)));
        desk.Signal(buy.Listing.Id, ArbitrageParameters.OpportunitySignal + market, trade.Cost > 0 ? (double)trade.Net / (double)trade.Cost * 10_000 : 0);
    }

    private readonly record struct Route(int Buy, int Sell, CrossTrade Trade);

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        var (isMade, areAllOne) = (state.Keep(_board is not null), state.Keep(_areAllOne));
        if (isMade && state.IsLoading)
            Make(desk, areAllOne);
        _legs.Keep(state);
        _board?.Keep(state);
        state.Keep(_restsUntil.AsSpan());
        state.Keep(_told.AsSpan());
        _haircut = state.Keep(_haircut);
        return true;
    }
}
