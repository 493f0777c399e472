using Rialto.BackOffice.Index;
using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;

namespace Rialto.BackOffice.Export;

/// <summary>
/// Follows the events of an exchange by cursor, from any point of its past and on as it grows. It repeats the journal for itself, so it may lag without end and never holds the exchange up.
/// What it delivers is durable: it asks the exchange where it runs inside it, and flushes the journal's newest segment itself where it does not.
/// One thread; the lag is for any.
/// </summary>
public sealed class EventReader : IDisposable
{
    private readonly History _history;
    private readonly Func<long>? _durableSequence;
    private readonly Replica _replica;
    private readonly JournalCursor _journal;
    private readonly Dictionary<SessionId, Text36> _addresses = [];
    private readonly HashSet<SessionId> _openedBefore;
    private EventCursor _cursor;
    private int _inBatch;
    private long _end;
    private long _endTimeNs;
    private long _sequence;
    private long _timeNs;

    /// <param name="history">The past to read.</param>
    /// <param name="from">The first event wanted.</param>
    /// <param name="durableSequence">How far the exchange this runs in is durable; null outside of it.</param>
    public EventReader(History history, EventCursor from, Func<long>? durableSequence = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        _history = history;
        _durableSequence = durableSequence;
        _replica = history.Past.Before(from.Sequence);
        _journal = history.Past.OpenAfter(_replica);
        _openedBefore = [.. _replica.OpenSessions];
        _cursor = from;
        _sequence = from.Sequence - 1;
    }

    /// <summary>The next event to be delivered.</summary>
    public EventCursor Cursor => _cursor;

    /// <summary>Commands in the journal, as of the last look, whose events have not all been delivered.</summary>
    public long LagCommands => Math.Max(0, Volatile.Read(ref _end) - Volatile.Read(ref _sequence));

    /// <summary>Time between the last command delivered and the last in the journal, as of the last look.</summary>
    public TimeSpan Lag => LagCommands == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _endTimeNs) - Volatile.Read(ref _timeNs)) / 100);

    /// <summary>The remote address of a session that is open; null where it is not known.</summary>
    public string? AddressOf(SessionId session)
    {
        if (_openedBefore.Remove(session))
            _addresses[session] = FindAddress(session);
        return _addresses.TryGetValue(session, out var address) && !address.IsEmpty ? address.ToString() : null;
    }

    /// <summary>Delivers events up to the journal's present end, or until the consumer has enough.</summary>
    /// <returns>True where the end was reached.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="IOException">The journal could not be flushed.</exception>
    public bool Poll(IEventConsumer consumer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        LookAtEnd();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_inBatch == _journal.Batch.Count && !TryReadBatch())
                return true;
            while (_inBatch < _journal.Batch.Count)
            {
                if (!Take(in _journal.Batch.Commands[_inBatch], consumer))
                    return false;
                _inBatch++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    // Open where this reading began, in the middle of the past: the command that opened it was not among those read.
    private Text36 FindAddress(SessionId session)
    {
        using var index = AuditIndex.Open(_history);
        index.Learn(session, _history);
        return _history.AddressOf(session) is { } address ? Text36.Of(address) : Text36.Empty;
    }

    private bool TryReadBatch()
    {
        if (!_journal.TryReadBatch(_durableSequence?.Invoke() ?? long.MaxValue))
            return false;
        _inBatch = 0;
        if (_durableSequence is null)
            Settle(_journal.Position.Segment);
        return true;
    }

    private bool Take(in Command command, IEventConsumer consumer)
    {
        if (command.Sequence > _replica.Sequence)
        {
            _replica.Apply(in command);
            if (command.Kind == CommandKind.OpenSession)
                _addresses[command.Session] = command.Text;
        }

        if (command.Sequence >= _cursor.Sequence)
        {
            var events = _replica.Events;
            for (var i = _cursor.Sequence == command.Sequence ? _cursor.Index : 0; i < events.Length; i++)
            {
                var wantsMore = consumer.Take(in command, i, in events[i], _replica);
                _cursor = new EventCursor(command.Sequence, i + 1);
                if (!wantsMore)
                    return false;
            }

            _cursor = EventCursor.After(command.Sequence);
        }

        Volatile.Write(ref _timeNs, command.Time.Nanoseconds);
        Volatile.Write(ref _sequence, command.Sequence);
        if (command.Kind == CommandKind.CloseSession)
        {
            _addresses.Remove(command.Session);
            _openedBefore.Remove(command.Session);
        }

        return true;
    }

    // Passes the headers of what is there, and reads its last batch where it is new: for the time.
    private void LookAtEnd()
    {
        long there;
        using (var end = _history.Journal.OpenAt(long.MaxValue))
            there = end.NextSequence - 1;
        if (_durableSequence is { } durable)
            there = Math.Min(there, durable());
        if (there <= Volatile.Read(ref _end))
            return;
        Volatile.Write(ref _end, there);
        using var last = _history.Journal.OpenAt(there);
        if (last.TryReadBatch())
            Volatile.Write(ref _endTimeNs, last.LastTime.Nanoseconds);
    }

    // What another process has written may not be on the disk yet; after this it is. Earlier segments were flushed before this one was begun.
    private void Settle(long segment)
    {
        var path = Path.Combine(_history.JournalFolder, segment.ToString("D8", System.Globalization.CultureInfo.InvariantCulture) + ".journal");
        if (!File.Exists(path) || File.Exists(Path.Combine(_history.JournalFolder, (segment + 1).ToString("D8", System.Globalization.CultureInfo.InvariantCulture) + ".journal")))
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        DurableFile.Flush(file);
    }
}
