using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;
using Rialto.Venue.Customers;

namespace Rialto.Venue.Snapshots;

/// <summary>Reads what <see cref="CustomersSaving"/> wrote, and believes none of it. Cold.</summary>
internal sealed class CustomersLoading<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private CustomersPart? _before;
    private (long, long) _last;

    private CustomerRegister Register => market.Customers;

    /// <summary>Reads one section. What is wrong with it, or null.</summary>
    public string? Read(FieldReader from)
    {
        var part = (CustomersPart)from.Read<byte>();
        if (_before is null ? part != CustomersPart.Policy : part < _before || part == CustomersPart.Policy)
            return "its sections of customers are out of order";
        if (part != _before)
            _last = (-1, -1);
        _before = part;
        var isPossible = part == CustomersPart.Policy ? ReadPolicy(from) : part <= CustomersPart.Uses && ReadRows(part, from);
        return isPossible && from.IsWhole ? null : $"its {part.ToString().ToLowerInvariant()} of customers are impossible";
    }

    private bool ReadPolicy(FieldReader from)
    {
        var bits = from.Read<ushort>();
        Register.Set(VerificationPolicy.Unpack(new OrderTerms(bits)));
        return bits <= 3;
    }

    private bool ReadRows(CustomersPart part, FieldReader from)
    {
        while (from.HasMore)
        {
            var isPossible = part switch
            {
                CustomersPart.Limits => ReadLimit(from),
                CustomersPart.Countries => ReadCountry(from),
                CustomersPart.Customers => ReadCustomer(from),
                _ => ReadUse(from),
            };
            if (!isPossible)
                return false;
        }

        return true;
    }

    private bool ReadLimit(FieldReader from)
    {
        var limit = new TierLimit((VerificationTier)from.Read<byte>(), new AssetId(from.Read<int>()), new DailyLimits(from.Read<long>(), from.Read<long>(), from.Read<long>()));
        if (limit.Tier is < VerificationTier.Level1 or > VerificationTier.Institutional || !limit.Limits.IsValid || limit.Limits == DailyLimits.None || !IsAsset(limit.Asset.Value)
            || !IsNext((long)limit.Tier, limit.Asset.Value))
            return false;
        Register.Set(limit);
        return true;
    }

    private bool ReadCountry(FieldReader from)
    {
        var country = new CountryCode(from.Read<ushort>());
        var closed = (AccountRights)from.Read<ushort>();
        if (!country.IsValid || (closed & ~AccountRights.All) != 0 || !IsNext(country.Value & 0xFF, country.Value >> 8))
            return false;
        Register.List(country, closed);
        return true;
    }

    private bool ReadCustomer(FieldReader from)
    {
        var customer = from.Read<int>();
        var terms = new OrderTerms(from.Read<ushort>());
        var verification = Verification.Unpack(terms, new CountryCode(from.Read<ushort>()));
        if (customer < 1 || terms.Bits >> 8 != 0 || !verification.IsValid || !IsNext(customer, 0))
            return false;
        Register.Set(customer, verification);
        return true;
    }

    private bool ReadUse(FieldReader from)
    {
        var day = from.Read<long>();
        var (customer, asset) = (from.Read<int>(), from.Read<int>());
        var use = new DailyUse(from.Read<long>(), from.Read<long>(), from.Read<long>());
        var isDay = day >= 0 && day <= CustomerRegister.DayOf(market.Report.Time) && Register.Uses.LastDay is var last && (last < 0 || last == day);
        if (!isDay || customer < 1 || !IsAsset(asset) || (use.Deposited | use.Withdrawn | use.Traded) < 0 || use == default || !IsNext(customer, asset))
            return false;
        Register.Uses.Restore(customer, asset, day, use);
        return true;
    }

    private bool IsAsset(int asset) => market.Ledger.FindAsset(asset) is not null;

    private bool IsNext(long first, long second)
    {
        var isNext = (first, second).CompareTo(_last) > 0;
        _last = (first, second);
        return isNext;
    }
}
