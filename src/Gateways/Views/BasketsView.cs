using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What became of one leg of a basket. Immutable, so that it may be handed to other threads.</summary>
/// <param name="Entered">Its <c>BasketLegEntered</c>; of a basket over time its <c>BasketLegPlanned</c>.</param>
/// <param name="Filled">What its order traded.</param>
/// <param name="PriceSum">Sum of price x quantity of its trades.</param>
/// <param name="Fees">What they cost, in quote money; below zero were rebates.</param>
/// <param name="Multiplier">Of a contract its multiplier, otherwise 1.</param>
/// <param name="MoneyAsset">The asset its money counts in; none where the instrument names none.</param>
internal sealed record BasketLegPicture(ExchangeEvent Entered, long Filled, Int128 PriceSum, long Fees, int Multiplier, AssetId MoneyAsset)
{
    /// <summary>Of a basket over time its last <c>BasketLegProgressed</c>; the kind is none where there is none.</summary>
    public ExchangeEvent Progressed { get; init; }

    /// <summary>The price that its trades are measured against; none where nothing says. Of a basket over time that of its beginning.</summary>
    public Price ArrivalPrice => Progressed.Kind == EventKind.BasketLegProgressed ? Progressed.Price : Entered.ArrivalPrice;
}

/// <summary>What became of one basket. Immutable.</summary>
/// <param name="Started">Its <c>BasketStarted</c>.</param>
/// <param name="Ended">Its <c>BasketEnded</c>; its kind is none while it is live.</param>
/// <param name="Legs">In their order.</param>
internal sealed record BasketPicture(ExchangeEvent Started, ExchangeEvent Ended, IReadOnlyList<BasketLegPicture> Legs)
{
    public BasketId Id => Started.BasketId;

    /// <summary>Of one that is worked over time; null of one that is executed at once.</summary>
    public BasketWork? Work { get; init; }

    public bool IsLive => Ended.Kind != EventKind.BasketEnded;
}

/// <summary>The last baskets that were executed, as their events tell of them, and whose leg an order is. Owned by the fan-out thread.</summary>
internal sealed class BasketsView
{
    /// <summary>How many are kept.</summary>
    public const int MaxKept = 1_000;

    private readonly Queue<BasketPicture> _all = [];
    private readonly Dictionary<BasketId, BasketPicture> _byId = [];
    private readonly Dictionary<OrderId, BasketId> _basketOf = [];
    private readonly List<BasketLegPicture> _legs = [];
    private ExchangeEvent _started;

    /// <summary>Those that are worked over time.</summary>
    public WorkedBasketsView Worked { get; } = new();

    /// <summary>Those that were executed at once and are known, in the order in which they were.</summary>
    public IReadOnlyCollection<BasketPicture> AtOnce => _all;

    /// <summary>All that are known.</summary>
    public IEnumerable<BasketPicture> All => _all.Concat(Worked.All);

    /// <summary>The basket at hand, or the slice, enters its orders: their trades are its.</summary>
    public bool IsAtWork { get; private set; }

    public BasketPicture? Find(BasketId id) => _byId.GetValueOrDefault(id) ?? Worked.Find(id);

    /// <summary>The last one of this client basket id.</summary>
    public BasketPicture? Find(OwnerId owner, Text36 name) => All.Where(basket => basket.Started.Owner == owner && basket.Started.ClientOrderId == name).MaxBy(basket => basket.Id.Value);

    /// <summary>The basket that entered an order; none where nobody did, or it is too long ago.</summary>
    public BasketId BasketOf(OrderId order) => _basketOf.TryGetValue(order, out var basket) ? basket : Worked.BasketOf(order);

    /// <param name="e">An event of a basket.</param>
    /// <param name="instrument">Of a leg: its instrument.</param>
    /// <param name="contract">Of a leg: what kind of contract that is; null where it is none.</param>
    public void Apply(in ExchangeEvent e, Instrument? instrument = null, ContractView? contract = null)
    {
        if (Worked.Find(e.BasketId) is { } worked)
        {
            IsAtWork = e.Kind == EventKind.BasketLegEntered;
            Worked.Apply(in e, worked, instrument, contract);
            return;
        }

        switch (e.Kind)
        {
            case EventKind.BasketStarted:
                _started = e;
                _legs.Clear();
                IsAtWork = true;
                break;
            case EventKind.BasketScheduled when IsAtWork:
                IsAtWork = false;
                Worked.Begin(in _started, in e);
                break;
            case EventKind.BasketLegEntered when IsAtWork:
                _legs.Add(new BasketLegPicture(e, 0, 0, 0, contract?.Terms.Multiplier ?? 1, contract?.Terms.Asset ?? instrument!.QuoteAsset));
                break;
            case EventKind.BasketEnded when IsAtWork:
                IsAtWork = false;
                Keep(new BasketPicture(_started, e, [.. _legs]));
                break;
        }
    }

    /// <summary>A trade while a basket is at work.</summary>
    public void Traded(in ExchangeEvent e)
    {
        Worked.Traded(in e);
        var order = e.OrderId;
        var at = _legs.FindIndex(leg => leg.Entered.OrderId == order);
        if (at >= 0)
            _legs[at] = _legs[at] with
            {
                Filled = _legs[at].Filled + e.Quantity.Units,
                PriceSum = _legs[at].PriceSum + ((Int128)e.Price.Units * e.Quantity.Units),
                Fees = _legs[at].Fees + e.TakerFee.Units,
            };
    }

    /// <summary>Puts one at the end, and forgets the oldest where there are too many.</summary>
    public void Keep(BasketPicture basket)
    {
        _all.Enqueue(basket);
        _byId[basket.Id] = basket;
        foreach (var leg in basket.Legs)
            _basketOf[leg.Entered.OrderId] = basket.Id;
        if (_all.Count <= MaxKept)
            return;
        var forgotten = _all.Dequeue();
        _byId.Remove(forgotten.Id);
        foreach (var leg in forgotten.Legs)
            _basketOf.Remove(leg.Entered.OrderId);
    }
}
