using Rialto.Model.Fees;
using Rialto.Model.Units;

namespace Rialto.Venue.Fees;

/// <summary>Bits of the terms of commands about fees.</summary>
internal static class FeeTerms
{
    public const int TierRemoved = 256;
    public const int TierSubsidised = 512;
    public const int TierEnd = 1024;
    public const int Removed = 1;
    public const int PromotionEnd = 4;
}

/// <summary>Which values can be (fees.md, section 2); those of a saved state are asked too.</summary>
internal static class FeeChecks
{
    public static bool IsPossible(FeeTier tier) =>
        tier.Number is >= 1 and <= FeeTier.MaxNumber && tier.Name.IsWellFormed && tier.MinVolume >= 0 && tier.MinUptimePpm is >= 0 and <= 1_000_000 && tier.Rates.ArePossible;

    public static bool IsPossible(in VolumeWeight weight) =>
        weight.Multiplier is >= 0 and <= VolumeWeight.Most && (weight.Multiplier == 0 || weight.Divisor is >= 1 and <= VolumeWeight.Most);

    public static bool IsPeriod(Promotion promotion) => promotion.From.Nanoseconds >= 0 && promotion.From < promotion.Until;

    public static bool IsQuoting(long widthPpm, long size) => widthPpm is >= 1 and <= 1_000_000 && size is >= 1 and <= Quantity.MaxUnits;
}
