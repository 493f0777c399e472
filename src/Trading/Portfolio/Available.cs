using Rialto.Model.Feeds;

namespace Rialto.Trading.Portfolio;

/// <summary>What could be traded with now: for strategies that move nothing between venues.</summary>
public sealed partial class DeskPortfolio
{
    /// <summary>What the account at the listing's venue could sell without buying first, in the listing's units; all there can be for contracts; zero where balances are not told, or it is not traded.</summary>
    internal long SellableOf(ListingId listing)
    {
        if (IndexOf(listing) is not (var index and >= 0))
            return 0;
        var holding = _holdings[index];
        if (!holding.IsPaidInFull)
            return long.MaxValue;
        if (holding.BaseAccount < 0)
            return Math.Max(0, _rows[index].Position.Quantity.Units);
        ref readonly var account = ref _accounts[holding.BaseAccount];
        var one = holding.BaseAmountOf(1);
        return account.IsTold && one > 0 ? (long)Int128.Clamp(account.Free / one, 0, long.MaxValue) : 0;
    }

    /// <summary>
    /// What a position can be closed with by selling: what is free now, and what there is once nothing holds it back, in the listing's units. A venue that takes its fee in what was bought leaves less
    /// than the position. No bound for what balances do not tell.
    /// </summary>
    internal (long Free, long All) CoverOf(ListingId listing)
    {
        if (IndexOf(listing) is not (var index and >= 0) || _holdings[index] is not { IsPaidInFull: true, BaseAccount: >= 0 } holding || !_accounts[holding.BaseAccount].IsTold)
            return (long.MaxValue, long.MaxValue);
        ref readonly var account = ref _accounts[holding.BaseAccount];
        var one = Int128.Max(1, holding.BaseAmountOf(1));
        return ((long)Int128.Clamp(account.Free / one, 0, long.MaxValue), (long)Int128.Clamp(account.Total / one, 0, long.MaxValue));
    }

    /// <summary>What is free of the asset that a listing is settled in, at its venue, in 10^-18; zero where it is not told.</summary>
    internal Int128 MoneyOf(ListingId listing)
    {
        if (IndexOf(listing) is not (var index and >= 0))
            return 0;
        ref readonly var account = ref _accounts[_holdings[index].SettleAccount];
        return account.IsTold ? Int128.Max(0, account.Free) : 0;
    }
}
