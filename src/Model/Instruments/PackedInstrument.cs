using System.Runtime.InteropServices;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>
/// An instrument and the rules it trades by, as snapshots hold them: the fields of <see cref="Command.DefineInstrument"/> and of
/// <see cref="Command.SetInstrumentRules"/>, packed (little endian).
/// <code>
///  0 id 4   4 symbol 36   40 scales 2   42 tick 8   50 lot 8   58 smallest quantity 8   66 largest quantity 8
/// 74 fees 8   82 auction fee, band 8   90 collar, tranches 8   98 smallest notional 8   106 largest notional 8   114 reference 8   122 policy 2
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = SizeBytes)]
public readonly struct PackedInstrument
{
    /// <summary>Size in memory and in snapshots.</summary>
    public const int SizeBytes = 124;

    private readonly InstrumentId _id;
    private readonly Text36 _symbol;
    private readonly OrderTerms _scales;
    private readonly Price _tick;
    private readonly Quantity _lot;
    private readonly Quantity _minQuantity;
    private readonly Price _maxQuantity;
    private readonly OrderId _fees;
    private readonly Price _auctionFeeAndBand;
    private readonly Timestamp _collarAndTranches;
    private readonly Quantity _minNotional;
    private readonly Quantity _maxNotional;
    private readonly Price _reference;
    private readonly OrderTerms _policy;

    /// <summary>Packs.</summary>
    public PackedInstrument(Instrument instrument, InstrumentRules rules)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var definition = Command.DefineInstrument(instrument);
        (_id, _symbol, _scales) = (definition.Instrument, definition.Text, definition.Terms);
        (_tick, _lot, _minQuantity, _maxQuantity) = (definition.Price, definition.Quantity, definition.DisplayQuantity, definition.TriggerPrice);
        var set = Command.SetInstrumentRules(instrument.Id, rules);
        (_fees, _auctionFeeAndBand, _collarAndTranches) = (set.OrderId, set.TriggerPrice, set.ExpireTime);
        (_minNotional, _maxNotional, _reference, _policy) = (set.Quantity, set.DisplayQuantity, set.Price, set.Terms);
    }

    /// <summary>The instrument; not validated.</summary>
    public Instrument ToInstrument() => new Command
    {
        Instrument = _id,
        Text = _symbol,
        Terms = _scales,
        Price = _tick,
        Quantity = _lot,
        DisplayQuantity = _minQuantity,
        TriggerPrice = _maxQuantity,
    }.ToInstrument();

    /// <summary>Its rules; not validated.</summary>
    public InstrumentRules ToRules() => new Command
    {
        OrderId = _fees,
        TriggerPrice = _auctionFeeAndBand,
        ExpireTime = _collarAndTranches,
        Quantity = _minNotional,
        DisplayQuantity = _maxNotional,
        Price = _reference,
        Terms = _policy,
    }.ToRules();
}
