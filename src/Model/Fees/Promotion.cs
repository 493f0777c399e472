using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Model.Fees;

/// <summary>Rates of one instrument for a while, for whom they are lower than its own; docs/reference/fees.md.</summary>
/// <param name="Instrument">Where.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="From">First moment; none is at once.</param>
/// <param name="Until">First moment after it.</param>
/// <param name="Rates">The rates.</param>
/// <param name="IsSubsidised">True: the house may pay more for a trade than it gets.</param>
public sealed record Promotion(InstrumentId Instrument, Text36 Name, Timestamp From, Timestamp Until, FeeRates Rates, bool IsSubsidised);
