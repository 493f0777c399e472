namespace Rialto.Host.Feeds.Live.Views;

/// <summary>Units of a scale as the exact decimal they are, digits of the scale included.</summary>
internal static class Decimals
{
    /// <summary>Units of 10^-scale.</summary>
    /// <param name="units">Any.</param>
    /// <param name="scale">0 to 18.</param>
    public static decimal Of(long units, int scale)
    {
        var size = units < 0 ? unchecked((ulong)-units) : (ulong)units;
        return new decimal((int)size, (int)(size >> 32), 0, units < 0, (byte)scale);
    }

    /// <summary>A price where something rests; none otherwise.</summary>
    public static decimal? PriceOf(long units, long quantity, int scale) => quantity == 0 ? null : Of(units, scale);
}
