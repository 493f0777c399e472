using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Fees;

/// <summary>How tiers and promotions lie in the fields of a command or an event; one place for both.</summary>
internal static class FeeFields
{
    public const ushort TierRemoved = 256;
    public const ushort TierSubsidised = 512;
    public const ushort Removed = 1;
    public const ushort PromotionSubsidised = 2;

    public static FeeTier UnpackTier(OrderTerms terms, long makerAndTaker, long auctionAndUptime, long minVolume, Text36 name) =>
        new(terms.Bits & 255, name, minVolume, (int)(auctionAndUptime >> 32), Rates(makerAndTaker, auctionAndUptime), (terms.Bits & TierSubsidised) != 0);

    public static Promotion UnpackPromotion(InstrumentId instrument, OrderTerms terms, long makerAndTaker, long auction, long from, Timestamp until, Text36 name) =>
        new(instrument, name, new Timestamp(from), until, Rates(makerAndTaker, auction), (terms.Bits & PromotionSubsidised) != 0);

    private static FeeRates Rates(long makerAndTaker, long auction) => new((int)makerAndTaker, (int)(makerAndTaker >> 32), (int)auction);
}
