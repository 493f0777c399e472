using Rialto.Model.Fees;
using Rialto.Model.Markets;
using Rialto.Model.Units;
using Rialto.Venue.Fees;

namespace Rialto.Venue.Snapshots;

/// <summary>What a section about fees holds; sections come in this order, as many of each as are needed.</summary>
internal enum FeesPart : byte
{
    /// <summary>The fee day.</summary>
    Day = 0,
    Tiers = 1,
    Weights = 2,

    /// <summary>Families whose tier is fixed, or of which makers were removed today.</summary>
    Families = 3,

    /// <summary>The days of the window, by family.</summary>
    Days = 4,

    /// <summary>What accounts traded today.</summary>
    Volumes = 5,
    Promotions = 6,
    Makers = 7,
}

/// <summary>All that is known of fees as rows of 64-bit words, the same for saved states and for the state hash; nothing while fees are off. Cold.</summary>
internal readonly struct FeeRows<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    /// <summary>Words of a row.</summary>
    public static int WidthOf(FeesPart part) => part switch
    {
        FeesPart.Day => 1,
        FeesPart.Tiers => 12,
        FeesPart.Weights => 3,
        FeesPart.Families => 7,
        FeesPart.Days => 10,
        FeesPart.Volumes => 4,
        FeesPart.Promotions => 12,
        _ => 7,
    };

    public IEnumerable<long[]> Of(FeesPart part) => !market.Fees.IsOn ? [] : part switch
    {
        FeesPart.Day => [[market.Fees.Day]],
        FeesPart.Tiers => market.Fees.Tiers.Select(Row),
        FeesPart.Weights => market.Fees.Weights.Select(weight => (long[])[weight.Asset.Value, weight.Multiplier, weight.Divisor]),
        FeesPart.Families => Families(),
        FeesPart.Days => Days(),
        FeesPart.Volumes => Volumes(),
        FeesPart.Promotions => market.Books.Where(book => book.Promotion is not null).Select(book => Row(book.Promotion!)),
        _ => market.Books.Where(book => book.Makers is not null).SelectMany(book => book.Makers!.All, (book, maker) => Row(book.Id, maker)),
    };

    public static Int128 Sum(long high, long low) => new((ulong)high, (ulong)low);

    private static long[] Row(FeeTier tier) =>
        [tier.Number, .. Words(tier.Name), tier.MinVolume, tier.MinUptimePpm, .. Words(tier.Rates), tier.IsSubsidised ? 1 : 0];

    private static long[] Row(Promotion promotion) =>
        [promotion.Instrument.Value, .. Words(promotion.Name), promotion.From.Nanoseconds, promotion.Until.Nanoseconds, .. Words(promotion.Rates), promotion.IsSubsidised ? 1 : 0];

    private static long[] Row(int instrument, Maker maker) =>
        [instrument, maker.Account, maker.WidthPpm, maker.Size, maker.Since, maker.OpenNs, maker.QuotedNs];

    private static long[] Words(in Text36 text) => [(long)text.Word0, (long)text.Word1, (long)text.Word2, (long)text.Word3, text.Word4];

    private static long[] Words(FeeRates rates) => [rates.MakerPpm, rates.TakerPpm, rates.AuctionPpm];

    private static long[] Words(Int128 sum) => [(long)(sum >> 64), (long)sum];

    private IEnumerable<long[]> Families()
    {
        foreach (var row in market.Ledger.Accounts.InOrder())
            if (market.Fees.FamilyOf(row) is var family && (family.IsFixed || family.Today != default))
                yield return [market.Ledger.Accounts[row].Id, family.FixedAt, family.FixedUntil, .. Words(family.Today.OpenNs), .. Words(family.Today.QuotedNs)];
    }

    private IEnumerable<long[]> Days()
    {
        foreach (var (day, row, sums) in market.Fees.Days)
            yield return [day, market.Ledger.Accounts[row].Id, .. Words(sums.Volume), .. Words(sums.Made), .. Words(sums.OpenNs), .. Words(sums.QuotedNs)];
    }

    private IEnumerable<long[]> Volumes()
    {
        foreach (var number in market.Ledger.InOrder())
            if (market.Ledger[number] is { Traded: > 0 } balance)
                yield return [balance.Account, balance.Asset, balance.Traded, balance.Made];
    }
}

/// <summary>Saves them. Cold.</summary>
internal static class FeesSaving
{
    public static void Save<TSink>(StateWriter to, FeeRows<TSink> rows)
        where TSink : struct, IEventSink
    {
        var sections = new SectionRows(to, StateSection.Fees);
        foreach (var part in Enum.GetValues<FeesPart>())
        {
            foreach (var row in rows.Of(part))
            {
                sections.Begin((byte)part);
                foreach (var word in row)
                    to.Add(word);
            }

            sections.End();
        }
    }
}
