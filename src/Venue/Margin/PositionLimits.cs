namespace Rialto.Venue.Margin;

/// <summary>A limit; zero is none.</summary>
internal readonly record struct Limit(long MaxPosition, long MaxOrder)
{
    public bool IsNone => (MaxPosition | MaxOrder) == 0;
}

/// <summary>Limits by contract, of tiers and of accounts, and which account is in which tier (margin.md, section 6).</summary>
internal sealed class PositionLimits
{
    private readonly Dictionary<LimitKey, Limit> _limits = [];
    private readonly Dictionary<int, int> _tiers = [];

    /// <summary>Ascending by contract, account, tier. Cold.</summary>
    public IEnumerable<KeyValuePair<LimitKey, Limit>> All => _limits.OrderBy(l => l.Key.Contract).ThenBy(l => l.Key.Account).ThenBy(l => l.Key.Tier);

    /// <summary>Accounts that are not in tier 0, ascending. Cold.</summary>
    public IEnumerable<KeyValuePair<int, int>> Tiers => _tiers.OrderBy(t => t.Key);

    /// <summary>What concerns an account in a contract: its own limit, otherwise its tier's.</summary>
    public Limit Of(int contract, int account)
    {
        if (_limits.Count == 0)
            return default;
        return _limits.TryGetValue(new LimitKey(contract, account, 0), out var own) || _limits.TryGetValue(new LimitKey(contract, 0, _tiers.GetValueOrDefault(account)), out own) ? own : default;
    }

    public void Set(LimitKey of, Limit limit)
    {
        if (limit.IsNone)
            _limits.Remove(of);
        else
            _limits[of] = limit;
    }

    public void SetTier(int account, int tier)
    {
        if (tier == 0)
            _tiers.Remove(account);
        else
            _tiers[account] = tier;
    }
}

/// <summary>Whom a limit concerns: an account, or with account zero a tier.</summary>
internal readonly record struct LimitKey(int Contract, int Account, int Tier);
