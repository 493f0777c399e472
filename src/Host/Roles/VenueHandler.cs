using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;
using Rialto.Venue;

namespace Rialto.Host.Roles;

/// <summary>Applies journaled commands to the exchange, and tells the timer when next to bring time. The same in recovery and after, where it also measures.</summary>
/// <param name="exchange">The exchange.</param>
/// <param name="deadlines">What the timer looks at.</param>
/// <param name="latency">Takes the nanoseconds of one command in 16; null measures nothing.</param>
internal readonly struct VenueHandler(Exchange<RingSink> exchange, Deadlines deadlines, LatencyHistogram? latency = null) : ICommandHandler
{
    // Reading the clock twice costs as much as matching an order; a sample spread over the sequences costs next to nothing.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const int SampleShift = 60;

    /// <inheritdoc/>
    public void Apply(in Command command)
    {
        if (latency is not null && (ulong)command.Sequence * Spread >> SampleShift == 0)
        {
            var began = Clock.MonotonicNanoseconds;
            exchange.Apply(in command);
            latency.Record(Clock.MonotonicNanoseconds - began);
        }
        else
        {
            exchange.Apply(in command);
        }

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

        if (exchange.TakeNewDeadline())
            deadlines.Restore(exchange);
    }
}
