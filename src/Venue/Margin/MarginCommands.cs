using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Margin;

/// <summary>Contracts, marks, limits, leverage, funding and settlement by command (margin.md, sections 2, 6, 9 and 10).</summary>
internal sealed class MarginCommands<TSink>(Market<TSink> market, Administration<TSink> administration, Liquidations<TSink> liquidations)
    where TSink : struct, IEventSink
{
    private readonly Reports<TSink> _report = market.Report;
    private readonly Margins<TSink> _margins = market.Margins;
    private readonly PositionTable _positions = market.Positions;
    private int[] _holders = new int[16];
    private int[] _accounts = new int[16];

    public void SetContract(in Command c)
    {
        var book = market.Find(c.Instrument.Value);
        var terms = c.ToContract();
        var contract = book is null ? null : Contract.TryCreate(book.Definition, terms, market.Ledger.FindAsset(terms.Asset.Value));
        var reason =
            book is null ? RejectReason.UnknownInstrument
            : book.State != InstrumentState.Announced ? RejectReason.InstrumentAlreadyTrading
            : contract is null || c.DisplayQuantity.Units >> 32 != 0 || (!terms.IsPerpetual && terms.Expiry <= _report.Time) ? RejectReason.ContractInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        market.MakeContract(book!, contract);
        ref var e = ref _report.Begin(EventKind.ContractSet);
        e.Instrument = c.Instrument;
        e.OrderId = c.OrderId;
        e.Price = c.Price;
        e.Quantity = c.Quantity;
        e.DisplayQuantity = c.DisplayQuantity;
        e.ExpireTime = c.ExpireTime;
    }

    public void SetMarkPrice(in Command c)
    {
        var book = market.Find(c.Instrument.Value);
        var reason = CheckContract(book);
        if (reason == RejectReason.None && book!.State == InstrumentState.Expired)
            reason = RejectReason.InstrumentExpired;
        if (reason == RejectReason.None && !CanMark(book!.Contract!, c.Price.Units))
            reason = RejectReason.MarkPriceInvalid;
        if (reason == RejectReason.None)
            Mark(book!, book!.Contract!, c.Price.Units);
        else
            _report.Refused(c, reason);
    }

    public void SetPositionLimit(in Command c)
    {
        var reason = CheckContract(market.Find(c.Instrument.Value));
        if (reason == RejectReason.None && c.Owner.Value != 0)
            reason = _margins.CheckAccount(c.Owner.Value);
        if (reason == RejectReason.None && c.Owner.Value != 0 && c.Terms.Bits != 0)
            reason = RejectReason.UnknownTerms;
        if (reason == RejectReason.None && !(IsLimit(c.Quantity) && IsLimit(c.DisplayQuantity)))
            reason = RejectReason.LimitInvalid;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        _margins.Limits.Set(new LimitKey(c.Instrument.Value, c.Owner.Value, c.Terms.Bits), new Limit(c.Quantity.Units, c.DisplayQuantity.Units));
        Told(c);

        static bool IsLimit(Quantity quantity) => quantity.Units is >= 0 and <= Contract.LargestQuantity;
    }

    public void SetRiskTier(in Command c)
    {
        var reason = _margins.CheckAccount(c.Owner.Value);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        _margins.Limits.SetTier(c.Owner.Value, c.Terms.Bits);
        Told(c);
    }

    public void SetLeverage(in Command c)
    {
        var reason = CheckPosition(c, out var contract);
        if (reason == RejectReason.None && (c.Quantity.Units < 0 || c.Quantity.Units > contract!.Terms.MaxLeverage || c.Terms.Bits > (ushort)MarginMode.Isolated))
            reason = RejectReason.LeverageInvalid;
        var (leverage, isIsolated) = ((int)c.Quantity.Units, c.Terms.Bits == (ushort)MarginMode.Isolated);
        if (reason == RejectReason.None)
            reason = CheckLeverage(_positions.Find(c.Owner.Value, contract!.Id), contract, leverage, isIsolated);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var number = _positions.FindOrAdd(c.Owner.Value, contract!);
        _positions[number].Leverage = leverage;
        _positions.SetMode(number, isIsolated);
        _positions.Refresh(number, contract!);
        Told(c);
    }

    public void MoveIsolatedMargin(in Command c)
    {
        var reason = CheckPosition(c, out var contract);
        var number = contract is null ? 0 : _positions.Find(c.Owner.Value, contract.Id);
        var amount = c.Amount.Units;
        if (reason == RejectReason.None && !_positions[number].IsIsolated)
            reason = RejectReason.NotIsolated;
        if (reason == RejectReason.None && amount == 0)
            reason = RejectReason.AmountNotPositive;
        if (reason == RejectReason.None && Int128.Abs(amount) > _positions.Free(_positions.Pocket(amount > 0 ? _positions[number].CrossPocket : _positions[number].Pocket)))
            reason = RejectReason.InsufficientMargin;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        Told(c);
        _positions.AddMoney(_positions[number].CrossPocket, number, -amount);
        _positions.AddMoney(_positions[number].Pocket, number, amount);
    }

    public void FundInsurance(in Command c)
    {
        var (books, amount) = (market.Ledger.FindAsset(c.Asset.Value), c.Amount.Units);
        var reason =
            books is null ? RejectReason.AssetUnknown
            : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
            : amount == 0 ? RejectReason.AmountNotPositive
            : books.Insurance + (Int128)amount < 0 ? RejectReason.InsufficientFunds
            : books.Insurance + (Int128)amount > Asset.MaxHeld ? RejectReason.BalanceTooLarge
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        books!.House -= amount;
        books.Insurance += amount;
        liquidations.TellInsurance(books, InsuranceCause.Funded, 0, amount).ClientOrderId = c.Text;
    }

    public void ApplyFunding(in Command c)
    {
        var book = market.Find(c.Instrument.Value);
        var (reason, rate) = (CheckContract(book), c.Quantity.Units);
        if (reason == RejectReason.None)
            reason = book!.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
                : !book.Contract!.Terms.IsPerpetual || rate is < -1_000_000_000 or > 1_000_000_000 ? RejectReason.FundingInvalid
                : book.Contract.Mark == 0 ? RejectReason.NoMarkPrice
                : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var contract = book!.Contract!;
        var holders = HoldersOf(contract);
        var rest = Int128.Zero;
        foreach (var number in holders)
            rest -= Share(contract, _positions[number].Quantity, rate);
        contract.Books.Insurance += rest;
        TellFunding(contract, 0, rate, rest);
        foreach (var number in holders)
        {
            var share = Share(contract, _positions[number].Quantity, rate);
            if (share == 0)
                continue;
            ref var position = ref _positions.Touch(number);
            position.Funding = Margins<TSink>.Saturated((Int128)position.Funding + share);
            TellFunding(contract, position.Account, rate, share);
            _positions.AddMoney(position.Pocket, number, share);
        }
    }

    public void SettleContract(in Command c)
    {
        var book = market.Find(c.Instrument.Value);
        var reason = CheckContract(book);
        if (reason == RejectReason.None)
            reason = book!.State == InstrumentState.Announced ? RejectReason.InstrumentNotOpenYet
                : book.Contract!.IsSettled ? RejectReason.InstrumentExpired
                : book.Contract.Terms.Expiry > _report.Time ? RejectReason.ContractNotDue
                : !CanMark(book.Contract, c.Price.Units) ? RejectReason.MarkPriceInvalid
                : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var contract = book!.Contract!;
        Mark(book, contract, c.Price.Units);
        if (book.State != InstrumentState.Expired)
            administration.Expire(book);
        contract.IsSettled = true;
        foreach (var number in HoldersOf(contract))
            _margins.Take(number, contract, contract.Mark, -_positions[number].Quantity);
    }

    private static RejectReason CheckContract(Book? book) =>
        book is null ? RejectReason.UnknownInstrument
        : book.Contract is null ? RejectReason.NotAContract
        : RejectReason.None;

    /// <summary>The checks that all commands about one account's position begin with.</summary>
    private RejectReason CheckPosition(in Command c, out Contract? contract)
    {
        var book = market.Find(c.Instrument.Value);
        contract = book?.Contract;
        var reason = CheckContract(book);
        return reason != RejectReason.None ? reason
            : book!.State == InstrumentState.Announced ? RejectReason.InstrumentNotOpenYet
            : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : _margins.CheckAccount(c.Owner.Value);
    }

    private RejectReason CheckLeverage(int number, Contract contract, int leverage, bool isIsolated)
    {
        ref var position = ref _positions[number];
        if (isIsolated != position.IsIsolated && (position.ActiveAt != 0 || _positions.Own(position) != 0))
            return RejectReason.PositionNotEmpty;
        if (position.ActiveAt == 0)
            return RejectReason.None;
        var initial = Accounts.Settlement.Fee(contract.Notional(contract.Mark, position.Worst), contract.InitialPpm(leverage)) + position.OpenLoss;
        ref var pocket = ref _positions.Pocket(position.Pocket);
        return initial > position.Initial && _positions.Equity(pocket) < pocket.Initial - position.Initial + initial ? RejectReason.InsufficientMargin : RejectReason.None;
    }

    private bool CanMark(Contract contract, long price)
    {
        if (!contract.IsPrice(price))
            return false;
        foreach (var number in contract.Active)
            if (contract.Notional(price, _positions[number].Worst) > Contract.LargestMarked)
                return false;
        return true;
    }

    private void Mark(Book book, Contract contract, long price)
    {
        ref var e = ref _report.Begin(EventKind.MarkPriceSet);
        e.Instrument = new InstrumentId(contract.Id);
        e.Price = new Price(price);
        e.OldPrice = new Price(contract.Mark);
        contract.SetMark(price);
        _margins.Marked(book);
        liquidations.Retry();
    }

    /// <summary>What a position gets of a funding payment; below zero it pays.</summary>
    private static long Share(Contract contract, long quantity, long rate)
    {
        var product = (Int128)contract.Notional(contract.Mark, Math.Abs(quantity)) * Math.Abs(rate);
        var pays = (quantity > 0) == (rate > 0);
        return pays ? -(long)((product + 999_999_999) / 1_000_000_000) : (long)(product / 1_000_000_000);
    }

    private void TellFunding(Contract contract, int owner, long rate, Int128 amount)
    {
        ref var e = ref _report.Begin(EventKind.FundingPaid);
        e.Owner = new OwnerId(owner);
        e.Instrument = new InstrumentId(contract.Id);
        e.MarginAsset = contract.Terms.Asset;
        e.Price = new Price(contract.Mark);
        e.Amount = Liquidations<TSink>.Shown(amount);
        e.FundingRate = rate;
    }

    /// <summary>Positions of a contract with a quantity, ascending by account.</summary>
    private ReadOnlySpan<int> HoldersOf(Contract contract)
    {
        if (_holders.Length < contract.ActiveCount)
        {
            _holders = new int[contract.ActiveCount * 2];
            _accounts = new int[contract.ActiveCount * 2];
        }

        var count = 0;
        foreach (var number in contract.Active)
            if (_positions[number].Quantity != 0)
                (_holders[count], _accounts[count++]) = (number, _positions[number].Account);
        _accounts.AsSpan(0, count).Sort(_holders.AsSpan(0, count));
        return _holders.AsSpan(0, count);
    }

    private void Told(in Command c)
    {
        ref var e = ref _report.Begin(EventKind.RiskSet);
        e.Reason = (ushort)c.Kind;
        e.Instrument = c.Instrument;
        e.Owner = c.Owner;
        e.Terms = c.Terms;
        e.Quantity = c.Quantity;
        e.DisplayQuantity = c.DisplayQuantity;
    }
}
