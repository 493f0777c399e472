using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>An account registered to quote an instrument.</summary>
internal sealed record NaiveMaker(OwnerId Account, InstrumentId Instrument)
{
    public long WidthPpm { get; set; }
    public long Size { get; set; }
    public bool IsOpen { get; set; }
    public bool IsQuoting { get; set; }
    public BigInteger OpenNs { get; set; }
    public BigInteger QuotedNs { get; set; }
}

/// <summary>What a family came to on a day that is over.</summary>
internal sealed record NaiveFamilyDay(long Day, OwnerId Family, BigInteger Volume, BigInteger Made, BigInteger OpenNs, BigInteger QuotedNs);

/// <summary>A trade that counts for the volume of one account.</summary>
internal sealed record NaiveVolume(OwnerId Account, AssetId Quote, BigInteger Money, bool IsMade);

/// <summary>docs/reference/fees.md as lists.</summary>
internal sealed class NaiveFees
{
    public bool IsOn { get; set; }
    public long Day { get; set; }
    public List<FeeTier> Tiers { get; } = [];
    public List<VolumeWeight> Weights { get; } = [];
    public List<Promotion> Promotions { get; } = [];
    public List<NaiveMaker> Makers { get; } = [];
    public List<NaiveFamilyDay> Days { get; } = [];

    /// <summary>Trades of this fee day, one for each side that it counts for.</summary>
    public List<NaiveVolume> Today { get; } = [];

    /// <summary>Makers that were removed on this fee day.</summary>
    public List<NaiveMaker> Removed { get; } = [];

    /// <summary>Families whose tier is fixed, and until when.</summary>
    public Dictionary<OwnerId, (int Tier, Rialto.Model.Units.Timestamp Until)> Fixed { get; } = [];

    /// <summary>The tier each family was last told.</summary>
    public Dictionary<OwnerId, int> Told { get; } = [];
}
