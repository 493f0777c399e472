using Rialto.Model.Markets;
using Rialto.Runtime.Memory;

namespace Rialto.Host.Simulation.Checks;

/// <summary>A number over all bytes of a command's events.</summary>
internal static class ShownHash
{
    public static ulong Of(ReadOnlySpan<ExchangeEvent> events)
    {
        var hash = 0xCBF2_9CE4_8422_2325UL;
        foreach (ref readonly var e in events)
        {
            foreach (var word in Blittable.ReadOnlyWords(in e))
                hash = ulong.RotateLeft((hash ^ word) * 0x9FB2_1C65_1E98_DF25, 29);
        }
        return hash;
    }
}
