using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>Looks for one pattern. A function of the events: no clock but theirs.</summary>
internal interface IPattern
{
    /// <summary>The next event; the live orders are as they were before it.</summary>
    void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts);
}
