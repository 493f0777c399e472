using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;

namespace Rialto.Venue.Fees;

/// <summary>Tiers, weights, promotions and makers are set (fees.md, section 2).</summary>
internal sealed class FeeCommands<TSink>(Market<TSink> market, FeeDays<TSink> days)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly FeeBook _fees = market.Fees;
    private readonly AccountTable _accounts = market.Ledger.Accounts;
    private readonly FeeDays<TSink> _days = days;

    public void SetTier(in Command c)
    {
        var tier = c.ToFeeTier();
        var isRemoval = (c.Terms.Bits & FeeTerms.TierRemoved) != 0;
        var reason =
            c.Terms.Bits >= FeeTerms.TierEnd ? RejectReason.UnknownTerms
            : tier.Number is < 1 or > FeeTier.MaxNumber ? RejectReason.FeeTierInvalid
            : isRemoval ? _fees.Find(tier.Number) is null ? RejectReason.FeeTierUnknown : RejectReason.None
            : !FeeChecks.IsPossible(tier) ? RejectReason.FeeTierInvalid
            : !tier.IsSubsidised && !_fees.IsFunded(tier.Rates, tier.Number) ? RejectReason.RebateNotFunded
            : RejectReason.None;
        if (!Accepts(c, reason))
            return;
        if (isRemoval)
            _fees.Remove(tier.Number);
        else
            _fees.Set(tier);
        _days.RateAll();
    }

    public void SetWeight(in Command c)
    {
        var weight = c.ToVolumeWeight();
        var reason =
            c.Terms.Bits != 0 ? RejectReason.UnknownTerms
            : _market.Ledger.FindAsset(c.Asset.Value) is null ? RejectReason.AssetUnknown
            : !FeeChecks.IsPossible(weight) ? RejectReason.VolumeWeightInvalid
            : RejectReason.None;
        if (Accepts(c, reason))
            _fees.Set(weight);
    }

    public void SetAccountTier(in Command c)
    {
        var row = _accounts.Find(c.Owner.Value);
        var tier = c.Terms.Bits & 255;
        var isAutomatic = (c.Terms.Bits & FeeTerms.TierRemoved) != 0;
        var reason =
            c.Terms.Bits >= FeeTerms.TierSubsidised ? RejectReason.UnknownTerms
            : row == 0 ? RejectReason.AccountUnknown
            : _accounts[row].Parent != 0 ? RejectReason.AccountIsSubAccount
            : isAutomatic ? RejectReason.None
            : tier != 0 && _fees.Find(tier) is null ? RejectReason.FeeTierUnknown
            : !c.ExpireTime.IsNone && c.ExpireTime <= _market.Report.Time ? RejectReason.FeePeriodInvalid
            : RejectReason.None;
        if (!Accepts(c, reason))
            return;
        ref var family = ref _fees.FamilyOf(row);
        (family.FixedAt, family.FixedUntil) = isAutomatic ? (0, 0) : (tier + 1, c.ExpireTime.Nanoseconds);
        family.HasChanged = true;
        _days.Rate(row);
    }

    public void SetPromotion(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var promotion = c.ToPromotion();
        var isRemoval = (c.Terms.Bits & FeeTerms.Removed) != 0;
        var reason =
            c.Terms.Bits >= FeeTerms.PromotionEnd ? RejectReason.UnknownTerms
            : Missing(book) is not RejectReason.None and var missing ? missing
            : isRemoval ? RejectReason.None
            : !promotion.Name.IsWellFormed || !promotion.Rates.ArePossible ? RejectReason.FeeTierInvalid
            : !FeeChecks.IsPeriod(promotion) || promotion.Until <= _market.Report.Time ? RejectReason.FeePeriodInvalid
            : !promotion.IsSubsidised && !_fees.IsFunded(promotion.Rates, 0) ? RejectReason.RebateNotFunded
            : RejectReason.None;
        if (Accepts(c, reason))
            book!.Promotion = isRemoval ? null : promotion;
    }

    public void SetMaker(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var isRemoval = (c.Terms.Bits & FeeTerms.Removed) != 0;
        var reason =
            c.Terms.Bits > FeeTerms.Removed ? RejectReason.UnknownTerms
            : _accounts.Find(c.Owner.Value) == 0 ? RejectReason.AccountUnknown
            : Missing(book) is not RejectReason.None and var missing ? missing
            : !isRemoval && !FeeChecks.IsQuoting(c.TriggerPrice.Units, c.Quantity.Units) ? RejectReason.QuotingInvalid
            : RejectReason.None;
        if (!Accepts(c, reason))
            return;
        var maker = book!.Makers?.Find(c.Owner.Value);
        if (!isRemoval)
            Register(book, maker, c);
        else if (maker is not null)
            Remove(book, maker);
    }

    private void Register(Book book, Maker? maker, in Command c)
    {
        var now = _market.Report.Time.Nanoseconds;
        if (maker is null)
        {
            maker = new Maker(c.Owner.Value, book);
            maker.Restore(now, 0, 0);
            book.EnsureMakers(_fees.Touched).Add(maker);
            foreach (var slot in _market.Orders.OfOwner(maker.Account))
            {
                ref var order = ref _market.Orders[slot];
                if (order.Instrument == book.Id && order.Place == Orders.Place.Book)
                    maker.Shown(order.Side, order.Price, order.Display);
            }
        }

        (maker.WidthPpm, maker.Size) = ((int)c.TriggerPrice.Units, c.Quantity.Units);
        book.Makers!.Touch(maker);
    }

    private void Remove(Book book, Maker maker)
    {
        maker.Advance(_market.Report.Time.Nanoseconds);
        _fees.FamilyOf(_accounts.RootOf(_accounts.Find(maker.Account))).Today += new FeeSums(0, 0, maker.OpenNs, maker.QuotedNs);
        book.Makers!.Remove(maker);
    }

    private static RejectReason Missing(Book? book) =>
        book is null ? RejectReason.UnknownInstrument
        : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
        : RejectReason.None;

    /// <summary>Answers, and switches fees on with the first command that is accepted.</summary>
    private bool Accepts(in Command c, RejectReason reason)
    {
        if (reason != RejectReason.None)
        {
            _market.Report.Refused(c, reason);
            return false;
        }

        _days.TurnOn();
        ref var e = ref _market.Report.Set(EventKind.FeesSet, c);
        e.Reason = (ushort)c.Kind;
        e.Owner = c.Owner;
        e.ClientOrderId = c.Text;
        return true;
    }
}
