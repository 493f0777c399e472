namespace Rialto.Venue.Rules;

/// <summary>Powers wider than 64 bits: scales of price and quantity together go to 10^24. Cold.</summary>
internal static class Powers
{
    /// <summary>10 to this exponent, 0 to 38.</summary>
    public static UInt128 OfTen(int exponent) => Of(10, exponent);

    /// <summary>A number to an exponent of at least zero, where that is below 2^128.</summary>
    public static UInt128 Of(int number, int exponent)
    {
        var power = UInt128.One;
        for (var i = 0; i < exponent; i++)
            power *= (UInt128)number;
        return power;
    }
}
