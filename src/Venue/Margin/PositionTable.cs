using Rialto.Venue.Accounts;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Margin;

/// <summary>
/// All positions and pockets. A pocket's sums follow every change of its positions at once, so an order's check looks at one position and one pocket, however many the account has, and a mark at the positions
/// of its contract alone. Who may need something after the command stands in a queue.
/// </summary>
internal sealed class PositionTable(Ledger ledger, TableKey key)
{
    private readonly IndexTable _index = new();
    private readonly IndexTable _pocketIndex = new();
    private Contract?[] _contracts = [];
    private readonly PriorityQueue<int, ulong> _queue = new();
    private Position[] _positions = new Position[16];
    private Pocket[] _pockets = new Pocket[16];
    private int[] _touched = new int[16];

    /// <summary>Positions there are; they stand at 1 to this.</summary>
    public int Count { get; private set; }

    /// <summary>Pockets there are; they stand at 1 to this.</summary>
    public int PocketCount { get; private set; }

    public int TouchedCount { get; private set; }

    /// <summary>Positions that the command has touched, in no order.</summary>
    public Span<int> Touched => _touched.AsSpan(0, TouchedCount);

    /// <summary>Something is to be told or done before the command ends.</summary>
    public bool IsBusy => (TouchedCount | _queue.Count) != 0;

    /// <summary>By number; number zero is none and holds nothing. Good until one is added.</summary>
    public ref Position this[int position] => ref _positions[position];

    public ref Pocket Pocket(int pocket) => ref _pockets[pocket];

    /// <summary>The terms that positions of an instrument go by.</summary>
    public Contract Of(in Position position) => _contracts[position.Contract]!;

    /// <summary>The contract on an instrument; null where it is none.</summary>
    public Contract? FindContract(int instrument) => (uint)instrument < (uint)_contracts.Length ? _contracts[instrument] : null;

    /// <summary>An instrument is a contract from now on, or no longer one.</summary>
    public void SetContract(int instrument, Contract? contract)
    {
        if (instrument >= _contracts.Length)
            Array.Resize(ref _contracts, instrument + 16);
        _contracts[instrument] = contract;
    }

    /// <summary>The position of an account in a contract; zero where it has none yet.</summary>
    public int Find(int account, int contract) => (int)_index.Find(KeyOf(account, contract));

    /// <summary>The cross pocket of an account in an asset; zero where it has none yet.</summary>
    public int FindCross(int account, int asset) => (int)_pocketIndex.Find(KeyOf(account, asset));

    /// <summary>The position of an account in a contract, made if there is none.</summary>
    public int FindOrAdd(int account, Contract contract)
    {
        var position = Find(account, contract.Id);
        return position != 0 ? position : Add(account, contract);
    }

    public long Money(in Pocket pocket) => pocket.Balance != 0 ? ledger[pocket.Balance].Total : pocket.Own;

    public Int128 Equity(in Pocket pocket) => Money(pocket) + pocket.Unrealised;

    /// <summary>What may leave a pocket: gains are not counted.</summary>
    public Int128 Free(in Pocket pocket) => Money(pocket) + Int128.Min(0, pocket.Unrealised) - pocket.Initial;

    /// <summary>A position whose values are about to change.</summary>
    public ref Position Touch(int number)
    {
        ref var position = ref _positions[number];
        if (!position.IsTouched)
        {
            if (TouchedCount == _touched.Length)
                Array.Resize(ref _touched, TouchedCount * 2);
            _touched[TouchedCount++] = number;
            position.IsTouched = true;
            position.Before = Values(position);
        }

        return ref position;
    }

    public void ForgetTouched() => TouchedCount = 0;

    /// <summary>What PositionChanged tells of a position.</summary>
    public PositionBefore Values(in Position p) => new(p.Quantity, p.Cost, p.Realised, p.Funding, Own(p));

    /// <summary>What an isolated position has of its own.</summary>
    public long Own(in Position position) => position.IsIsolated ? _pockets[position.Pocket].Own : 0;

    /// <summary>Money comes to a pocket, or leaves it.</summary>
    public void AddMoney(int number, int position, long amount)
    {
        if (amount == 0)
            return;
        ref var pocket = ref _pockets[number];
        var books = ledger.FindAsset(pocket.Asset)!;
        if (pocket.Balance != 0)
        {
            ref var balance = ref ledger.Touch(pocket.Balance);
            balance.Total = checked(balance.Total + amount);
            books.Held = checked(books.Held + amount);
        }
        else
        {
            Touch(position);
            pocket.Own = checked(pocket.Own + amount);
            books.Isolated += amount;
        }

        Consider(number, ref pocket);
    }

    /// <summary>After quantity, orders, cost, leverage or mark of a position changed: its part in its pocket follows.</summary>
    public void Refresh(int number, Contract contract)
    {
        ref var position = ref _positions[number];
        ref var pocket = ref _pockets[position.Pocket];
        var (unrealised, initial, maintenance) = (position.Unrealised, position.Initial, position.Maintenance);
        Measure(ref position, contract);
        pocket.Unrealised += position.Unrealised - unrealised;
        pocket.Initial += position.Initial - initial;
        pocket.Maintenance += position.Maintenance - maintenance;
        FollowActive(number, ref position, contract);
        Consider(position.Pocket, ref pocket);
    }

    /// <summary>Orders of a position may lose so much more against the mark, or less. Its part in its pocket follows with <see cref="Refresh"/>.</summary>
    public void AddLoss(int number, long more)
    {
        ref var position = ref _positions[number];
        position.OpenLoss += more;
        _pockets[position.Pocket].OpenLoss += more;
    }

    /// <summary>A position changes its mode; it has nothing.</summary>
    public void SetMode(int number, bool isIsolated)
    {
        ref var position = ref _positions[number];
        if (position.IsIsolated == isIsolated)
            return;
        position.IsIsolated = isIsolated;
        position.Pocket = isIsolated ? IsolatedPocketOf(number) : position.CrossPocket;
    }

    /// <summary>Whatever may be needed is looked at before the command ends (margin.md, section 7).</summary>
    public void Consider(int number, ref Pocket pocket)
    {
        if (pocket.IsQueued)
            return;
        var equity = Equity(pocket);
        if (pocket.Maintenance <= equity && !pocket.CannotBear(equity) && !pocket.IsLiquidating && IsNear(pocket, equity) == pocket.IsCalled)
            return;
        pocket.IsQueued = true;
        _queue.Enqueue(number, pocket.Rank);
    }

    /// <summary>The first of those that may need something; zero where there is none.</summary>
    public int Next()
    {
        if (!_queue.TryDequeue(out var number, out _))
            return 0;
        _pockets[number].IsQueued = false;
        return number;
    }

    /// <summary>Close enough to liquidation to be called.</summary>
    public static bool IsNear(in Pocket pocket, Int128 equity) => pocket.Maintenance > 0 && 5 * pocket.Maintenance >= 4 * equity;

    /// <summary>What all positions settled in an asset cost. Cold.</summary>
    public Int128 CostsOf(int asset)
    {
        var costs = Int128.Zero;
        for (var number = 1; number <= Count; number++)
            costs += _pockets[_positions[number].CrossPocket].Asset == asset ? _positions[number].Cost : 0;
        return costs;
    }

    /// <summary>Positions ascending by account, then contract. Cold.</summary>
    public IEnumerable<int> InOrder() => Enumerable.Range(1, Count).OrderBy(p => _positions[p].Account).ThenBy(p => _positions[p].Contract);

    private static void Measure(ref Position position, Contract contract)
    {
        if (contract.Mark == 0)
            return;
        var worth = contract.Notional(contract.Mark, Math.Abs(position.Quantity));
        var worst = position.Worst is var most && most == Math.Abs(position.Quantity) ? worth : contract.Notional(contract.Mark, most);
        position.Unrealised = (position.Quantity < 0 ? -worth : worth) - position.Cost;
        position.Initial = Settlement.Fee(worst, contract.InitialPpm(position.Leverage)) + position.OpenLoss;
        position.Maintenance = Settlement.Fee(worth, contract.Terms.MaintenancePpm);
    }

    private void FollowActive(int number, ref Position position, Contract contract)
    {
        var isActive = (position.Quantity | position.OpenBuys | position.OpenSells) != 0;
        if (isActive == (position.ActiveAt != 0))
            return;
        if (isActive)
        {
            position.ActiveAt = contract.Activate(number);
            return;
        }

        var at = position.ActiveAt;
        position.ActiveAt = 0;
        if (contract.Deactivate(at) is not 0 and var moved)
            _positions[moved].ActiveAt = at;
    }

    private int Add(int account, Contract contract)
    {
        var asset = contract.Terms.Asset.Value;
        var cross = FindOrAddCross(account, asset);
        var number = ++Count;
        if (number == _positions.Length)
            Array.Resize(ref _positions, number * 2);
        _positions[number] = new Position { Account = account, Contract = contract.Id, Pocket = cross, CrossPocket = cross, NextOfAccount = _pockets[cross].FirstPosition };
        _pockets[cross].FirstPosition = number;
        _index.Add(KeyOf(account, contract.Id), (ulong)number);
        return number;
    }

    /// <summary>The cross pocket of an account in an asset, made if there is none.</summary>
    public int FindOrAddCross(int account, int asset)
    {
        var cross = FindCross(account, asset);
        if (cross != 0)
            return cross;
        cross = AddPocket(new Pocket { Account = account, Asset = asset, Balance = ledger.FindOrAdd(account, asset) });
        _pocketIndex.Add(KeyOf(account, asset), (ulong)cross);
        return cross;
    }

    private int AddPocket(in Pocket pocket)
    {
        var number = ++PocketCount;
        if (number == _pockets.Length)
            Array.Resize(ref _pockets, number * 2);
        _pockets[number] = pocket;
        return number;
    }

    /// <summary>A position that once was isolated has its pocket still.</summary>
    private int IsolatedPocketOf(int number)
    {
        ref var position = ref _positions[number];
        if (position.OwnPocket == 0)
            position.OwnPocket = AddPocket(new Pocket { Account = position.Account, Asset = _pockets[position.CrossPocket].Asset, Contract = position.Contract, FirstPosition = number });
        return position.OwnPocket;
    }

    private ulong KeyOf(int account, int number) => key.Mix(((ulong)(uint)account << 16) | (uint)number);
}
