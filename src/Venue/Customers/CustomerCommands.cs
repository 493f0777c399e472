using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Customers;

/// <summary>SetVerification, SetVerificationPolicy, SetTierLimit, SetCountry, and what limits' use is told (docs/reference/verification.md).</summary>
internal sealed class CustomerCommands<TSink>(Market<TSink> market, MassCancels<TSink> massCancels)
    where TSink : struct, IEventSink
{
    private const int Listed = 16;

    private readonly CustomerRegister _register = market.Customers;
    private readonly Reports<TSink> _report = market.Report;

    public void SetVerification(in Command c)
    {
        var isCountry = CountryCode.TryCreate(c.Text, out var country);
        var verification = Verification.Unpack(c.Terms, country);
        var reason =
            c.Owner.Value < 1 ? RejectReason.UnknownOwner
            : !Verification.IsWellFormed(c.Terms) ? RejectReason.UnknownTerms
            : !isCountry || !verification.IsValid || _register.CustomerOf(c.Owner.Value) != c.Owner.Value ? RejectReason.VerificationInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        _register.Set(c.Owner.Value, verification);
        HashSet<int> owners = [c.Owner.Value, .. market.Ledger.Accounts.SubAccountsOf(c.Owner.Value)];
        foreach (var owner in owners)
            if (market.Ledger.Accounts.Find(owner) is not 0 and var row)
                market.Ledger.TellRights(row);
        var count = Verification.Cancels(c.Terms) ? massCancels.CancelOwners(owners, CancelReason.VerificationChanged) : 0;
        ref var e = ref _report.Begin(EventKind.VerificationSet);
        e.Owner = c.Owner;
        e.Terms = c.Terms;
        e.ClientOrderId = c.Text;
        e.Quantity = new Quantity(count);
    }

    public void SetPolicy(in Command c)
    {
        if (c.Terms.Bits > 3)
        {
            _report.Refused(c, RejectReason.UnknownTerms);
            return;
        }

        _register.Set(VerificationPolicy.Unpack(c.Terms));
        market.Ledger.TellAllRights();
        _report.Begin(EventKind.VerificationPolicySet).Terms = c.Terms;
    }

    public void SetTierLimit(in Command c)
    {
        var limit = c.ToTierLimit();
        var reason =
            limit.Tier is < VerificationTier.Level1 or > VerificationTier.Institutional || !limit.Limits.IsValid ? RejectReason.TierLimitInvalid
            : market.Ledger.FindAsset(c.Asset.Value) is null ? RejectReason.AssetUnknown
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        _register.Set(limit);
        market.Ledger.TellAllRights();
        ref var e = ref _report.Begin(EventKind.TierLimitSet);
        e.Terms = c.Terms;
        e.Asset = c.Asset;
        e.Quantity = c.Quantity;
        e.DisplayQuantity = c.DisplayQuantity;
        e.TriggerPrice = c.TriggerPrice;
    }

    public void SetCountry(in Command c)
    {
        var isCountry = CountryCode.TryCreate(c.Text, out var country) && !country.IsNone;
        var (isListed, closed) = ((c.Terms.Bits & Listed) != 0, (AccountRights)c.Terms.Bits & AccountRights.All);
        var reason =
            c.Terms.Bits >= Listed * 2 ? RejectReason.UnknownTerms
            : !isCountry || (closed != AccountRights.None && !isListed) ? RejectReason.CountryInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        if (isListed)
            _register.List(country, closed);
        else
            _register.Unlist(country);
        market.Ledger.TellAllRights();
        ref var e = ref _report.Begin(EventKind.CountrySet);
        e.Terms = c.Terms;
        e.ClientOrderId = c.Text;
    }

    /// <summary>Section 6: what the command has changed.</summary>
    public void TellUses()
    {
        foreach (var key in _register.Uses.SortedTouched())
        {
            var (customer, asset, use) = _register.Uses[key];
            ref var e = ref _report.Begin(EventKind.LimitUsed);
            e.Owner = new OwnerId(customer);
            e.Asset = new AssetId(asset);
            e.Quantity = new Quantity(use.Deposited);
            e.DisplayQuantity = new Quantity(use.Withdrawn);
            e.TriggerPrice = new Price(use.Traded);
        }

        _register.Uses.ForgetTouched();
    }
}
