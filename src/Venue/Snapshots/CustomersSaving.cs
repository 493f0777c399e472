using Rialto.Model.Customers;

namespace Rialto.Venue.Snapshots;

/// <summary>What a section about customers holds; sections come in this order, as many of each as are needed.</summary>
internal enum CustomersPart : byte
{
    /// <summary>The policy, once, whatever it is.</summary>
    Policy = 0,
    Limits = 1,
    Countries = 2,
    Customers = 3,

    /// <summary>What was used on the last day on which anything was.</summary>
    Uses = 4,
}

/// <summary>Saves verification of customers; nothing where it was never spoken of. Cold.</summary>
/// <param name="state">What there is, with the uses of a day.</param>
/// <param name="usesDay">That day.</param>
/// <param name="to">Where it goes.</param>
internal sealed class CustomersSaving(CustomersState state, long usesDay, StateWriter to)
{
    private readonly SectionRows _rows = new(to, StateSection.Customers);

    public void Save()
    {
        if (state.IsEmpty)
            return;
        _rows.Begin((byte)CustomersPart.Policy);
        to.Add(state.Policy.Pack().Bits);
        _rows.End();
        foreach (var limit in state.Limits)
        {
            _rows.Begin((byte)CustomersPart.Limits);
            to.Add((byte)limit.Tier);
            to.Add(limit.Asset.Value);
            to.Add(limit.Limits.Deposits);
            to.Add(limit.Limits.Withdrawals);
            to.Add(limit.Limits.Trades);
        }

        _rows.End();
        foreach (var listed in state.Countries)
        {
            _rows.Begin((byte)CustomersPart.Countries);
            to.Add(listed.Country.Value);
            to.Add((ushort)listed.Closed);
        }

        _rows.End();
        foreach (var (customer, verification) in state.Customers)
        {
            _rows.Begin((byte)CustomersPart.Customers);
            to.Add(customer.Value);
            to.Add(verification.Pack(cancelOrders: false).Bits);
            to.Add(verification.Country.Value);
        }

        _rows.End();
        foreach (var (customer, asset, use) in state.Uses)
        {
            _rows.Begin((byte)CustomersPart.Uses);
            to.Add(usesDay);
            to.Add(customer.Value);
            to.Add(asset.Value);
            to.Add(use.Deposited);
            to.Add(use.Withdrawn);
            to.Add(use.Traded);
        }

        _rows.End();
    }
}
