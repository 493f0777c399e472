using Rialto.Gateways.Answers;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>What a command did to its order: how that stands after it, and what it traded. Immutable.</summary>
/// <param name="First">What the first event was.</param>
/// <param name="Order">The order.</param>
/// <param name="Fills">What it traded in this command.</param>
/// <param name="Sequence">The command's number.</param>
/// <param name="Time">When.</param>
internal sealed record BinanceExecution(EventKind First, OrderPicture Order, IReadOnlyList<Fill> Fills, long Sequence, Timestamp Time)
{
    /// <summary>Sends a command over the session of its sender's address, and waits for what becomes of it.</summary>
    /// <returns>What it did, or why it was refused.</returns>
    public static async ValueTask<(BinanceExecution? Done, BinanceError? Refused)> SubmitAsync(BinanceCall call, Command command)
    {
        var gateways = call.Binance.Gateways;
        using var lease = gateways.RestSessions.Enter(call.Key!, call.Address);
        if (lease.Refused != RejectReason.None)
            return (null, BinanceRefusals.Of(lease.Refused, command.Kind));
        if (command.Kind != CommandKind.MassCancel)
            command.Session = lease.Session;
        var waiter = AwaitableCommand.Rent();
        var refused = gateways.Intake.Submit(in command, waiter);
        if (refused != RejectReason.None)
        {
            waiter.Return();
            gateways.Metrics.Refused(refused);
            return (null, BinanceRefusals.Of(refused, command.Kind));
        }

        await waiter.Completion.ConfigureAwait(false);
        gateways.Metrics.Answered(waiter);
        var error = BinanceRefusals.Of(waiter);
        var done = error is null ? Of(waiter) : null;
        waiter.Return();
        return (done, error);
    }

    private static BinanceExecution Of(PendingCommand command)
    {
        var fills = new List<Fill>();
        var order = command.Order.OrderId;
        foreach (ref readonly var e in command.Events)
        {
            if (e.Kind == EventKind.Trade && order.Value != 0 && OrderAnswer.Concerns(in e, order))
                fills.Add(OrderAnswer.FillOf(in e, order));
        }

        return new BinanceExecution(command.First.Kind, command.Order, fills, command.First.Sequence, command.First.Time);
    }
}
