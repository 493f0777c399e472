namespace Rialto.Adapters.Augur;

/// <summary>What <c>getMarket</c> says of a market.</summary>
/// <param name="Outcomes">How many there are; zero where the market was never made.</param>
/// <param name="IsResolved">It has a winner: it pays, and is over.</param>
internal readonly record struct AugurMarket(int Outcomes, bool IsResolved)
{
    /// <summary>Most outcomes: a pool of the kind has no more tokens.</summary>
    public const int OutcomesMax = 8;

    /// <summary>
    /// Reads the tuple (settlementAddress, shareTokens[], winner, winnerIndex, settlementFee, protocolFee, stakerFee, creationTimestamp, resolutionTimestamp, initialOdds[], active);
    /// its offset stands before it, as it has lists.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> answer, out AugurMarket market)
    {
        const int shareTokens = 1, winner = 2, active = 10;
        market = default;
        var words = new AbiWords(answer);
        if (!words.TrySmall(0, answer.Length, out var start))
            return false;
        var tuple = (int)start;
        if (!words.TryList(tuple + shareTokens * AbiWords.Word, tuple, OutcomesMax, out var first, out var count)
            || !words.TryAddress(tuple + winner * AbiWords.Word, out var isResolved)
            || !words.TrySmall(tuple + active * AbiWords.Word, 1, out _))
            return false;
        var isMade = false;
        if (count > 0 && !words.TryAddress(first, out isMade))
            return false;
        market = new AugurMarket(isMade ? count : 0, isResolved);
        return count != 1;
    }
}
