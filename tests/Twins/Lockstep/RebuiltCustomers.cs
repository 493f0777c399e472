using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Verification rebuilt from nothing but events, and the laws of verification.md, section 8: nobody did what he may not, and no movement passed a limit.</summary>
public sealed class RebuiltCustomers(RebuiltBank bank)
{
    private readonly SortedDictionary<int, Verification> _customers = [];
    private readonly SortedDictionary<(VerificationTier Tier, int Asset), DailyLimits> _limits = [];
    private readonly SortedDictionary<CountryCode, AccountRights> _countries = [];
    private readonly Dictionary<(int Customer, int Asset, Counted What), BigInteger> _used = [];
    private readonly SortedDictionary<(int Customer, int Asset), DailyUse> _told = [];
    private readonly HashSet<(int Customer, int Asset)> _touched = [];
    private readonly HashSet<int> _traders = [];
    private (int, int) _lastTold;
    private long _day;

    /// <summary>What the exchange asks.</summary>
    public VerificationPolicy Policy { get; private set; }

    /// <summary>Whose verification counts for an owner.</summary>
    public int CustomerOf(OwnerId owner) => bank.Accounts.TryGetValue(owner.Value, out var account) && account.Parent.Value != 0 ? account.Parent.Value : owner.Value;

    internal void Begin(Timestamp time)
    {
        _touched.Clear();
        _traders.Clear();
        _lastTold = default;
        var day = time.Nanoseconds / 86_400_000_000_000;
        if (day == _day)
            return;
        _day = day;
        _used.Clear();
        _told.Clear();
    }

    internal void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.VerificationSet:
                _customers[e.Owner.Value] = e.ToVerification();
                break;
            case EventKind.VerificationPolicySet:
                Policy = VerificationPolicy.Unpack(e.Terms);
                break;
            case EventKind.TierLimitSet:
                var limit = e.ToTierLimit();
                _limits.Remove((limit.Tier, limit.Asset.Value));
                if (limit.Limits != DailyLimits.None)
                    _limits.Add((limit.Tier, limit.Asset.Value), limit.Limits);
                break;
            case EventKind.CountrySet when CountryCode.TryCreate(e.ClientOrderId, out var country):
                _countries.Remove(country);
                if ((e.Terms.Bits & 16) != 0)
                    _countries.Add(country, (AccountRights)(e.Terms.Bits & 15));
                break;
            case EventKind.LimitUsed:
                OnTold(e);
                break;
            case EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred when Policy.IsRequired:
                OnMovement(e);
                break;
            case EventKind.OrderAccepted when Policy.IsRequired && !e.Flags.HasFlag(EventFlags.Liquidation):
                Promise(May(e.Owner, AccountRights.Trade), "who enters an order may trade");
                break;
            case EventKind.AlgoAccepted when Policy.IsRequired:
                Promise(May(e.Owner, AccountRights.Trade), "who enters an algo order may trade");
                break;
            case EventKind.OrderReplaced when Policy.IsRequired:
                Promise(May(e.Owner, AccountRights.Trade), "who replaces an order may trade");
                break;
        }
    }

    internal void OnTrade(in ExchangeEvent e, RebuiltInstrument instrument)
    {
        if (!Policy.IsRequired || PaidIn(instrument) is not { } asset)
            return;
        var money = Money(instrument, e.Price, e.Quantity.Units);
        Count(e.Owner, asset, Counted.Traded, money);
        Count(e.MakerOwner, asset, Counted.Traded, money);
        _traders.Add(e.Owner.Value);
        _traders.Add(e.MakerOwner.Value);
    }

    /// <summary>
    /// A new order is in: with all others of its customer and what was traded it stays within the limit. Orders whose bound events do not show count as nothing here; of contracts only those are looked at that
    /// surely do not reduce a position.
    /// </summary>
    internal void OnEntered(RebuiltOrder entered, IEnumerable<(RebuiltOrder Order, RebuiltInstrument Instrument)> live, RebuiltInstrument instrument, bool isLiquidation)
    {
        var customer = CustomerOf(entered.Owner);
        if (!Policy.IsRequired || isLiquidation || PaidIn(instrument) is not { } asset || LimitsOf(customer, asset).Trades is not (>= 0 and var limit))
            return;
        if (instrument.Contract is not null && (_traders.Contains(entered.Owner.Value) || bank.PositionOf(entered.Owner, entered.Instrument) is var held && (entered.Side == Side.Buy ? held < 0 : held > 0)))
            return;
        var sum = _used.GetValueOrDefault((customer, asset.Value, Counted.Traded));
        foreach (var (order, i) in live)
            if (PaidIn(i) == asset && CustomerOf(order.Owner) == customer)
                sum += order.IsBudget ? Amounts.RoundedDown(i.Definition, order.BudgetLeft) : Money(i, order.Price, order.Leaves);
        Promise(sum <= limit, "no order is let in that may take its customer above its limit of trading");
    }

    private static AssetId? PaidIn(RebuiltInstrument i) => i.Contract is { } contract ? contract.Asset : i.Definition.IsSettled ? i.Definition.QuoteAsset : null;

    private static BigInteger Money(RebuiltInstrument i, Price price, long quantity) =>
        Amounts.RoundedDown(i.Definition, Amounts.Exact(i.Definition, price, quantity) * (i.Contract?.Multiplier ?? 1));

    internal void End()
    {
        foreach (var pair in _touched)
            Promise(_told.ContainsKey(pair) && _told[pair] == Sums(pair), "what a customer used is told");
    }

    /// <summary>What is wrong with an engine's customers by what its events told. Null if nothing.</summary>
    internal string? Compare(CustomersState state)
    {
        var rebuilt = new CustomersState(
            Policy, [.. _limits.Select(l => new TierLimit(l.Key.Tier, new AssetId(l.Key.Asset), l.Value))], [.. _countries.Select(c => new ListedCountry(c.Key, c.Value))],
            [.. _customers.Select(c => new VerifiedCustomer(new OwnerId(c.Key), c.Value))],
            [.. _told.Select(t => new CustomerUse(new OwnerId(t.Key.Customer), new AssetId(t.Key.Asset), t.Value))]);
        return Differences.OfCustomers(state, rebuilt) is { } difference ? "customers by the events: " + difference : null;
    }

    private void OnTold(in ExchangeEvent e)
    {
        var pair = (e.Owner.Value, e.Asset.Value);
        Promise(pair.CompareTo(_lastTold) > 0, "uses come in ascending order");
        Promise(!_told.TryGetValue(pair, out var before) || before != e.ToDailyUse(), "what is told of uses is new");
        Promise(e.ToDailyUse() == Sums(pair), "a use told is the sum of movements and trades");
        _lastTold = pair;
        _told[pair] = e.ToDailyUse();
    }

    private void OnMovement(in ExchangeEvent e)
    {
        var action = e.Kind switch { EventKind.Deposited => AccountRights.Deposit, EventKind.Withdrawn => AccountRights.Withdraw, _ => AccountRights.Transfer };
        Promise(May(e.Owner, action), "who moves money may");
        var isBetween = e.Kind == EventKind.Transferred && CustomerOf(e.Owner) != CustomerOf(e.To);
        if (isBetween)
            Promise(May(e.To, AccountRights.Deposit), "who gets money from another customer may be paid in");
        if (e.Kind == EventKind.Withdrawn || isBetween)
        {
            Count(e.Owner, e.Asset, Counted.Withdrawn, e.Amount.Units);
            Promise(IsWithin(e.Owner, e.Asset, Counted.Withdrawn, LimitsOf(CustomerOf(e.Owner), e.Asset).Withdrawals), "nobody takes out more than his limit");
        }

        if (e.Kind != EventKind.Deposited && !isBetween)
            return;
        var receiver = isBetween ? e.To : e.Owner;
        Count(receiver, e.Asset, Counted.Deposited, e.Amount.Units);
        Promise(IsWithin(receiver, e.Asset, Counted.Deposited, LimitsOf(CustomerOf(receiver), e.Asset).Deposits), "nobody is paid in more than his limit");
    }

    private bool May(OwnerId owner, AccountRights action)
    {
        var verification = _customers.GetValueOrDefault(CustomerOf(owner));
        return verification.State == VerificationState.Verified
            && (_countries.TryGetValue(verification.Country, out var closed) ? (closed & action) == 0 : !Policy.ListedOnly);
    }

    private DailyLimits LimitsOf(int customer, AssetId asset) =>
        _limits.TryGetValue((_customers.GetValueOrDefault(customer).Tier, asset.Value), out var limits) ? limits : DailyLimits.None;

    private bool IsWithin(OwnerId owner, AssetId asset, Counted what, long limit) => limit < 0 || _used[(CustomerOf(owner), asset.Value, what)] <= limit;

    private void Count(OwnerId owner, AssetId asset, Counted what, BigInteger amount)
    {
        var customer = CustomerOf(owner);
        _used[(customer, asset.Value, what)] = _used.GetValueOrDefault((customer, asset.Value, what)) + amount;
        _touched.Add((customer, asset.Value));
    }

    private DailyUse Sums((int Customer, int Asset) pair)
    {
        long Of(Counted what) => (long)BigInteger.Min(long.MaxValue, _used.GetValueOrDefault((pair.Customer, pair.Asset, what)));
        return new DailyUse(Of(Counted.Deposited), Of(Counted.Withdrawn), Of(Counted.Traded));
    }

    private static void Promise(bool kept, string promise)
    {
        if (!kept)
            throw new BrokenPromiseException("broken: " + promise);
    }
}
