using Rialto.Model.Markets;

namespace Rialto.Gateways.Orders;

/// <summary>Hears of every durable event, after the views have taken it in. On the fan-out thread; never blocks.</summary>
internal interface IEventListener
{
    /// <summary>A command's events begin; <paramref name="waiter"/> waits for them, or nobody does.</summary>
    void OnCommandBegin(PendingCommand? waiter);

    /// <summary>One event.</summary>
    void On(in ExchangeEvent e);

    /// <summary>The command whose events came is done.</summary>
    void OnCommandEnd(long sequence);

    /// <summary>No more events for the moment, or enough of them: pass on what gathered.</summary>
    void OnBatchEnd();
}
