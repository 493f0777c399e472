using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Runtime.Collections;
using Rialto.Venue.Customers;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Accounts;

/// <summary>
/// Assets, accounts and balances, double entry (docs/reference/accounts.md). Every change of a balance goes through <see cref="Touch"/>, which keeps what it was before the command, so that its end can tell of
/// the difference.
/// </summary>
internal sealed class Ledger(TableKey key)
{
    private const int ShortList = 16;

    private readonly IndexTable _index = new();
    private LineArray<Balance> _balances = new(256);
    private AssetLedger?[] _assets = new AssetLedger?[16];
    private int[] _touched = new int[64];
    private long[] _order = new long[64];
    private int _touchedCount;

    /// <summary>All accounts.</summary>
    public AccountTable Accounts { get; } = new(key);

    /// <summary>Fees are on: trades count for volumes.</summary>
    public bool CountsVolume { get; set; }

    /// <summary>Where balances learn whether their customer trades freely.</summary>
    public CustomerRegister? Customers { get; set; }

    /// <summary>Balances there are; they stand at 1 to this.</summary>
    public int Count { get; private set; }

    /// <summary>True where the command has touched a balance.</summary>
    public bool HasTouched => _touchedCount != 0;

    /// <summary>The balances that the command has touched, in no order.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _touchedCount);

    /// <summary>By number, 0 to <see cref="Count"/>; number zero has nothing. To be changed only after <see cref="Touch"/>. Good until a balance is added.</summary>
    public ref Balance this[int balance]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _balances[balance];
    }

    /// <summary>Assets ascending by id. Cold.</summary>
    public IEnumerable<AssetLedger> Assets => _assets.OfType<AssetLedger>();

    /// <summary>An asset's books; null where it is not defined, whatever the number.</summary>
    public AssetLedger? FindAsset(int asset) => (uint)asset < (uint)_assets.Length ? _assets[asset] : null;

    public void Add(AssetLedger asset)
    {
        var id = asset.Asset.Id.Value;
        if (id >= _assets.Length)
            Array.Resize(ref _assets, Math.Min(AssetId.MaxId + 1, Math.Max(id + 1, _assets.Length * 2)));
        _assets[id] = asset;
    }

    /// <summary>The balance of an account in an asset; zero where it has none yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int account, int asset) => (int)_index.Find(KeyOf(account, asset));

    /// <summary>The same, made if there is none. The account must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(int account, int asset)
    {
        var balance = Find(account, asset);
        return balance != 0 ? balance : Add(account, asset);
    }

    /// <summary>A balance to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Balance Touch(int balance)
    {
        ref var touched = ref _balances[balance];
        if (!touched.IsTouched)
            Begin(balance, ref touched);
        return ref touched;
    }

    /// <summary>Reserves for a new order, where the account may trade and has as much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int balance, long amount)
    {
        ref var from = ref _balances[balance];
        if (!from.TradesFreely || amount > from.Available)
            return false;
        if (!from.IsTouched)
            Begin(balance, ref from);
        from.Reserved += amount;
        return true;
    }

    /// <summary>An order now needs so much cover.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(ref Cover cover, long reserved)
    {
        ref var balance = ref Touch(cover.Balance);
        balance.Reserved += reserved - cover.Reserved;
        cover.Reserved = reserved;
        Check(balance);
    }

    /// <summary>Settles a trade (accounts.md, section 6).</summary>
    public void Settle(Settlement terms, long price, long quantity, ref Party buyer, ref Party seller)
    {
        var money = (long)terms.Money(price, quantity);
        var units = quantity * terms.BaseUnits;
        var bought = FindOrAdd(buyer.Owner, terms.Base);
        var earned = FindOrAdd(seller.Owner, terms.Quote);
        var quote = _assets[terms.Quote]!;

        ref var paying = ref Touch(buyer.Cover.Balance);
        ref var giving = ref Touch(seller.Cover.Balance);
        paying.Reserved += buyer.Left - buyer.Cover.Reserved;
        giving.Reserved += seller.Left - seller.Cover.Reserved;
        buyer.Cover.Reserved = buyer.Left;
        seller.Cover.Reserved = seller.Left;

        paying.Total -= money;
        buyer.Fee = Charge(quote, money, Math.Min(buyer.Rate, buyer.Cover.Ppm), paying.Available);
        paying.Total -= buyer.Fee;
        Check(paying);
        Touch(bought).Total += units;
        giving.Total -= units;
        Check(giving);
        ref var earning = ref Touch(earned);
        earning.Total += money;
        seller.Fee = Charge(quote, money, Math.Min(seller.Rate, seller.Cover.Ppm), earning.Available);
        earning.Total -= seller.Fee;
        if (CountsVolume)
            CountVolume(ref paying, ref earning, money, buyer.IsMaker, seller.IsMaker);
    }

    /// <summary>A trade counts for the volumes of both sides, if they are not of one family (fees.md, section 4). Both balances are those of the asset paid in.</summary>
    public void CountVolume(ref Balance buyer, ref Balance seller, long money, bool buyerMade, bool sellerMade)
    {
        if (Accounts.RootOf(buyer.Row) == Accounts.RootOf(seller.Row))
            return;
        buyer.Count(money, buyerMade);
        seller.Count(money, sellerMade);
    }

    /// <summary>Puts those that the command has touched in order: ascending by account, then asset.</summary>
    public void SortTouched()
    {
        var touched = _touched.AsSpan(0, _touchedCount);
        if (touched.Length > ShortList)
        {
            SortMany(touched);
            return;
        }

        for (var i = 1; i < touched.Length; i++)
        {
            var (moving, order, at) = (touched[i], OrderOf(touched[i]), i);
            for (; at > 0 && OrderOf(touched[at - 1]) > order; at--)
                touched[at] = touched[at - 1];
            touched[at] = moving;
        }
    }

    public void ForgetTouched() => _touchedCount = 0;

    /// <summary>An account's rights are others now: its balances know of them too.</summary>
    public void TellRights(int row)
    {
        ref var account = ref Accounts[row];
        for (var balance = account.FirstBalance; balance != 0; balance = _balances[balance].NextOfAccount)
            TellRights(ref _balances[balance], account);
    }

    /// <summary>What customers may do is another now. Looks at every balance.</summary>
    public void TellAllRights()
    {
        for (var row = 1; row <= Accounts.Count; row++)
            TellRights(row);
    }

    /// <summary>Balances ascending by account, then asset. Cold.</summary>
    public IEnumerable<int> InOrder() => Enumerable.Range(1, Count).OrderBy(OrderOf);

    private static bool MayTradeSettled(in AccountRow account) => (account.Rights & (AccountRights.Trade | AccountRights.Margin)) == AccountRights.Trade;

    private void TellRights(ref Balance balance, in AccountRow account)
    {
        balance.MayTrade = MayTradeSettled(account);
        balance.TradesFreely = balance.MayTrade && (Customers?.TradesFreely(account.Id) ?? true);
    }

    private static long Charge(AssetLedger quote, long money, int rate, long available) => rate == 0 ? 0 : quote.Charge(Settlement.Fee(money, rate), available);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check(in Balance balance)
    {
        if ((balance.Reserved | balance.Available) < 0)
            Broken(balance);
    }

    /// <summary>A defect of ours: nothing may go on with a wrong balance.</summary>
    private static void Broken(in Balance balance) =>
        throw new InvalidOperationException($"Account {balance.Account} has {balance.Total} of asset {balance.Asset} and {balance.Reserved} reserved.");

    private ulong KeyOf(int account, int asset) => key.Mix(((ulong)(uint)account << 16) | (uint)asset);

    private long OrderOf(int balance) => ((long)_balances[balance].Account << 16) | (long)_balances[balance].Asset;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(int account, int asset)
    {
        var number = ++Count;
        if (number == _balances.Length)
            _balances.Grow(number * 2);
        ref var row = ref Accounts[Accounts.Find(account)];
        _balances[number] = new Balance
        {
            Account = account,
            Row = Accounts.Find(account),
            Asset = (ushort)asset,
            NextOfAccount = row.FirstBalance,
        };
        TellRights(ref _balances[number], row);
        row.FirstBalance = number;
        _index.Add(KeyOf(account, asset), (ulong)number);
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(int number, ref Balance balance)
    {
        if (_touchedCount == _touched.Length)
            Array.Resize(ref _touched, _touchedCount * 2);
        _touched[_touchedCount++] = number;
        balance.IsTouched = true;
        balance.TotalBefore = balance.Total;
        balance.ReservedBefore = balance.Reserved;
    }

    private void SortMany(Span<int> touched)
    {
        if (_order.Length < touched.Length)
            _order = new long[_touched.Length];
        for (var i = 0; i < touched.Length; i++)
            _order[i] = OrderOf(touched[i]);
        _order.AsSpan(0, touched.Length).Sort(touched);
    }
}
