using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>Verification as its events tell of it. Owned by the fan-out thread.</summary>
internal sealed class CustomersView
{
    private const int Listed = 16;

    private readonly SortedDictionary<int, Verification> _customers = [];
    private readonly SortedDictionary<(VerificationTier Tier, int Asset), DailyLimits> _limits = [];
    private readonly SortedDictionary<CountryCode, AccountRights> _countries = [];
    private readonly Dictionary<(int Customer, int Asset), (long Day, DailyUse Use)> _uses = [];

    public VerificationPolicy Policy { get; set; }

    /// <summary>Ascending.</summary>
    public IEnumerable<VerifiedCustomer> Customers => _customers.Select(pair => new VerifiedCustomer(new OwnerId(pair.Key), pair.Value));

    /// <summary>Ascending by tier, then asset.</summary>
    public IEnumerable<TierLimit> Limits => _limits.Select(pair => new TierLimit(pair.Key.Tier, new AssetId(pair.Key.Asset), pair.Value));

    /// <summary>By the alphabet.</summary>
    public IEnumerable<ListedCountry> Countries => _countries.Select(pair => new ListedCountry(pair.Key, pair.Value));

    /// <summary>The last use of each customer and asset, in no order, each with its day.</summary>
    public IEnumerable<(CustomerUse Use, long Day)> Uses => _uses.Select(pair => (new CustomerUse(new OwnerId(pair.Key.Customer), new AssetId(pair.Key.Asset), pair.Value.Use), pair.Value.Day));

    public Verification Of(OwnerId customer) => _customers.GetValueOrDefault(customer.Value);

    /// <summary>True where something was ever said of a customer.</summary>
    public bool Knows(OwnerId customer) => _customers.ContainsKey(customer.Value);

    /// <summary>Customers with numbers above one, ascending.</summary>
    public IEnumerable<VerifiedCustomer> After(OwnerId customer) => Customers.SkipWhile(known => known.Customer.Value <= customer.Value);

    public DailyLimits LimitsOf(VerificationTier tier, AssetId asset) => _limits.TryGetValue((tier, asset.Value), out var limits) ? limits : DailyLimits.None;

    /// <summary>What a customer has used on the day of a time.</summary>
    public DailyUse UseOf(OwnerId customer, AssetId asset, Timestamp now) =>
        _uses.TryGetValue((customer.Value, asset.Value), out var last) && last.Day == DayOf(now) ? last.Use : default;

    public void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.VerificationSet:
                Set(e.Owner, e.ToVerification());
                break;
            case EventKind.VerificationPolicySet:
                Policy = VerificationPolicy.Unpack(e.Terms);
                break;
            case EventKind.TierLimitSet:
                Set(e.ToTierLimit());
                break;
            case EventKind.CountrySet when CountryCode.TryCreate(e.ClientOrderId, out var country):
                if ((e.Terms.Bits & Listed) != 0)
                    List(country, (AccountRights)e.Terms.Bits & AccountRights.All);
                else
                    _countries.Remove(country);
                break;
            case EventKind.LimitUsed:
                Use(e.Owner, e.Asset, DayOf(e.Time), e.ToDailyUse());
                break;
        }
    }

    public void Set(OwnerId customer, Verification verification) => _customers[customer.Value] = verification;

    public void Set(TierLimit limit)
    {
        if (limit.Limits == DailyLimits.None)
            _limits.Remove((limit.Tier, limit.Asset.Value));
        else
            _limits[(limit.Tier, limit.Asset.Value)] = limit.Limits;
    }

    public void List(CountryCode country, AccountRights closed) => _countries[country] = closed;

    public void Use(OwnerId customer, AssetId asset, long day, DailyUse use) => _uses[(customer.Value, asset.Value)] = (day, use);

    private static long DayOf(Timestamp time) => time.Nanoseconds / Timestamp.NanosecondsPerDay;
}
