using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Views;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>Answers SecurityListRequest. Cold; the session's reader.</summary>
internal static class FixListings
{
    private const int MaxPerMessage = 100;

    /// <summary>Sends the instruments, in as many messages as it takes.</summary>
    public static async ValueTask SendAsync(FixLink link, byte[] id, IReadOnlyList<InstrumentEntry> found, AssetDirectory assets)
    {
        var writer = new FixWriter();
        for (var from = 0; from == 0 || from < found.Count; from += MaxPerMessage)
        {
            var count = Math.Min(MaxPerMessage, found.Count - from);
            writer.Begin("y"u8);
            writer.Add(Tag.SecurityReqId, id);
            writer.Add(Tag.SecurityResponseId, (from / MaxPerMessage) + 1);
            writer.Add(Tag.SecurityRequestResult, found.Count == 0 ? 2 : 0);
            writer.Add(Tag.TotNoRelatedSym, found.Count);
            writer.Add(Tag.LastFragment, from + count >= found.Count);
            if (count > 0)
                writer.Add(Tag.NoRelatedSym, count);
            for (var i = from; i < from + count; i++)
                Add(writer, found[i], assets);
            if (!await link.WaitForRoomAsync().ConfigureAwait(false) || !link.TryTell(writer))
                return;
            link.Flush(here: true);
        }
    }

    private static void Add(FixWriter writer, InstrumentEntry entry, AssetDirectory assets)
    {
        var instrument = entry.Instrument;
        writer.AddText(Tag.Symbol, instrument.Symbol);
        writer.AddDecimal(Tag.RoundLot, instrument.Lot.Units, instrument.QuantityScale);
        writer.AddDecimal(Tag.MinTradeVol, instrument.MinQuantity.Units, instrument.QuantityScale);
        writer.AddDecimal(Tag.MaxTradeVol, instrument.MaxQuantity.Units, instrument.QuantityScale);
        writer.AddDecimal(Tag.MinPriceIncrement, instrument.Tick.Units, instrument.PriceScale);
        writer.Add(Tag.TradingState, (int)entry.State);
        writer.Add(Tag.PriceScale, instrument.PriceScale);
        writer.Add(Tag.QuantityScale, instrument.QuantityScale);
        if (entry.Rules.MinNotional.Units != 0)
            writer.AddDecimal(Tag.MinNotional, entry.Rules.MinNotional.Units, instrument.MoneyScale);
        if (entry.Rules.MaxNotional.Units != 0)
            writer.AddDecimal(Tag.MaxNotional, entry.Rules.MaxNotional.Units, instrument.MoneyScale);
        if (assets.Find(instrument.QuoteAsset) is { } quote)
            writer.AddText(Tag.Currency, quote.Code);
    }
}
