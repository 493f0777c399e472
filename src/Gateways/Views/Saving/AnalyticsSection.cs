using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>What is measured of every instrument: candles, samples, sums, toxicity. Cold.</summary>
internal static class AnalyticsSection
{
    private const int Version = 1;

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        if (views.Instruments.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(Version);
        to.Add(views.Instruments.Count);
        foreach (var instrument in views.Instruments)
        {
            to.Add(instrument.Instrument.Id.Value);
            instrument.Analytics.Save(to);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        if (from.Read<int>() is var version and not Version)
            return $"version {version} of the analytics is unknown, this program reads {Version}";
        var count = from.Read<int>();
        if (count != views.Instruments.Count)
            return "the analytics are not of the instruments of the views";
        foreach (var instrument in views.Instruments)
        {
            var id = from.Read<int>();
            if (id != instrument.Instrument.Id.Value || !instrument.Analytics.Load(from))
                return $"the analytics of instrument {new InstrumentId(id)} are impossible";
        }

        return from.IsWhole ? null : "the analytics are shorter or longer than they say";
    }
}
