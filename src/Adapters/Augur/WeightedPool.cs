using System.Numerics;

namespace Rialto.Adapters.Augur;

/// <summary>
/// A market's pool: so many shares of each outcome, each with a weight. What one gets is rounded down and what one pays is rounded up, each to the share's smallest unit, 10^-18.
/// <code>
/// out = b_o (1 - (b_i / (b_i + in (1 - fee)))^(w_i/w_o))          in = b_i ((b_o / (b_o - out))^(w_o/w_i) - 1) / (1 - fee)
/// </code>
/// Source: Balancer whitepaper (Martinelli, Mushegian 2019), equations "out given in" and "in given out". The pool's own contract computes its powers to about 10^-10, which is not modelled.
/// </summary>
internal sealed class WeightedPool
{
    // No swap of more than a third of a balance: within what pools of the kind allow in one, and the range in which the powers are exact.
    private const int ShareOfBalance = 3;

    private const int WeightRatioMax = 50;
    private const int BalanceBitsMax = 128;

    private static readonly BigInteger _one = BigInteger.Pow(10, 18);

    private readonly BigInteger[] _balances;
    private readonly BigInteger[] _weights;
    private readonly BigInteger _keeps;

    private WeightedPool(BigInteger[] balances, BigInteger[] weights, BigInteger fee) => (_balances, _weights, _keeps) = (balances, weights, _one - fee);

    /// <summary>Makes one of what the contracts say; anything that no pool can be is refused.</summary>
    public static bool TryMake(BigInteger[] balances, BigInteger[] weights, BigInteger fee, out WeightedPool pool)
    {
        pool = null!;
        if (balances.Length is < 2 or > AugurMarket.OutcomesMax || weights.Length != balances.Length || fee < 0 || fee >= _one)
            return false;
        for (var i = 0; i < balances.Length; i++)
        {
            if (balances[i].Sign <= 0 || balances[i].GetBitLength() > BalanceBitsMax || weights[i].Sign <= 0 || weights[i].GetBitLength() > BalanceBitsMax)
                return false;
        }

        if (weights.Max() > weights.Min() * WeightRatioMax)
            return false;
        pool = new WeightedPool(balances, weights, fee);
        return true;
    }

    /// <summary>How many outcomes there are.</summary>
    public int Outcomes => _balances.Length;

    /// <summary>Mints complete sets and swaps all but one outcome into that one.</summary>
    /// <param name="outcome">Which.</param>
    /// <param name="sets">How many, in 10^-18.</param>
    /// <param name="received">Shares of it, in 10^-18.</param>
    /// <returns>False where the pool is too small for so many.</returns>
    public bool TryBuy(int outcome, BigInteger sets, out BigInteger received)
    {
        var left = _balances[outcome];
        received = sets;
        for (var other = 0; other < _balances.Length; other++)
        {
            if (other == outcome)
                continue;
            if (sets * ShareOfBalance > _balances[other])
                return false;
            var whole = _balances[other] * _one;
            var got = left * FixedPower.FallAtLeast(whole + sets * _keeps, whole, _weights[other], _weights[outcome]) >> FixedPower.Bits;
            if (got * ShareOfBalance > left)
                return false;
            (left, received) = (left - got, received + got);
        }

        return true;
    }

    /// <summary>Swaps a part of one outcome into all others, so that complete sets can be burnt.</summary>
    /// <param name="outcome">Which.</param>
    /// <param name="sets">How many are burnt, in 10^-18.</param>
    /// <param name="sold">Shares of it that this takes, in 10^-18.</param>
    /// <returns>False where the pool is too small for so many.</returns>
    public bool TrySell(int outcome, BigInteger sets, out BigInteger sold)
    {
        var held = _balances[outcome];
        sold = sets;
        for (var other = 0; other < _balances.Length; other++)
        {
            if (other == outcome)
                continue;
            if (sets * ShareOfBalance > _balances[other])
                return false;
            var swapped = CeilingShift(held * FixedPower.RiseAtMost(_balances[other], _balances[other] - sets, _weights[other], _weights[outcome]));
            var paid = (swapped * _one + _keeps - 1) / _keeps;
            if (paid * ShareOfBalance > held)
                return false;
            (held, sold) = (held + paid, sold + paid);
        }

        return true;
    }

    private static BigInteger CeilingShift(BigInteger value) => -(-value >> FixedPower.Bits);
}
