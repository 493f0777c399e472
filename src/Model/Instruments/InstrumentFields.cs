using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Instruments;

/// <summary>How a definition and rules lie in the fields of a command or an event; one place for both.</summary>
internal static class InstrumentFields
{
    public static OrderTerms PackScales(Instrument instrument) =>
        new((ushort)((instrument.PriceScale & 15) | ((instrument.QuantityScale & 15) << 4) | ((instrument.MoneyScale & 15) << 8)));

    public static Instrument Unpack(
        InstrumentId id, Text36 symbol, OrderTerms scales, Price tick, Quantity lot, Quantity minQuantity, Quantity maxQuantity, long assets) =>
        new(id, symbol, (byte)(scales.Bits & 15), (byte)((scales.Bits >> 4) & 15), (byte)((scales.Bits >> 8) & 15), tick, lot, minQuantity, maxQuantity,
            new AssetId((int)assets), new AssetId((int)(assets >> 32)));

    public static long PackAssets(Instrument instrument) => Pack(instrument.BaseAsset.Value, instrument.QuoteAsset.Value);

    public static long Pack(int low, int high) => (uint)low | ((long)high << 32);

    public static InstrumentRules UnpackRules(
        long makerAndTaker, long auctionAndBand, long collarAndTranches, Quantity minNotional, Quantity maxNotional, Price reference, OrderTerms policy) =>
        new((int)makerAndTaker, (int)(makerAndTaker >> 32), (int)auctionAndBand, (int)(auctionAndBand >> 32), (int)collarAndTranches,
            new Money(minNotional.Units), new Money(maxNotional.Units), reference, (policy.Bits & 1) != 0, (int)(collarAndTranches >> 32));
}
