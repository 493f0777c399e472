using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Customers;

namespace Rialto.Venue.Accounts;

/// <summary>DefineAsset, SetAccount, Deposit, Withdraw and Transfer (accounts.md, sections 2 to 4).</summary>
internal sealed class Banking<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Ledger _ledger = market.Ledger;
    private readonly Movements _movements = market.Movements;
    private readonly Reports<TSink> _report = market.Report;
    private readonly CustomerRegister _customers = market.Customers;
    private readonly Dictionary<Text36, int> _codes = [];

    public void DefineAsset(in Command c)
    {
        var reason =
            c.Asset.Value is < 1 or > AssetId.MaxId || c.Terms.Bits > Asset.MaxScale || c.Text.IsEmpty || !c.Text.IsWellFormed ? RejectReason.AssetInvalid
            : _ledger.FindAsset(c.Asset.Value) is not null ? RejectReason.AssetAlreadyDefined
            : _codes.ContainsKey(c.Text) ? RejectReason.AssetCodeTaken
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        Add(new AssetLedger(c.ToAsset()));
        ref var e = ref _report.Begin(EventKind.AssetDefined);
        e.Asset = c.Asset;
        e.Terms = c.Terms;
        e.ClientOrderId = c.Text;
    }

    /// <summary>An asset of a saved state; false where none can be like this, or its id or code is there already.</summary>
    public bool TryRestore(AssetLedger books)
    {
        var asset = books.Asset;
        var isPossible = asset.Id.Value is >= 1 and <= AssetId.MaxId && asset.Scale <= Asset.MaxScale && !asset.Code.IsEmpty && asset.Code.IsWellFormed
            && _ledger.FindAsset(asset.Id.Value) is null && !_codes.ContainsKey(asset.Code);
        if (isPossible)
            Add(books);
        return isPossible;
    }

    public void SetAccount(in Command c)
    {
        var reason = c.Owner.Value < 1 ? RejectReason.UnknownOwner : IsPossible(c) ? RejectReason.None : RejectReason.AccountInvalid;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        Set(c.ToAccount());
        ref var e = ref _report.Begin(EventKind.AccountSet);
        e.Owner = c.Owner;
        e.OrderId = c.OrderId;
        e.Group = c.Group;
        e.Terms = c.Terms;
        e.ClientOrderId = c.Text;
    }

    /// <summary>An account of a saved state, in ascending order; parents are looked at once all are there.</summary>
    public bool TryRestore(Account account)
    {
        if (account.Id.Value < 1 || (account.Rights & ~AccountRights.Defined) != 0 || !account.Name.IsWellFormed || _ledger.Accounts.Find(account.Id.Value) != 0)
            return false;
        Set(account);
        return true;
    }

    public void Deposit(in Command c)
    {
        var movement = Movement.Of(c);
        var reason = Check(c, movement, out var isAnswered);
        if (isAnswered)
            return;
        if (reason == RejectReason.None && !Has(c, AccountRights.Deposit))
            reason = RejectReason.AccountMayNotDeposit;
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.Check(movement.Account, AccountRights.Deposit);
        if (reason == RejectReason.None && _ledger.FindAsset(movement.Asset) is { } books && (Int128)books.Held + books.Isolated > Asset.MaxHeld - movement.Amount)
            reason = RejectReason.BalanceTooLarge;
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.CheckDeposit(movement.Account, movement.Asset, movement.Amount, _report.Time);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var asset = _ledger.FindAsset(movement.Asset)!;
        if (_customers.IsRequired)
            _customers.CountDeposit(movement.Account, movement.Asset, movement.Amount, _report.Time);
        asset.Deposited += movement.Amount;
        asset.Held += movement.Amount;
        _ledger.Touch(_ledger.FindOrAdd(movement.Account, movement.Asset)).Total += movement.Amount;
        market.Margins.MoneyMoved(movement.Account, movement.Asset);
        Tell(movement);
    }

    public void Withdraw(in Command c)
    {
        var movement = Movement.Of(c);
        var reason = Check(c, movement, out var isAnswered);
        if (isAnswered)
            return;
        if (reason == RejectReason.None && !Has(c, AccountRights.Withdraw))
            reason = RejectReason.AccountMayNotWithdraw;
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.Check(movement.Account, AccountRights.Withdraw);
        if (reason == RejectReason.None && !IsCovered(movement))
            reason = RejectReason.InsufficientFunds;
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.CheckWithdrawal(movement.Account, movement.Asset, movement.Amount, _report.Time);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var asset = _ledger.FindAsset(movement.Asset)!;
        if (_customers.IsRequired)
            _customers.CountWithdrawal(movement.Account, movement.Asset, movement.Amount, _report.Time);
        asset.Withdrawn += movement.Amount;
        asset.Held -= movement.Amount;
        _ledger.Touch(_ledger.Find(movement.Account, movement.Asset)).Total -= movement.Amount;
        market.Margins.MoneyMoved(movement.Account, movement.Asset);
        Tell(movement);
    }

    public void Transfer(in Command c)
    {
        var movement = Movement.Of(c);
        var reason = Check(c, movement, out var isAnswered);
        if (isAnswered)
            return;
        if (reason == RejectReason.None && movement.To == movement.Account)
            reason = RejectReason.TransferToSelf;
        if (reason == RejectReason.None && !Has(c, AccountRights.Transfer))
            reason = RejectReason.AccountMayNotTransfer;
        var isBetweenCustomers = _customers.IsRequired && _customers.CustomerOf(movement.Account) != _customers.CustomerOf(movement.To);
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.Check(movement.Account, AccountRights.Transfer);
        if (reason == RejectReason.None && isBetweenCustomers)
            reason = _customers.Check(movement.To, AccountRights.Deposit);
        if (reason == RejectReason.None && !IsCovered(movement))
            reason = RejectReason.InsufficientFunds;
        if (reason == RejectReason.None && isBetweenCustomers)
            reason = _customers.CheckWithdrawal(movement.Account, movement.Asset, movement.Amount, _report.Time);
        if (reason == RejectReason.None && isBetweenCustomers)
            reason = _customers.CheckDeposit(movement.To, movement.Asset, movement.Amount, _report.Time);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        if (isBetweenCustomers)
        {
            _customers.CountWithdrawal(movement.Account, movement.Asset, movement.Amount, _report.Time);
            _customers.CountDeposit(movement.To, movement.Asset, movement.Amount, _report.Time);
        }

        var to = _ledger.FindOrAdd(movement.To, movement.Asset);
        _ledger.Touch(_ledger.Find(movement.Account, movement.Asset)).Total -= movement.Amount;
        _ledger.Touch(to).Total += movement.Amount;
        market.Margins.MoneyMoved(movement.Account, movement.Asset);
        market.Margins.MoneyMoved(movement.To, movement.Asset);
        Tell(movement);
    }

    /// <summary>Points 1 to 5 of section 4.</summary>
    private RejectReason Check(in Command c, in Movement movement, out bool isAnswered)
    {
        isAnswered = false;
        if (!IsAccount(movement.Account) || (c.Kind == CommandKind.Transfer && !IsAccount(movement.To)))
            return RejectReason.AccountUnknown;
        if (_ledger.FindAsset(movement.Asset) is null)
            return RejectReason.AssetUnknown;
        if (c.Text.IsEmpty || !c.Text.IsWellFormed)
            return RejectReason.ReferenceInvalid;
        if (movement.Amount <= 0)
            return RejectReason.AmountNotPositive;
        if (!_movements.TryFind(movement.Account, movement.Reference, out var first))
            return RejectReason.None;
        if (!movement.IsResendOf(first))
            return RejectReason.ReferenceTaken;
        Tell(first, EventKind.MovementDuplicate).Terms = new OrderTerms((ushort)first.Kind);
        isAnswered = true;
        return RejectReason.None;
    }

    private void Tell(Movement movement)
    {
        movement.Number = ++_movements.LastNumber;
        _movements.Remember(movement);
        Tell(movement, movement.EventKind);
    }

    private ref ExchangeEvent Tell(in Movement movement, EventKind kind)
    {
        ref var e = ref _report.Begin(kind);
        e.Owner = new OwnerId(movement.Account);
        e.Asset = new AssetId(movement.Asset);
        e.MovementNumber = movement.Number;
        e.Amount = new Money(movement.Amount);
        e.ClientOrderId = movement.Reference;
        e.To = new OwnerId(movement.To);
        return ref e;
    }

    private void Add(AssetLedger books)
    {
        _ledger.Add(books);
        _codes.Add(books.Asset.Code, books.Asset.Id.Value);
    }

    private void Set(Account account)
    {
        var row = _ledger.Accounts.Find(account.Id.Value);
        if (row == 0)
            row = _ledger.Accounts.Add(account.Id.Value, account.Parent.Value);
        ref var at = ref _ledger.Accounts[row];
        at.Group = account.Group.Value;
        at.Name = account.Name;
        at.Rights = account.Rights;
        _ledger.TellRights(row);
    }

    /// <summary>Point 2 of section 3.</summary>
    private bool IsPossible(in Command c)
    {
        var accounts = _ledger.Accounts;
        if (!c.Text.IsWellFormed || (c.Rights & ~AccountRights.Defined) != 0)
            return false;
        if (c.OrderId.Value != 0 && (c.Parent == c.Owner || accounts.Find(c.Parent.Value) is var parent && (parent == 0 || accounts[parent].Parent != 0)))
            return false;
        var row = accounts.Find(c.Owner.Value);
        return row == 0 || (accounts[row].Parent == c.Parent.Value && ((accounts[row].Rights ^ c.Rights) & AccountRights.Margin) == 0);
    }

    private bool IsAccount(int account) => _ledger.Accounts.Find(account) != 0;

    private bool Has(in Command c, AccountRights right) => (_ledger.Accounts[_ledger.Accounts.Find(c.Owner.Value)].Rights & right) != 0;

    private bool IsCovered(in Movement movement) =>
        market.Margins.IsMargin(movement.Account) ? market.Margins.FreeOf(movement.Account, movement.Asset) >= movement.Amount
        : _ledger.Find(movement.Account, movement.Asset) is not 0 and var balance && _ledger[balance].Available >= movement.Amount;
}
