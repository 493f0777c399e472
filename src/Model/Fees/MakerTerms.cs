using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Fees;

/// <summary>An account registered to quote an instrument, and what counts as quoting; docs/reference/fees.md, section 4.</summary>
/// <param name="Account">Who.</param>
/// <param name="Instrument">Where.</param>
/// <param name="WidthPpm">Widest spread between its own bid and ask, in millionths of their middle, 1 to 1,000,000.</param>
/// <param name="Size">What either side must show, in quantity units.</param>
public sealed record MakerTerms(OwnerId Account, InstrumentId Instrument, int WidthPpm, Quantity Size);
