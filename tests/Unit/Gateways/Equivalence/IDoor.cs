using Rialto.Model.Orders;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>One way into the exchange, with a session of each user.</summary>
internal interface IDoor : IAsyncDisposable
{
    /// <summary>Asks for it in the door's own words, and comes back once it was answered.</summary>
    Task SendAsync(string user, Command command);
}
