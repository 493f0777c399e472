using Rialto.Model.Units;

namespace Rialto.Model.Fees;

/// <summary>A step of the fee schedule; docs/reference/fees.md.</summary>
/// <param name="Number">1 to <see cref="MaxNumber"/>; of the tiers whose conditions are met the highest counts.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="MinVolume">Smallest volume over the window, in volume units; 0 is none.</param>
/// <param name="MinUptimePpm">Smallest quoting uptime over the window, in millionths; 0 asks for none.</param>
/// <param name="Rates">What its accounts pay.</param>
/// <param name="IsSubsidised">True: the house may pay more for a trade than it gets.</param>
public sealed record FeeTier(int Number, Text36 Name, long MinVolume, int MinUptimePpm, FeeRates Rates, bool IsSubsidised)
{
    /// <summary>Highest number of a tier.</summary>
    public const int MaxNumber = 32;
}
