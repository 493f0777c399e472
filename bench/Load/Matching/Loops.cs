using Rialto.Load.Flows;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Load.Matching;

/// <summary>
/// Lays out a script's loops for one or many symbols, command 0 of all symbols, then command 1, and so on. bench/bound-cpp does exactly the same.
/// </summary>
internal sealed class Loops
{
    // About as far apart as the commands of an hour of AAPL are.
    private const long CommandNs = 40_000;

    private readonly Script _script;
    private readonly int _symbols;
    private readonly int _chunk;
    private readonly Command[] _buffer;
    private long _sequence;
    private long _loops;

    /// <param name="script">What is played.</param>
    /// <param name="symbols">For how many symbols at once.</param>
    /// <param name="sequence">The last sequence the engine has seen.</param>
    public Loops(Script script, int symbols, long sequence)
    {
        _script = script;
        _symbols = symbols;
        _sequence = sequence;
        _chunk = Math.Max(1, script.Commands.Length / symbols);
        _buffer = new Command[_chunk * symbols];
    }

    /// <summary>Commands of one loop.</summary>
    public long CommandsPerLoop => (long)_script.Commands.Length * _symbols;

    /// <summary>Parts in which one loop is laid out.</summary>
    public int Chunks => (_script.Commands.Length + _chunk - 1) / _chunk;

    /// <summary>Lays out one part; after the last one, the next loop begins.</summary>
    public ReadOnlySpan<Command> Chunk(int number)
    {
        var shift = _loops * _script.OrdersPerLoop * _symbols;
        var from = number * _chunk;
        var upto = Math.Min(from + _chunk, _script.Commands.Length);
        var count = 0;
        for (var i = from; i < upto; i++)
            for (var symbol = 0; symbol < _symbols; symbol++)
            {
                ref var command = ref _buffer[count++];
                command = _script.Commands[i];
                command.Sequence = ++_sequence;
                command.Time = new Timestamp(_sequence * CommandNs / _symbols);
                command.Instrument = new InstrumentId(symbol + 1);
                var id = command.OrderId.Value;
                if (id is not 0 and < Script.NeverExisted)
                    command.OrderId = new OrderId((id - 1) * _symbols + symbol + 1 + shift);
            }
        if (upto == _script.Commands.Length)
            _loops++;
        return _buffer.AsSpan(0, count);
    }
}
