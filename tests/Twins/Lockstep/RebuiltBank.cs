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
    private readonly SortedDictionary<(int Account, int Contract), (int Asset, long Quantity, Int128 Cost, Int128 Own)> _positions = [];
    private readonly Dictionary<int, Int128> _insurance = [];
    private (int Account, int Contract) _lastPosition;
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
        _lastPosition = default;
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
            case EventKind.PositionChanged:
                Promise((e.Owner.Value, e.Instrument.Value).CompareTo(_lastPosition) > 0, "positions come in ascending order");
                _lastPosition = (e.Owner.Value, e.Instrument.Value);
                Promise(IsMargin(e.Owner.Value) && Math.Sign(e.Position.Units) == Math.Sign(e.Cost.Units), "a position is of a margin account, and costs what has its sign");
                _positions[_lastPosition] = (e.MarginAsset.Value, e.Position.Units, e.Cost.Units, e.IsolatedMargin.Units);
                break;
            case EventKind.FundingPaid when e.Owner.Value == 0:
                Add(_insurance, e.MarginAsset.Value, e.Amount.Units);
                break;
            case EventKind.InsuranceChanged:
                if (e.InsuranceCause is InsuranceCause.Funded or InsuranceCause.House)
                    Add(House, e.MarginAsset.Value, -e.Amount.Units);
                if (e.InsuranceCause != InsuranceCause.House)
                    Add(_insurance, e.MarginAsset.Value, e.Amount.Units);
                Promise(_insurance.GetValueOrDefault(e.MarginAsset.Value) == e.Insurance.Units, "the insurance fund adds up");
                break;
        }
    }

    /// <summary>What an account had of a contract after the last command.</summary>
    internal long PositionOf(OwnerId account, InstrumentId contract) => _positions.GetValueOrDefault((account.Value, contract.Value)).Quantity;

    /// <summary>A trade of a contract: fees go to the house; what else it does, positions and balances tell.</summary>
    internal void OnContractTrade(in ExchangeEvent e, ContractTerms contract) => Add(House, contract.Asset.Value, e.TakerFee.Units + e.MakerFee.Units);

    private static void Add(Dictionary<int, Int128> to, int asset, Int128 amount) => to[asset] = to.GetValueOrDefault(asset) + amount;

    private bool IsMargin(int account) => Accounts.TryGetValue(account, out var known) && known.Rights.HasFlag(AccountRights.Margin);

    /// <summary>What is wrong with an engine's positions, by what its events told and by the laws of margin.md, section 1. Null if nothing.</summary>
    internal string? Compare(AccountsState accounts, MarginState margin)
    {
        foreach (var p in margin.Positions)
        {
            var told = _positions.GetValueOrDefault((p.Account.Value, p.Instrument.Value));
            if (told.Quantity != p.Quantity.Units || told.Cost != p.Cost.Units || told.Own != p.IsolatedMargin.Units)
                return $"{p}: told was {told}";
        }

        foreach (var contract in margin.Positions.GroupBy(p => p.Instrument))
            if (contract.Aggregate(Int128.Zero, (sum, p) => sum + p.Quantity.Units) != 0)
                return $"quantities of contract {contract.Key} do not sum to zero";
        foreach (var pocket in margin.Pockets)
        {
            var hasPosition = margin.Positions.Any(p => p.Account == pocket.Account && p.Quantity.Units != 0
                && (pocket.Instrument.Value != 0 ? p.Instrument == pocket.Instrument : p.Mode == MarginMode.Cross && _positions[(p.Account.Value, p.Instrument.Value)].Asset == pocket.Asset.Value));
            if (!hasPosition && pocket.Money < 0)
                return $"{pocket} has less than nothing, and no position";
        }

        foreach (var books in accounts.Assets)
        {
            var own = _positions.Values.Where(p => p.Asset == books.Asset.Id.Value).ToList();
            var (costs, isolated) = (own.Aggregate(Int128.Zero, (sum, p) => sum + p.Cost), own.Aggregate(Int128.Zero, (sum, p) => sum + p.Own));
            if (books.Costs != costs || books.Isolated != isolated || books.Insurance != _insurance.GetValueOrDefault(books.Asset.Id.Value) || books.Insurance < 0)
                return $"{books}: positions told cost {costs}, isolated ones have {isolated}, the fund has {_insurance.GetValueOrDefault(books.Asset.Id.Value)}";
        }

        return null;
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
            var isInRange = _positions.Values.Any(p => p.Asset == books.Asset.Id.Value) || (held >= 0 && held <= Asset.MaxHeld);
            if (books.Held != held || !isInRange || books.Deposited - books.Withdrawn + books.Costs != held + books.House + books.Isolated + books.Insurance)
                return $"double entry of {books}: accounts have {held}";
            if (books.House != House.GetValueOrDefault(books.Asset.Id.Value))
                return $"the house of {books}: fees come to {House.GetValueOrDefault(books.Asset.Id.Value)}";
        }

        foreach (var balance in state.Balances)
        {
            var covers = state.Covers.Where(c => c.Account == balance.Account && c.Asset == balance.Asset).Aggregate(Int128.Zero, (sum, c) => sum + c.Reserved.Units);
            if (covers != balance.Reserved.Units || covers < 0 || (balance.Available < Money.Zero && !(IsMargin(balance.Account.Value) && covers == 0)))
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
        if (IsMargin(e.Owner.Value))
            _totals[pair] = e.Total.Units;
        Promise(e.Reserved >= Money.Zero && (e.Reserved <= e.Total || (IsMargin(e.Owner.Value) && e.Reserved == Money.Zero)), "nobody has less than nothing");
        Promise(_totals.GetValueOrDefault(pair) == e.Total.Units, $"account {e.Owner} has {_totals.GetValueOrDefault(pair)} of asset {e.Asset}, the event says {e.Total}");
        Promise(!_told.TryGetValue(pair, out var before) || before != (e.Total.Units, e.Reserved.Units), "what is told is new");
        _isTelling = true;
        _lastTold = pair;
        _told[pair] = (e.Total.Units, e.Reserved.Units);
    }

    private void Add(int account, int asset, Int128 amount)
    {
        if (IsMargin(account))
            return; // profits and losses move it besides: what is told is believed, and has to add up with all the rest
        var before = _totals.GetValueOrDefault((account, asset));
        _before.TryAdd((account, asset), before);
        _totals[(account, asset)] = before + amount;
        _told.TryAdd((account, asset), default);
    }
}
