using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Venue;

namespace Rialto.Host.Roles;

/// <summary>Applies journaled commands to the exchange, and tells the timer when next to bring time. The same in recovery and after.</summary>
internal readonly struct VenueHandler(Exchange<RingSink> exchange, Deadlines deadlines) : ICommandHandler
{
    /// <inheritdoc/>
    public void Apply(in Command command)
    {
        exchange.Apply(in command);
        switch (command.Kind)
        {
            case CommandKind.NewOrder when command.Terms.TimeInForce >= TimeInForce.Gtd:
            case CommandKind.AdvanceTime:
            case CommandKind.SetTradingDay:
                deadlines.Next = exchange.NextDeadline.Nanoseconds;
                break;
            case CommandKind.SetInstrumentState:
                deadlines.OnState(command.Instrument, command.TargetState);
                break;
        }
    }
}
