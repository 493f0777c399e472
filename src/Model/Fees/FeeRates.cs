namespace Rialto.Model.Fees;

/// <summary>Fees of the three roles, in millionths of the notional; negative is a rebate.</summary>
/// <param name="MakerPpm">Of the resting side, -100,000 to 100,000.</param>
/// <param name="TakerPpm">Of the incoming side.</param>
/// <param name="AuctionPpm">Of either side of a trade in an auction.</param>
public readonly record struct FeeRates(int MakerPpm, int TakerPpm, int AuctionPpm)
{
    /// <summary>Highest rate, and the lowest with a minus.</summary>
    public const int MaxPpm = 100_000;

    /// <summary>The most that an order of these rates may be charged, which its cover holds.</summary>
    public int CoverPpm => Math.Max(Math.Max(0, AuctionPpm), Math.Max(MakerPpm, TakerPpm));

    /// <summary>True where all three are within their range.</summary>
    public bool ArePossible => IsPossible(MakerPpm) && IsPossible(TakerPpm) && IsPossible(AuctionPpm);

    /// <summary>Of each role the lower rate.</summary>
    public FeeRates Lower(FeeRates other) => new(Math.Min(MakerPpm, other.MakerPpm), Math.Min(TakerPpm, other.TakerPpm), Math.Min(AuctionPpm, other.AuctionPpm));

    private static bool IsPossible(int ppm) => ppm is >= -MaxPpm and <= MaxPpm;
}
