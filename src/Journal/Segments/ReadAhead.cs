using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Rialto.Model.Orders;

namespace Rialto.Journal.Segments;

/// <summary>Reads and checks a journal on a thread of its own, a few thousand commands ahead of whoever applies them. The cursor is this object's until it is disposed.</summary>
internal sealed class ReadAhead : IDisposable
{
    private const int ChunkCommands = 8192;
    private const int ChunksAhead = 4;

    private readonly JournalCursor _cursor;
    private readonly BlockingCollection<Chunk> _full = new(ChunksAhead);
    private readonly ConcurrentBag<Chunk> _empty = [];
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile bool _stopping;

    public ReadAhead(JournalCursor cursor)
    {
        _cursor = cursor;
        _thread = new Thread(Run) { Name = "journal-read-ahead", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The next commands; false at the end.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged; all commands before the damage have been taken.</exception>
    public bool TryTake([NotNullWhen(true)] out Chunk? chunk)
    {
        if (_full.TryTake(out chunk, Timeout.Infinite))
            return true;
        _thread.Join();
        if (_failure is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return false;
    }

    /// <summary>Gives the memory back.</summary>
    public void Return(Chunk chunk) => _empty.Add(chunk);

    public void Dispose()
    {
        _stopping = true;
        while (_full.TryTake(out _))
        {
        }

        _thread.Join();
        _full.Dispose();
    }

    private void Run()
    {
        var chunk = new Chunk();
        try
        {
            while (!_stopping && _cursor.TryReadBatch())
            {
                for (var rest = _cursor.Batch.Commands; !rest.IsEmpty;)
                {
                    rest = rest[chunk.Add(rest)..];
                    if (!chunk.IsFull)
                        continue;
                    Hand(chunk);
                    chunk = _empty.TryTake(out var used) ? used.Clear() : new Chunk();
                }
            }
        }
        catch (Exception failure) // whatever it was, it is thrown again where the commands are taken
        {
            _failure = failure;
        }
        finally
        {
            Hand(chunk);
            _full.CompleteAdding();
        }
    }

    private void Hand(Chunk chunk)
    {
        while (!_stopping && !_full.TryAdd(chunk, millisecondsTimeout: 50))
        {
        }
    }

    /// <summary>Some commands in their order.</summary>
    internal sealed class Chunk
    {
        private readonly Command[] _commands = new Command[ChunkCommands];
        private int _count;

        public ReadOnlySpan<Command> Commands => _commands.AsSpan(0, _count);

        public bool IsFull => _count == _commands.Length;

        /// <returns>How many fitted.</returns>
        public int Add(ReadOnlySpan<Command> commands)
        {
            var taken = Math.Min(commands.Length, _commands.Length - _count);
            commands[..taken].CopyTo(_commands.AsSpan(_count));
            _count += taken;
            return taken;
        }

        public Chunk Clear()
        {
            _count = 0;
            return this;
        }
    }
}
