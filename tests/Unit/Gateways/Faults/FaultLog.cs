using System.Collections.Concurrent;
using Rialto.Gateways.Faults;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>Keeps what passes the doors.</summary>
internal sealed class FaultLog : IFaultWitness
{
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly ConcurrentQueue<Injected> _injected = new();

    public IReadOnlyCollection<Seen> Seen => _seen;

    public IReadOnlyCollection<Injected> Injected => _injected;

    public void OnSeen(Seen seen) => _seen.Enqueue(seen);

    public void OnInjected(Injected injected) => _injected.Enqueue(injected);
}
