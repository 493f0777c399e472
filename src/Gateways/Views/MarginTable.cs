using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Views;

/// <summary>Contracts, positions, limits, insurance fund and what became of margin accounts, from events alone. Owned by the fan-out thread.</summary>
internal sealed class MarginTable(int keptNotices)
{
    private readonly SortedDictionary<int, ContractView> _contracts = [];
    private readonly SortedDictionary<int, MarginAccountView> _accounts = [];
    private readonly SortedDictionary<(int Contract, int Tier), PositionLimit> _limits = [];
    private readonly SortedDictionary<int, Int128> _insurance = [];
    private readonly MarginNoticeList _notices = new();

    /// <summary>True where nothing was ever told of contracts.</summary>
    public bool IsEmpty => _contracts.Count == 0 && _accounts.Count == 0 && _limits.Count == 0 && _insurance.Count == 0 && LastNotice == 0;

    /// <summary>Contracts, ascending by instrument.</summary>
    public IReadOnlyDictionary<int, ContractView> Contracts => _contracts;

    /// <summary>Accounts with positions or settings, ascending by number.</summary>
    public IReadOnlyDictionary<int, MarginAccountView> Accounts => _accounts;

    /// <summary>Limits of risk tiers, by contract and tier; they outlive a new definition.</summary>
    public IReadOnlyCollection<PositionLimit> Limits => _limits.Values;

    /// <summary>The insurance fund by asset, ascending.</summary>
    public IReadOnlyDictionary<int, Int128> Insurance => _insurance;

    /// <summary>Notices kept, over all accounts.</summary>
    public MarginNoticeList Notices => _notices;

    /// <summary>Number of the last notice.</summary>
    public long LastNotice { get; private set; }

    /// <summary>Margin calls since the journal's beginning.</summary>
    public long Calls { get; private set; }

    /// <summary>Liquidations since the journal's beginning.</summary>
    public long Liquidations { get; private set; }

    /// <summary>Parts of positions closed by auto-deleveraging since the journal's beginning.</summary>
    public long Deleverages { get; private set; }

    public ContractView? Find(InstrumentId contract) => _contracts.GetValueOrDefault(contract.Value);

    public MarginAccountView? Find(OwnerId account) => _accounts.GetValueOrDefault(account.Value);

    /// <summary>Takes in one event of contracts.</summary>
    /// <param name="e">The event.</param>
    /// <param name="state">State of its instrument.</param>
    public void Apply(in ExchangeEvent e, InstrumentState state)
    {
        switch (e.Kind)
        {
            case EventKind.ContractSet:
                Add(new ContractView(e.Instrument, e.ToContract()));
                break;
            case EventKind.MarkPriceSet when Find(e.Instrument) is { } contract:
                (contract.Mark, contract.MarkSequence, contract.MarkTime) = (e.Price, e.Sequence, e.Time);
                // No mark is set any more once it has expired: this one is final.
                contract.IsSettled |= state == InstrumentState.Expired;
                break;
            case EventKind.PositionChanged:
                Change(in e);
                break;
            case EventKind.FundingPaid:
                Fund(in e);
                break;
            case EventKind.InsuranceChanged:
                SetInsurance(e.MarginAsset, e.Insurance.Units);
                break;
            case EventKind.RiskSet:
                Set(in e);
                break;
            case EventKind.MarginCalled:
                Calls++;
                break;
            case EventKind.LiquidationStarted or EventKind.LiquidationEnded:
                Liquidations += e.Kind == EventKind.LiquidationStarted ? 1 : 0;
                AccountOf(e.Owner).SetLiquidating(e.MarginAsset, e.Instrument, e.Kind == EventKind.LiquidationStarted);
                break;
            case EventKind.Deleveraged:
                Deleverages++;
                break;
        }

        if (e.Owner.Value != 0 && e.Kind is >= EventKind.MarginCalled and <= EventKind.RiskSet)
            Add(new MarginNotice(LastNotice + 1, e));
    }

    /// <summary>The instrument has another state.</summary>
    public void OnState(in ExchangeEvent e)
    {
        if (e.NewState == InstrumentState.Expired && Find(e.Instrument) is { } contract)
            contract.IsSettled |= contract.MarkSequence == e.Sequence;
    }

    /// <summary>The instrument is defined anew, and no contract any more.</summary>
    public void OnDefined(InstrumentId instrument)
    {
        // Only what is announced is defined anew, and that has no positions.
        _contracts.Remove(instrument.Value);
    }

    /// <summary>Sets a tier's limit; one that limits nothing is forgotten.</summary>
    public void Set(PositionLimit limit) => MarginAccountView.Set(_limits, (limit.Instrument.Value, limit.Tier), limit);

    /// <summary>A contract, in place of what was known of its instrument.</summary>
    public void Add(ContractView contract) => _contracts[contract.Id.Value] = contract;

    /// <summary>What is known of an account, made where nothing is.</summary>
    public MarginAccountView AccountOf(OwnerId owner)
    {
        if (!_accounts.TryGetValue(owner.Value, out var account))
            _accounts.Add(owner.Value, account = new MarginAccountView(owner));
        return account;
    }

    public void SetInsurance(AssetId asset, Int128 amount) => _insurance[asset.Value] = amount;

    /// <summary>A notice, newer than all before; the oldest goes where there are too many.</summary>
    public void Add(MarginNotice notice)
    {
        LastNotice = notice.Number;
        if (keptNotices == 0)
            return;
        if (_notices.Count == keptNotices)
        {
            // The oldest of all is the oldest of its accounts.
            var oldest = _notices[_notices.Count - 1].Event;
            _notices.RemoveOldest();
            foreach (var owner in Concerned(in oldest))
                AccountOf(owner).Notices.RemoveOldest();
        }

        _notices.Add(notice);
        var told = notice.Event;
        foreach (var owner in Concerned(in told))
            AccountOf(owner).Notices.Add(notice);
    }

    /// <summary>Puts back what was counted.</summary>
    public void Restore(long lastNotice, long calls, long liquidations, long deleverages) =>
        (LastNotice, Calls, Liquidations, Deleverages) = (lastNotice, calls, liquidations, deleverages);

    /// <summary>Whom an event is about: its owner, and of a part that was deleveraged the bankrupt, too.</summary>
    public static OwnerId[] Concerned(in ExchangeEvent e) => e.Kind == EventKind.Deleveraged && e.To != e.Owner ? [e.Owner, e.To] : [e.Owner];

    private void Change(in ExchangeEvent e)
    {
        var position = AccountOf(e.Owner).PositionIn(e.Instrument);
        if (Find(e.Instrument) is { } contract)
            contract.OpenInterest += Math.Max(e.Position.Units, 0) - Math.Max(position.Quantity, 0);
        position.Quantity = e.Position.Units;
        position.Cost = e.Cost;
        position.Realised = e.Realised;
        position.Funding = e.Funding;
        position.IsolatedMargin = e.IsolatedMargin;
        position.Mode = (MarginMode)e.Terms.Bits;
        position.Sequence = e.Sequence;
        position.Time = e.Time;
    }

    private void Fund(in ExchangeEvent e)
    {
        if (Find(e.Instrument) is { } contract)
            (contract.FundingRate, contract.FundingTime) = (e.FundingRate, e.Time);
        // What rounding left, which the fund alone tells of here.
        if (e.Owner.Value == 0)
            SetInsurance(e.MarginAsset, _insurance.GetValueOrDefault(e.MarginAsset.Value) + e.Amount.Units);
    }

    private void Set(in ExchangeEvent e)
    {
        switch (e.RiskKind)
        {
            case CommandKind.SetPositionLimit:
                var limit = new PositionLimit(e.Instrument, e.Owner, e.Terms.Bits, e.Quantity, e.DisplayQuantity);
                if (e.Owner.Value == 0)
                    Set(limit);
                else
                    AccountOf(e.Owner).Set(limit);
                break;
            case CommandKind.SetRiskTier:
                AccountOf(e.Owner).Tier = e.Terms.Bits;
                break;
            case CommandKind.SetLeverage:
                var position = AccountOf(e.Owner).PositionIn(e.Instrument);
                (position.Leverage, position.Mode) = ((int)e.Quantity.Units, (MarginMode)e.Terms.Bits);
                (position.Sequence, position.Time) = (e.Sequence, e.Time);
                break;
        }
    }
}
