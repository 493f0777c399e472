using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What is left of an account's live orders in a contract, stops that wait included, and what they may lose against the mark.</summary>
internal readonly record struct OpenOrders(Int128 Buys, Int128 Sells, Int128 Loss);

/// <summary>How close a pocket is to liquidation.</summary>
internal enum MarginStanding
{
    /// <summary>Far enough.</summary>
    Fine,

    /// <summary>Maintenance is 80 % of equity or more.</summary>
    Called,

    /// <summary>Maintenance is above equity: it is liquidated at the next mark, if it is not already.</summary>
    Due,

    /// <summary>It is being liquidated.</summary>
    Liquidating,
}

/// <summary>A contract at one moment; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record ContractPicture(
    Instrument Instrument, InstrumentState State, ContractTerms Terms, Price Mark, Timestamp MarkTime, long FundingRate, Timestamp FundingTime, bool IsSettled, Int128 OpenInterest,
    PositionLimit[] Limits, long Sequence, Timestamp Time)
{
    /// <summary>Null where the instrument is no contract.</summary>
    public static ContractPicture? Take(ExchangeViews views, InstrumentId id)
    {
        if (views.Margin.Find(id) is not { } contract || views.Find(id) is not { } view)
            return null;
        return new ContractPicture(
            view.Instrument, view.State, contract.Terms, contract.Mark, contract.MarkTime, contract.FundingRate, contract.FundingTime, contract.IsSettled, contract.OpenInterest,
            [.. views.Margin.Limits.Where(limit => limit.Instrument == id)], views.Sequence, views.Time);
    }
}

/// <summary>A position at one moment, at the present mark; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record PositionPicture(
    OwnerId Owner, Instrument Instrument, ContractTerms Terms, Price Mark, long Quantity, Money Cost, Int128 AverageEntry, Int128 Notional, Int128 Unrealised, Money Realised, Money Funding,
    Int128 Initial, Int128 Maintenance, Money IsolatedMargin, int Leverage, MarginMode Mode, OpenOrders Open, long Sequence, Timestamp Time)
{
    /// <summary>True where there is something to show besides what it once realised.</summary>
    public bool IsOpen => Quantity != 0 || Open.Buys != 0 || Open.Sells != 0 || IsolatedMargin.Units != 0;

    /// <summary>Every position an account ever had, and every contract in which it has live orders, ascending by contract.</summary>
    public static List<PositionPicture> All(ExchangeViews views, OwnerId owner)
    {
        var open = OpenOf(views, owner);
        var all = new SortedDictionary<int, PositionView>();
        foreach (var (contract, position) in views.Margin.Find(owner)?.Positions ?? all)
            all[contract] = position;
        foreach (var contract in open.Keys)
            all.TryAdd(contract, new PositionView(new InstrumentId(contract)));
        return [.. all.Values.Select(position => Take(views, owner, position, open)).OfType<PositionPicture>()];
    }

    /// <summary>Null where the contract is none any more.</summary>
    public static PositionPicture? Take(ExchangeViews views, OwnerId owner, PositionView position) => Take(views, owner, position, OpenOf(views, owner));

    private static PositionPicture? Take(ExchangeViews views, OwnerId owner, PositionView position, Dictionary<int, OpenOrders> orders)
    {
        if (views.Margin.Find(position.Contract) is not { } contract || views.Find(position.Contract) is not { } view)
            return null;
        var worth = new ContractWorth(view.Instrument, contract.Terms);
        var open = orders.GetValueOrDefault(position.Contract.Value);
        var worst = Int128.Max(Int128.Abs(position.Quantity + open.Buys), Int128.Abs(position.Quantity - open.Sells));
        return new PositionPicture(
            owner, view.Instrument, contract.Terms, contract.Mark, position.Quantity, position.Cost, worth.AverageEntry(position.Quantity, position.Cost),
            worth.At(contract.Mark, Math.Abs(position.Quantity)), worth.At(contract.Mark, position.Quantity) - position.Cost.Units, position.Realised, position.Funding,
            worth.Initial(contract.Mark, worst, position.Leverage) + open.Loss, worth.Maintenance(contract.Mark, position.Quantity), position.IsolatedMargin,
            position.Leverage == 0 ? contract.Terms.MaxLeverage : position.Leverage, position.Mode, open, position.Sequence, position.Time);
    }

    private static Dictionary<int, OpenOrders> OpenOf(ExchangeViews views, OwnerId owner)
    {
        var open = new Dictionary<int, OpenOrders>();
        for (var order = views.Orders.Live(owner)?.First; order is not null; order = order.OwnerNext)
        {
            ref readonly var picture = ref order.Picture;
            var id = picture.Instrument.Id;
            if (views.Margin.Find(id) is not { } contract)
                continue;
            var before = open.GetValueOrDefault(id.Value);
            var leaves = picture.Leaves.Units;
            var loss = before.Loss + new ContractWorth(picture.Instrument, contract.Terms).Loss(contract.Mark, picture.Side, picture.Price, leaves);
            open[id.Value] = picture.Side == Side.Buy ? before with { Buys = before.Buys + leaves, Loss = loss } : before with { Sells = before.Sells + leaves, Loss = loss };
        }

        return open;
    }
}

/// <summary>What stands behind positions at one moment: an account's money in one asset with its cross positions, or one isolated position with its own.</summary>
/// <param name="Asset">In what it is counted.</param>
/// <param name="Contract">Of an isolated position; null of the cross ones.</param>
/// <param name="Money">The account's total, or what is the position's own.</param>
/// <param name="Unrealised">Profit of its positions at the mark; a loss is below zero.</param>
/// <param name="Initial">What its positions and orders need, open loss included.</param>
/// <param name="OpenLoss">What its orders may lose against the mark.</param>
/// <param name="Maintenance">What its positions need not to be liquidated.</param>
/// <param name="IsLiquidating">It is being liquidated.</param>
internal sealed record PocketPicture(AssetId Asset, Instrument? Contract, Int128 Money, Int128 Unrealised, Int128 Initial, Int128 OpenLoss, Int128 Maintenance, bool IsLiquidating)
{
    public Int128 Equity => Money + Unrealised;

    /// <summary>What could be taken out: gains do not count until they are realised.</summary>
    public Int128 Free => Money + Int128.Min(0, Unrealised) - Initial;

    public MarginStanding Standing => IsLiquidating ? MarginStanding.Liquidating
        : Maintenance > Equity ? MarginStanding.Due
        : Maintenance > 0 && 5 * Maintenance >= 4 * Equity ? MarginStanding.Called
        : MarginStanding.Fine;
}

/// <summary>How an account stands at one moment; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record MarginPicture(OwnerId Owner, int Tier, PocketPicture[] Pockets, PositionLimit[] Limits, long Sequence, Timestamp Time)
{
    /// <summary>Null where the account is no margin account.</summary>
    public static MarginPicture? Take(ExchangeViews views, OwnerId owner)
    {
        if (views.Accounts.Find(owner) is not { } account || (account.Account.Rights & AccountRights.Margin) == 0)
            return null;
        var margin = views.Margin.Find(owner);
        return new MarginPicture(owner, margin?.Tier ?? 0, [.. PocketsOf(views, account, margin)], [.. margin?.Limits.Values ?? []], views.Sequence, views.Time);
    }

    /// <summary>By asset, the cross one first, then the isolated ones by contract.</summary>
    private static IEnumerable<PocketPicture> PocketsOf(ExchangeViews views, AccountView account, MarginAccountView? margin)
    {
        var owner = account.Account.Id;
        var positions = PositionPicture.All(views, owner).Where(position => position.IsOpen).ToList();
        var assets = account.Balances.Select(balance => balance.Asset).Concat(positions.Select(position => position.Terms.Asset)).Distinct().OrderBy(asset => asset.Value);
        foreach (var asset in assets)
        {
            var cross = positions.Where(position => position.Terms.Asset == asset && position.Mode == MarginMode.Cross).ToList();
            var money = account.Balances.FirstOrDefault(balance => balance.Asset == asset)?.Total.Units ?? 0;
            yield return Of(asset, null, money, cross, margin);
            foreach (var isolated in positions.Where(position => position.Terms.Asset == asset && position.Mode == MarginMode.Isolated))
                yield return Of(asset, isolated.Instrument, isolated.IsolatedMargin.Units, [isolated], margin);
        }
    }

    private static PocketPicture Of(AssetId asset, Instrument? contract, Int128 money, List<PositionPicture> positions, MarginAccountView? margin)
    {
        var (unrealised, initial, loss, maintenance) = (Int128.Zero, Int128.Zero, Int128.Zero, Int128.Zero);
        foreach (var position in positions)
        {
            unrealised += position.Unrealised;
            initial += position.Initial;
            loss += position.Open.Loss;
            maintenance += position.Maintenance;
        }

        return new PocketPicture(asset, contract, money, unrealised, initial, loss, maintenance, margin?.Liquidating.Contains((asset.Value, contract?.Id.Value ?? 0)) == true);
    }
}
