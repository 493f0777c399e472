using BenchmarkDotNet.Attributes;
using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Micro;

/// <summary>Rings on one thread: the instructions without the traffic between cores. bench/Load measures the hops.</summary>
public class RingBenchmarks
{
    private readonly MpscRing<Command> _mpsc = new(1 << 10);
    private readonly SpscRing<Command> _spsc = new(1 << 10);
    private Command _command = new() { Kind = CommandKind.NewOrder };
    private Taking _taking;

    [Benchmark]
    public int Mpsc_publish_and_poll()
    {
        _mpsc.TryClaim(out var position);
        _mpsc.Slot(position) = _command;
        _mpsc.Publish(position);
        return _mpsc.Poll(ref _taking, 1);
    }

    [Benchmark]
    public int Spsc_publish_and_poll()
    {
        _spsc.TryPublish(_command);
        return _spsc.Poll(ref _taking, 1);
    }

    private struct Taking : IRingHandler<Command>
    {
        public long Last;

        public void On(ref Command item, long position) => Last = item.Sequence;
    }
}
