using Rialto.Gateways.Orders;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Wire.Native;

namespace Rialto.Host.Simulation.Clients;

/// <summary>News of their orders for the owners' sessions, as the native hub sends them; answers go another way.</summary>
internal sealed class SimulatedHub : IEventListener
{
    private readonly List<SimulatedSession> _sessions = [];
    private SimulatedCommand? _waiter;

    /// <summary>Largest session number given out.</summary>
    public int LastSession { get; set; }

    public void Add(SimulatedSession session) => _sessions.Add(session);

    public void Remove(SimulatedSession session) => _sessions.Remove(session);

    public void OnCommandBegin(PendingCommand? waiter) => _waiter = waiter as SimulatedCommand;

    public void On(in ExchangeEvent e)
    {
        if (_sessions.Count == 0)
            return;
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        if (e.Kind == EventKind.Trade)
        {
            Send(e.Owner, frame[..NativeFill.OfTaker(in e).Encode(0, frame)]);
            Send(e.MakerOwner, frame[..NativeFill.OfMaker(in e).Encode(0, frame)]);
        }
        else if (NativeOrderEvent.IsOrderEvent(e.Kind) && e.Owner.Value != 0)
        {
            Send(e.Owner, frame[..NativeOrderEvent.Encode(in e, 0, frame)]);
        }
    }

    public void OnCommandEnd(long sequence) => _waiter = null;

    public void OnBatchEnd()
    {
    }

    private void Send(OwnerId owner, ReadOnlySpan<byte> frame)
    {
        foreach (var session in _sessions)
        {
            if (session.Key.Owner == owner && !session.Asked(_waiter))
                session.Outbox.Append(frame);
        }
    }
}
