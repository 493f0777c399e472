using Rialto.Adapters.Connections;

namespace Rialto.Adapters.LsSecurities;

/// <summary>Opens sockets once there is a token that is good: subscriptions carry it, and one that ended at 07:00 in Seoul would be refused for every share.</summary>
/// <param name="inner">Opens them.</param>
/// <param name="rest">Gets the token.</param>
public sealed class LsSecuritiesDialer(ISocketDialer inner, LsSecuritiesRest rest) : ISocketDialer
{
    /// <inheritdoc/>
    public async ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
    {
        if (await rest.HaveTokenAsync(stop).ConfigureAwait(false) is { Length: > 0 } problem)
            throw new VenueUnreachableException(DialStage.Handshake, address, problem);
        return await inner.DialAsync(address, stop).ConfigureAwait(false);
    }
}
