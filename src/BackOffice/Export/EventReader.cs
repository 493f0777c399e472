using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>
/// Follows the events of an exchange by cursor, from any point of its past and on as it grows. It repeats the journal for itself, so it may lag without end and never holds the exchange up.
/// One thread; <see cref="LagCommands"/> is for any.
/// </summary>
public sealed class EventReader
{
    private readonly History _history;
    private readonly Replica _replica;
    private readonly Dictionary<SessionId, Text36> _addresses = [];
    private EventCursor _cursor;
    private long _end;
    private long _endTimeNs;

    /// <param name="history">The past to read.</param>
    /// <param name="from">The first event wanted.</param>
    public EventReader(History history, EventCursor from)
    {
        ArgumentNullException.ThrowIfNull(history);
        _history = history;
        _replica = new Replica(history.Limits);
        _cursor = from;
    }

    /// <summary>The next event to be delivered.</summary>
    public EventCursor Cursor => _cursor;

    /// <summary>Commands in the journal, as of the last look, whose events have not all been delivered.</summary>
    public long LagCommands => Math.Max(0, Volatile.Read(ref _end) - _cursor.Sequence + 1);

    /// <summary>Time between the last command delivered and the last in the journal, as of the last look.</summary>
    public TimeSpan Lag => LagCommands == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _endTimeNs) - _replica.Time.Nanoseconds) / 100);

    /// <summary>The exchange as of the last command repeated.</summary>
    public Replica Replica => _replica;

    /// <summary>The remote address of a session that is open; null where it is not known.</summary>
    public string? AddressOf(SessionId session) => _addresses.TryGetValue(session, out var address) && !address.IsEmpty ? address.ToString() : null;

    /// <summary>Delivers events up to the journal's present end, or until the consumer has enough.</summary>
    /// <returns>True where the end was reached.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    public bool Poll(IEventConsumer consumer, long throughSequence = long.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        var passing = new Passing(this, consumer, throughSequence, cancellationToken);
        new JournalReader(_history.JournalFolder).Read(ref passing);
        return !passing.IsPaused;
    }

    private struct Passing(EventReader reader, IEventConsumer consumer, long through, CancellationToken cancellationToken) : ICommandHandler
    {
        public bool IsPaused { get; private set; }

        public void Apply(in Command command)
        {
            Volatile.Write(ref reader._end, command.Sequence);
            Volatile.Write(ref reader._endTimeNs, command.Time.Nanoseconds);
            if (IsPaused || command.Sequence > through)
                return;
            if ((command.Sequence & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (command.Sequence > reader._replica.Sequence)
                reader._replica.Apply(in command);
            else if (command.Sequence < reader._replica.Sequence)
                return;
            if (command.Kind == CommandKind.OpenSession)
                reader._addresses[command.Session] = command.Text;
            if (command.Sequence >= reader._cursor.Sequence)
                Deliver(in command);
            if (command.Kind == CommandKind.CloseSession && !IsPaused)
                reader._addresses.Remove(command.Session);
        }

        private void Deliver(in Command command)
        {
            var events = reader._replica.Events;
            for (var i = reader._cursor.Sequence == command.Sequence ? reader._cursor.Index : 0; i < events.Length; i++)
            {
                var wantsMore = consumer.Take(in command, i, in events[i], reader._replica);
                reader._cursor = new EventCursor(command.Sequence, i + 1);
                if (!wantsMore)
                {
                    IsPaused = true;
                    return;
                }
            }

            reader._cursor = EventCursor.After(command.Sequence);
        }
    }
}
