using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>fees.md, section 2.</summary>
internal static class FeeCommands
{
    private const long Trillion = 1_000_000_000_000;

    public static void Do(NaiveState s, in Command c)
    {
        var reason = c.Kind switch
        {
            CommandKind.SetFeeTier => CheckTier(s, c),
            CommandKind.SetVolumeWeight => CheckWeight(s, c),
            CommandKind.SetAccountTier => CheckAccountTier(s, c),
            CommandKind.SetPromotion => CheckPromotion(s, c),
            _ => CheckMaker(s, c),
        };
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        if (!s.Fees.IsOn)
            (s.Fees.IsOn, s.Fees.Day) = (true, s.Time.Nanoseconds / 86_400_000_000_000);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.FeesSet,
            Reason = (ushort)c.Kind,
            Terms = c.Terms,
            Instrument = c.Instrument,
            Owner = c.Owner,
            OrderId = c.OrderId,
            Price = c.Price,
            Quantity = c.Quantity,
            ClientOrderId = c.Text,
            DisplayQuantity = c.DisplayQuantity,
            TriggerPrice = c.TriggerPrice,
            ExpireTime = c.ExpireTime,
        });
        switch (c.Kind)
        {
            case CommandKind.SetFeeTier:
                SetTier(s, c);
                break;
            case CommandKind.SetVolumeWeight:
                SetWeight(s, c);
                break;
            case CommandKind.SetAccountTier:
                SetAccountTier(s, c);
                break;
            case CommandKind.SetPromotion:
                SetPromotion(s, c);
                break;
            default:
                SetMaker(s, c);
                break;
        }

        Fees.Rate(s, c.Kind == CommandKind.SetAccountTier ? [c.Owner] : []);
    }

    private static bool Has(in Command c, int bit) => (c.Terms.Bits & bit) != 0;

    private static bool AreRates(FeeRates r) => new[] { r.MakerPpm, r.TakerPpm, r.AuctionPpm }.All(ppm => ppm is >= -100_000 and <= 100_000);

    private static RejectReason CheckTier(NaiveState s, in Command c)
    {
        var tier = c.ToFeeTier();
        if (c.Terms.Bits > 1023)
            return RejectReason.UnknownTerms;
        if (tier.Number is 0 or > 32)
            return RejectReason.FeeTierInvalid;
        if (Has(c, 256))
            return s.Fees.Tiers.Exists(t => t.Number == tier.Number) ? RejectReason.None : RejectReason.FeeTierUnknown;
        if (!tier.Name.IsWellFormed || tier.MinVolume < 0 || tier.MinUptimePpm is < 0 or > 1_000_000 || !AreRates(tier.Rates))
            return RejectReason.FeeTierInvalid;
        return tier.IsSubsidised || IsFunded([.. s.Fees.Tiers.FindAll(t => t.Number != tier.Number), tier], tier.Rates) ? RejectReason.None : RejectReason.RebateNotFunded;
    }

    private static bool IsFunded(List<FeeTier> tiers, FeeRates besides)
    {
        var rates = tiers.FindAll(t => !t.IsSubsidised).ConvertAll(t => t.Rates);
        rates.Add(besides);
        return rates.Min(r => r.MakerPpm) + rates.Min(r => r.TakerPpm) >= 0 && rates.Min(r => r.AuctionPpm) >= 0;
    }

    private static void SetTier(NaiveState s, in Command c)
    {
        var tier = c.ToFeeTier();
        s.Fees.Tiers.RemoveAll(t => t.Number == tier.Number);
        if (!Has(c, 256))
            s.Fees.Tiers.Add(tier);
    }

    private static RejectReason CheckWeight(NaiveState s, in Command c)
    {
        var (multiplier, divisor) = (c.Quantity.Units, c.DisplayQuantity.Units);
        return c.Terms.Bits != 0 ? RejectReason.UnknownTerms
            : s.Bank.Find(c.Asset) is null ? RejectReason.AssetUnknown
            : multiplier is < 0 or > Trillion || (multiplier > 0 && divisor is < 1 or > Trillion) ? RejectReason.VolumeWeightInvalid
            : RejectReason.None;
    }

    private static void SetWeight(NaiveState s, in Command c)
    {
        var weight = c.ToVolumeWeight();
        s.Fees.Weights.RemoveAll(w => w.Asset == weight.Asset);
        if (weight.Multiplier > 0)
            s.Fees.Weights.Add(weight);
    }

    private static RejectReason CheckAccountTier(NaiveState s, in Command c)
    {
        var (account, tier) = (s.Bank.Find(c.Owner), c.Terms.Bits & 255);
        if (c.Terms.Bits > 511)
            return RejectReason.UnknownTerms;
        if (account is null)
            return RejectReason.AccountUnknown;
        if (account.Parent.Value != 0)
            return RejectReason.AccountIsSubAccount;
        if (Has(c, 256))
            return RejectReason.None;
        if (tier != 0 && !s.Fees.Tiers.Exists(t => t.Number == tier))
            return RejectReason.FeeTierUnknown;
        return !c.ExpireTime.IsNone && c.ExpireTime <= s.Time ? RejectReason.FeePeriodInvalid : RejectReason.None;
    }

    private static void SetAccountTier(NaiveState s, in Command c)
    {
        if (Has(c, 256))
            s.Fees.Fixed.Remove(c.Owner);
        else
            s.Fees.Fixed[c.Owner] = (c.Terms.Bits & 255, c.ExpireTime);
    }

    private static RejectReason CheckInstrument(NaiveState s, InstrumentId id) =>
        s.Find(id) is not { } i ? RejectReason.UnknownInstrument
        : i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
        : RejectReason.None;

    private static RejectReason CheckPromotion(NaiveState s, in Command c)
    {
        if (c.Terms.Bits > 3)
            return RejectReason.UnknownTerms;
        var promotion = c.ToPromotion();
        if (CheckInstrument(s, c.Instrument) is not RejectReason.None and var reason)
            return reason;
        if (Has(c, 1))
            return RejectReason.None;
        if (!promotion.Name.IsWellFormed || !AreRates(promotion.Rates))
            return RejectReason.FeeTierInvalid;
        if (promotion.From.Nanoseconds < 0 || promotion.From >= promotion.Until || promotion.Until <= s.Time)
            return RejectReason.FeePeriodInvalid;
        return promotion.IsSubsidised || IsFunded(s.Fees.Tiers, promotion.Rates) ? RejectReason.None : RejectReason.RebateNotFunded;
    }

    private static void SetPromotion(NaiveState s, in Command c)
    {
        var promotion = c.ToPromotion();
        s.Fees.Promotions.RemoveAll(p => p.Instrument == promotion.Instrument);
        if (!Has(c, 1))
            s.Fees.Promotions.Add(promotion);
    }

    private static RejectReason CheckMaker(NaiveState s, in Command c)
    {
        if (c.Terms.Bits > 1)
            return RejectReason.UnknownTerms;
        if (s.Bank.Find(c.Owner) is null)
            return RejectReason.AccountUnknown;
        if (CheckInstrument(s, c.Instrument) is not RejectReason.None and var reason)
            return reason;
        var (width, size) = (c.TriggerPrice.Units, c.Quantity.Units);
        return !Has(c, 1) && (width is < 1 or > 1_000_000 || size is < 1 or > Quantity.MaxUnits) ? RejectReason.QuotingInvalid : RejectReason.None;
    }

    private static void SetMaker(NaiveState s, in Command c)
    {
        var (account, instrument) = (c.Owner, c.Instrument);
        var maker = s.Fees.Makers.Find(m => m.Account == account && m.Instrument == instrument);
        if (Has(c, 1))
        {
            if (maker is not null)
                s.Fees.Removed.Add(maker);
            s.Fees.Makers.RemoveAll(m => ReferenceEquals(m, maker));
            return;
        }

        if (maker is null)
            s.Fees.Makers.Add(maker = new NaiveMaker(account, instrument));
        (maker.WidthPpm, maker.Size) = (c.TriggerPrice.Units, c.Quantity.Units);
    }
}
