using System.Diagnostics;

namespace Rialto.Host.Tools.Flow;

/// <summary>Waits for moments: sleeps while they are far, gives way while they are near.</summary>
internal static class Pacer
{
    private static readonly long NearTicks = Stopwatch.Frequency / 500;

    /// <summary>Returns at the moment, or at once if it has passed.</summary>
    public static void WaitUntil(long timestamp)
    {
        for (long left; (left = timestamp - Stopwatch.GetTimestamp()) > 0;)
        {
            if (left > NearTicks)
                Thread.Sleep(1);
            else
                Thread.Yield();
        }
    }
}
