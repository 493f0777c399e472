using Rialto.Adapters.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>
/// One kind of socket that a venue's listings need. Most venues send books and trades over one; Binance's USD-M futures send trades over a socket of their own, on another path,
/// since 2026-04-23: a listing then needs a connection of each kind.
/// </summary>
/// <param name="Protocol">What is said over it: its path, its subscriptions, and by its rules whether it has books.</param>
public sealed record SocketTerms(IVenueProtocol Protocol)
{
    /// <summary>False where only trades come.</summary>
    public bool HasBooks => Protocol.Rules.HasBooks;

    /// <summary>Path below the venue's root.</summary>
    public string Path => Protocol.SocketPath;
}
