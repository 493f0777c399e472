using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>The listings of one symbol and quote currency at all venues, for the rule that compares them. Few; allocates nothing after its construction.</summary>
internal sealed class SymbolPeers
{
    private readonly ListingQuality[] _members;
    private readonly int[] _sorted;

    public SymbolPeers(ListingQuality[] members)
    {
        _members = members;
        _sorted = new int[members.Length];
        var scale = members.Max(member => member.Listing.PriceScale);
        foreach (var member in members)
        {
            member.Peers = this;
            member.PriceFactor = DecimalText.PowerOfTen(scale - member.Listing.PriceScale);
            if (member.Touch.IsTwoSided)
                member.Middle = ((Int128)member.Touch.BidPrice.Units + member.Touch.AskPrice.Units) * member.PriceFactor;
        }
    }

    public ReadOnlySpan<ListingQuality> Members => _members;

    /// <summary>Compares each member with the median of the others; calls back for each that has become an outlier.</summary>
    public void Compare(Timestamp now, QualityMonitor monitor)
    {
        if (_members.Length < 3)
            return;
        var count = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            var member = _members[i];
            if (!CanBeCompared(member, now))
            {
                member.Set(QualityMarks.Outlier, IsStillDoubted(member));
                continue;
            }

            var place = count++;
            for (; place > 0 && _members[_sorted[place - 1]].Middle > member.Middle; place--)
                _sorted[place] = _sorted[place - 1];
            _sorted[place] = i;
        }

        for (var rank = 0; rank < count; rank++)
        {
            var member = _members[_sorted[rank]];
            var wasOutlier = (member.Standing & QualityMarks.Outlier) != 0;
            var isOutlier = false;
            Int128 median = 0;
            if (count < 3)
                isOutlier = IsStillDoubted(member);
            else if (member.Limits.OutlierPpm != 0)
            {
                median = MedianWithout(rank, count);
                isOutlier = IsMore((UInt128)Int128.Abs(member.Middle - median), 1_000_000, (UInt128)Int128.Abs(median), (uint)member.Limits.OutlierPpm);
                member.OutlierMiddle = member.Middle;
            }

            member.Set(QualityMarks.Outlier, isOutlier);
            if (isOutlier && !wasOutlier)
                monitor.OnOutlier(member, median);
        }
    }

    private static bool CanBeCompared(ListingQuality member, Timestamp now) =>
        member.Touch.IsTwoSided && (member.Standing & (QualityMarks.Range | QualityMarks.Stale | QualityMarks.Crossed)) == 0 && (!member.HasBook || member.Trust == BookTrust.Trusted)
        && now.Nanoseconds - member.Heard.Nanoseconds <= member.Limits.OutlierAgeMaxNs;

    /// <summary>Nothing new is known: what was an outlier is one as long as its best prices are those that were judged.</summary>
    private static bool IsStillDoubted(ListingQuality member) =>
        (member.Standing & QualityMarks.Outlier) != 0 && member.Touch.IsTwoSided && member.Middle == member.OutlierMiddle;

    /// <summary>a × b > c × d, whatever they are: prices at the finest scale have up to 124 bits, which leaves no room for a factor.</summary>
    private static bool IsMore(UInt128 a, uint b, UInt128 c, uint d)
    {
        var (aLow, cLow) = ((UInt128)(ulong)a * b, (UInt128)(ulong)c * d);
        var (aHigh, cHigh) = ((a >> 64) * b + (aLow >> 64), (c >> 64) * d + (cLow >> 64));
        return aHigh != cHigh ? aHigh > cHigh : (ulong)aLow > (ulong)cLow;
    }

    private Int128 MedianWithout(int rank, int count)
    {
        var half = (count - 1) / 2;
        var upper = At(half);
        return (count - 1) % 2 == 1 ? upper : (At(half - 1) + upper) / 2;

        Int128 At(int place) => _members[_sorted[place < rank ? place : place + 1]].Middle;
    }
}
