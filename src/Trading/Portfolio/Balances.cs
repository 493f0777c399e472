using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Portfolio;

/// <summary>Balances by venue and asset, and what live orders reserve of them.</summary>
public sealed partial class DeskPortfolio
{
    private readonly Dictionary<(FeedVenue, AssetCode), int> _accountOf = [];
    private Account[] _accounts = new Account[32];
    private int[] _accountRates = new int[32];
    private AccountValue[] _accountValues = new AccountValue[32];

    /// <summary>Number of balances, 0 to this - 1.</summary>
    public int AccountCount { get; private set; }

    /// <summary>All balances and all that contracts would bring at middle prices, as worth; assets without a rate count nothing.</summary>
    public Int128 Equity { get; private set; }

    /// <summary>One balance by place.</summary>
    public Account AccountAt(int place) => (uint)place < (uint)AccountCount ? _accounts[place] : throw new ArgumentOutOfRangeException(nameof(place));

    /// <summary>What is thought to be of an asset at a venue; empty where it was never heard of.</summary>
    public Account BalanceOf(FeedVenue venue, AssetCode asset) => _accountOf.TryGetValue((venue, asset), out var account) ? _accounts[account] : default;

    internal ref Account AccountRow(int account) => ref _accounts[account];

    /// <summary>An account's balance and what its contracts would bring, as worth.</summary>
    internal Int128 EquityOf(int account) => _accountValues[account].Total + _accountValues[account].Unrealised;

    internal ref Row RowAt(int index) => ref _rows[index];

    /// <summary>The place of an asset at a venue; made where it is not there yet.</summary>
    internal int AccountOf(FeedVenue venue, AssetCode asset)
    {
        if (_accountOf.TryGetValue((venue, asset), out var account))
            return account;
        account = AccountCount++;
        if (account == _accounts.Length)
        {
            Array.Resize(ref _accounts, account * 2);
            Array.Resize(ref _accountRates, account * 2);
            Array.Resize(ref _accountValues, account * 2);
        }

        _accounts[account] = new Account { Venue = venue, Asset = asset };
        _accountRates[account] = _rates.IndexOf(asset);
        _accountOf.Add((venue, asset), account);
        return account;
    }

    /// <summary>What an order of this side, price and quantity may need, and of which account; contracts need margin instead.</summary>
    internal (int Account, Int128 Amount) NeedOf(int index, Side side, long price, long quantity)
    {
        var holding = _holdings[index];
        if (!holding.IsPaidInFull || quantity == 0)
            return (-1, 0);
        if (side == Side.Sell && holding.BaseAccount >= 0)
            return (holding.BaseAccount, holding.BaseAmountOf(quantity));
        var each = side == Side.Buy ? price : holding.IsUncoveredOutcome ? Math.Max(0, Amounts.Ten(holding.Listing.PriceScale) - price) : 0;
        var cost = holding.AmountOf(each, quantity, up: true);
        return (holding.SettleAccount, cost + Int128.Max(0, FeeOf.Fill(holding, price, quantity, isMaker: false)));
    }

    /// <summary>Reserves what an order may need, or gives it back with a sign of -1.</summary>
    internal void Reserve(int index, Side side, long price, long quantity, int sign)
    {
        var (account, amount) = NeedOf(index, side, price, quantity);
        if (account >= 0)
            _accounts[account].Reserved += sign * amount;
    }

    /// <summary>An account's whole balance is what the venue says.</summary>
    internal void Set(int account, Int128 total, Timestamp now) => Move(account, total - _accounts[account].Total, now);

    /// <summary>A pair that makes a rate, or a traded listing, has other best prices.</summary>
    internal bool OnRate(ListingId listing, in Bbo best, bool isTrusted)
    {
        if (!_rates.OnBest(listing, in best, isTrusted))
            return false;
        var moved = false;
        foreach (var rate in _rates.UsersOf(listing))
        {
            if (!_rates.Update(rate))
                continue;
            moved = true;
            for (var account = 0; account < AccountCount; account++)
            {
                if (_accountRates[account] == rate)
                    ValueAccount(account);
            }

            foreach (var holding in _holdings)
            {
                if (holding.SettleRate != rate && holding.QuoteRate != rate)
                    continue;
                holding.Rate(_rates);
                Value(holding.Index);
            }
        }

        return moved;
    }

    private void Move(int account, Int128 amount, Timestamp now)
    {
        _accounts[account].Total += amount;
        _accounts[account].ChangedTime = now;
        ValueAccount(account);
    }

    private void ValueAccount(int account)
    {
        var worth = _rates.MultiplierOf(_accountRates[account]).Apply(_accounts[account].Total);
        Equity += worth - _accountValues[account].Total;
        _accountValues[account].Total = worth;
    }

    private void AddToMargin(Holding holding, Int128 unrealised)
    {
        _accountValues[holding.MarginAccount].Unrealised += unrealised;
        Equity += unrealised;
    }

    private struct AccountValue
    {
        public Int128 Total;
        public Int128 Unrealised;
    }
}
