using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The view of customers as a section of saved views: policy, limits, countries, customers, uses. Cold.</summary>
internal static class CustomersSection
{
    private const string Impossible = "the customers of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var view = views.Customers;
        var (limits, countries, customers) = (view.Limits.ToList(), view.Countries.ToList(), view.Customers.ToList());
        var uses = view.Uses.OrderBy(use => use.Use.Customer.Value).ThenBy(use => use.Use.Asset.Value).ToList();
        if (view.Policy == default && limits.Count + countries.Count + customers.Count + uses.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(view.Policy.Pack());
        to.Add(limits.Count);
        foreach (var limit in limits)
        {
            to.Add((byte)limit.Tier);
            to.Add(limit.Asset.Value);
            to.Add(limit.Limits);
        }

        to.Add(countries.Count);
        foreach (var listed in countries)
        {
            to.Add(listed.Country.Value);
            to.Add((ushort)listed.Closed);
        }

        to.Add(customers.Count);
        foreach (var known in customers)
        {
            to.Add(known.Customer.Value);
            to.Add(known.Verification.Pack(cancelOrders: false));
            to.Add(known.Verification.Country.Value);
        }

        to.Add(uses.Count);
        foreach (var (use, day) in uses)
        {
            to.Add(use.Customer.Value);
            to.Add(use.Asset.Value);
            to.Add(day);
            to.Add(use.Use);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var view = views.Customers;
        view.Policy = VerificationPolicy.Unpack(from.Read<OrderTerms>());
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var limit = new TierLimit((VerificationTier)from.Read<byte>(), new AssetId(from.Read<int>()), from.Read<DailyLimits>());
            if (limit.Tier > VerificationTier.Institutional || !limit.Limits.IsValid)
                return Impossible;
            view.Set(limit);
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var country = new CountryCode(from.Read<ushort>());
            if (!country.IsValid)
                return Impossible;
            view.List(country, (AccountRights)from.Read<ushort>());
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var customer = new OwnerId(from.Read<int>());
            var verification = Verification.Unpack(from.Read<OrderTerms>(), new CountryCode(from.Read<ushort>()));
            if (!verification.IsValid)
                return Impossible;
            view.Set(customer, verification);
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
            view.Use(new OwnerId(from.Read<int>()), new AssetId(from.Read<int>()), from.Read<long>(), from.Read<DailyUse>());
        return from.IsWhole ? null : Impossible;
    }
}
