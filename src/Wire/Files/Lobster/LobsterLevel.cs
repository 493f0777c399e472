namespace Rialto.Wire.Files.Lobster;

/// <summary>One level of a LOBSTER order-book row.</summary>
/// <param name="Price">Dollars x 10,000.</param>
/// <param name="Size">Shares.</param>
public readonly record struct LobsterLevel(long Price, long Size)
{
    /// <summary>The file's price (or its negative) for a level that does not exist.</summary>
    public const long NoPrice = 9_999_999_999;

    /// <summary>No level.</summary>
    public static LobsterLevel None => default;
}
