using System.Globalization;

namespace Rialto.Adapters.Augur;

/// <summary>Where Turbo's contracts are on Polygon; those of 2021-11 unless others are set.</summary>
public sealed record AugurContracts
{
    /// <summary>Most factories that can be set.</summary>
    public const int FactoriesMax = 32;

    /// <summary>Polygon's number of its chain: a node of any other is refused.</summary>
    internal const long ChainId = 137;

    private const int AddressCharacters = 42;

    /// <summary>The factory of the pools.</summary>
    public string AmmFactory { get; init; } = "0x79c3cf0553b6852890e8ba58878a5bca8b06d90c";

    /// <summary>The factories of markets: MLB, NBA, NFL, MMA, prices of coins.</summary>
    public IReadOnlyList<string> Factories { get; init; } =
    [
        "0x03810440953e2bcd2f17a63706a4c8325e0abf94",
        "0xe696b8fa35e487c3a02c2444777c7a2ef6cd0297",
        "0x1f3ef7ca2b2ca07a397e7bc1beb8c3cffc57e95a",
        "0x6d2e53d53aec521dec3d53c533e6c6e60444c655",
        "0x48725bac1c27c2daf5ed7df22d6a9d781053fec1",
    ];

    /// <summary>An address in the spelling that is used here, lower case; null where the text is none.</summary>
    public static string? Address(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == AddressCharacters && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.AsSpan(2).IndexOfAnyExcept(_digits) < 0 ? text.ToLower(CultureInfo.InvariantCulture) : null;
    }

    private static readonly System.Buffers.SearchValues<char> _digits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
