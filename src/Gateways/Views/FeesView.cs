using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What FeesRated last told of a family.</summary>
internal readonly record struct FeeRating(int Tier, bool IsFixed, long Volume, long MadeVolume, long OpenNs, long QuotedNs);

/// <summary>Money of one asset that traded on the fee day: all, and what was made of it.</summary>
internal readonly record struct TradedMoney(Int128 Traded, Int128 Made);

/// <summary>A registered maker: what is asked of it, how it quoted on the day that last ended, and what it made on it and today.</summary>
internal readonly record struct MakerPicture(MakerTerms Terms, long OpenNs, long QuotedNs, Int128 MadeBefore, Int128 MadeToday);

/// <summary>What the exchange earned in one asset.</summary>
/// <param name="Volume">Money of all settled trades.</param>
/// <param name="Fees">Fees it got.</param>
/// <param name="Rebates">Rebates it paid.</param>
internal readonly record struct AssetProfit(Int128 Volume, Int128 Fees, Int128 Rebates);

/// <summary>Fee tiers and what is measured for them, from events alone (docs/reference/fees.md). Owned by the fan-out thread.</summary>
internal sealed class FeesView(AccountTable accounts)
{
    private readonly SortedDictionary<int, FeeTier> _tiers = [];
    private readonly SortedDictionary<int, VolumeWeight> _weights = [];
    private readonly SortedDictionary<int, Promotion> _promotions = [];
    private readonly Dictionary<int, FeeRating> _ratings = [];
    private readonly Dictionary<int, Timestamp> _fixedUntil = [];
    private readonly Dictionary<(int Account, int Asset), TradedMoney> _today = [];
    private readonly SortedDictionary<(int Instrument, int Account), MakerPicture> _makers = [];
    private readonly Dictionary<int, TradedMoney> _instruments = [];
    private readonly SortedDictionary<int, AssetProfit> _profits = [];

    /// <summary>A command of fees was once accepted.</summary>
    public bool IsOn { get; set; }

    /// <summary>When the fee day began; none before the first has ended.</summary>
    public Timestamp DayBegan { get; set; }

    public IReadOnlyDictionary<int, FeeTier> Tiers => _tiers;

    public IReadOnlyDictionary<int, VolumeWeight> Weights => _weights;

    public IReadOnlyDictionary<int, Promotion> Promotions => _promotions;

    public IReadOnlyDictionary<int, FeeRating> Ratings => _ratings;

    public IReadOnlyDictionary<int, Timestamp> FixedUntil => _fixedUntil;

    public IReadOnlyDictionary<(int Account, int Asset), TradedMoney> Today => _today;

    public IReadOnlyDictionary<(int Instrument, int Account), MakerPicture> Makers => _makers;

    /// <summary>Money traded in instruments with makers: on the day that last ended (made), and today (traded).</summary>
    public IReadOnlyDictionary<int, TradedMoney> Instruments => _instruments;

    /// <summary>What was earned, by asset.</summary>
    public IReadOnlyDictionary<int, AssetProfit> Profits => _profits;

    /// <summary>The account that stands for an account's family.</summary>
    public OwnerId FamilyOf(OwnerId account) => accounts.Find(account)?.Account.Parent is { Value: not 0 } parent ? parent : account;

    public void Set(FeeTier tier) => _tiers[tier.Number] = tier;

    public void Set(VolumeWeight weight) => _weights[weight.Asset.Value] = weight;

    public void Set(Promotion promotion) => _promotions[promotion.Instrument.Value] = promotion;

    public void Set(OwnerId family, FeeRating rating, Timestamp fixedUntil)
    {
        _ratings[family.Value] = rating;
        if (rating.IsFixed && !fixedUntil.IsNone)
            _fixedUntil[family.Value] = fixedUntil;
        else
            _fixedUntil.Remove(family.Value);
    }

    public void Set((int Account, int Asset) key, TradedMoney money) => _today[key] = money;

    public void Set(MakerPicture maker) => _makers[(maker.Terms.Instrument.Value, maker.Terms.Account.Value)] = maker;

    public void SetTraded(int instrument, TradedMoney money) => _instruments[instrument] = money;

    public void Set(int asset, AssetProfit profit) => _profits[asset] = profit;

    public void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.FeesSet:
                IsOn = true;
                OnSet(in e);
                break;
            case EventKind.FeesRated:
                Set(e.Owner, new FeeRating(e.FeeTierNumber, e.IsTierFixed, e.Volume, e.MadeVolume, e.OpenNs, e.QuotedNs), _fixedUntil.GetValueOrDefault(e.Owner.Value));
                break;
            case EventKind.FeeDayEnded when e.Owner.Value == 0:
                StartDay(e.ExpireTime);
                break;
            case EventKind.FeeDayEnded when _makers.TryGetValue((e.Instrument.Value, e.Owner.Value), out var maker):
                Set(maker with { OpenNs = e.OpenNs, QuotedNs = e.QuotedNs });
                break;
        }
    }

    /// <summary>A trade of a settled instrument.</summary>
    public void OnTrade(Instrument instrument, AssetId paidIn, int multiplier, in ExchangeEvent e)
    {
        var (asset, money) = (paidIn.Value, MoneyOf(instrument, multiplier, in e));
        var profit = _profits.GetValueOrDefault(asset);
        _profits[asset] = new AssetProfit(
            profit.Volume + money,
            profit.Fees + Math.Max(0, e.TakerFee.Units) + Math.Max(0, e.MakerFee.Units),
            profit.Rebates - Math.Min(0, e.TakerFee.Units) - Math.Min(0, e.MakerFee.Units));
        if (!IsOn || FamilyOf(e.Owner) == FamilyOf(e.MakerOwner))
            return;
        var isMade = (e.Flags & EventFlags.Auction) == 0;
        Count((e.Owner.Value, asset), money, 0);
        Count((e.MakerOwner.Value, asset), money, isMade ? money : 0);
        if (_instruments.TryGetValue(instrument.Id.Value, out var traded))
            _instruments[instrument.Id.Value] = traded with { Traded = traded.Traded + money };
        if (isMade && _makers.TryGetValue((instrument.Id.Value, e.MakerOwner.Value), out var maker))
            Set(maker with { MadeToday = maker.MadeToday + money });
    }

    private void OnSet(in ExchangeEvent e)
    {
        switch (e.FeesKind)
        {
            case CommandKind.SetFeeTier when e.IsFeeRemoval:
                _tiers.Remove(e.FeeTierNumber);
                break;
            case CommandKind.SetFeeTier:
                Set(e.ToFeeTier());
                break;
            case CommandKind.SetVolumeWeight when e.ToVolumeWeight().Multiplier == 0:
                _weights.Remove(e.Asset.Value);
                break;
            case CommandKind.SetVolumeWeight:
                Set(e.ToVolumeWeight());
                break;
            case CommandKind.SetAccountTier:
                // Its rating follows, and keeps this only where the tier is fixed.
                _fixedUntil[e.Owner.Value] = e.ExpireTime;
                break;
            case CommandKind.SetPromotion when e.IsFeeRemoval:
                _promotions.Remove(e.Instrument.Value);
                break;
            case CommandKind.SetPromotion:
                Set(e.ToPromotion());
                break;
            case CommandKind.SetMaker when e.IsFeeRemoval:
                _makers.Remove((e.Instrument.Value, e.Owner.Value));
                break;
            case CommandKind.SetMaker:
                Set(_makers.GetValueOrDefault((e.Instrument.Value, e.Owner.Value)) with { Terms = e.ToMaker() });
                _instruments.TryAdd(e.Instrument.Value, default);
                break;
        }
    }

    private void StartDay(Timestamp began)
    {
        DayBegan = began;
        _today.Clear();
        foreach (var maker in _makers.Values.ToArray())
            Set(maker with { MadeBefore = maker.MadeToday, MadeToday = 0 });
        foreach (var (instrument, traded) in _instruments.ToArray())
            _instruments[instrument] = new TradedMoney(0, traded.Traded);
    }

    private void Count((int Account, int Asset) key, Int128 money, Int128 made)
    {
        var traded = _today.GetValueOrDefault(key);
        _today[key] = new TradedMoney(traded.Traded + money, traded.Made + made);
    }

    // Exact: a settled instrument's tick and lot see to it (docs/reference/accounts.md, section 2).
    private static Int128 MoneyOf(Instrument instrument, int multiplier, in ExchangeEvent trade)
    {
        var money = (Int128)trade.Price.Units * trade.Quantity.Units * multiplier;
        for (var scale = instrument.PriceScale + instrument.QuantityScale; scale > instrument.MoneyScale; scale--)
            money /= 10;
        for (var scale = instrument.PriceScale + instrument.QuantityScale; scale < instrument.MoneyScale; scale++)
            money *= 10;
        return money;
    }
}
