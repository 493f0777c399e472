using Rialto.BackOffice.Export;
using Rialto.BackOffice.Replay;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Compliance.Reports;

/// <summary>What one customer was paid in and out of an asset on one day UTC, above the amount that is reported.</summary>
/// <param name="Day">Midnight at its beginning.</param>
/// <param name="Customer">A customer, its sub-accounts counted with it.</param>
/// <param name="Asset">Of what.</param>
/// <param name="PaidIn">All deposits of the day together.</param>
/// <param name="PaidOut">All withdrawals of the day together.</param>
/// <param name="Movements">Numbers of the movements, ascending.</param>
public sealed record LargeTransaction(DateOnly Day, OwnerId Customer, Asset Asset, Int128 PaidIn, Int128 PaidOut, IReadOnlyList<long> Movements);

/// <summary>
/// Adds deposits and withdrawals up by customer, asset and day UTC, and tells those above an amount: in and out each by itself, as a currency transaction report does. Transfers between accounts are
/// neither. A function of the journal. One thread.
/// </summary>
/// <param name="asset">Code of the asset that is looked at.</param>
/// <param name="threshold">In whole units of it: more than this is reported.</param>
public sealed class LargeTransactions(string asset, long threshold) : IEventConsumer
{
    private readonly Dictionary<int, int> _parents = [];
    private readonly SortedDictionary<(long Day, int Customer), (Int128 In, Int128 Out, List<long> Movements)> _sums = [];
    private Asset? _asset;

    /// <summary>True where the asset was ever defined.</summary>
    public bool KnowsAsset => _asset is not null;

    /// <inheritdoc/>
    public bool Take(in Command command, int index, in ExchangeEvent one, Replica replica)
    {
        Look(in one);
        return true;
    }

    /// <summary>All that is above the amount, by day, then customer.</summary>
    public IEnumerable<LargeTransaction> Found()
    {
        if (_asset is null)
            yield break;
        var most = (Int128)threshold;
        for (var digit = 0; digit < _asset.Scale; digit++)
            most *= 10;
        foreach (var ((day, customer), (paidIn, paidOut, movements)) in _sums)
            if (paidIn > most || paidOut > most)
                yield return new LargeTransaction(DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day)), new OwnerId(customer), _asset, paidIn, paidOut, movements);
    }

    /// <summary>Looks at one event.</summary>
    internal void Look(in ExchangeEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.AssetDefined when one.ClientOrderId.ToString() == asset:
                _asset = one.ToAsset();
                break;
            case EventKind.AccountSet when one.ToAccount().Parent is { Value: not 0 } parent:
                _parents[one.Owner.Value] = parent.Value;
                break;
            case EventKind.Deposited or EventKind.Withdrawn when one.Asset == _asset?.Id:
                var key = (one.Time.Nanoseconds / Timestamp.NanosecondsPerDay, _parents.GetValueOrDefault(one.Owner.Value, one.Owner.Value));
                var (paidIn, paidOut, movements) = _sums.TryGetValue(key, out var sums) ? sums : (0, 0, []);
                movements.Add(one.MovementNumber);
                _sums[key] = one.Kind == EventKind.Deposited ? (paidIn + one.Amount.Units, paidOut, movements) : (paidIn, paidOut + one.Amount.Units, movements);
                break;
        }
    }
}
