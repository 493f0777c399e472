using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Accounts;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Snapshots;

/// <summary>Puts assets, accounts and money of a saved state back; covers once the orders are. Believes nothing it reads. Cold.</summary>
internal sealed class AccountsLoading<TSink>(Market<TSink> market, Administration<TSink> administration, Banking<TSink> banking)
    where TSink : struct, IEventSink
{
    private readonly List<(long OrderId, int Ppm, long Bound)> _covers = [];
    private AccountsPart _before;
    private (int Account, int Asset) _lastBalance;
    private int _lastNumber;
    private long _lastMovement;

    private Ledger Ledger => market.Ledger;

    /// <summary>Reads one section. What is wrong with it, or null.</summary>
    public string? Read(FieldReader from)
    {
        var part = (AccountsPart)from.Read<byte>();
        if (part < _before)
            return "its sections of accounts are out of order";
        if (part != _before)
            _lastNumber = 0;
        _before = part;
        var isPossible = part switch
        {
            AccountsPart.Assets => ReadAssets(from),
            AccountsPart.Accounts => ReadAccounts(from),
            AccountsPart.Balances => ReadBalances(from),
            AccountsPart.Instruments => ReadInstruments(from),
            AccountsPart.Covers => ReadCovers(from),
            AccountsPart.Movements => ReadMovements(from),
            _ => false,
        };
        return isPossible && from.IsWhole ? null : $"its {part.ToString().ToLowerInvariant()} of accounts are impossible";
    }

    /// <summary>All orders are where they were: each takes its cover. What is wrong, or null.</summary>
    public string? PutBack()
    {
        foreach (var asset in Ledger.Assets)
        {
            var held = Int128.Zero;
            for (var balance = 1; balance <= Ledger.Count; balance++)
                held += Ledger[balance].Asset == asset.Asset.Id.Value ? Ledger[balance].Total : 0;
            if (held != asset.Held)
                return $"asset {asset.Asset.Id} does not add up";
        }

        for (var row = 1; row <= Ledger.Accounts.Count; row++)
        {
            if (Ledger.Accounts[row].Parent is not 0 and var parent && (Ledger.Accounts.Find(parent) is var at && (at == 0 || Ledger.Accounts[at].Parent != 0)))
                return $"account {Ledger.Accounts[row].Id} has an impossible parent";
            Ledger.Accounts.FindRoot(row);
        }

        foreach (var (orderId, ppm, bound) in _covers)
            if (!TryPutBack(orderId, ppm, bound))
                return $"order {orderId} has an impossible cover";
        if (AccountsAuditing.CoveredSlots(market).Any(slot => (market.Orders[slot].Marks & OrderMarks.Covered) == 0))
            return "an order has no cover";
        for (var balance = 1; balance <= Ledger.Count; balance++)
            if (Ledger[balance].Available < 0 && !market.Margins.IsMargin(Ledger[balance].Account))
                return $"account {Ledger[balance].Account} has less than nothing";
        return null;
    }

    private bool ReadAssets(FieldReader from)
    {
        market.Movements.LastNumber = from.Read<long>();
        while (from.HasMore)
        {
            var asset = new Asset(new AssetId(from.Read<int>()), from.Read<Text36>(), from.Read<byte>());
            var books = new AssetLedger(asset)
            {
                Deposited = from.Read<Int128>(),
                Withdrawn = from.Read<Int128>(),
                Held = from.Read<long>(),
                House = from.Read<Int128>(),
            };
            if (asset.Id.Value <= _lastNumber || books.Deposited < 0 || books.Withdrawn < 0 || !banking.TryRestore(books))
                return false;
            _lastNumber = asset.Id.Value;
        }

        return market.Movements.LastNumber >= 0;
    }

    private bool ReadAccounts(FieldReader from)
    {
        while (from.HasMore)
        {
            var account = new Account(
                new OwnerId(from.Read<int>()), new OwnerId(from.Read<int>()), new OwnerGroup(from.Read<int>()), from.Read<Text36>(), (AccountRights)from.Read<ushort>());
            if (account.Id.Value <= _lastNumber || !banking.TryRestore(account))
                return false;
            _lastNumber = account.Id.Value;
        }

        return true;
    }

    private bool ReadBalances(FieldReader from)
    {
        while (from.HasMore)
        {
            var (account, asset, total) = (from.Read<int>(), from.Read<int>(), from.Read<long>());
            if ((account, asset).CompareTo(_lastBalance) <= 0 || total == 0 || (total is < 0 or > Asset.MaxHeld && !market.Margins.IsMargin(account)) || Ledger.Accounts.Find(account) == 0 || Ledger.FindAsset(asset) is null)
                return false;
            _lastBalance = (account, asset);
            Ledger[Ledger.FindOrAdd(account, asset)].Total = total;
        }

        return true;
    }

    private bool ReadInstruments(FieldReader from)
    {
        while (from.HasMore)
        {
            var number = from.Read<int>();
            if (number <= _lastNumber || market.Find(number) is not { } book
                || !administration.TryRestoreAssets(book, new AssetId(from.Read<int>()), new AssetId(from.Read<int>())))
                return false;
            _lastNumber = number;
        }

        return true;
    }

    private bool ReadCovers(FieldReader from)
    {
        while (from.HasMore)
            _covers.Add((from.Read<long>(), from.Read<int>(), from.Read<long>()));
        return true;
    }

    private bool ReadMovements(FieldReader from)
    {
        while (from.HasMore)
        {
            var movement = new Movement
            {
                Number = from.Read<long>(),
                Kind = (CommandKind)from.Read<byte>(),
                Account = from.Read<int>(),
                To = from.Read<int>(),
                Asset = from.Read<int>(),
                Amount = from.Read<long>(),
                Reference = from.Read<Text36>(),
            };
            var isPossible = movement.Number > _lastMovement && movement.Number <= market.Movements.LastNumber
                && movement.Kind is CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer
                && Ledger.Accounts.Find(movement.Account) != 0 && Ledger.FindAsset(movement.Asset) is not null && movement.Amount > 0
                && (movement.Kind == CommandKind.Transfer ? Ledger.Accounts.Find(movement.To) != 0 : movement.To == 0)
                && !movement.Reference.IsEmpty && movement.Reference.IsWellFormed && market.Movements.TryRestore(movement);
            if (!isPossible)
                return false;
            _lastMovement = movement.Number;
        }

        return true;
    }

    private bool TryPutBack(long orderId, int ppm, long bound)
    {
        var slot = orderId < 1 ? 0 : market.Orders.Find(orderId);
        if (slot == 0 || ppm is < 0 or > 100_000)
            return false;
        ref var order = ref market.Orders[slot];
        var book = market.BookOf(order);
        var needsBound = order.Side == Side.Buy && order.Price == 0;
        if (book.Settlement is not { } terms || (order.Marks & OrderMarks.Covered) != 0 || Ledger.Accounts.Find(order.Owner) == 0
            || (needsBound ? bound is < 1 or > Price.MaxUnits || !book.Tick.Divides(bound) : bound != 0))
            return false;
        if (bound != 0)
            market.Orders.Extras(slot).Bound = bound;
        var balance = Ledger.FindOrAdd(order.Owner, order.Side == Side.Buy ? terms.Quote : terms.Base);
        var reserved = market.Funds.CoverOf(terms, order, ppm);
        if (reserved < 0 || reserved > Ledger[balance].Available)
            return false;
        Ledger[balance].Reserved += reserved;
        market.Funds.Attach(slot, new Cover { Balance = balance, Ppm = ppm, Reserved = reserved });
        return true;
    }
}
