using Rialto.Model.Orders;

namespace Rialto.Journal;

/// <summary>The commands that one write made durable together, and what it proves of earlier ones. Used again for the next batch: copy what must last. One thread.</summary>
public sealed class JournalBatch
{
    private Command[] _commands = new Command[64];

    /// <summary>The commands, ascending by sequence; a batch may hold proofs alone.</summary>
    public ReadOnlySpan<Command> Commands => _commands.AsSpan(0, Count);

    /// <summary>How many commands.</summary>
    public int Count { get; private set; }

    /// <summary>Sequence of its first command, or of the next to come.</summary>
    public long FirstSequence { get; private set; }

    internal void Begin(long firstSequence, int count)
    {
        FirstSequence = firstSequence;
        Count = 0;
        if (_commands.Length < count)
            _commands = new Command[Math.Max(count, _commands.Length * 2)];
    }

    /// <summary>The next command's place; it counts once <see cref="Take"/> is called.</summary>
    internal ref Command Next => ref _commands[Count];

    internal void Take() => Count++;
}
