using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using static Rialto.Twins.Lockstep.Promises;

namespace Rialto.Twins.Lockstep;

/// <summary>
/// Balances rebuilt from nothing but events, twice: by adding up movements and trades, and by believing what BalanceChanged tells. Both must come to the same.
/// </summary>
public sealed class RebuiltBank
{
    private readonly Dictionary<int, Asset> _assets = [];
    private readonly Dictionary<(int Account, int Asset), Int128> _totals = [];
    private readonly Dictionary<(int Account, int Asset), Int128> _before = [];
    private readonly SortedDictionary<(int Account, int Asset), (long Total, long Reserved)> _told = [];
    private (int Account, int Asset) _lastTold;
    private long _lastMovement;
    private bool _isTelling;

    /// <summary>Accounts, by number.</summary>
    public Dictionary<int, Account> Accounts { get; } = [];

    /// <summary>Assets, by number.</summary>
    public IReadOnlyDictionary<int, Asset> Assets => _assets;

    /// <summary>Movements done, as commands, for resends.</summary>
    public List<Command> Movements { get; } = [];

    /// <summary>What the house has of an asset.</summary>
    public Dictionary<int, Int128> House { get; } = [];

    /// <summary>What an account was last told to have available.</summary>
    public long AvailableOf(int account, int asset) => _told.TryGetValue((account, asset), out var told) ? told.Total - told.Reserved : 0;

    internal void Begin()
    {
        _before.Clear();
        _isTelling = false;
        _lastTold = default;
    }

    internal void Apply(in ExchangeEvent e)
    {
        Promise(!_isTelling || e.Kind == EventKind.BalanceChanged, "balances come last");
        switch (e.Kind)
        {
            case EventKind.AssetDefined:
                _assets.Add(e.Asset.Value, e.ToAsset());
                break;
            case EventKind.AccountSet:
                Accounts[e.Owner.Value] = e.ToAccount();
                break;
            case EventKind.Deposited:
                OnMovement(e, CommandKind.Deposit);
                Add(e.Owner.Value, e.Asset.Value, e.Amount.Units);
                break;
            case EventKind.Withdrawn:
                OnMovement(e, CommandKind.Withdraw);
                Add(e.Owner.Value, e.Asset.Value, -e.Amount.Units);
                break;
            case EventKind.Transferred:
                OnMovement(e, CommandKind.Transfer);
                Add(e.Owner.Value, e.Asset.Value, -e.Amount.Units);
                Add(e.To.Value, e.Asset.Value, e.Amount.Units);
                break;
            case EventKind.BalanceChanged:
                OnBalance(e);
                break;
        }
    }

    internal void OnTrade(in ExchangeEvent e, Instrument i)
    {
        var (taker, maker) = (e.Owner.Value, e.MakerOwner.Value);
        var (buyer, seller) = e.Side == Side.Buy ? (taker, maker) : (maker, taker);
        var money = (Int128)Amounts.RoundedDown(i, Amounts.Exact(i, e.Price, e.Quantity.Units));
        Promise(Amounts.ExactMoney(i, (long)money) == Amounts.Exact(i, e.Price, e.Quantity.Units), "money of a settled trade is exact");
        var quantity = (Int128)e.Quantity.Units;
        for (var scale = i.QuantityScale; scale < _assets[i.BaseAsset.Value].Scale; scale++)
            quantity *= 10;
        Add(buyer, i.QuoteAsset.Value, -money);
        Add(seller, i.QuoteAsset.Value, money);
        Add(buyer, i.BaseAsset.Value, quantity);
        Add(seller, i.BaseAsset.Value, -quantity);
        Add(taker, i.QuoteAsset.Value, -e.TakerFee.Units);
        Add(maker, i.QuoteAsset.Value, -e.MakerFee.Units);
        House[i.QuoteAsset.Value] = House.GetValueOrDefault(i.QuoteAsset.Value) + e.TakerFee.Units + e.MakerFee.Units;
    }

    /// <summary>The command is done: every total that is another now was told.</summary>
    internal void End()
    {
        foreach (var (pair, before) in _before)
            Promise(_totals[pair] == before || _told[pair].Total == _totals[pair], $"account {pair.Account} is told its new total of asset {pair.Asset}");
    }

    /// <summary>What is wrong with an engine's accounts, by what its events told and by the laws of accounts.md, section 10. Null if nothing.</summary>
    internal string? Compare(AccountsState state)
    {
        if (!state.Accounts.SequenceEqual(Accounts.Values.OrderBy(a => a.Id.Value)))
            return "the accounts are not those of the events";
        if (!state.Assets.Select(a => a.Asset).SequenceEqual(_assets.Values.OrderBy(a => a.Id.Value)))
            return "the assets are not those of the events";
        var told = _told.Where(t => t.Value.Total != 0).Select(t => new AccountBalance(new OwnerId(t.Key.Account), new AssetId(t.Key.Asset), new Money(t.Value.Total), new Money(t.Value.Reserved)));
        if (!told.SequenceEqual(state.Balances))
            return $"balances told:\n  - {string.Join("\n  - ", told)}\n  + {string.Join("\n  + ", state.Balances)}";
        foreach (var books in state.Assets)
        {
            var held = state.Balances.Where(b => b.Asset == books.Asset.Id).Aggregate(Int128.Zero, (sum, b) => sum + b.Total.Units);
            if (books.Held != held || held < 0 || held > Asset.MaxHeld || books.Deposited - books.Withdrawn != held + books.House)
                return $"double entry of {books}: accounts have {held}";
            if (books.House != House.GetValueOrDefault(books.Asset.Id.Value))
                return $"the house of {books}: fees come to {House.GetValueOrDefault(books.Asset.Id.Value)}";
        }

        foreach (var balance in state.Balances)
        {
            var covers = state.Covers.Where(c => c.Account == balance.Account && c.Asset == balance.Asset).Aggregate(Int128.Zero, (sum, c) => sum + c.Reserved.Units);
            if (covers != balance.Reserved.Units || covers < 0 || balance.Available < Money.Zero)
                return $"{balance}: its orders hold {covers}";
        }

        return null;
    }

    private void OnMovement(in ExchangeEvent e, CommandKind kind)
    {
        Promise(e.MovementNumber == ++_lastMovement, "movements count up");
        Promise(Accounts.ContainsKey(e.Owner.Value) && e.Amount > Money.Zero, "a movement is of an account, and of something");
        Movements.Add(new Command { Kind = kind, Owner = e.Owner, Asset = e.Asset, Amount = e.Amount, Text = e.ClientOrderId, To = e.To });
    }

    private void OnBalance(in ExchangeEvent e)
    {
        var pair = (e.Owner.Value, e.Asset.Value);
        Promise(!_isTelling || pair.CompareTo(_lastTold) > 0, "balances come in ascending order");
        Promise(e.Reserved >= Money.Zero && e.Reserved <= e.Total, "nobody has less than nothing");
        Promise(_totals.GetValueOrDefault(pair) == e.Total.Units, $"account {e.Owner} has {_totals.GetValueOrDefault(pair)} of asset {e.Asset}, the event says {e.Total}");
        Promise(!_told.TryGetValue(pair, out var before) || before != (e.Total.Units, e.Reserved.Units), "what is told is new");
        _isTelling = true;
        _lastTold = pair;
        _told[pair] = (e.Total.Units, e.Reserved.Units);
    }

    private void Add(int account, int asset, Int128 amount)
    {
        var before = _totals.GetValueOrDefault((account, asset));
        _before.TryAdd((account, asset), before);
        _totals[(account, asset)] = before + amount;
        _told.TryAdd((account, asset), default);
    }
}
