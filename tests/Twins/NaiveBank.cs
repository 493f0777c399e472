using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A movement that was done.</summary>
internal sealed record NaiveMovement(long Number, CommandKind Kind, OwnerId Account, OwnerId To, AssetId Asset, long Amount, Text36 Reference);

/// <summary>An asset with what came in, what left, and what the house has of it.</summary>
internal sealed record NaiveAsset(Asset Asset)
{
    public BigInteger Deposited { get; set; }
    public BigInteger Withdrawn { get; set; }
    public BigInteger House { get; set; }
    public BigInteger Insurance { get; set; }
}

/// <summary>docs/reference/accounts.md as lists: assets, accounts, totals, movements. What is reserved is not kept: it is asked of the orders each time.</summary>
internal sealed class NaiveBank
{
    public List<NaiveAsset> Assets { get; } = [];
    public List<Account> Accounts { get; } = [];
    public List<NaiveMovement> Movements { get; } = [];
    public long LastMovement { get; set; }

    private readonly Dictionary<(OwnerId, AssetId), BigInteger> _totals = [];

    public Account? Find(OwnerId account) => Accounts.Find(a => a.Id == account);

    public NaiveAsset? Find(AssetId asset) => Assets.Find(a => a.Asset.Id == asset);

    public BigInteger Total(OwnerId account, AssetId asset) => _totals.GetValueOrDefault((account, asset));

    public void Add(OwnerId account, AssetId asset, BigInteger amount) => _totals[(account, asset)] = Total(account, asset) + amount;

    /// <summary>What all accounts have of an asset.</summary>
    public BigInteger Held(AssetId asset) => Accounts.Aggregate(BigInteger.Zero, (sum, account) => sum + Total(account.Id, asset));

    /// <summary>All that there can be a balance of, ascending by account, then asset.</summary>
    public IEnumerable<(OwnerId Account, AssetId Asset)> Pairs() =>
        from account in Accounts
        orderby account.Id.Value
        from asset in Assets
        orderby account.Id.Value, asset.Asset.Id.Value
        select (account.Id, asset.Asset.Id);
}
