namespace Rialto.Host.Desk.Live;

/// <summary>How a venue is reached, where it is not reached as its documentation says: a test network, an exchange of one's own.</summary>
/// <param name="Rest">Root of the REST interface; null for the venue's own.</param>
/// <param name="Stream">Root of the private stream; null for the venue's own.</param>
/// <param name="DeadManSeconds">Time of the venue's dead man's switch; 0 switches it off, -1 takes a minute, or what the venue allows, where it has one.</param>
internal sealed record VenueRoutes(Uri? Rest, Uri? Stream, int DeadManSeconds);
