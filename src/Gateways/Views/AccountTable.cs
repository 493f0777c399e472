using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Views;

/// <summary>Assets, accounts, their balances and the last movements, from events alone. Owned by the fan-out thread.</summary>
internal sealed class AccountTable(int keptMovements)
{
    private readonly SortedDictionary<int, Asset> _assets = [];
    private readonly Dictionary<int, AccountView> _accounts = [];
    private readonly SortedSet<int> _order = [];
    private readonly MovementList _movements = new();
    private volatile AssetDirectory _directory = AssetDirectory.Empty;
    private bool _directoryIsStale;

    /// <summary>All assets as of the last change; any thread.</summary>
    public AssetDirectory Assets => _directory;

    /// <summary>How many accounts there are.</summary>
    public int Count => _accounts.Count;

    /// <summary>Assets, ascending by id.</summary>
    public IReadOnlyCollection<Asset> AllAssets => _assets.Values;

    /// <summary>Accounts, ascending by number.</summary>
    public IEnumerable<AccountView> All => _order.Select(number => _accounts[number]);

    /// <summary>Movements kept, over all accounts.</summary>
    public MovementList Movements => _movements;

    public AccountView? Find(OwnerId account) => _accounts.GetValueOrDefault(account.Value);

    /// <summary>Accounts with numbers above one, ascending.</summary>
    public IEnumerable<AccountView> After(OwnerId account)
    {
        if (account.Value == int.MaxValue)
            return [];
        return _order.GetViewBetween(account.Value + 1, int.MaxValue).Select(number => _accounts[number]);
    }

    /// <summary>True where an account is another's, or a sub-account of it, however deep.</summary>
    public bool IsOf(OwnerId account, OwnerId holder)
    {
        // A parent is older than its child, so this ends.
        for (var at = account; at.Value != 0; at = Find(at)?.Account.Parent ?? default)
        {
            if (at == holder)
                return true;
        }

        return false;
    }

    /// <summary>Takes in one event; those of other subjects are none of its business.</summary>
    public void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.AssetDefined:
                Add(e.ToAsset());
                break;
            case EventKind.AccountSet:
                Set(e.ToAccount(), e.Sequence);
                break;
            case EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred:
                Add(MovementOf(in e));
                break;
            case EventKind.BalanceChanged when Find(e.Owner) is { } account:
                var balance = account.BalanceOf(e.Asset);
                balance.Total = e.Total;
                balance.Reserved = e.Reserved;
                balance.Sequence = e.Sequence;
                break;
        }
    }

    /// <summary>An asset, the newest ones too; null where there is none.</summary>
    public Asset? Find(AssetId asset) => _assets.GetValueOrDefault(asset.Value);

    /// <summary>Makes new assets visible in <see cref="Assets"/>.</summary>
    public void RefreshDirectory()
    {
        if (!_directoryIsStale)
            return;
        _directoryIsStale = false;
        _directory = AssetDirectory.Of(_assets.Values);
    }

    /// <summary>An asset; false where its number is there already.</summary>
    public bool Add(Asset asset)
    {
        _directoryIsStale = true;
        return _assets.TryAdd(asset.Id.Value, asset);
    }

    /// <summary>An account, new or with new values.</summary>
    public AccountView Set(Account account, long sequence)
    {
        if (Find(account.Id) is { } known)
        {
            known.Account = account;
            return known;
        }

        var made = new AccountView(account, sequence);
        _accounts.Add(account.Id.Value, made);
        _order.Add(account.Id.Value);
        Find(account.Parent)?.SubAccounts.Add(account.Id);
        return made;
    }

    /// <summary>A movement, newer than all before; the oldest goes where there are too many.</summary>
    public void Add(Movement movement)
    {
        if (keptMovements == 0)
            return;
        if (_movements.Count == keptMovements)
        {
            // The oldest of all is the oldest of its accounts.
            var oldest = _movements[_movements.Count - 1];
            _movements.RemoveOldest();
            Find(oldest.Account)?.Movements.RemoveOldest();
            if (oldest.Kind == CommandKind.Transfer)
                Find(oldest.To)?.Movements.RemoveOldest();
        }

        _movements.Add(movement);
        Find(movement.Account)?.Movements.Add(movement);
        if (movement.Kind == CommandKind.Transfer)
            Find(movement.To)?.Movements.Add(movement);
    }

    /// <summary>The movement that an event tells of.</summary>
    public static Movement MovementOf(in ExchangeEvent e) => new(
        e.MovementNumber, e.Kind switch { EventKind.Deposited => CommandKind.Deposit, EventKind.Withdrawn => CommandKind.Withdraw, _ => CommandKind.Transfer }, e.Owner, e.To, e.Asset, e.Amount, e.ClientOrderId, e.Sequence, e.Time);
}
