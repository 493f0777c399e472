namespace Rialto.Adapters.Connections;

/// <summary>A venue whose list is wanted.</summary>
/// <param name="Terms">The venue.</param>
/// <param name="Rest">How it is asked; belongs to whoever made it.</param>
public sealed record CatalogVenue(VenueTerms Terms, IRestSource Rest);
