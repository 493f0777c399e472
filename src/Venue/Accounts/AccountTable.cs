using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Accounts;

/// <summary>An account as the exchange keeps it.</summary>
internal struct AccountRow
{
    public int Id;
    public int Parent;
    public int Group;
    public Text36 Name;
    public AccountRights Rights;

    /// <summary>Its first balance; zero is none.</summary>
    public int FirstBalance;

    /// <summary>The row of its family's account without parent; its own, if it has none.</summary>
    public int Root;

    /// <summary>Of an account without parent: its family's fee tier; zero is none.</summary>
    public int Tier;

    public readonly Account ToAccount() => new(new OwnerId(Id), new OwnerId(Parent), new OwnerGroup(Group), Name, Rights);
}

/// <summary>All accounts, by number. They never go.</summary>
internal sealed class AccountTable(TableKey key)
{
    private static readonly List<int> _none = [];

    private readonly IndexTable _index = new();
    private readonly Dictionary<int, List<int>> _subAccounts = [];
    private AccountRow[] _rows = new AccountRow[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>By row, 1 to <see cref="Count"/>. The reference is good until the next account is made.</summary>
    public ref AccountRow this[int row] => ref _rows[row];

    /// <summary>The row of an account; zero where there is none.</summary>
    public int Find(int account) => (int)_index.Find(key.Mix((uint)account));

    /// <summary>The row of the family's account without parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RootOf(int row) => _rows[row].Root;

    /// <summary>Looks for that row again: in a saved state an account may stand before its parent. Cold.</summary>
    public void FindRoot(int row) => _rows[row].Root = _rows[row].Parent == 0 ? row : Find(_rows[row].Parent);

    /// <summary>The fee tier of an account's family; zero is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TierOf(int row) => _rows[_rows[row].Root].Tier;

    public int Add(int account, int parent)
    {
        var row = ++Count;
        if (row == _rows.Length)
            Array.Resize(ref _rows, row * 2);
        _rows[row] = new AccountRow { Id = account, Parent = parent, Root = parent == 0 ? row : Find(parent) };
        _index.Add(key.Mix((uint)account), (ulong)row);
        if (parent == 0)
            return row;
        if (!_subAccounts.TryGetValue(parent, out var children))
            _subAccounts.Add(parent, children = []);
        children.Add(account);
        return row;
    }

    /// <summary>An account's sub-accounts, in the order in which they were made.</summary>
    public List<int> SubAccountsOf(int account) => _subAccounts.GetValueOrDefault(account, _none);

    /// <summary>The group of an owner's orders that have none of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GroupOf(int owner) => Count == 0 ? -owner : GroupOfAccount(owner);

    /// <summary>Rows ascending by account number. Cold.</summary>
    public IEnumerable<int> InOrder() => Enumerable.Range(1, Count).OrderBy(row => _rows[row].Id);

    private int GroupOfAccount(int owner) => Find(owner) is not 0 and var row && _rows[row].Group is not 0 and var group ? group : -owner;
}
