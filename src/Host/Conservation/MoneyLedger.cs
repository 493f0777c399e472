using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Host.Conservation;

/// <summary>
/// Sums money from events alone and says where it does not add up: what each movement and each trade must have done to each balance against what <c>BalanceChanged</c> tells, and per asset
/// <c>deposits - withdrawals = customers + house</c>; with contracts also what positions cost and hold, and the insurance fund (<see cref="PositionLedger"/>). Knows nothing of commands or of the engine's ledger until it is asked to <see cref="Compare"/>. One thread.
/// </summary>
internal sealed class MoneyLedger
{
    // Resends come soon after the first; what is told again later is not compared with it.
    private const int KeptMovements = 1 << 16;

    private readonly Dictionary<int, ConservedAsset> _assets = [];
    private readonly HashSet<int> _accounts = [];
    private readonly HashSet<int> _marginAccounts = [];
    private readonly HashSet<(int Account, int Asset)> _belowZero = [];
    private readonly Dictionary<(int Account, int Asset), (long Total, long Reserved)> _balances = [];
    private readonly SortedDictionary<(int Account, int Asset), Int128> _due = [];
    private readonly Dictionary<long, ConservedMovement> _movements = [];
    private readonly HashSet<int> _touched = [];
    private (int Account, int Asset) _lastTold;
    private long _lastMovement = -1;
    private string? _broken;

    public MoneyLedger() => Positions = new PositionLedger(this);

    /// <summary>Contracts and positions.</summary>
    public PositionLedger Positions { get; }

    /// <summary>Assets by their events.</summary>
    public IReadOnlyCollection<ConservedAsset> Assets => _assets.Values;

    /// <summary>How many accounts there are.</summary>
    public int Accounts => _accounts.Count;

    /// <summary>An asset; null where no event has told of it.</summary>
    public Asset? Find(AssetId asset) => _assets.GetValueOrDefault(asset.Value)?.Definition;

    /// <summary>Begins in the middle of a journal: takes accounts and balances for given.</summary>
    public void Begin(AccountsState state)
    {
        foreach (var books in state.Assets)
        {
            _assets[books.Asset.Id.Value] = new ConservedAsset(books.Asset)
            {
                Deposited = books.Deposited,
                Withdrawn = books.Withdrawn,
                Held = books.Held,
                House = books.House,
                Costs = books.Costs,
                Isolated = books.Isolated,
                Insurance = books.Insurance,
            };
        }

        foreach (var account in state.Accounts)
            Know(account);
        foreach (var balance in state.Balances)
            _balances[(balance.Account.Value, balance.Asset.Value)] = (balance.Total.Units, balance.Reserved.Units);
    }

    /// <summary>A command's events begin.</summary>
    public void BeginCommand()
    {
        _broken = null;
        _lastTold = default;
        Positions.BeginCommand();
    }

    /// <summary>Takes in an event of assets, accounts or money.</summary>
    public void Take(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.AssetDefined:
                if (!_assets.TryAdd(e.Asset.Value, new ConservedAsset(e.ToAsset())))
                    Broken($"asset {e.Asset} is defined twice");
                break;
            case EventKind.AccountSet:
                Know(e.ToAccount());
                break;
            case EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred:
                Move(in e);
                break;
            case EventKind.MovementDuplicate:
                Repeat(in e);
                break;
            case EventKind.BalanceChanged:
                Tell(in e);
                break;
        }
    }

    /// <summary>A trade of a settled instrument moves goods, money and fees.</summary>
    public void Settle(ConservedInstrument instrument, in ExchangeEvent trade)
    {
        var definition = instrument.Definition;
        if (!_assets.TryGetValue(definition.BaseAsset.Value, out var goods) || !_assets.TryGetValue(definition.QuoteAsset.Value, out var money))
        {
            Broken($"trade {trade.TradeId} of {definition.Symbol} settles in assets that no event has told of");
            return;
        }

        var (buyer, seller) = trade.Side == Side.Buy ? (trade.Owner, trade.MakerOwner) : (trade.MakerOwner, trade.Owner);
        var (buyerFee, sellerFee) = trade.Side == Side.Buy ? (trade.TakerFee, trade.MakerFee) : (trade.MakerFee, trade.TakerFee);
        var units = (Int128)BigInteger.Pow(10, goods.Definition.Scale - definition.QuantityScale) * trade.Quantity.Units;
        var exact = instrument.Exact(trade.Price.Units, trade.Quantity.Units);
        var notional = instrument.Money(exact);
        if (instrument.ExactMoney(notional) != exact)
            Broken($"trade {trade.TradeId} of {definition.Symbol} is no whole money");
        Owe(buyer, definition.QuoteAsset, -(Int128)notional - buyerFee.Units);
        Owe(buyer, definition.BaseAsset, units);
        Owe(seller, definition.BaseAsset, -units);
        Owe(seller, definition.QuoteAsset, (Int128)notional - sellerFee.Units);
        money.House += (Int128)buyerFee.Units + sellerFee.Units;
        _touched.Add(money.Definition.Id.Value);
    }

    /// <summary>The command's events are over: whatever was due must have been told.</summary>
    /// <returns>What does not add up; null where everything does.</returns>
    public string? EndCommand()
    {
        if (Positions.EndCommand() is { } position)
            Broken(position);
        foreach (var ((account, asset), due) in _due)
        {
            if (due != 0)
                Broken($"account {account} is due {due} of asset {asset}, and no event tells of it");
        }

        foreach (var id in _touched)
        {
            if (_assets.TryGetValue(id, out var asset) && asset.Difference != 0)
                Broken($"{asset.Definition.Code}: {asset}: {asset.Difference} too many");
        }

        foreach (var (account, asset) in _belowZero)
        {
            if (!Positions.HasCrossPosition(account, asset))
                Broken($"account {account} owes asset {asset} and has no position");
        }

        _due.Clear();
        _touched.Clear();
        return _broken;
    }

    /// <summary>Compares with the engine's books.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public string? Compare(AccountsState state)
    {
        if (state.Assets.Count != _assets.Count || state.Accounts.Count != _accounts.Count)
            return $"{state.Assets.Count} assets and {state.Accounts.Count} accounts; by the events {_assets.Count} and {_accounts.Count}";
        foreach (var books in state.Assets)
        {
            if (!_assets.TryGetValue(books.Asset.Id.Value, out var asset) || (asset.Deposited, asset.Withdrawn, asset.Held, asset.House, asset.Costs, asset.Isolated, asset.Insurance)
                != (books.Deposited, books.Withdrawn, books.Held, books.House, books.Costs, books.Isolated, books.Insurance))
                return $"{books}; by the events {asset}";
        }

        var told = 0;
        foreach (var balance in state.Balances)
        {
            if (balance.Total.Units == 0 && balance.Reserved.Units == 0)
                continue;
            told++;
            var byEvents = _balances.GetValueOrDefault((balance.Account.Value, balance.Asset.Value));
            if (byEvents != (balance.Total.Units, balance.Reserved.Units))
                return $"account {balance.Account} has {balance.Total} of asset {balance.Asset}, {balance.Reserved} reserved; by the events {byEvents.Total} and {byEvents.Reserved}";
        }

        if (_balances.Count(pair => pair.Value.Total != 0) != told)
            return $"{told} balances; by the events {_balances.Count(pair => pair.Value.Total != 0)}";
        var covers = new Dictionary<(int, int), Int128>();
        foreach (var cover in state.Covers)
            covers[(cover.Account.Value, cover.Asset.Value)] = covers.GetValueOrDefault((cover.Account.Value, cover.Asset.Value)) + cover.Reserved.Units;
        foreach (var (place, balance) in _balances)
        {
            if (covers.GetValueOrDefault(place) != balance.Reserved)
                return $"account {place.Account} has {balance.Reserved} of asset {place.Asset} reserved, its live orders hold {covers.GetValueOrDefault(place)}";
        }

        return null;
    }

    private void Move(in ExchangeEvent e)
    {
        if (!_assets.TryGetValue(e.Asset.Value, out var asset))
        {
            Broken($"{e.Kind} of asset {e.Asset}, which no event has told of");
            return;
        }

        var amount = e.Amount.Units;
        if (amount <= 0)
            Broken($"movement {e.MovementNumber} is of {amount}");
        if (_lastMovement >= 0 && e.MovementNumber != _lastMovement + 1)
            Broken($"movement {e.MovementNumber} follows on {_lastMovement}");
        _lastMovement = e.MovementNumber;
        _movements[e.MovementNumber] = ConservedMovement.Of(in e);
        _movements.Remove(e.MovementNumber - KeptMovements);
        _touched.Add(e.Asset.Value);
        if (e.Kind == EventKind.Deposited)
            asset.Deposited += amount;
        else if (e.Kind == EventKind.Withdrawn)
            asset.Withdrawn += amount;
        Owe(e.Owner, e.Asset, e.Kind == EventKind.Deposited ? amount : -amount);
        if (e.Kind == EventKind.Transferred)
            Owe(e.To, e.Asset, amount);
    }

    private void Repeat(in ExchangeEvent e)
    {
        // Of movements from before the ledger began nothing is known.
        if (_movements.TryGetValue(e.MovementNumber, out var first) && first != ConservedMovement.Of(in e))
            Broken($"movement {e.MovementNumber} is told again as another one");
    }

    private void Tell(in ExchangeEvent e)
    {
        Positions.EndPositions();
        var place = (e.Owner.Value, e.Asset.Value);
        if (!_accounts.Contains(e.Owner.Value) || !_assets.TryGetValue(e.Asset.Value, out var asset))
        {
            Broken($"account {e.Owner} has asset {e.Asset}; no event has told of both");
            return;
        }

        if (place.CompareTo(_lastTold) <= 0)
            Broken($"balances are told out of order, or twice: {place}");
        _lastTold = place;
        var before = _balances.GetValueOrDefault(place);
        var due = _due.GetValueOrDefault(place);
        _due.Remove(place);
        var (total, reserved) = (e.Total.Units, e.Reserved.Units);
        if (before.Total + due != total)
            Broken($"account {e.Owner} has {total} of asset {e.Asset}; by the events {before.Total + due}");
        if (_marginAccounts.Contains(e.Owner.Value))
        {
            if (reserved != 0)
                Broken($"margin account {e.Owner} has {reserved} of asset {e.Asset} reserved");
            if (total < 0)
                _belowZero.Add(place);
            else
                _belowZero.Remove(place);
        }
        else if (reserved < 0 || reserved > total)
            Broken($"account {e.Owner} has {total} of asset {e.Asset}, {reserved} of it reserved");
        if (before == (total, reserved))
            Broken($"the balance of account {e.Owner} and asset {e.Asset} is told and has not changed");
        asset.Held += (Int128)total - before.Total;
        _balances[place] = (total, reserved);
        _touched.Add(e.Asset.Value);
    }

    /// <summary>The house gets so much, or pays it.</summary>
    public void Earn(AssetId asset, Int128 amount)
    {
        if (Touched(asset) is { } books)
            books.House += amount;
    }

    /// <summary>The insurance fund gets so much, or pays it.</summary>
    public void Insure(AssetId asset, Int128 amount)
    {
        if (Touched(asset) is { } books)
            books.Insurance += amount;
    }

    /// <summary>What the insurance fund has.</summary>
    public Int128 Insured(AssetId asset) => _assets.GetValueOrDefault(asset.Value)?.Insurance ?? 0;

    /// <summary>Positions cost so much more, and have so much more of their own.</summary>
    public void Carry(AssetId asset, Int128 cost, Int128 isolated)
    {
        if (Touched(asset) is not { } books)
            return;
        books.Costs += cost;
        books.Isolated += isolated;
    }

    /// <summary>An account gets so much, or pays it; <c>BalanceChanged</c> must tell.</summary>
    public void Owe(OwnerId account, AssetId asset, Int128 amount) =>
        _due[(account.Value, asset.Value)] = _due.GetValueOrDefault((account.Value, asset.Value)) + amount;

    private ConservedAsset? Touched(AssetId asset)
    {
        _touched.Add(asset.Value);
        if (_assets.TryGetValue(asset.Value, out var books))
            return books;
        Broken($"a contract is settled in asset {asset}, which no event has told of");
        return null;
    }

    private void Know(Account account)
    {
        _accounts.Add(account.Id.Value);
        if ((account.Rights & AccountRights.Margin) != 0)
            _marginAccounts.Add(account.Id.Value);
    }

    private void Broken(string what) => _broken ??= what;
}
