using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;

namespace Rialto.Venue.Customers;

/// <summary>What is known of customers, and what that lets them do (docs/reference/verification.md). While verification is not required nobody looks here but for <see cref="IsRequired"/>.</summary>
internal sealed class CustomerRegister(AccountTable accounts)
{
    private readonly Dictionary<int, Verification> _customers = [];
    private readonly Dictionary<CountryCode, AccountRights> _countries = [];
    private readonly Dictionary<(VerificationTier Tier, int Asset), DailyLimits> _limits = [];
    private readonly bool[] _hasTradeLimit = new bool[(int)VerificationTier.Institutional + 1];

    /// <summary>Only verified customers may do anything.</summary>
    public bool IsRequired { get; private set; }

    public VerificationPolicy Policy { get; private set; }

    /// <summary>What was used of limits.</summary>
    public DayUses Uses { get; } = new();

    /// <summary>Ascending. Cold.</summary>
    public IEnumerable<VerifiedCustomer> Customers => _customers.OrderBy(pair => pair.Key).Select(pair => new VerifiedCustomer(new OwnerId(pair.Key), pair.Value));

    /// <summary>Ascending. Cold.</summary>
    public IEnumerable<ListedCountry> Countries => _countries.OrderBy(pair => pair.Key).Select(pair => new ListedCountry(pair.Key, pair.Value));

    /// <summary>Ascending by tier, then asset. Cold.</summary>
    public IEnumerable<TierLimit> Limits => _limits.OrderBy(pair => pair.Key).Select(pair => new TierLimit(pair.Key.Tier, new AssetId(pair.Key.Asset), pair.Value));

    public static long DayOf(Timestamp time) => time.Nanoseconds / Timestamp.NanosecondsPerDay;

    public void Set(VerificationPolicy policy)
    {
        Policy = policy;
        IsRequired = policy.IsRequired;
    }

    public void Set(int customer, Verification verification) => _customers[customer] = verification;

    public void Set(TierLimit limit)
    {
        var key = (limit.Tier, limit.Asset.Value);
        if (limit.Limits == DailyLimits.None)
            _limits.Remove(key);
        else
            _limits[key] = limit.Limits;
        Array.Clear(_hasTradeLimit);
        foreach (var (of, limits) in _limits)
            _hasTradeLimit[(int)of.Tier] |= limits.Trades != DailyLimits.Unlimited;
    }

    public void List(CountryCode country, AccountRights closed) => _countries[country] = closed;

    public void Unlist(CountryCode country) => _countries.Remove(country);

    /// <summary>Whose verification counts for an owner: its account's parent's, if it has one.</summary>
    public int CustomerOf(int owner)
    {
        var row = accounts.Find(owner);
        return row != 0 && accounts[row].Parent is not 0 and var parent ? parent : owner;
    }

    /// <summary>What a customer's present tier may do of an asset in a day.</summary>
    public DailyLimits LimitsOf(int customer, int asset) =>
        _limits.TryGetValue((_customers.GetValueOrDefault(customer).Tier, asset), out var limits) ? limits : DailyLimits.None;

    /// <summary>Section 3: why an owner may not do this; asked only while verification is required.</summary>
    public RejectReason Check(int owner, AccountRights action)
    {
        var verification = _customers.GetValueOrDefault(CustomerOf(owner));
        if (verification.State != VerificationState.Verified)
            return verification.State switch
            {
                VerificationState.Pending => RejectReason.VerificationPending,
                VerificationState.Rejected => RejectReason.VerificationRejected,
                _ => RejectReason.VerificationSuspended,
            };
        if (_countries.TryGetValue(verification.Country, out var closed))
            return (closed & action) != 0 ? RejectReason.CountryRestricted : RejectReason.None;
        return Policy.ListedOnly ? RejectReason.CountryNotListed : RejectReason.None;
    }

    /// <summary>True where an owner's orders need not be looked at one by one because of its customer.</summary>
    public bool TradesFreely(int owner) =>
        !IsRequired || (Check(owner, AccountRights.Trade) == RejectReason.None && !_hasTradeLimit[(int)_customers.GetValueOrDefault(CustomerOf(owner)).Tier]);

    /// <summary>Section 4: paid in, or received from another customer.</summary>
    public RejectReason CheckDeposit(int owner, int asset, long amount, Timestamp now)
    {
        var customer = CustomerOf(owner);
        return IsBeyond(LimitsOf(customer, asset).Deposits, Uses.Of(customer, asset, DayOf(now)).Deposited, amount) ? RejectReason.DepositLimitReached : RejectReason.None;
    }

    /// <summary>Section 4: paid out, or sent to another customer.</summary>
    public RejectReason CheckWithdrawal(int owner, int asset, long amount, Timestamp now)
    {
        var customer = CustomerOf(owner);
        return IsBeyond(LimitsOf(customer, asset).Withdrawals, Uses.Of(customer, asset, DayOf(now)).Withdrawn, amount) ? RejectReason.WithdrawLimitReached : RejectReason.None;
    }

    public void CountDeposit(int owner, int asset, long amount, Timestamp now) => Uses.AddDeposited(CustomerOf(owner), asset, DayOf(now), amount);

    public void CountWithdrawal(int owner, int asset, long amount, Timestamp now) => Uses.AddWithdrawn(CustomerOf(owner), asset, DayOf(now), amount);

    /// <summary>Section 5: a trade of two owners, in money of what it is paid in.</summary>
    public void CountTrade(int one, int other, int quote, long money, Timestamp now)
    {
        var day = DayOf(now);
        Uses.AddTraded(CustomerOf(one), quote, day, money);
        Uses.AddTraded(CustomerOf(other), quote, day, money);
    }

    /// <summary>Section 8's state for audits, with the uses of a day. Cold.</summary>
    public CustomersState Audit(long day) => new(
        Policy, [.. Limits], [.. Countries], [.. Customers],
        [.. Uses.InOrder(day).Select(u => new CustomerUse(new OwnerId(u.Customer), new AssetId(u.Asset), u.Use))]);

    private static bool IsBeyond(long limit, long used, long amount) => limit != DailyLimits.Unlimited && (used > limit || amount > limit - used);
}
