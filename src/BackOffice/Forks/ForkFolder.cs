using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;

namespace Rialto.BackOffice.Forks;

/// <summary>A data folder for the changed past: its own journal from the first command on, for <c>rialto audit</c> or <c>rialto up</c>. One thread.</summary>
public sealed class ForkFolder : IDisposable
{
    private readonly JournalFolder _folder;
    private readonly JournalWriter _writer;

    /// <summary>Makes it, and copies what was before the fork.</summary>
    /// <param name="history">The past that was forked.</param>
    /// <param name="path">A folder that is empty or not there.</param>
    /// <param name="from">The first command that may differ.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It has something in it, or cannot be written.</exception>
    public ForkFolder(History history, string path, long from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException($"'{path}' is not empty");
        Directory.CreateDirectory(path);
        if (File.Exists(Path.Combine(history.DataFolder, "exchange.json")))
            File.Copy(Path.Combine(history.DataFolder, "exchange.json"), Path.Combine(path, "exchange.json"));
        (_folder, _writer) = Begin(JournalFolder.Open(new JournalOptions { Directory = Path.Combine(path, "journal"), Durability = Durability.Os }));
        using var cursor = history.Journal.Open();
        while (cursor.NextSequence < from && cursor.TryReadBatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Sequence < from)
                    Add(command);
            }
        }
    }

    /// <summary>An empty one on a journal that is there.</summary>
    internal ForkFolder(JournalFolder folder) => (_folder, _writer) = Begin(folder);

    /// <summary>Writes a command behind those that are there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(Command command)
    {
        var wait = new SpinWait();
        while (!_writer.TryAppend(in command))
        {
            ThrowIfStuck();
            _writer.Publish();
            if (_writer.DoWork() == 0)
                wait.SpinOnce();
        }

        _writer.Publish();
    }

    /// <summary>Writes the rest, and closes.</summary>
    /// <exception cref="IOException">It could not all be written.</exception>
    public void Dispose()
    {
        var wait = new SpinWait();
        while (_writer is { State: JournalState.Writing, Shortage: null } && _writer.DurableSequence < _writer.AppendedSequence)
        {
            if (_writer.DoWork() == 0)
                wait.SpinOnce();
        }

        _writer.Dispose();
        var failure = _writer.Failure ?? (_writer.DurableSequence < _writer.AppendedSequence ? _writer.Shortage : null);
        _folder.Dispose();
        if (failure is not null)
            throw new IOException($"the fork's journal could not be written: {failure.Message}", failure);
    }

    private static (JournalFolder Folder, JournalWriter Writer) Begin(JournalFolder folder)
    {
        var nobody = new Nobody();
        return (folder, new JournalWriter(folder, Recovery.Replay(folder, ref nobody), Clock.System));
    }

    // Nobody makes room while this runs, and a failed journal stays failed.
    private void ThrowIfStuck()
    {
        if ((_writer.Failure ?? _writer.Shortage) is { } problem)
            throw new IOException($"the fork's journal could not be written: {problem.Message}", problem);
    }

    private struct Nobody : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
            // A new folder has no commands.
        }
    }
}
