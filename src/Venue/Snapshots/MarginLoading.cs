using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Margin;

namespace Rialto.Venue.Snapshots;

/// <summary>Puts contracts and positions of a saved state back; what is open once the orders are. Believes nothing it reads. Cold.</summary>
internal sealed class MarginLoading<TSink>(Market<TSink> market, Liquidations<TSink> liquidations)
    where TSink : struct, IEventSink
{
    private const long Most = 1L << 62;

    private readonly List<(long OrderId, int Ppm)> _orders = [];
    private MarginPart _before;
    private (int, int, int) _last;

    /// <summary>Reads one section. What is wrong with it, or null.</summary>
    public string? Read(FieldReader from)
    {
        var part = (MarginPart)from.Read<byte>();
        if (part < _before)
            return "its sections of contracts are out of order";
        if (part != _before)
            _last = default;
        _before = part;
        var isPossible = true;
        while (isPossible && from.HasMore)
            isPossible = part switch
            {
                MarginPart.Contracts => ReadContract(from),
                MarginPart.Positions => ReadPosition(from),
                MarginPart.Marks => ReadMarks(from),
                MarginPart.Limits => ReadLimit(from),
                MarginPart.Tiers => ReadTier(from),
                MarginPart.Orders => ReadOrder(from),
                MarginPart.Insurance => ReadInsurance(from),
                _ => false,
            };
        return isPossible && from.IsWhole ? null : $"its {part.ToString().ToLowerInvariant()} of contracts are impossible";
    }

    /// <summary>All orders are where they were: positions count what is open. What is wrong, or null.</summary>
    public string? PutBack()
    {
        foreach (var (orderId, ppm) in _orders)
            if (!TryPutBack(orderId, ppm))
                return $"order {orderId} of a contract is impossible";
        if (MarginAuditing.OrderSlots(market).Any(slot => (market.Orders[slot].Marks & Orders.OrderMarks.Covered) == 0))
            return "an order of a contract is not counted";
        var sums = new Dictionary<int, Int128>();
        for (var number = 1; number <= market.Positions.Count; number++)
        {
            ref var position = ref market.Positions[number];
            var contract = market.Positions.Of(position);
            if (contract.Mark == 0 ? position.ActiveAt != 0 || position.Quantity != 0 : contract.Notional(contract.Mark, position.Worst) > Most / 2)
                return $"the position of account {position.Account} in contract {position.Contract} is impossible";
            market.Positions.Refresh(number, contract);
            sums[position.Contract] = sums.GetValueOrDefault(position.Contract) + position.Quantity;
        }

        if (sums.Values.Any(sum => sum != 0))
            return "the positions of a contract do not sum to zero";
        // Pockets stay queued: the next command looks at each, and most need nothing.
        foreach (var books in market.Ledger.Assets)
            if (books.Deposited - books.Withdrawn + market.Positions.CostsOf(books.Asset.Id.Value) != books.Held + books.Isolated + books.House + books.Insurance)
                return $"the books of asset {books.Asset.Id} do not add up";
        return null;
    }

    private bool ReadContract(FieldReader from)
    {
        var number = from.Read<int>();
        var terms = new Command
        {
            OrderId = new OrderId(from.Read<long>()),
            Price = new Price(from.Read<long>()),
            Quantity = new Quantity(from.Read<long>()),
            DisplayQuantity = new Quantity(from.Read<long>()),
            ExpireTime = new Timestamp(from.Read<long>()),
        }.ToContract();
        var (mark, isSettled) = (from.Read<long>(), from.Read<byte>() == 1);
        if (!IsNext(number, 0, 0) || market.Find(number) is not { Contract: null } book || Contract.TryCreate(book.Definition, terms, market.Ledger.FindAsset(terms.Asset.Value)) is not { } contract)
            return false;
        if (mark != 0 && !contract.IsPrice(mark))
            return false;
        if (mark != 0)
            contract.SetMark(mark);
        contract.IsSettled = isSettled;
        market.MakeContract(book, contract);
        return true;
    }

    private bool ReadPosition(FieldReader from)
    {
        var (account, number) = (from.Read<int>(), from.Read<int>());
        var (quantity, cost, realised, funding) = (from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>());
        var (leverage, isIsolated, own) = (from.Read<int>(), from.Read<byte>() == 1, from.Read<long>());
        if (!IsNext(account, number, 0) || !market.Margins.IsMargin(account) || market.Positions.FindContract(number) is not { } contract)
            return false;
        if (Math.Sign(quantity) != Math.Sign(cost) || quantity is < -Contract.LargestQuantity or > Contract.LargestQuantity || cost is < -Most or > Most || own is < -Most or > Most
            || leverage < 0 || leverage > contract.Terms.MaxLeverage || (own != 0 && !isIsolated))
            return false;
        var row = market.Positions.FindOrAdd(account, contract);
        market.Positions.SetMode(row, isIsolated);
        ref var position = ref market.Positions[row];
        (position.Quantity, position.Cost, position.Realised, position.Funding, position.Leverage) = (quantity, cost, realised, funding, leverage);
        if (isIsolated)
            market.Positions.Pocket(position.Pocket).Own = own;
        contract.Books.Isolated += own;
        return true;
    }

    private bool ReadMarks(FieldReader from)
    {
        var (account, asset, number, marks) = (from.Read<int>(), from.Read<int>(), from.Read<int>(), from.Read<byte>());
        if (!IsNext(account, asset, number) || marks is 0 or > 3 || !market.Margins.IsMargin(account) || market.Ledger.FindAsset(asset) is null)
            return false;
        var pocket = 0;
        if (number == 0)
            pocket = market.Positions.FindOrAddCross(account, asset);
        else if (market.Positions.FindContract(number) is { } contract && contract.Terms.Asset.Value == asset && market.Positions.Find(account, number) is var row && market.Positions[row].IsIsolated)
            pocket = market.Positions[row].Pocket;
        if (pocket == 0)
            return false;
        ref var marked = ref market.Positions.Pocket(pocket);
        (marked.IsCalled, marked.IsLiquidating) = ((marks & 1) != 0, (marks & 2) != 0);
        if (marked.IsLiquidating)
            liquidations.Remember(pocket);
        return true;
    }

    private bool ReadLimit(FieldReader from)
    {
        var key = new LimitKey(from.Read<int>(), from.Read<int>(), from.Read<int>());
        var limit = new Limit(from.Read<long>(), from.Read<long>());
        var isPossible = IsNext(key.Contract, key.Account, key.Tier) && !limit.IsNone && limit is { MaxPosition: >= 0 and <= Contract.LargestQuantity, MaxOrder: >= 0 and <= Contract.LargestQuantity }
            && key.Tier is >= 0 and <= ushort.MaxValue && (key.Account == 0 || (key.Tier == 0 && market.Margins.IsMargin(key.Account))) && market.Find(key.Contract) is not null;
        if (isPossible)
            market.Margins.Limits.Set(key, limit);
        return isPossible;
    }

    private bool ReadTier(FieldReader from)
    {
        var (account, tier) = (from.Read<int>(), from.Read<int>());
        var isPossible = IsNext(account, 0, 0) && market.Margins.IsMargin(account) && tier is >= 1 and <= ushort.MaxValue;
        if (isPossible)
            market.Margins.Limits.SetTier(account, tier);
        return isPossible;
    }

    private bool ReadOrder(FieldReader from)
    {
        _orders.Add((from.Read<long>(), from.Read<int>()));
        return true;
    }

    private bool ReadInsurance(FieldReader from)
    {
        var (asset, insurance) = (from.Read<int>(), from.Read<Int128>());
        if (!IsNext(asset, 0, 0) || insurance <= 0 || market.Ledger.FindAsset(asset) is not { } books)
            return false;
        books.Insurance = insurance;
        return true;
    }

    private bool TryPutBack(long orderId, int ppm)
    {
        var slot = orderId < 1 ? 0 : market.Orders.Find(orderId);
        if (slot == 0 || ppm is < 0 or > 100_000)
            return false;
        ref var order = ref market.Orders[slot];
        var book = market.BookOf(order);
        if (book.Contract is not { } contract || (order.Marks & Orders.OrderMarks.Covered) != 0 || !market.Margins.IsMargin(order.Owner) || order.Leaves > Quantity.MaxUnits)
            return false;
        var row = market.Positions.FindOrAdd(order.Owner, contract);
        if (contract.Mark == 0 || market.Positions[row].Worst > Contract.LargestQuantity)
            return false;
        market.Margins.Hold(book, slot, order.Owner, order.Side, new Accounts.Funds<TSink>.Wanted(0, ppm, order.Leaves, 0));
        return true;
    }

    private bool IsNext(int one, int two, int three)
    {
        var isNext = (one, two, three).CompareTo(_last) > 0;
        _last = (one, two, three);
        return isNext;
    }
}
