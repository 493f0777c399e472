using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Views;

/// <summary>Something that became of an account's margin: a call, a liquidation, funding, a setting. Never changes.</summary>
/// <param name="Number">1 and up, over all accounts.</param>
/// <param name="Event">As told.</param>
internal sealed record MarginNotice(long Number, ExchangeEvent Event) : INumbered;

/// <summary>Notices of one account. Owned by the fan-out thread.</summary>
internal sealed class MarginNoticeList : RecentList<MarginNotice>;

/// <summary>What events tell of one account's positions. Owned by the fan-out thread.</summary>
internal sealed class MarginAccountView(OwnerId owner)
{
    private readonly SortedDictionary<int, PositionView> _positions = [];
    private readonly SortedDictionary<int, PositionLimit> _limits = [];
    private readonly SortedSet<(int Asset, int Contract)> _liquidating = [];

    public OwnerId Owner => owner;

    /// <summary>Its risk tier; all begin in tier 0.</summary>
    public int Tier { get; set; }

    /// <summary>Every position it ever had or set, ascending by contract.</summary>
    public IReadOnlyDictionary<int, PositionView> Positions => _positions;

    /// <summary>Its own limits, by contract; they take the place of its tier's.</summary>
    public IReadOnlyDictionary<int, PositionLimit> Limits => _limits;

    /// <summary>Pockets that are being liquidated: asset, and the contract of an isolated one or zero.</summary>
    public IReadOnlyCollection<(int Asset, int Contract)> Liquidating => _liquidating;

    /// <summary>What became of it, as far as kept.</summary>
    public MarginNoticeList Notices { get; } = new();

    /// <summary>Its position in a contract, made where there is none.</summary>
    public PositionView PositionIn(InstrumentId contract)
    {
        if (!_positions.TryGetValue(contract.Value, out var position))
            _positions.Add(contract.Value, position = new PositionView(contract));
        return position;
    }

    /// <summary>Sets its limit in a contract; one that limits nothing is forgotten.</summary>
    public void Set(PositionLimit limit) => Set(_limits, limit.Instrument.Value, limit);

    public void SetLiquidating(AssetId asset, InstrumentId contract, bool isLiquidating)
    {
        if (isLiquidating)
            _liquidating.Add((asset.Value, contract.Value));
        else
            _liquidating.Remove((asset.Value, contract.Value));
    }

    /// <summary>Sets a limit; one that limits nothing is forgotten.</summary>
    public static void Set<TKey>(SortedDictionary<TKey, PositionLimit> limits, TKey key, PositionLimit limit)
        where TKey : notnull
    {
        if (limit.MaxPosition.IsZero && limit.MaxOrder.IsZero)
            limits.Remove(key);
        else
            limits[key] = limit;
    }
}
