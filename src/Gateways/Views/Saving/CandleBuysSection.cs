using System.Buffers;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>What takers paid for what they bought in each candle, which the section of analytics does not have, as a section: for every instrument, in its order, and each length the amounts, the newest first. Cold.</summary>
internal static class CandleBuysSection
{
    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var to = new FieldWriter(target);
        foreach (var instrument in views.Instruments)
            instrument.Analytics.Candles.SaveBuys(to);
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        foreach (var instrument in views.Instruments)
        {
            if (!instrument.Analytics.Candles.LoadBuys(from))
                return $"what was bought in the candles of instrument {instrument.Instrument.Id} is impossible";
        }

        return from.IsWhole ? null : "what was bought in candles is shorter or longer than it says";
    }
}
