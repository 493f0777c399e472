using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Risk;

/// <summary>The checks, in the order of the numbers of their refusals.</summary>
public sealed partial class RiskGate
{
    /// <summary>What speaks against an order or amendment; none where nothing does. Changes nothing.</summary>
    internal DeskRefusal Check(in RiskCheck check, int openOrders, Timestamp now)
    {
        var holding = _portfolio.HoldingAt(check.Index);
        var isReducing = IsReducing(in check, _portfolio.PositionAt(check.Index).Quantity.Units, in _open[check.Index]);
        var isOwnReducing = IsOwnReducing(in check, isReducing);
        var refusal = CheckStanding(in check, holding, isReducing, isOwnReducing);
        if (refusal != DeskRefusal.None)
            return refusal;
        var (reference, scaleUp) = ReferenceOf(check.Index, check.Side);
        var price = check.Price != 0 ? check.Price : CollarPriceOf(check.Index, check.Side);
        refusal = CheckSize(in check, holding, reference, scaleUp, price, check.Urgent && isReducing, openOrders);
        if (refusal != DeskRefusal.None)
            return refusal;
        if (check.Added > 0)
        {
            refusal = CheckExposure(in check, holding);
            if (refusal == DeskRefusal.None)
                refusal = CheckLosses(in check, isReducing, isOwnReducing);
        }

        if (refusal == DeskRefusal.None)
            refusal = CheckMoney(in check, holding, price);
        return refusal != DeskRefusal.None || check.Urgent ? refusal : CheckRates(in check, holding.Listing.Venue, now);
    }

    /// <summary>True where a position can only get smaller, with all live orders of this side as if filled.</summary>
    private static bool IsReducing(in RiskCheck check, long held, in OpenQuantity open) =>
        check.Side == Side.Buy ? held < 0 && held + open.Buy + check.Added <= 0 : held > 0 && held - open.Sell - check.Added >= 0;

    /// <summary>The same of the strategy's own share: its limits and its mode are about what it holds, whatever others hold. What nobody owns is judged on the desk's position.</summary>
    private bool IsOwnReducing(in RiskCheck check, bool isReducing)
    {
        if (check.Strategy == StrategyId.None)
            return isReducing;
        var cell = ShareCellOf(in check);
        var held = cell < 0 ? 0 : _portfolio.CellAt(cell).Quantity.Units;
        var open = cell < 0 || cell >= _cellOpen.Length ? default : _cellOpen[cell];
        return IsReducing(in check, held, in open);
    }

    private DeskRefusal CheckStanding(in RiskCheck check, Holding holding, bool isReducing, bool isOwnReducing)
    {
        var venue = (int)holding.Listing.Venue;
        var strategy = check.Strategy.Value;
        var (desk, there, whose) = (_limits[RiskLimitKind.DeskModeOf], _limits[RiskLimitKind.VenueModeOf, venue], _limits[RiskLimitKind.StrategyModeOf, strategy]);
        if (desk == (long)DeskMode.CancelsOnly)
            return DeskRefusal.DeskCancelsOnly;
        if (there == (long)DeskMode.CancelsOnly)
            return DeskRefusal.VenueCancelsOnly;
        if (whose == (long)DeskMode.CancelsOnly)
            return DeskRefusal.StrategyCancelsOnly;
        if (_rejects.IsOpen && !(isReducing && check.Urgent))
            return DeskRefusal.RejectsBreakerOpen;
        var standing = _standings[venue];
        if ((standing & VenueStanding.DifferenceOpen) != 0)
            return DeskRefusal.DifferenceOpen;
        if ((standing & VenueStanding.Up) == 0)
            return DeskRefusal.VenueDown;
        if ((standing & VenueStanding.Reconciled) == 0)
            return DeskRefusal.VenueNotReconciled;
        ref readonly var market = ref _markets[check.Index];
        if (!market.IsOpen)
            return DeskRefusal.ListingNotOpen;
        if (!market.IsTrusted)
            return DeskRefusal.BookNotTrusted;
        if (ReferenceOf(check.Index, check.Side).Reference == 0 || _portfolio.TwiceMarkOf(check.Index) == 0)
            return DeskRefusal.NoReferencePrice;
        if (!holding.HasRate)
            return DeskRefusal.NoRate;
        if (!isOwnReducing && whose != 0)
            return DeskRefusal.WouldIncrease;
        if (isReducing)
            return DeskRefusal.None;
        if (check.ReduceOnly || (desk | there) != 0)
            return DeskRefusal.WouldIncrease;
        return check.Added > 0 && IsStopped(check.Index) ? DeskRefusal.StopLossHit : DeskRefusal.None;
    }

    private DeskRefusal CheckSize(in RiskCheck check, Holding holding, long reference, long scaleUp, long price, bool isClosing, int openOrders)
    {
        var listing = holding.Listing.Id.Value;
        if (check.Quantity > _limits[RiskLimitKind.OrderQuantity, listing])
            return DeskRefusal.OrderQuantityLimit;
        if (NotionalOf(in check, holding, price) > Amounts.Worth(_limits[RiskLimitKind.OrderNotional, listing]))
            return DeskRefusal.OrderNotionalLimit;
        var collar = _limits[RiskLimitKind.Collar, listing];
        if (check.Price != 0 && collar != RiskLimits.Unlimited)
        {
            // A closing order goes onto the next tick beyond what it would reach, and is judged by that: where ticks are coarse, one of them may be more than the collar.
            var beyond = isClosing ? Math.Max(1, holding.Listing.Tick.Units) - 1 : 0;
            var scaled = ((Int128)price + (check.Side == Side.Buy ? -beyond : beyond)) * scaleUp * 1_000_000;
            if (check.Side == Side.Buy ? scaled > (Int128)reference * (1_000_000 + collar) : scaled < (Int128)reference * (1_000_000 - collar))
                return DeskRefusal.PriceBeyondCollar;
        }

        if (check.OwnOpposite != 0 && (check.Side == Side.Buy ? check.Price == 0 || check.Price >= check.OwnOpposite : check.Price == 0 || check.Price <= check.OwnOpposite))
            return DeskRefusal.SelfCross;
        return !check.IsAmendment && (isClosing ? 0 : openOrders) >= _limits[RiskLimitKind.OpenOrders] ? DeskRefusal.OpenOrdersLimit : DeskRefusal.None;
    }

    /// <summary>What an order is worth; of outcomes, what is sold beyond what is held costs one less the price.</summary>
    private Int128 NotionalOf(in RiskCheck check, Holding holding, long price)
    {
        if (check.Side == Side.Buy || !holding.IsUncoveredOutcome)
            return Exposure.Worth(holding, check.Quantity, price * 2);
        var covered = Math.Clamp(_portfolio.PositionAt(check.Index).Quantity.Units - Math.Max(0, _open[check.Index].Sell - check.Reserved), 0, check.Quantity);
        return Exposure.Worth(holding, covered, price * 2) - Exposure.Worth(holding, covered - check.Quantity, price * 2);
    }

    private DeskRefusal CheckExposure(in RiskCheck check, Holding holding)
    {
        var index = check.Index;
        var listing = holding.Listing.Id.Value;
        var held = _portfolio.PositionAt(index).Quantity.Units;
        var (buy, sell) = check.Side == Side.Buy ? (_open[index].Buy + check.Added, _open[index].Sell) : (_open[index].Buy, _open[index].Sell + check.Added);
        var position = check.Side == Side.Buy ? held + buy : sell - held;
        if (position > _limits[RiskLimitKind.Position, listing])
            return DeskRefusal.PositionLimit;
        var twice = _portfolio.TwiceMarkOf(index);
        var was = _exposures[index];
        var now = Exposure.Of(holding, held, buy, sell, twice);
        if (now.Gross > was.Gross && now.Gross > Amounts.Worth(_limits[RiskLimitKind.Notional, listing]))
            return DeskRefusal.NotionalLimit;
        var (symbol, venue, strategy) = (holding.Traded.Symbol, (int)holding.Listing.Venue, check.Strategy.Value);
        if (IsBeyondNet(in _symbols[symbol], in was, in now, check.Side, _limits[RiskLimitKind.SymbolNet, symbol]))
            return DeskRefusal.SymbolNetLimit;
        if (IsBeyondGross(in _symbols[symbol], in was, in now, _limits[RiskLimitKind.SymbolGross, symbol]))
            return DeskRefusal.SymbolGrossLimit;
        if (IsBeyondNet(in _venues[venue], in was, in now, check.Side, _limits[RiskLimitKind.VenueNet, venue]))
            return DeskRefusal.VenueNetLimit;
        if (IsBeyondGross(in _venues[venue], in was, in now, _limits[RiskLimitKind.VenueGross, venue]))
            return DeskRefusal.VenueGrossLimit;
        var (shareWas, shareNow) = ShareOf(in check, holding, twice);
        if (IsBeyondNet(in _strategies[strategy], in shareWas, in shareNow, check.Side, _limits[RiskLimitKind.StrategyNet, strategy]))
            return DeskRefusal.StrategyNetLimit;
        if (IsBeyondGross(in _strategies[strategy], in shareWas, in shareNow, _limits[RiskLimitKind.StrategyGross, strategy]))
            return DeskRefusal.StrategyGrossLimit;
        if (IsBeyondNet(in _total, in was, in now, check.Side, _limits[RiskLimitKind.TotalNet]))
            return DeskRefusal.TotalNetLimit;
        if (IsBeyondGross(in _total, in was, in now, _limits[RiskLimitKind.TotalGross]))
            return DeskRefusal.TotalGrossLimit;
        if (holding.Traded.Factor >= 0 && _limits[RiskLimitKind.PortfolioRisk] is var risk and not RiskLimits.Unlimited && _correlated.Exceeds(holding.Traded.Factor, in was, in now, risk))
            return DeskRefusal.PortfolioRiskLimit;
        var leverage = _limits[RiskLimitKind.Leverage];
        if (leverage == RiskLimits.Unlimited || now.Gross <= was.Gross || _total.Gross + now.Gross - was.Gross <= Multiplier.Of(leverage, 1, -8).Apply(Int128.Max(0, _portfolio.Equity)))
            return DeskRefusal.None;

        // Who has nothing is not limited, he is without money, or nobody has told of any.
        if (_portfolio.Equity > 0)
            return DeskRefusal.LeverageLimit;
        return !_portfolio.AccountRow(holding.SettleAccount).IsTold ? DeskRefusal.BalanceUnknown : holding.IsPaidInFull ? DeskRefusal.InsufficientBalance : DeskRefusal.InsufficientMargin;
    }

    private DeskRefusal CheckLosses(in RiskCheck check, bool isReducing, bool isOwnReducing)
    {
        if (!isReducing && IsBeyond(-_portfolio.DailyResult, _limits[RiskLimitKind.DailyLoss]))
            return DeskRefusal.DailyLossLimit;
        if (!isReducing && IsBeyond(_portfolio.Drawdown, _limits[RiskLimitKind.Drawdown]))
            return DeskRefusal.DrawdownLimit;
        if (isOwnReducing)
            return DeskRefusal.None;
        if (IsBeyond(-_portfolio.DailyResultOf(check.Strategy), _limits[RiskLimitKind.StrategyDailyLoss, check.Strategy.Value]))
            return DeskRefusal.StrategyDailyLossLimit;
        return IsBeyond(_portfolio.DrawdownOf(check.Strategy), _limits[RiskLimitKind.StrategyDrawdown, check.Strategy.Value]) ? DeskRefusal.StrategyDrawdownLimit : DeskRefusal.None;
    }

    private DeskRefusal CheckMoney(in RiskCheck check, Holding holding, long price)
    {
        ref readonly var settle = ref _portfolio.AccountRow(holding.SettleAccount);
        if (!settle.IsTold)
            return DeskRefusal.BalanceUnknown;
        if (!holding.IsPaidInFull)
        {
            if (check.Added == 0)
                return DeskRefusal.None;
            var index = check.Index;
            var (buy, sell) = check.Side == Side.Buy ? (check.Added, 0L) : (0L, check.Added);
            var now = Exposure.Of(holding, _portfolio.PositionAt(index).Quantity.Units, _open[index].Buy + buy, _open[index].Sell + sell, _portfolio.TwiceMarkOf(index));
            var more = _initialMargins[index].Apply(now.Gross) - _initialMargins[index].Apply(_exposures[index].Gross);
            return more > 0 && MarginOf(holding.MarginAccount) + more > _portfolio.EquityOf(holding.MarginAccount) ? DeskRefusal.InsufficientMargin : DeskRefusal.None;
        }

        var held = _portfolio.PositionAt(check.Index).Quantity.Units;
        if (check.Side == Side.Sell && holding.BaseAccount < 0)
        {
            // Nothing tells balances of it but the position; what sells only what is held needs no money.
            if (held - _open[check.Index].Sell - check.Added >= 0)
                return DeskRefusal.None;
            if (!holding.IsUncoveredOutcome)
                return DeskRefusal.InsufficientBalance;
        }

        var (account, amount) = _portfolio.NeedOf(check.Index, check.Side, price, check.Reserved + check.Added);
        var reserved = _portfolio.NeedOf(check.Index, check.Side, check.ReservedPrice, check.Reserved).Amount;
        ref readonly var paying = ref _portfolio.AccountRow(account);
        if (!paying.IsTold)
            return DeskRefusal.BalanceUnknown;
        return amount > reserved && amount - reserved > paying.Free ? DeskRefusal.InsufficientBalance : DeskRefusal.None;
    }

    private DeskRefusal CheckRates(in RiskCheck check, FeedVenue venue, Timestamp now)
    {
        if (!_venueRates[(int)venue].Allows(now, _limits[RiskLimitKind.VenueRate, (int)venue], _limits[RiskLimitKind.VenueBurst, (int)venue]))
            return DeskRefusal.VenueRateLimit;
        return _strategyRates[check.Strategy.Value].Allows(now, _limits[RiskLimitKind.StrategyRate, check.Strategy.Value], _limits[RiskLimitKind.StrategyBurst, check.Strategy.Value])
            ? DeskRefusal.None
            : DeskRefusal.StrategyRateLimit;
    }

    /// <summary>True where a position has lost more than its stop-loss.</summary>
    internal bool IsStopped(int index) => IsBeyond(-_portfolio.UnrealisedOf(_portfolio.TradedAt(index).Listing), _limits[RiskLimitKind.StopLoss, _portfolio.TradedAt(index).Listing.Value]);

    /// <summary>True where a loss is one, and at or beyond its limit.</summary>
    internal static bool IsBeyond(Int128 loss, long limit) => loss > 0 && limit != RiskLimits.Unlimited && loss >= Amounts.Worth(limit);

    private Int128 MarginOf(int account) => account < _margins.Length ? _margins[account] : 0;

    private (Exposure Was, Exposure Now) ShareOf(in RiskCheck check, Holding holding, long twice)
    {
        var cell = ShareCellOf(in check);
        var held = cell < 0 ? 0 : _portfolio.CellAt(cell).Quantity.Units;
        var open = cell < 0 || cell >= _cellOpen.Length ? default : _cellOpen[cell];
        var was = cell < 0 || cell >= _cellExposures.Length ? default : _cellExposures[cell];
        return (was, check.Side == Side.Buy ? Exposure.Of(holding, held, open.Buy + check.Added, open.Sell, twice) : Exposure.Of(holding, held, open.Buy, open.Sell + check.Added, twice));
    }

    // The place of the strategy's share in the listing; -1 where it has none yet.
    private int ShareCellOf(in RiskCheck check)
    {
        var cell = _portfolio.FirstCellOf(check.Index);
        while (cell >= 0 && _portfolio.CellKeyAt(cell).Strategy != check.Strategy.Value)
            cell = _portfolio.CellKeyAt(cell).NextOfListing;
        return cell;
    }

    // An order can only make its own side worse; what shrinks a position that is the wrong way round passes.
    private static bool IsBeyondNet(in ExposureSum sum, in Exposure was, in Exposure now, Side side, long limit) =>
        limit != RiskLimits.Unlimited && (side == Side.Buy ? sum.Long + now.Long - was.Long : was.Short - now.Short - sum.Short) > Amounts.Worth(limit);

    private static bool IsBeyondGross(in ExposureSum sum, in Exposure was, in Exposure now, long limit) =>
        limit != RiskLimits.Unlimited && now.Gross > was.Gross && sum.Gross + now.Gross - was.Gross > Amounts.Worth(limit);
}
