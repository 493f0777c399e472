namespace Rialto.Adapters.Connections;

/// <summary>How often and how much a <see cref="ListingCatalog"/> reads.</summary>
public sealed record ListingCatalogOptions
{
    /// <summary>Lists are read again after so long.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The first wait after a try that failed; it doubles up to <see cref="RefreshEvery"/>.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No further page is asked for where a venue has so many listings; what is beyond is left out, and told.</summary>
    public int VenueListingsMax { get; init; } = 20_000;

    /// <summary>Most pages of one list.</summary>
    public int PagesMax { get; init; } = 1_000;
}
