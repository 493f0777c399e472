using System.Runtime.InteropServices;

namespace Rialto.Trading.Portfolio;

/// <summary>Counts the closed trades of one strategy in one listing, from its position after each fill. Packed without gaps: its bytes are its state.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct RoundTrips
{
    // What the position had realised and paid when the open trade began, and when the one before it did.
    private Int128 _realised;
    private Int128 _fees;
    private Int128 _formerRealised;
    private Int128 _formerFees;
    private long _closed;
    private long _won;
    private Last _last;

    private enum Last : byte
    {
        None,
        Won,
        NotWon,
    }

    public readonly ClosedTrades Trades => new(_closed, _won);

    /// <summary>A fill, with its fee, was taken.</summary>
    /// <param name="holding">Of which listing.</param>
    /// <param name="after">The position now.</param>
    /// <param name="before">What was held before it.</param>
    /// <param name="isTakenBack">It was a fill that never was.</param>
    public void Take(Holding holding, in Position after, long before, bool isTakenBack)
    {
        var held = after.Quantity.Units;
        var isEnd = before != 0 && (held == 0 || (held ^ before) < 0);
        if (isTakenBack)
            TakeBack(in after, before, isEnd);
        else if (isEnd)
            End(holding, in after);
        else
            _last = Last.None;
    }

    private void End(Holding holding, in Position after)
    {
        var isWon = holding.Settled.Apply(after.Realised - _realised) > after.Fees - _fees;
        (_formerRealised, _formerFees) = (_realised, _fees);
        (_realised, _fees) = (after.Realised, after.Fees);
        _closed++;
        _won += isWon ? 1 : 0;
        _last = isWon ? Last.Won : Last.NotWon;
    }

    // The fill that ended a trade may turn out not to be: the trade goes on. A trade of which nothing is left was none.
    private void TakeBack(in Position after, long before, bool isEnd)
    {
        if (_last != Last.None && (before == 0 || isEnd))
        {
            _closed--;
            _won -= _last == Last.Won ? 1 : 0;
            (_realised, _fees) = (_formerRealised, _formerFees);
        }
        else if (isEnd)
            (_realised, _fees) = (after.Realised, after.Fees);
        _last = Last.None;
    }
}
