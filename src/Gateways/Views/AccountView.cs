using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What an account has of one asset, as its last event tells it. Owned by the fan-out thread.</summary>
internal sealed class BalanceView(AssetId asset)
{
    public AssetId Asset => asset;

    public Money Total { get; set; }

    public Money Reserved { get; set; }

    /// <summary>Sequence of the command that last changed it.</summary>
    public long Sequence { get; set; }
}

/// <summary>One account as its events tell it. Owned by the fan-out thread.</summary>
internal sealed class AccountView(Account account, long created)
{
    private readonly List<BalanceView> _balances = [];

    public Account Account { get; set; } = account;

    /// <summary>Sequence of the command that made it.</summary>
    public long Created => created;

    /// <summary>Every asset it ever had, ascending by id.</summary>
    public IReadOnlyList<BalanceView> Balances => _balances;

    /// <summary>Its movements that are kept, in and out.</summary>
    public MovementList Movements { get; } = new();

    /// <summary>Accounts that have it for their parent, in the order they were made.</summary>
    public List<OwnerId> SubAccounts { get; } = [];

    /// <summary>The balance of an asset, made where there is none.</summary>
    public BalanceView BalanceOf(AssetId asset)
    {
        // Accounts have a handful of assets: a search from the front beats a table.
        var at = 0;
        while (at < _balances.Count && _balances[at].Asset.Value < asset.Value)
            at++;
        if (at < _balances.Count && _balances[at].Asset == asset)
            return _balances[at];
        var balance = new BalanceView(asset);
        _balances.Insert(at, balance);
        return balance;
    }
}
