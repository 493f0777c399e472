using Rialto.Journal;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Replay;

/// <summary>More would have to be read for a query than it may.</summary>
public sealed class WorkLimitException(long commands) : Exception($"The query would read more than {commands} commands again. 'rialto journal index' makes the past quick to ask.");

/// <summary>
/// The past of one exchange, from its data folder: the journal, and what was derived from it. Reads only, without a lock, also while the exchange runs.
/// One query at a time.
/// </summary>
public sealed class History
{
    private readonly Dictionary<SessionId, Text36> _addresses = [];
    private long _work;

    /// <param name="dataFolder">The data folder; its journal may be missing.</param>
    /// <param name="limits">The limits the exchange began with.</param>
    public History(string dataFolder, ExchangeLimits limits)
    {
        DataFolder = dataFolder;
        Limits = limits;
        Journal = new JournalReader(JournalFolder);
    }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The folder of the journal's segments.</summary>
    public string JournalFolder => Path.Combine(DataFolder, "journal");

    /// <summary>The folder of the postings.</summary>
    public string IndexFolder => Path.Combine(DataFolder, "index");

    /// <summary>The folder of the snapshots.</summary>
    public string SnapshotFolder => Path.Combine(DataFolder, "snapshots");

    /// <summary>The journal.</summary>
    public JournalReader Journal { get; }

    /// <summary>The limits the exchange began with.</summary>
    public ExchangeLimits Limits { get; }

    /// <summary>Most commands a query may repeat; more is a <see cref="WorkLimitException"/>.</summary>
    public long WorkLimit { get; init; } = long.MaxValue;

    /// <summary>Addresses remembered from one query to the next.</summary>
    internal int AddressesMax { get; init; } = 100_000;

    /// <summary>Addresses remembered now.</summary>
    internal int AddressesKnown => _addresses.Count;

    /// <summary>How far the exchange this runs in is durable: nothing beyond is read. Null outside of it.</summary>
    public Func<long>? DurableSequence { get; init; }

    /// <summary>Sequence up to which the last visit read; any thread, for progress.</summary>
    public long Position { get; set; }

    /// <summary>All instruments as of the end of the last visit.</summary>
    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    /// <summary>All assets as of then.</summary>
    public IReadOnlyList<Asset> Assets { get; private set; } = [];

    /// <summary>Sequence of the journal's last command; reads headers only.</summary>
    public long End
    {
        get
        {
            using var cursor = Journal.OpenAt(long.MaxValue);
            return Math.Min(Durable, cursor.NextSequence - 1);
        }
    }

    /// <summary>Begins a query: its work is counted from here.</summary>
    public void Begin()
    {
        _work = 0;
        // Learned again where they are wanted; a process that answers for years must not remember every session that ever was.
        if (_addresses.Count > AddressesMax)
            _addresses.Clear();
    }

    /// <summary>Shows a stretch of the past to a visitor.</summary>
    /// <param name="stretch">What to look at.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exchange as it stood when the visit ended: when the visitor was done, or at the end of the stretch.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="WorkLimitException">It would be too much.</exception>
    public Replica Visit(Stretch stretch, IVisitor visitor, CancellationToken cancellationToken = default) => Visit([stretch], visitor, cancellationToken);

    /// <summary>Shows several stretches, ascending, to a visitor. What lies between is passed over from snapshot to snapshot.</summary>
    public Replica Visit(IEnumerable<Stretch> stretches, IVisitor visitor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        ArgumentNullException.ThrowIfNull(visitor);
        Replica? replica = null;
        foreach (var stretch in stretches)
        {
            if (visitor.IsDone)
                break;
            if (replica is null || Past.NearestBefore(stretch.From) > replica.Sequence)
                replica = Past.Before(stretch.From);
            Visit(replica, stretch, visitor, cancellationToken);
        }

        replica ??= new Replica(Limits);
        Instruments = replica.Instruments;
        Assets = replica.Assets;
        return replica;
    }

    /// <summary>The exchange exactly as it stood before a command; at the end where the command is not there yet.</summary>
    public Replica StandBefore(long sequence, CancellationToken cancellationToken = default) =>
        Visit(new Stretch(sequence, sequence - 1), new Nobody(), cancellationToken);

    /// <summary>One command, without repeating anything; null where the journal ends before it.</summary>
    public Command? Read(long sequence)
    {
        using var cursor = Journal.OpenAt(sequence);
        while (cursor.NextSequence <= sequence && cursor.TryReadBatch(Durable))
        {
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Sequence == sequence)
                    return command;
            }
        }

        return null;
    }

    /// <summary>The remote address a session was opened from; null where it is not known.</summary>
    public string? AddressOf(SessionId session) => _addresses.TryGetValue(session, out var address) && !address.IsEmpty ? address.ToString() : null;

    /// <summary>True where a session's address has been seen.</summary>
    internal bool Knows(SessionId session) => _addresses.ContainsKey(session);

    /// <summary>Looks for the command that opened a session, without repeating anything.</summary>
    internal void FindSession(SessionId session, long from, long through)
    {
        using var cursor = Journal.OpenAt(from);
        while (cursor.NextSequence <= through && cursor.TryReadBatch(Durable) && (_work += cursor.Batch.Count) <= WorkLimit)
        {
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Kind != CommandKind.OpenSession || command.Session != session)
                    continue;
                Learn(in command);
                return;
            }
        }
    }

    /// <summary>Remembers the address of a session that was found otherwise.</summary>
    internal void Learn(in Command opened) => _addresses[opened.Session] = opened.Text;

    /// <summary>Where replays begin.</summary>
    internal StartingPoints Past => field ??= new StartingPoints(this);

    private long Durable => DurableSequence?.Invoke() ?? long.MaxValue;

    private void Visit(Replica replica, Stretch stretch, IVisitor visitor, CancellationToken cancellationToken)
    {
        using var cursor = Past.OpenAfter(replica);
        var next = 0;
        var durable = Durable;
        while (!visitor.IsDone && cursor.NextSequence <= stretch.Through && cursor.TryReadBatch(durable))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((_work += cursor.Batch.Count) > WorkLimit)
                throw new WorkLimitException(WorkLimit);
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                if (command.Sequence <= replica.Sequence)
                    continue;
                if (visitor.IsDone || command.Sequence > stretch.Through)
                    break;
                if (command.Kind == CommandKind.OpenSession)
                    _addresses[command.Session] = command.Text;
                if (!stretch.Wants(command.Sequence, ref next))
                {
                    replica.Apply(in command);
                    continue;
                }

                visitor.Before(in command, replica);
                if (visitor.IsDone)
                    break;
                replica.Apply(in command);
                visitor.After(in command, replica);
            }

            Position = replica.Sequence;
        }
    }

    private sealed class Nobody : IVisitor
    {
        public bool IsDone => false;

        public void Before(in Command command, Replica replica)
        {
            // Nobody looks.
        }

        public void After(in Command command, Replica replica)
        {
            // Nobody looks.
        }
    }
}
