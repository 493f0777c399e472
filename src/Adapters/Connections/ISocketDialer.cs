namespace Rialto.Adapters.Connections;

/// <summary>Opens WebSockets to one venue. Any thread; several calls may be under way.</summary>
public interface ISocketDialer
{
    /// <summary>Opens a socket.</summary>
    /// <param name="address">Whole address with its path, <c>ws:</c> or <c>wss:</c>.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="VenueUnreachableException">The venue could not be reached; says at which stage, and what to do.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop);
}
