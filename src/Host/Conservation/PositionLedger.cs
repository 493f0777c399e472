using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Conservation;

/// <summary>
/// Sums positions from events alone and says where they do not add up: what each trade, funding, haircut and settlement must have done to quantity, cost and profit against what
/// <c>PositionChanged</c> tells, what it must have done to accounts, and per contract that quantities sum to zero. A part of the <see cref="MoneyLedger"/>'s books; on its thread.
/// </summary>
internal sealed class PositionLedger(MoneyLedger money)
{
    private readonly Dictionary<int, ConservedContract> _contracts = [];
    private readonly Dictionary<(int Account, int Contract), ConservedPosition> _positions = [];
    private readonly Dictionary<(int Account, int Contract), MarginMode> _modes = [];
    private readonly SortedDictionary<(int Account, int Contract), ConservedPosition> _before = [];
    private readonly Dictionary<(int Account, int Asset), Int128> _open = [];
    private readonly HashSet<int> _touched = [];
    private (int Account, int Contract) _lastTold;
    private string? _broken;

    /// <summary>How many contracts there are.</summary>
    public int Contracts => _contracts.Count;

    /// <summary>Begins in the middle of a journal: takes contracts and positions for given.</summary>
    public void Begin(MarginState state, Func<InstrumentId, ConservedInstrument?> instrumentOf, Func<InstrumentId, bool> isExpired)
    {
        foreach (var contract in state.Contracts)
        {
            if (instrumentOf(contract.Instrument) is not { } instrument)
                continue;
            instrument.Multiplier = contract.Terms.Multiplier;
            _contracts[contract.Instrument.Value] = new ConservedContract(instrument, contract.Terms) { IsExpired = isExpired(contract.Instrument) };
        }

        foreach (var position in state.Positions)
        {
            var place = (position.Account.Value, position.Instrument.Value);
            _positions[place] = Of(position);
            _modes[place] = position.Mode;
            _contracts[position.Instrument.Value].Sum += position.Quantity.Units;
        }
    }

    /// <summary>A command's events begin.</summary>
    public void BeginCommand()
    {
        _broken = null;
        _lastTold = default;
        foreach (var id in _touched)
        {
            if (_contracts.TryGetValue(id, out var contract))
                contract.MarkedNow = default;
        }

        _touched.Clear();
    }

    /// <summary>True for a contract, whose trades change positions.</summary>
    public bool IsContract(InstrumentId instrument) => _contracts.ContainsKey(instrument.Value);

    /// <summary>The instrument is defined, and no contract until it is made one again.</summary>
    public void Define(ConservedInstrument instrument)
    {
        instrument.Multiplier = 1;
        _contracts.Remove(instrument.Definition.Id.Value);
    }

    /// <summary>The instrument has expired.</summary>
    public void Expire(InstrumentId instrument)
    {
        if (!_contracts.TryGetValue(instrument.Value, out var contract))
            return;
        contract.IsExpired = true;
        // The command that marked it closes all at this mark.
        if (!contract.MarkedNow.IsNone)
            Settle(instrument, contract, contract.MarkedNow);
    }

    /// <summary>Takes in an event of contracts.</summary>
    public void Take(ConservedInstrument? instrument, in ExchangeEvent e)
    {
        var contract = _contracts.GetValueOrDefault(e.Instrument.Value);
        switch (e.Kind)
        {
            case EventKind.ContractSet when instrument is not null:
                var terms = e.ToContract();
                instrument.Multiplier = terms.Multiplier;
                _contracts[e.Instrument.Value] = new ConservedContract(instrument, terms);
                return;
            case EventKind.RiskSet:
                Set(contract, in e);
                return;
            case EventKind.InsuranceChanged:
                Insure(in e);
                return;
            case EventKind.MarkPriceSet or EventKind.PositionChanged or EventKind.FundingPaid or EventKind.Deleveraged:
                break;
            default:
                return;
        }

        if (contract is null)
        {
            Broken($"{e.Kind} of instrument {e.Instrument}, which is no contract");
            return;
        }

        switch (e.Kind)
        {
            case EventKind.MarkPriceSet:
                contract.MarkedNow = e.Price;
                _touched.Add(e.Instrument.Value);
                if (contract.IsExpired)
                    Settle(e.Instrument, contract, e.Price);
                break;
            case EventKind.PositionChanged:
                Tell(in e);
                break;
            case EventKind.FundingPaid when e.Owner.Value == 0:
                money.Insure(contract.Asset, e.Amount.Units);
                break;
            case EventKind.FundingPaid:
                var funding = e.Amount.Units;
                Change(e.Owner, e.Instrument, position => position with { Funding = position.Funding + funding });
                Pay(e.Owner, e.Instrument, contract.Asset, funding);
                break;
            case EventKind.Deleveraged:
                var signed = e.Side == Side.Buy ? e.Quantity.Units : -e.Quantity.Units;
                Take(e.To, e.Instrument, contract, -signed, e.Price);
                Take(e.Owner, e.Instrument, contract, signed, e.Price);
                Pay(e.Owner, e.Instrument, contract.Asset, -e.Haircut.Units);
                Pay(e.To, e.Instrument, contract.Asset, e.Haircut.Units);
                break;
        }
    }

    /// <summary>A trade changes two positions and pays fees.</summary>
    public void Trade(in ExchangeEvent trade)
    {
        var contract = _contracts[trade.Instrument.Value];
        var (buyer, seller) = trade.Side == Side.Buy ? (trade.Owner, trade.MakerOwner) : (trade.MakerOwner, trade.Owner);
        var (buyerFee, sellerFee) = trade.Side == Side.Buy ? (trade.TakerFee, trade.MakerFee) : (trade.MakerFee, trade.TakerFee);
        if (!contract.IsWhole(trade.Price, trade.Quantity.Units))
            Broken($"trade {trade.TradeId} is no whole money");
        Take(buyer, trade.Instrument, contract, trade.Quantity.Units, trade.Price);
        Pay(buyer, trade.Instrument, contract.Asset, -buyerFee.Units);
        Take(seller, trade.Instrument, contract, -trade.Quantity.Units, trade.Price);
        Pay(seller, trade.Instrument, contract.Asset, -sellerFee.Units);
        money.Earn(contract.Asset, (Int128)buyerFee.Units + sellerFee.Units);
    }

    /// <summary>Positions are told: what the insurance fund or the house paid, or got, and no isolated position has, was the account's.</summary>
    public void EndPositions()
    {
        foreach (var ((account, asset), amount) in _open)
            money.Owe(new OwnerId(account), new AssetId(asset), amount);
        _open.Clear();
    }

    /// <summary>The command's events are over: whatever changed must have been told.</summary>
    /// <returns>What does not add up; null where everything does.</returns>
    public string? EndCommand()
    {
        EndPositions();
        // Nothing is made for a command that leaves no position untold.
        if (_before.Count > 0)
        {
            foreach (var (place, before) in _before)
            {
                var now = _positions.GetValueOrDefault(place);
                if (now != before)
                    Broken($"account {place.Account} in contract {place.Contract} has {now}, before {before}, and no event tells of it");
            }
        }

        foreach (var id in _touched)
        {
            if (_contracts.TryGetValue(id, out var contract) && contract.Sum != 0)
                Broken($"positions in contract {id} sum to {contract.Sum}");
        }

        _before.Clear();
        return _broken;
    }

    /// <summary>True where the account has a cross position in a contract of the asset: only then may its total be below zero.</summary>
    public bool HasCrossPosition(int account, int asset) =>
        _contracts.Any(pair => pair.Value.Asset.Value == asset && _positions.TryGetValue((account, pair.Key), out var position) && position.Quantity != 0
            && _modes.GetValueOrDefault((account, pair.Key)) == MarginMode.Cross);

    /// <summary>Compares with the engine's positions.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public string? Compare(MarginState state)
    {
        if (state.Contracts.Count != _contracts.Count)
            return $"{state.Contracts.Count} contracts; by the events {_contracts.Count}";
        var seen = new HashSet<(int, int)>();
        foreach (var position in state.Positions)
        {
            var place = (position.Account.Value, position.Instrument.Value);
            seen.Add(place);
            if (_positions.GetValueOrDefault(place) is var byEvents && byEvents != Of(position))
                return $"account {place.Item1} in contract {place.Item2} has {Of(position)}; by the events {byEvents}";
            if (_modes.GetValueOrDefault(place) != position.Mode)
                return $"the position of account {place.Item1} in contract {place.Item2} is {position.Mode}; by the events {_modes.GetValueOrDefault(place)}";
        }

        foreach (var (place, position) in _positions)
        {
            if (position != default && !seen.Contains(place))
                return $"account {place.Account} has no position in contract {place.Contract}; by the events {position}";
        }

        return null;
    }

    /// <summary>Section 3 of margin.md: d bought (sold below zero) at a price.</summary>
    private void Take(OwnerId account, InstrumentId instrument, ConservedContract contract, long d, Price price)
    {
        var profit = 0L;
        Change(account, instrument, position =>
        {
            var (quantity, cost, realised) = (position.Quantity, position.Cost, position.Realised);
            if (quantity != 0 && Math.Sign(quantity) != Math.Sign(d))
            {
                var closed = Math.Min(Math.Abs(quantity), Math.Abs(d));
                var removed = Math.Sign(quantity) * (long)(Int128.Abs(cost) * closed / Math.Abs(quantity));
                profit = Math.Sign(quantity) * contract.Worth(price, closed) - removed;
                realised += profit;
                cost -= removed;
                quantity += Math.Sign(d) * closed;
                d -= Math.Sign(d) * closed;
            }

            if (d != 0)
            {
                quantity += d;
                cost += Math.Sign(d) * contract.Worth(price, Math.Abs(d));
            }

            return position with { Quantity = quantity, Cost = cost, Realised = realised };
        });
        Pay(account, instrument, contract.Asset, profit);
    }

    private void Settle(InstrumentId instrument, ConservedContract contract, Price price)
    {
        foreach (var ((account, id), position) in _positions.Where(pair => pair.Key.Contract == instrument.Value).OrderBy(pair => pair.Key.Account).ToList())
        {
            if (position.Quantity != 0)
                Take(new OwnerId(account), new InstrumentId(id), contract, -position.Quantity, price);
        }
    }

    /// <summary>Pays into (from, below zero) the pocket of a position: its own, or the account's total.</summary>
    private void Pay(OwnerId account, InstrumentId contract, AssetId asset, Int128 amount)
    {
        if (amount == 0)
            return;
        if (contract.Value != 0 && _modes.GetValueOrDefault((account.Value, contract.Value)) == MarginMode.Isolated)
            Change(account, contract, position => position with { Isolated = (long)(position.Isolated + amount) });
        else
            money.Owe(account, asset, amount);
    }

    /// <summary>Insurance does not say which pocket of the account it is about: the positions told after it do.</summary>
    private void Leave(OwnerId account, AssetId asset, Int128 amount) =>
        _open[(account.Value, asset.Value)] = _open.GetValueOrDefault((account.Value, asset.Value)) + amount;

    /// <summary>What an isolated position has, as told, besides what trades and funding made it, came from the insurance fund or the house, or went there.</summary>
    private void Assign(in ExchangeEvent e, ConservedPosition told)
    {
        var now = _positions.GetValueOrDefault((e.Owner.Value, e.Instrument.Value));
        var pocket = (e.Owner.Value, e.MarginAsset.Value);
        if (told == now || told with { Isolated = now.Isolated } != now || !_open.TryGetValue(pocket, out var open))
            return;
        var difference = told.Isolated - now.Isolated;
        _open[pocket] = open - difference;
        Change(e.Owner, e.Instrument, position => position with { Isolated = position.Isolated + difference });
    }

    private void Insure(in ExchangeEvent e)
    {
        var (asset, amount) = (e.MarginAsset, e.Amount.Units);
        switch (e.InsuranceCause)
        {
            case InsuranceCause.Funded:
                money.Earn(asset, -(Int128)amount);
                money.Insure(asset, amount);
                break;
            case InsuranceCause.LiquidationFee or InsuranceCause.Deficit:
                Leave(e.Owner, asset, -(Int128)amount);
                money.Insure(asset, amount);
                break;
            case InsuranceCause.House:
                Leave(e.Owner, asset, amount);
                money.Earn(asset, -(Int128)amount);
                break;
        }

        if (money.Insured(asset) != e.Insurance.Units || e.Insurance.Units < 0)
            Broken($"the insurance fund has {e.Insurance} of asset {asset}; by the events {money.Insured(asset)}");
    }

    private void Set(ConservedContract? contract, in ExchangeEvent e)
    {
        switch (e.RiskKind)
        {
            case CommandKind.SetLeverage:
                _modes[(e.Owner.Value, e.Instrument.Value)] = (MarginMode)e.Terms.Bits;
                break;
            case CommandKind.MoveIsolatedMargin when contract is not null:
                var amount = e.Amount.Units;
                Change(e.Owner, e.Instrument, position => position with { Isolated = position.Isolated + amount });
                money.Owe(e.Owner, contract.Asset, -(Int128)amount);
                break;
        }
    }

    private void Tell(in ExchangeEvent e)
    {
        var place = (e.Owner.Value, e.Instrument.Value);
        if (place.CompareTo(_lastTold) <= 0)
            Broken($"positions are told out of order, or twice: {place}");
        _lastTold = place;
        var told = new ConservedPosition(e.Position.Units, e.Cost.Units, e.Realised.Units, e.Funding.Units, e.IsolatedMargin.Units);
        Assign(in e, told);
        var now = _positions.GetValueOrDefault(place);
        if (told != now)
            Broken($"account {e.Owner} in contract {e.Instrument} has {told}; by the events {now}");
        if (!_before.Remove(place, out var before) || before == now)
            Broken($"the position of account {e.Owner} in contract {e.Instrument} is told and has not changed");
        if (_modes.GetValueOrDefault(place) != (MarginMode)e.Terms.Bits)
            Broken($"the position of account {e.Owner} in contract {e.Instrument} is told in another mode");
        if (now.Quantity == 0 && now.Isolated < 0)
            Broken($"account {e.Owner} in contract {e.Instrument} has no position and owes {now.Isolated}");
    }

    private void Change(OwnerId account, InstrumentId contract, Func<ConservedPosition, ConservedPosition> change)
    {
        var place = (account.Value, contract.Value);
        if (!_contracts.TryGetValue(contract.Value, out var of))
            return;
        var before = _positions.GetValueOrDefault(place);
        _before.TryAdd(place, before);
        _touched.Add(contract.Value);
        var now = change(before);
        of.Sum += now.Quantity - before.Quantity;
        money.Carry(of.Asset, now.Cost - before.Cost, now.Isolated - before.Isolated);
        _positions[place] = now;
    }

    private static ConservedPosition Of(PositionState position) =>
        new(position.Quantity.Units, position.Cost.Units, position.Realised.Units, position.Funding.Units, position.IsolatedMargin.Units);

    private void Broken(string what) => _broken ??= what;
}
