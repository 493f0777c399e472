using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using static Rialto.Twins.Lockstep.Promises;

namespace Rialto.Twins.Lockstep;

/// <summary>
/// Fee tiers recomputed from nothing but events: volumes from trades, uptimes from rebuilt books, windows from both, tiers from windows; and what FeesRated and FeeDayEnded tell must be the same
/// (docs/reference/fees.md, section 7).
/// </summary>
public sealed class RebuiltFees(RebuiltMarket market)
{
    private const long DayNs = 86_400_000_000_000;

    private sealed class Maker
    {
        public required MakerTerms Terms { get; set; }
        public bool IsOpen { get; set; }
        public bool IsQuoting { get; set; }
        public long OpenNs { get; set; }
        public long QuotedNs { get; set; }
    }

    private sealed record Sums(BigInteger Volume, BigInteger Made, BigInteger OpenNs, BigInteger QuotedNs)
    {
        public static Sums None { get; } = new(0, 0, 0, 0);

        public static Sums operator +(Sums a, Sums b) => new(a.Volume + b.Volume, a.Made + b.Made, a.OpenNs + b.OpenNs, a.QuotedNs + b.QuotedNs);
    }

    private readonly SortedDictionary<int, FeeTier> _tiers = [];
    private readonly Dictionary<int, VolumeWeight> _weights = [];
    private readonly Dictionary<int, Promotion> _promotions = [];
    private readonly Dictionary<int, (int Tier, Timestamp Until)> _fixed = [];
    private readonly SortedDictionary<(int Instrument, int Account), Maker> _makers = [];
    private readonly Dictionary<(int Account, int Asset), (BigInteger Traded, BigInteger Made)> _volumes = [];
    private readonly List<(long Day, int Family, Sums Sums)> _days = [];
    private readonly Dictionary<int, Sums> _removed = [];
    private readonly Dictionary<int, int> _told = [];
    private readonly HashSet<int> _due = [];
    private readonly Queue<(int Instrument, int Account)> _dueMakers = [];
    private bool _isOn;
    private long _day;
    private Timestamp _time;

    /// <summary>What an account pays on an instrument now.</summary>
    public FeeRates RatesOf(OwnerId account, RebuiltInstrument instrument)
    {
        var rates = new FeeRates(instrument.Rules.MakerFeePpm, instrument.Rules.TakerFeePpm, instrument.Rules.AuctionFeePpm);
        if (!instrument.Definition.IsSettled && instrument.Contract is null)
            return rates;
        if (_told.GetValueOrDefault(FamilyOf(account.Value)) is not 0 and var tier)
            rates = _tiers[tier].Rates;
        return _promotions.TryGetValue(instrument.Id.Value, out var promotion) && promotion.From <= _time && _time < promotion.Until ? rates.Lower(promotion.Rates) : rates;
    }

    internal void Begin(Timestamp time)
    {
        var passed = time.Nanoseconds - _time.Nanoseconds;
        _time = time;
        foreach (var maker in _makers.Values)
        {
            maker.OpenNs += maker.IsOpen ? passed : 0;
            maker.QuotedNs += maker.IsQuoting ? passed : 0;
        }
    }

    internal void Apply(in ExchangeEvent e)
    {
        Promise(_dueMakers.Count == 0 || e.Kind == EventKind.FeeDayEnded, "makers are told first of a day that ended");
        switch (e.Kind)
        {
            case EventKind.FeesSet:
                OnSet(e);
                break;
            case EventKind.FeesRated:
                OnRated(e);
                break;
            case EventKind.FeeDayEnded when e.Owner.Value == 0:
                OnDayEnded(e);
                break;
            case EventKind.FeeDayEnded:
                OnMakerDay(e);
                break;
        }
    }

    internal void OnTrade(in ExchangeEvent e, Instrument i, int asset, int multiplier)
    {
        if (!_isOn || FamilyOf(e.Owner.Value) == FamilyOf(e.MakerOwner.Value))
            return;
        var money = Amounts.RoundedDown(i, Amounts.Exact(i, e.Price, e.Quantity.Units * multiplier));
        Count(e.Owner.Value, false);
        Count(e.MakerOwner.Value, !e.Flags.HasFlag(EventFlags.Auction));

        void Count(int account, bool isMade)
        {
            var (traded, made) = _volumes.GetValueOrDefault((account, asset));
            _volumes[(account, asset)] = (traded + money, made + (isMade ? money : 0));
        }
    }

    internal void End()
    {
        Promise(_due.Count == 0, "every family of which something changed is told");
        foreach (var maker in _makers.Values)
        {
            var instrument = market.Find(maker.Terms.Instrument)!;
            maker.IsOpen = instrument.State == InstrumentState.Open;
            maker.IsQuoting = maker.IsOpen && Quotes(instrument, maker.Terms);
        }

        if (!_isOn)
            return;
        foreach (var family in Families())
            Promise(TierOf(family) == _told.GetValueOrDefault(family), $"family {family} has the tier that its window gives");
    }

    private void OnSet(in ExchangeEvent e)
    {
        if (!_isOn)
            (_isOn, _day) = (true, e.Time.Nanoseconds / DayNs);
        switch (e.FeesKind)
        {
            case CommandKind.SetFeeTier when e.IsFeeRemoval:
                Promise(_tiers.Remove(e.FeeTierNumber), "a tier that is removed was there");
                break;
            case CommandKind.SetFeeTier:
                _tiers[e.FeeTierNumber] = e.ToFeeTier();
                break;
            case CommandKind.SetVolumeWeight:
                _weights[e.Asset.Value] = e.ToVolumeWeight();
                break;
            case CommandKind.SetAccountTier:
                _due.Add(e.Owner.Value);
                _fixed.Remove(e.Owner.Value);
                if (!e.IsFeeRemoval)
                    _fixed[e.Owner.Value] = (e.FeeTierNumber, e.ExpireTime);
                break;
            case CommandKind.SetPromotion:
                _promotions.Remove(e.Instrument.Value);
                if (!e.IsFeeRemoval)
                    _promotions[e.Instrument.Value] = e.ToPromotion();
                break;
            default:
                OnMakerSet(e);
                break;
        }
    }

    private void OnMakerSet(in ExchangeEvent e)
    {
        var key = (e.Instrument.Value, e.Owner.Value);
        if (!e.IsFeeRemoval)
        {
            if (_makers.TryGetValue(key, out var known))
                known.Terms = e.ToMaker();
            else
                _makers.Add(key, new Maker { Terms = e.ToMaker() });
        }
        else if (_makers.Remove(key, out var maker))
        {
            var family = FamilyOf(e.Owner.Value);
            _removed[family] = _removed.GetValueOrDefault(family, Sums.None) + new Sums(0, 0, maker.OpenNs, maker.QuotedNs);
        }
    }

    private void OnDayEnded(in ExchangeEvent e)
    {
        var today = e.Time.Nanoseconds / DayNs;
        Promise(_isOn && today > _day && e.OrderId.Value == _day && e.ExpireTime.Nanoseconds == today * DayNs, "a fee day ends once another has come");
        foreach (var family in Families())
        {
            var sums = _removed.GetValueOrDefault(family, Sums.None);
            foreach (var ((account, asset), (traded, made)) in _volumes)
                if (FamilyOf(account) == family && _weights.TryGetValue(asset, out var weight) && weight.Multiplier > 0)
                    sums += new Sums(InUnits(traded, weight), InUnits(made, weight), 0, 0);
            foreach (var maker in _makers.Values)
                if (FamilyOf(maker.Terms.Account.Value) == family)
                    sums += new Sums(0, 0, maker.OpenNs, maker.QuotedNs);
            if (sums == Sums.None)
                continue;
            _days.Add((_day, family, sums));
            _due.Add(family);
        }

        _removed.Clear();
        _volumes.Clear();
        foreach (var key in _makers.Keys)
            _dueMakers.Enqueue(key);
        _due.UnionWith(_days.FindAll(d => d.Day < today - 30).Select(d => d.Family));
        _days.RemoveAll(d => d.Day < today - 30);
        foreach (var (family, (_, until)) in _fixed.Where(f => !f.Value.Until.IsNone && f.Value.Until <= _time).ToList())
        {
            _fixed.Remove(family);
            _due.Add(family);
        }

        _day = today;
    }

    private void OnMakerDay(in ExchangeEvent e)
    {
        var key = (e.Instrument.Value, e.Owner.Value);
        Promise(_dueMakers.TryDequeue(out var due) && due == key, "each maker is told of its day, in order");
        var maker = _makers[key];
        Promise(e.OpenNs == maker.OpenNs && e.QuotedNs == maker.QuotedNs, $"open and quoted time of {key}: {maker.OpenNs}, {maker.QuotedNs}, told {e.OpenNs}, {e.QuotedNs}");
        maker.OpenNs = maker.QuotedNs = 0;
    }

    private void OnRated(in ExchangeEvent e)
    {
        var family = e.Owner.Value;
        var tier = TierOf(family);
        var sums = WindowOf(family);
        Promise(_due.Remove(family) || tier != _told.GetValueOrDefault(family), "a family is told of itself where something changed");
        Promise(e.FeeTierNumber == tier && e.IsTierFixed == _fixed.ContainsKey(family), $"the tier of {family} is {tier}");
        Promise(new BigInteger(e.Volume) == Told(sums.Volume) && new BigInteger(e.MadeVolume) == Told(sums.Made), $"volumes of {family}: {sums}");
        Promise(new BigInteger(e.OpenNs) == Told(sums.OpenNs) && new BigInteger(e.QuotedNs) == Told(sums.QuotedNs), $"times of {family}: {sums}");
        _told[family] = tier;
    }

    private int TierOf(int family)
    {
        if (_fixed.TryGetValue(family, out var at) && (at.Tier == 0 || _tiers.ContainsKey(at.Tier)))
            return at.Tier;
        var window = WindowOf(family);
        return _tiers.Values.LastOrDefault(t =>
            window.Volume >= t.MinVolume
            && (t.MinUptimePpm == 0 || (!window.OpenNs.IsZero && window.QuotedNs * 1_000_000 >= window.OpenNs * t.MinUptimePpm)))?.Number ?? 0;
    }

    private static bool Quotes(RebuiltInstrument instrument, MakerTerms terms)
    {
        var (bid, ask) = (PriceOf(instrument.Bids), PriceOf(instrument.Asks));
        return bid is not null && ask is not null && (ask - bid) * 2_000_000 <= terms.WidthPpm * (ask + bid);

        BigInteger? PriceOf(List<RebuiltOrder> side)
        {
            BigInteger shown = 0;
            foreach (var order in side.Where(o => o.Owner == terms.Account))
                if ((shown += order.Display) >= terms.Size.Units)
                    return order.Price.Units;
            return null;
        }
    }

    private Sums WindowOf(int family) => _days.Where(d => d.Family == family).Aggregate(Sums.None, (sum, d) => sum + d.Sums);

    private int FamilyOf(int account) => market.Bank.Accounts.TryGetValue(account, out var known) && known.Parent.Value != 0 ? known.Parent.Value : account;

    private IEnumerable<int> Families() => market.Bank.Accounts.Values.Where(a => a.Parent.Value == 0).Select(a => a.Id.Value);

    private static BigInteger InUnits(BigInteger amount, VolumeWeight weight) => BigInteger.Min(amount, Asset.MaxHeld) * weight.Multiplier / weight.Divisor;

    private static BigInteger Told(BigInteger sum) => BigInteger.Min(sum, long.MaxValue);
}
