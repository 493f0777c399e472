using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Replay;

/// <summary>
/// The past of one exchange, from its data folder: the journal, and what was derived from it. Reads only, without a lock, also while the exchange runs.
/// One query at a time.
/// </summary>
public sealed class History
{
    private readonly Dictionary<SessionId, Text36> _addresses = [];

    /// <param name="dataFolder">The data folder; its journal may be missing.</param>
    /// <param name="limits">The limits the exchange began with.</param>
    public History(string dataFolder, ExchangeLimits limits)
    {
        DataFolder = dataFolder;
        Limits = limits;
    }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The folder of the journal's segments.</summary>
    public string JournalFolder => Path.Combine(DataFolder, "journal");

    /// <summary>The limits the exchange began with.</summary>
    public ExchangeLimits Limits { get; }

    /// <summary>Sequence up to which the last visit read; any thread, for progress.</summary>
    public long Position { get; private set; }

    /// <summary>All instruments as of the end of the last visit.</summary>
    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    /// <summary>Shows a stretch of the past to a visitor.</summary>
    /// <param name="stretch">What to look at.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exchange as it stood when the visit ended: when the visitor was done, or at the end of the stretch.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    public Replica Visit(Stretch stretch, IVisitor visitor, CancellationToken cancellationToken = default)
    {
        var replica = new Replica(Limits);
        var guide = new Guide(this, replica, stretch, visitor, cancellationToken);
        new JournalReader(JournalFolder).Read(ref guide, stretch.Through);
        Instruments = replica.Instruments;
        return replica;
    }

    /// <summary>The remote address a session was opened from; null where it is not known.</summary>
    public string? AddressOf(SessionId session) => _addresses.TryGetValue(session, out var address) && !address.IsEmpty ? address.ToString() : null;

    /// <summary>Takes commands off the reader, repeats them, and shows the visitor those it is to see.</summary>
    private struct Guide(History history, Replica replica, Stretch stretch, IVisitor visitor, CancellationToken cancellationToken) : ICommandHandler
    {
        private bool _isDone = visitor.IsDone;
        private int _next;

        public void Apply(in Command command)
        {
            if (_isDone)
                return;
            if ((command.Sequence & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            history.Position = command.Sequence;
            if (command.Kind == CommandKind.OpenSession)
                history._addresses[command.Session] = command.Text;
            if (!Wants(command.Sequence))
            {
                replica.Apply(in command);
                return;
            }

            visitor.Before(in command, replica);
            if (_isDone = visitor.IsDone)
                return;
            replica.Apply(in command);
            visitor.After(in command, replica);
            _isDone = visitor.IsDone;
        }

        private bool Wants(long sequence)
        {
            if (sequence < stretch.From)
                return false;
            if (stretch.Only is not { } only)
                return true;
            while (_next < only.Count && only[_next] < sequence)
                _next++;
            return _next < only.Count && only[_next] == sequence;
        }
    }
}
