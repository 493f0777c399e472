using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;

namespace Rialto.Unit.BackOffice;

/// <summary>A data folder whose journal is written command by command. One instrument, AAPL (number 3, two decimals, lot 1), is open from sequence 4 on; the next command is 5.</summary>
internal sealed class PastJournal : IDisposable
{
    public const long StartNs = 1_763_000_000_123_456_789;
    public const long StepNs = 1_000_000_007;

    private readonly List<Command> _commands = [];
    private readonly JournalFolder _journal;
    private readonly JournalWriter _writer;

    public PastJournal(InstrumentRules? rules = null, int segmentBytes = 1 << 16)
    {
        Folder = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        _journal = JournalFolder.Open(new JournalOptions { Directory = Path.Combine(Folder, "journal"), Durability = Durability.Os, SegmentBytes = segmentBytes });
        var nothing = new Nothing();
        _writer = new JournalWriter(_journal, Recovery.Replay(_journal, ref nothing), new ManualClock(StartNs));
        Add(Command.OpenSession(new SessionId(7), new OwnerId(1), Text36.Of("192.0.2.7:51234"), cancelOnDisconnect: true));
        Add(Command.DefineInstrument(Apple));
        Add(Command.SetInstrumentRules(Apple.Id, rules ?? InstrumentRules.None with { MakerFeePpm = -100, TakerFeePpm = 300 }));
        Add(Command.SetInstrumentState(Apple.Id, InstrumentState.Open));
    }

    public static Instrument Apple { get; } = new(new InstrumentId(3), Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    public string Folder { get; }

    public IReadOnlyList<Command> Commands => _commands;

    public History History => new(Folder, new ExchangeLimits());

    public AuditQueries Queries => new(History);

    public static string? NameOf(OwnerId owner) => owner.Value switch { 1 => "alice", 2 => "bob", 3 => "carol", _ => null };

    public static Scene Scene(OwnerId? viewer = null) =>
        new(id => id == Apple.Id ? Apple : null, NameOf, session => session.Value == 7 ? "192.0.2.7:51234" : null, viewer);

    /// <summary>Sequences, times and writes a command.</summary>
    /// <returns>Its sequence.</returns>
    public long Add(Command command)
    {
        command.Sequence = _commands.Count + 1;
        command.Time = new Timestamp(StartNs + command.Sequence * StepNs);
        _commands.Add(command);
        while (!_writer.TryAppend(in command))
            Write();
        _writer.Publish();
        Write();
        return command.Sequence;
    }

    public long Buy(int owner, long quantity, long price, string? name = null, long display = 0, int session = 0) => Add(Limit(Side.Buy, owner, quantity, price, name, display, session));

    public long Sell(int owner, long quantity, long price, string? name = null, long display = 0, int session = 0) => Add(Limit(Side.Sell, owner, quantity, price, name, display, session));

    public long Cancel(int owner, long order) => Add(new Command { Kind = CommandKind.CancelOrder, Owner = new OwnerId(owner), OrderId = new OrderId(order) });

    public static Command Limit(Side side, int owner, long quantity, long price, string? name = null, long display = 0, int session = 0) => new()
    {
        Kind = CommandKind.NewOrder,
        Side = side,
        Instrument = Apple.Id,
        Owner = new OwnerId(owner),
        Quantity = new Quantity(quantity),
        Price = new Price(price),
        DisplayQuantity = new Quantity(display),
        Text = name is null ? default : Text36.Of(name),
        Session = new SessionId(session),
        Terms = OrderTerms.Of(OrderType.Limit),
    };

    public string File(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        _writer.Dispose();
        _journal.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Write()
    {
        // A new segment is prepared in the background.
        var wait = new SpinWait();
        while (_writer.DoWork() > 0 || _writer.DurableSequence < _writer.AppendedSequence)
            wait.SpinOnce();
    }

    private struct Nothing : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
            // A new journal.
        }
    }
}
