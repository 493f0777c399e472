using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>verification.md, sections 1 to 6.</summary>
internal static class Customers
{
    /// <summary>Section 1.</summary>
    public static OwnerId CustomerOf(NaiveState s, OwnerId owner) => s.Bank.Find(owner) is { Parent.Value: not 0 } account ? account.Parent : owner;

    public static long Day(NaiveState s) => s.Time.Nanoseconds / 86_400_000_000_000;

    public static void SetVerification(NaiveState s, in Command c)
    {
        var bits = (int)c.Terms.Bits;
        var (state, tier) = (bits & 15, (bits >> 4) & 15);
        var (customer, country) = (c.Owner, c.Text);
        var reason =
            customer.Value < 1 ? RejectReason.UnknownOwner
            : bits >> 9 != 0 ? RejectReason.UnknownTerms
            : state > 3 || tier > 4 || (state == 1 && tier == 0) || !(country.IsEmpty ? country.IsWellFormed : IsCountry(country)) || CustomerOf(s, customer) != customer ? RejectReason.VerificationInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        s.Customers.Known.RemoveAll(k => k.Customer == customer);
        s.Customers.Known.Add((customer, (VerificationState)state, (VerificationTier)tier, country.IsEmpty ? "" : country.ToString()));
        var cancels = (bits & 256) != 0;
        var count = cancels ? s.CancelAll(o => CustomerOf(s, o.Owner) == customer, CancelReason.VerificationChanged) : 0;
        if (cancels)
            AlgoSteps.EndMany(s, a => CustomerOf(s, a.Owner) == customer, CancelReason.VerificationChanged);
        if (cancels)
            WorkedBaskets.EndMany(s, b => CustomerOf(s, b.Owner) == customer, CancelReason.VerificationChanged);
        s.Report.Write(new ExchangeEvent { Kind = EventKind.VerificationSet, Owner = customer, Terms = c.Terms, ClientOrderId = country, Quantity = new Quantity(count) });
    }

    public static void SetPolicy(NaiveState s, in Command c)
    {
        if (c.Terms.Bits > 3)
        {
            s.Report.Refused(c, RejectReason.UnknownTerms);
            return;
        }

        (s.Customers.IsRequired, s.Customers.ListedOnly) = (c.Terms.Bits % 2 == 1, c.Terms.Bits >= 2);
        s.Report.Write(new ExchangeEvent { Kind = EventKind.VerificationPolicySet, Terms = c.Terms });
    }

    public static void SetTierLimit(NaiveState s, in Command c)
    {
        var (tier, asset) = ((VerificationTier)Math.Min(c.Terms.Bits, (ushort)255), c.Asset);
        long[] amounts = [c.Quantity.Units, c.DisplayQuantity.Units, c.TriggerPrice.Units];
        var reason =
            c.Terms.Bits is < 1 or > 4 || amounts.Any(a => a < -1 || a > 1L << 62) ? RejectReason.TierLimitInvalid
            : s.Bank.Find(asset) is null ? RejectReason.AssetUnknown
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        s.Customers.Limits.RemoveAll(l => l.Tier == tier && l.Asset == asset);
        s.Customers.Limits.Add((tier, asset, amounts[0], amounts[1], amounts[2]));
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.TierLimitSet,
            Terms = c.Terms,
            Asset = asset,
            Quantity = c.Quantity,
            DisplayQuantity = c.DisplayQuantity,
            TriggerPrice = c.TriggerPrice,
        });
    }

    public static void SetCountry(NaiveState s, in Command c)
    {
        var bits = (int)c.Terms.Bits;
        var isListed = (bits & 16) != 0;
        if (bits >= 32 || !IsCountry(c.Text) || (!isListed && bits != 0))
        {
            s.Report.Refused(c, bits >= 32 ? RejectReason.UnknownTerms : RejectReason.CountryInvalid);
            return;
        }

        var country = c.Text.ToString();
        s.Customers.Countries.RemoveAll(l => l.Country == country);
        if (isListed)
            s.Customers.Countries.Add((country, (AccountRights)(bits & 15)));
        s.Report.Write(new ExchangeEvent { Kind = EventKind.CountrySet, Terms = c.Terms, ClientOrderId = c.Text });
    }

    /// <summary>Section 3.</summary>
    public static RejectReason Check(NaiveState s, OwnerId owner, AccountRights action)
    {
        if (!s.Customers.IsRequired)
            return RejectReason.None;
        var (_, state, _, country) = s.Customers.Find(CustomerOf(s, owner));
        if (state != VerificationState.Verified)
            return state == VerificationState.Pending ? RejectReason.VerificationPending
                : state == VerificationState.Rejected ? RejectReason.VerificationRejected
                : RejectReason.VerificationSuspended;
        var at = s.Customers.Countries.FindIndex(l => l.Country == country);
        if (at >= 0)
            return s.Customers.Countries[at].Closed.HasFlag(action) ? RejectReason.CountryRestricted : RejectReason.None;
        return s.Customers.ListedOnly ? RejectReason.CountryNotListed : RejectReason.None;
    }

    /// <summary>What section 3 asks of a movement.</summary>
    public static RejectReason CheckMove(NaiveState s, CommandKind kind, OwnerId owner, OwnerId to)
    {
        var reason = Check(s, owner, kind switch { CommandKind.Deposit => AccountRights.Deposit, CommandKind.Withdraw => AccountRights.Withdraw, _ => AccountRights.Transfer });
        return reason == RejectReason.None && IsBetween(s, kind, owner, to) ? Check(s, to, AccountRights.Deposit) : reason;
    }

    /// <summary>Section 4.</summary>
    public static RejectReason CheckMoveLimits(NaiveState s, CommandKind kind, OwnerId owner, OwnerId to, AssetId asset, long amount)
    {
        if (!s.Customers.IsRequired)
            return RejectReason.None;
        var reason = RejectReason.None;
        if (kind == CommandKind.Withdraw || IsBetween(s, kind, owner, to))
            reason = IsBeyond(s, owner, asset, Counted.Withdrawn, amount) ? RejectReason.WithdrawLimitReached : RejectReason.None;
        if (reason == RejectReason.None && (kind == CommandKind.Deposit || IsBetween(s, kind, owner, to)))
            reason = IsBeyond(s, kind == CommandKind.Deposit ? owner : to, asset, Counted.Deposited, amount) ? RejectReason.DepositLimitReached : RejectReason.None;
        return reason;
    }

    public static void CountMove(NaiveState s, NaiveMovement m)
    {
        if (m.Kind == CommandKind.Deposit)
            Count(s, m.Account, m.Asset, Counted.Deposited, m.Amount);
        else if (m.Kind == CommandKind.Withdraw || IsBetween(s, m.Kind, m.Account, m.To))
            Count(s, m.Account, m.Asset, Counted.Withdrawn, m.Amount);
        if (IsBetween(s, m.Kind, m.Account, m.To))
            Count(s, m.To, m.Asset, Counted.Deposited, m.Amount);
    }

    public static void Count(NaiveState s, OwnerId owner, AssetId asset, Counted what, BigInteger amount)
    {
        if (s.Customers.IsRequired)
            s.Customers.Uses.Add(new NaiveUse(CustomerOf(s, owner), asset, Day(s), what, amount));
    }

    /// <summary>Section 5, of an order as it would be; <paramref name="before"/> is what a replacement replaces.</summary>
    public static RejectReason CheckTradeLimit(NaiveState s, NaiveInstrument instrument, NaiveOrder order, NaiveOrder? before)
    {
        if (!s.Customers.IsRequired || PaidIn(instrument) is not { } asset)
            return RejectReason.None;
        var customer = CustomerOf(s, order.Owner);
        if (s.Customers.Limit(customer, asset, Counted.Traded) is not { } limit)
            return RejectReason.None;
        if (instrument.Contract is not null && !order.IsBudget && Positions.OnlyReduces(s, instrument, order, before?.Leaves ?? 0))
            return RejectReason.None;
        var isWaiting = before is null ? order.Terms.IsStop : before.Place == Place.StopBook;
        var may = MayTrade(s, instrument, order, isWaiting, isEntering: true);
        if (before is not null && may <= MayTrade(s, instrument, before, isWaiting, isEntering: false))
            return RejectReason.None;
        var sum = s.Customers.Used(customer, asset, Day(s), Counted.Traded) + may;
        foreach (var other in s.Orders)
        {
            var i = s.Find(other.Instrument)!;
            if (other.Id != before?.Id && CustomerOf(s, other.Owner) == customer && PaidIn(i) == asset)
                sum += MayTrade(s, i, other, other.Place == Place.StopBook, isEntering: other.Place == Place.Incoming);
        }

        return sum > limit ? RejectReason.TradeLimitReached : RejectReason.None;
    }

    private static AssetId? PaidIn(NaiveInstrument i) => i.Contract is { } contract ? contract.Terms.Asset : i.Definition.IsSettled ? i.Definition.QuoteAsset : null;

    private static BigInteger MayTrade(NaiveState s, NaiveInstrument instrument, NaiveOrder order, bool isWaiting, bool isEntering)
    {
        var i = instrument.Definition;
        if (order.IsBudget)
            return Amounts.RoundedDown(i, order.BudgetLeft);
        var price = order.Price;
        if (order.IsBuy && price.IsNone)
        {
            price = instrument.Contract is not null ? new Price(Worth.Collar(instrument)?.Upper ?? 0) : BoundOf(s, instrument, order, isEntering);
        }
        else if (!order.IsBuy)
        {
            if (isWaiting && order.TriggerPrice > price)
                price = order.TriggerPrice;
            if (isEntering && !isWaiting && s.Best(order.Instrument, Side.Buy) is { } bid && bid.Price > price)
                price = bid.Price;
        }

        var money = instrument.Contract is not null ? Worth.N(instrument, price.Units, order.Leaves) : Amounts.RoundedDown(i, Amounts.Exact(i, price, order.Leaves));
        return BigInteger.Min(money, BigInteger.Pow(2, 62));
    }

    private static Price BoundOf(NaiveState s, NaiveInstrument instrument, NaiveOrder order, bool isEntering)
    {
        if (!isEntering)
            return order.Bound;
        var entering = order.Copy();
        Covers.Fix(s, instrument, entering);
        return entering.Bound;
    }

    /// <summary>What everybody has used on the command's day, ascending by customer, then asset.</summary>
    public static List<CustomerUse> Uses(NaiveState s)
    {
        var pairs = s.Customers.Uses.Where(u => u.Day == Day(s)).Select(u => (u.Customer, u.Asset)).Distinct().OrderBy(p => p.Customer.Value).ThenBy(p => p.Asset.Value);
        return [.. pairs.Select(p => new CustomerUse(p.Customer, p.Asset, new DailyUse(Told(p, Counted.Deposited), Told(p, Counted.Withdrawn), Told(p, Counted.Traded))))];

        long Told((OwnerId Customer, AssetId Asset) pair, Counted what) => (long)BigInteger.Min(long.MaxValue, s.Customers.Used(pair.Customer, pair.Asset, Day(s), what));
    }

    /// <summary>Section 6.</summary>
    public static void TellUses(NaiveState s, List<CustomerUse> before)
    {
        foreach (var now in Uses(s).Except(before))
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.LimitUsed,
                Owner = now.Customer,
                Asset = now.Asset,
                Quantity = new Quantity(now.Use.Deposited),
                DisplayQuantity = new Quantity(now.Use.Withdrawn),
                TriggerPrice = new Price(now.Use.Traded),
            });
    }

    /// <summary>Section 8's state for comparison.</summary>
    public static CustomersState Audit(NaiveState s) => new(
        new VerificationPolicy(s.Customers.IsRequired, s.Customers.ListedOnly),
        [.. s.Customers.Limits.Where(l => l.Deposits >= 0 || l.Withdrawals >= 0 || l.Trades >= 0).OrderBy(l => l.Tier).ThenBy(l => l.Asset.Value)
            .Select(l => new TierLimit(l.Tier, l.Asset, new DailyLimits(l.Deposits, l.Withdrawals, l.Trades)))],
        [.. s.Customers.Countries.OrderBy(l => l.Country, StringComparer.Ordinal).Select(l => new ListedCountry(Code(l.Country), l.Closed))],
        [.. s.Customers.Known.OrderBy(k => k.Customer.Value).Select(k => new VerifiedCustomer(k.Customer, new Verification(k.State, k.Tier, Code(k.Country))))],
        Uses(s));

    private static CountryCode Code(string country) => country.Length == 0 ? default : new CountryCode((ushort)(country[0] | country[1] << 8));

    private static bool IsCountry(Text36 text) => text.IsWellFormed && !text.IsEmpty && text.ToString() is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];

    private static bool IsBetween(NaiveState s, CommandKind kind, OwnerId owner, OwnerId to) => kind == CommandKind.Transfer && CustomerOf(s, owner) != CustomerOf(s, to);

    private static bool IsBeyond(NaiveState s, OwnerId owner, AssetId asset, Counted what, long amount)
    {
        var customer = CustomerOf(s, owner);
        return s.Customers.Limit(customer, asset, what) is { } limit && s.Customers.Used(customer, asset, Day(s), what) + amount > limit;
    }
}
