using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>What makes an instrument a contract: a linear future, whose profit and loss are paid in one asset; docs/reference/margin.md says what each number does.</summary>
/// <param name="Asset">What profit, loss and margin are counted in; the instrument's money has its scale.</param>
/// <param name="Multiplier">One whole unit of quantity is a claim on so many of what the price is of, 1 to <see cref="MaxMultiplier"/>.</param>
/// <param name="InitialPpm">Margin that orders need, in millionths of the worth at the mark, 1 to 1,000,000. Leverage is at most 1,000,000 by it.</param>
/// <param name="MaintenancePpm">Margin below which a position is liquidated, in millionths of its worth, 1 to <paramref name="InitialPpm"/>.</param>
/// <param name="CollarPpm">How far from the mark the contract may trade, in millionths of the mark, 1 to 1,000,000.</param>
/// <param name="StepPpm">How much of a position one step of a liquidation closes, in millionths, 1 to 1,000,000.</param>
/// <param name="LiquidationFeePpm">What a liquidation pays to the insurance fund, in millionths of what it trades, 0 to 100,000.</param>
/// <param name="Expiry">When a dated contract is due; none for a perpetual one.</param>
public sealed record ContractTerms(
    AssetId Asset, int Multiplier, int InitialPpm, int MaintenancePpm, int CollarPpm, int StepPpm, int LiquidationFeePpm, Timestamp Expiry = default)
{
    /// <summary>Largest multiplier.</summary>
    public const int MaxMultiplier = 1_000_000;

    /// <summary>Never due; its holders pay each other funding.</summary>
    public bool IsPerpetual => Expiry.IsNone;

    /// <summary>The largest leverage that there can be.</summary>
    public int MaxLeverage => 1_000_000 / InitialPpm;

    internal static ContractTerms Unpack(long assetAndMultiplier, long margins, long collarAndStep, long fee, Timestamp expiry) =>
        new(new AssetId((int)assetAndMultiplier), (int)(assetAndMultiplier >> 32), (int)margins, (int)(margins >> 32), (int)collarAndStep, (int)(collarAndStep >> 32), (int)fee, expiry);
}
