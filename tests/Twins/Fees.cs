using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>docs/reference/fees.md, sections 3 to 5.</summary>
internal static class Fees
{
    private const long Day = 86_400_000_000_000;

    private static readonly BigInteger Most = BigInteger.Pow(2, 62);

    /// <summary>Section 3: what an account pays on an instrument now.</summary>
    public static FeeRates RatesOf(NaiveState s, NaiveInstrument i, OwnerId account)
    {
        var own = new FeeRates(i.Rules.MakerFeePpm, i.Rules.TakerFeePpm, i.Rules.AuctionFeePpm);
        if ((!i.Definition.IsSettled && i.Contract is null) || !s.Fees.IsOn)
            return own;
        var tier = TierOf(s, FamilyOf(s, account));
        var rates = tier == 0 ? own : s.Fees.Tiers.Find(t => t.Number == tier)!.Rates;
        var now = s.Fees.Promotions.Find(p => p.Instrument == i.Id && p.From <= s.Time && s.Time < p.Until);
        if (now is null)
            return rates;
        return new FeeRates(
            Math.Min(rates.MakerPpm, now.Rates.MakerPpm), Math.Min(rates.TakerPpm, now.Rates.TakerPpm), Math.Min(rates.AuctionPpm, now.Rates.AuctionPpm));
    }

    /// <summary>Section 5: the tier of a family.</summary>
    public static int TierOf(NaiveState s, OwnerId family)
    {
        if (s.Fees.Fixed.TryGetValue(family, out var at) && (at.Tier == 0 || s.Fees.Tiers.Exists(t => t.Number == at.Tier)))
            return at.Tier;
        var (volume, _, open, quoted) = WindowOf(s, family);
        return s.Fees.Tiers
            .Where(t => volume >= t.MinVolume && (t.MinUptimePpm == 0 || (open > 0 && quoted * 1_000_000 >= open * t.MinUptimePpm)))
            .Select(t => t.Number).DefaultIfEmpty(0).Max();
    }

    public static OwnerId FamilyOf(NaiveState s, OwnerId account) => s.Bank.Find(account) is { Parent.Value: not 0 and var parent } ? new OwnerId(parent) : account;

    private static (BigInteger Volume, BigInteger Made, BigInteger Open, BigInteger Quoted) WindowOf(NaiveState s, OwnerId family)
    {
        var days = s.Fees.Days.FindAll(d => d.Family == family);
        return (Sum(d => d.Volume), Sum(d => d.Made), Sum(d => d.OpenNs), Sum(d => d.QuotedNs));

        BigInteger Sum(Func<NaiveFamilyDay, BigInteger> of) => days.Aggregate(BigInteger.Zero, (sum, day) => sum + of(day));
    }

    /// <summary>Section 4, volume: a settled trade.</summary>
    public static void Count(NaiveState s, AssetId quote, OwnerId taker, OwnerId maker, BigInteger money, bool isAuction)
    {
        if (!s.Fees.IsOn || FamilyOf(s, taker) == FamilyOf(s, maker))
            return;
        s.Fees.Today.Add(new NaiveVolume(taker, quote, money, false));
        s.Fees.Today.Add(new NaiveVolume(maker, quote, money, !isAuction));
    }

    /// <summary>Section 4, time: what stood until this command.</summary>
    public static void Pass(NaiveState s, Timestamp now)
    {
        foreach (var maker in s.Fees.Makers)
        {
            var passed = now.Nanoseconds - s.Time.Nanoseconds;
            maker.OpenNs += maker.IsOpen ? passed : 0;
            maker.QuotedNs += maker.IsQuoting ? passed : 0;
        }
    }

    /// <summary>Section 4: what stands after it.</summary>
    public static void Look(NaiveState s)
    {
        foreach (var maker in s.Fees.Makers)
        {
            maker.IsOpen = s.Find(maker.Instrument)!.State == InstrumentState.Open;
            maker.IsQuoting = maker.IsOpen && Quotes(s, maker);
        }
    }

    private static bool Quotes(NaiveState s, NaiveMaker maker)
    {
        if (PriceOf(Side.Buy) is not { } bid || PriceOf(Side.Sell) is not { } ask)
            return false;
        return (ask - bid) * 2_000_000 <= maker.WidthPpm * (ask + bid);

        BigInteger? PriceOf(Side side)
        {
            BigInteger shown = 0;
            foreach (var order in s.InBook(maker.Instrument, side).Where(o => o.Owner == maker.Account))
                if ((shown += order.Display) >= maker.Size)
                    return order.Price.Units;
            return null;
        }
    }

    /// <summary>Section 5: the midnight after the fee day.</summary>
    public static IEnumerable<Timestamp> Deadlines(NaiveState s) => s.Fees.IsOn ? [new Timestamp((s.Fees.Day + 1) * Day)] : [];

    /// <summary>Section 5: AdvanceTime, before all else it does.</summary>
    public static void AdvanceTime(NaiveState s)
    {
        var today = s.Time.Nanoseconds / Day;
        if (!s.Fees.IsOn || today <= s.Fees.Day)
            return;
        var ended = s.Fees.Day;
        s.Fees.Day = today;
        s.Report.Write(new ExchangeEvent { Kind = EventKind.FeeDayEnded, ExpireTime = new Timestamp(today * Day), OrderId = new OrderId(ended) });
        var makers = s.Fees.Makers.OrderBy(m => m.Instrument.Value).ThenBy(m => m.Account.Value).ToList();
        foreach (var maker in makers)
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.FeeDayEnded,
                Instrument = maker.Instrument,
                Owner = maker.Account,
                ExpireTime = new Timestamp(today * Day),
                OrderId = new OrderId(ended),
                OpenNs = (long)maker.OpenNs,
                QuotedNs = (long)maker.QuotedNs,
            });

        var changed = new HashSet<OwnerId>();
        makers.AddRange(s.Fees.Removed);
        foreach (var family in Families(s))
            if (DayOf(s, family, ended, makers) is { } day)
            {
                s.Fees.Days.Add(day);
                changed.Add(family);
            }

        foreach (var maker in s.Fees.Makers)
            maker.OpenNs = maker.QuotedNs = 0;
        s.Fees.Removed.Clear();
        s.Fees.Today.Clear();
        foreach (var day in s.Fees.Days.FindAll(d => d.Day < today - 30))
            changed.Add(day.Family);
        s.Fees.Days.RemoveAll(d => d.Day < today - 30);
        foreach (var (family, (_, until)) in s.Fees.Fixed.ToList())
            if (!until.IsNone && until <= s.Time)
            {
                s.Fees.Fixed.Remove(family);
                changed.Add(family);
            }

        Rate(s, changed);
    }

    private static NaiveFamilyDay? DayOf(NaiveState s, OwnerId family, long day, List<NaiveMaker> makers)
    {
        BigInteger volume = 0, made = 0;
        foreach (var (account, asset) in s.Bank.Pairs().Where(p => FamilyOf(s, p.Account) == family))
        {
            var trades = s.Fees.Today.FindAll(v => v.Account == account && v.Quote == asset);
            if (s.Fees.Weights.FindIndex(w => w.Asset == asset) is >= 0 and var at)
            {
                var weight = s.Fees.Weights[at];
                volume += Of(trades) * weight.Multiplier / weight.Divisor;
                made += Of(trades.FindAll(t => t.IsMade)) * weight.Multiplier / weight.Divisor;
            }
        }

        var own = makers.FindAll(m => FamilyOf(s, m.Account) == family);
        var (open, quoted) = (own.Aggregate(BigInteger.Zero, (sum, m) => sum + m.OpenNs), own.Aggregate(BigInteger.Zero, (sum, m) => sum + m.QuotedNs));
        return volume.IsZero && made.IsZero && open.IsZero && quoted.IsZero ? null : new NaiveFamilyDay(day, family, volume, made, open, quoted);

        static BigInteger Of(List<NaiveVolume> trades) => BigInteger.Min(Most, trades.Aggregate(BigInteger.Zero, (sum, t) => sum + t.Money));
    }

    private static IEnumerable<OwnerId> Families(NaiveState s) => s.Bank.Accounts.Where(a => a.Parent.Value == 0).Select(a => a.Id).OrderBy(id => id.Value);

    /// <summary>Tells of each family of which something changed, or whose tier did.</summary>
    public static void Rate(NaiveState s, HashSet<OwnerId> changed)
    {
        if (!s.Fees.IsOn)
            return;
        foreach (var family in Families(s))
        {
            var tier = TierOf(s, family);
            if (tier == s.Fees.Told.GetValueOrDefault(family) && !changed.Contains(family))
                continue;
            s.Fees.Told[family] = tier;
            var (volume, made, open, quoted) = WindowOf(s, family);
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.FeesRated,
                Owner = family,
                Terms = new OrderTerms((ushort)(tier + (s.Fees.Fixed.ContainsKey(family) ? 256 : 0))),
                Volume = Told(volume),
                MadeVolume = Told(made),
                OpenNs = Told(open),
                QuotedNs = Told(quoted),
            });
        }

        static long Told(BigInteger sum) => (long)BigInteger.Min(sum, long.MaxValue);
    }
}
