using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Load.Audits;

/// <summary>
/// A journal as long as one likes, made up: 16 instruments, 500 owners, about 20,000 live orders. Of ten commands nine enter or cancel an order and one takes; one order in
/// 20,000 is left alone far from the market and cancelled much later, so that stories reach over millions of commands.
/// </summary>
internal sealed class LongJournal
{
    public const int Instruments = 16;
    public const int Owners = 500;

    private const int Live = 40_000;
    private const int RestEvery = 20_000;
    private const long StartNs = 1_795_000_000_000_000_000;
    private const long StepNs = 10_000;
    private const int Middle = 100_000;

    private readonly Random _random = new(20261121);
    private readonly long[] _live = new long[Live];
    private readonly int[] _ownerOf = new int[Live];
    private readonly Queue<(long Order, int Owner)> _resting = [];
    private long _orders;
    private long _sequence;

    /// <summary>Orders that lived long: number and owner.</summary>
    public List<(long Order, int Owner)> LongLived { get; } = [];

    /// <summary>Orders accepted, if none was refused; none is.</summary>
    public long Orders => _orders;

    /// <summary>Writes it.</summary>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="commands">How many commands.</param>
    public void Write(string folder, long commands)
    {
        using var journal = JournalFolder.Open(new JournalOptions { Directory = folder, Durability = Durability.Memory });
        var nobody = new Nobody();
        using var writer = new JournalWriter(journal, Recovery.Replay(journal, ref nobody), Clock.System);
        var idle = new IdleStrategy(new WakeSignal());
        writer.WakeOnAppend(idle.Signal);
        using var runner = new AgentRunner(writer, idle, (_, fault) => Console.Error.WriteLine(fault));
        runner.Start();
        while (_sequence < commands)
        {
            var command = Next();
            command.Sequence = ++_sequence;
            command.Time = new Timestamp(StartNs + _sequence * StepNs);
            while (!writer.TryAppend(in command))
            {
                writer.Publish();
                Thread.Yield();
            }

            if (_sequence % 64 == 0)
                writer.Publish();
        }

        writer.Publish();
        while (writer.Commands.Value < commands && writer.Failure is null)
            Thread.Sleep(1);
        if (writer.Failure is { } failure)
            throw new IOException(failure.Message, failure);
    }

    private Command Next()
    {
        if (_sequence < 2 * Instruments)
            return Opening((int)_sequence);
        var at = _random.Next(Live);
        if (_random.Next(10) == 0)
            return New(at, isTaking: true);
        return _live[at] == 0 ? New(at, isTaking: false) : Cancel(at);
    }

    private static Command Opening(int step)
    {
        var id = new InstrumentId(1 + step / 2);
        return step % 2 == 0
            ? Command.DefineInstrument(new Instrument(id, Text36.Of($"SYM{id.Value}-USD"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000)))
            : Command.SetInstrumentState(id, InstrumentState.Open);
    }

    private Command Cancel(int at)
    {
        var (order, owner) = (_live[at], _ownerOf[at]);
        _live[at] = 0;
        if (_resting.Count > 100)
            (order, owner) = _resting.Dequeue();
        return new Command { Kind = CommandKind.CancelOrder, Owner = new OwnerId(owner), OrderId = new OrderId(order) };
    }

    private Command New(int at, bool isTaking)
    {
        _orders++;
        var owner = 1 + _random.Next(Owners);
        var side = (Side)_random.Next(2);
        var isResting = _orders % RestEvery == 0;
        var away = isResting ? 5_000 + _random.Next(100) : isTaking ? -20 : 1 + _random.Next(200);
        if (isResting)
        {
            _resting.Enqueue((_orders, owner));
            LongLived.Add((_orders, owner));
        }
        else if (!isTaking)
        {
            (_live[at], _ownerOf[at]) = (_orders, owner);
        }

        return new Command
        {
            Kind = CommandKind.NewOrder,
            Side = side,
            Instrument = new InstrumentId(1 + _random.Next(Instruments)),
            Owner = new OwnerId(owner),
            Quantity = new Quantity(1 + _random.Next(isTaking ? 300 : 100)),
            Price = new Price(side == Side.Buy ? Middle - away : Middle + away),
            Text = _orders % 4 == 0 ? Text36.Of($"c{_orders}") : default,
            Terms = OrderTerms.Of(OrderType.Limit, isTaking ? TimeInForce.Ioc : TimeInForce.Gtc),
        };
    }

    private struct Nobody : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
            // The journal is new.
        }
    }
}
