using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>accounts.md, sections 2 to 4 and 8: assets, accounts, movements, and the balances told at a command's end.</summary>
internal static class Banking
{
    public static void DefineAsset(NaiveState s, in Command c)
    {
        var (id, code) = (c.Asset, c.Text);
        var reason =
            id.Value is < 1 or > 65_535 || c.Terms.Bits > 12 || code.IsEmpty || !code.IsWellFormed ? RejectReason.AssetInvalid
            : s.Bank.Find(id) is not null ? RejectReason.AssetAlreadyDefined
            : s.Bank.Assets.Exists(a => a.Asset.Code == code) ? RejectReason.AssetCodeTaken
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        s.Bank.Assets.Add(new NaiveAsset(new Asset(id, code, (byte)c.Terms.Bits)));
        s.Report.Write(new ExchangeEvent { Kind = EventKind.AssetDefined, Asset = id, Terms = c.Terms, ClientOrderId = code });
    }

    public static void SetAccount(NaiveState s, in Command c)
    {
        var id = c.Owner;
        if (id.Value < 1)
        {
            s.Report.Refused(c, RejectReason.UnknownOwner);
            return;
        }

        var parent = c.OrderId.Value == 0 ? null : s.Bank.Accounts.Find(ParentOf(c));
        var isParentPossible = c.OrderId.Value == 0 || (parent is not null && parent.Parent.Value == 0 && parent.Id != id);
        var known = s.Bank.Find(id);
        if (!c.Text.IsWellFormed || c.Terms.Bits > 31 || !isParentPossible || (known is not null && (known.Parent.Value != c.OrderId.Value || known.Rights.HasFlag(AccountRights.Margin) != ((c.Terms.Bits & 16) != 0))))
        {
            s.Report.Refused(c, RejectReason.AccountInvalid);
            return;
        }

        s.Bank.Accounts.RemoveAll(a => a.Id == id);
        s.Bank.Accounts.Add(new Account(id, new OwnerId((int)c.OrderId.Value), c.Group, c.Text, (AccountRights)c.Terms.Bits));
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.AccountSet,
            Owner = id,
            OrderId = c.OrderId,
            Group = c.Group,
            Terms = c.Terms,
            ClientOrderId = c.Text,
        });

        static Predicate<Account> ParentOf(in Command c)
        {
            var number = c.OrderId.Value;
            return a => a.Id.Value == number;
        }
    }

    public static void Move(NaiveState s, in Command c)
    {
        var to = c.Kind == CommandKind.Transfer ? c.To : default;
        var (account, asset, amount, reference) = (s.Bank.Find(c.Owner), s.Bank.Find(c.Asset), c.Amount.Units, c.Text);
        if (account is null || (c.Kind == CommandKind.Transfer && s.Bank.Find(to) is null))
        {
            s.Report.Refused(c, RejectReason.AccountUnknown);
            return;
        }

        var reason =
            asset is null ? RejectReason.AssetUnknown
            : reference.IsEmpty || !reference.IsWellFormed ? RejectReason.ReferenceInvalid
            : amount <= 0 ? RejectReason.AmountNotPositive
            : RejectReason.None;
        if (reason == RejectReason.None && s.Bank.Movements.Find(m => m.Account == account.Id && m.Reference == reference) is { } first)
        {
            if (first.Kind == c.Kind && first.Asset == c.Asset && first.Amount == amount && first.To == to)
            {
                Report(s, first, EventKind.MovementDuplicate, new OrderTerms((ushort)first.Kind));
                return;
            }

            reason = RejectReason.ReferenceTaken;
        }

        if (reason == RejectReason.None)
            reason = CheckMove(s, c.Kind, account, to, c.Asset, amount);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        Do(s, new NaiveMovement(++s.Bank.LastMovement, c.Kind, account.Id, to, c.Asset, amount, reference));
    }

    private static RejectReason CheckMove(NaiveState s, CommandKind kind, Account account, OwnerId to, AssetId asset, long amount)
    {
        if (kind == CommandKind.Transfer && to == account.Id)
            return RejectReason.TransferToSelf;
        var (right, refusal) = kind switch
        {
            CommandKind.Deposit => (AccountRights.Deposit, RejectReason.AccountMayNotDeposit),
            CommandKind.Withdraw => (AccountRights.Withdraw, RejectReason.AccountMayNotWithdraw),
            _ => (AccountRights.Transfer, RejectReason.AccountMayNotTransfer),
        };
        if (!account.Rights.HasFlag(right))
            return refusal;
        if (Customers.CheckMove(s, kind, account.Id, to) is not RejectReason.None and var unverified)
            return unverified;
        if (kind == CommandKind.Deposit && s.Bank.Held(asset) + Isolated(s, asset) + amount > BigInteger.Pow(2, 62))
            return RejectReason.BalanceTooLarge;
        if (kind != CommandKind.Deposit && amount > Available(s, account, asset))
            return RejectReason.InsufficientFunds;
        return Customers.CheckMoveLimits(s, kind, account.Id, to, asset, amount);
    }

    private static BigInteger Available(NaiveState s, Account account, AssetId asset) =>
        account.Rights.HasFlag(AccountRights.Margin) ? Worth.Free(s, new NaivePocket(account.Id, asset, default)) : Covers.Available(s, account.Id, asset);

    private static BigInteger Isolated(NaiveState s, AssetId asset) =>
        s.Margin.Positions.Where(p => s.Find(p.Instrument)!.Contract!.Terms.Asset == asset).Aggregate(BigInteger.Zero, (sum, p) => sum + p.Own);

    private static void Do(NaiveState s, NaiveMovement movement)
    {
        var asset = s.Bank.Find(movement.Asset)!;
        switch (movement.Kind)
        {
            case CommandKind.Deposit:
                asset.Deposited += movement.Amount;
                s.Bank.Add(movement.Account, movement.Asset, movement.Amount);
                break;
            case CommandKind.Withdraw:
                asset.Withdrawn += movement.Amount;
                s.Bank.Add(movement.Account, movement.Asset, -movement.Amount);
                break;
            default:
                s.Bank.Add(movement.Account, movement.Asset, -movement.Amount);
                s.Bank.Add(movement.To, movement.Asset, movement.Amount);
                break;
        }

        Customers.CountMove(s, movement);
        s.Bank.Movements.Add(movement);
        if (s.Bank.Movements.Count > s.Limits.RememberedMovements)
            s.Bank.Movements.RemoveAt(0);
        var kind = movement.Kind switch { CommandKind.Deposit => EventKind.Deposited, CommandKind.Withdraw => EventKind.Withdrawn, _ => EventKind.Transferred };
        Report(s, movement, kind, default);
    }

    private static void Report(NaiveState s, NaiveMovement movement, EventKind kind, OrderTerms terms) => s.Report.Write(new ExchangeEvent
    {
        Kind = kind,
        Terms = terms,
        Owner = movement.Account,
        Asset = movement.Asset,
        MovementNumber = movement.Number,
        Amount = new Money(movement.Amount),
        ClientOrderId = movement.Reference,
        To = movement.To,
    });

    /// <summary>What everybody has and holds.</summary>
    public static List<(OwnerId Account, AssetId Asset, BigInteger Total, BigInteger Reserved)> Balances(NaiveState s) =>
        [.. s.Bank.Pairs().Select(p => (p.Account, p.Asset, s.Bank.Total(p.Account, p.Asset), Covers.Reserved(s, p.Account, p.Asset)))];

    /// <summary>Section 8: what is not as it was before.</summary>
    public static void TellChanges(NaiveState s, List<(OwnerId Account, AssetId Asset, BigInteger Total, BigInteger Reserved)> before)
    {
        foreach (var now in Balances(s))
        {
            var was = before.Find(b => b.Account == now.Account && b.Asset == now.Asset);
            if (was.Total == now.Total && was.Reserved == now.Reserved)
                continue;
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.BalanceChanged,
                Owner = now.Account,
                Asset = now.Asset,
                Total = new Money((long)now.Total),
                Reserved = new Money((long)now.Reserved),
            });
        }
    }
}
